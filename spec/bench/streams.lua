-- stream: stream:next() on 100,000 chunks of a chat completion ÷ downloading the same bytes as one string and decoding
-- the chunks, cut out before, one by one: what framing and handing out cost, CPU time.
-- stream_peer: the way of pure Lua (gmatch on a buffer that grows, lua-cjson; its bytes are downloaded by us, too) ÷
-- ours, 20,000 events. stream_frames: the longest loop:poll(0) while 10,000 events that lie ready are read by a task,
-- CPU time.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")
local cjson = require("cjson")
local openai = require("openai")
local json = require("openai.core").json

local ROUNDS = 9
local MANY, FEWER, BURST = 100000, 20000, 10000
local PIECE = 16 * 1024 -- bytes that come at once, as libcurl reads them

local CHUNK = [[{"id":"chatcmpl-BxYzAbCdEfGhIjKlMnOpQrStUvWxY","object":"chat.completion.chunk","created":%d,]]
    .. [["model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_0123456789",]]
    .. [["choices":[{"index":0,"delta":{"content":" word%d"},"logprobs":null,"finish_reason":null}],]]
    .. [["obfuscation":"ab%d"}]]

local function chunks(count)
    local list = {}
    for index = 1, count do list[index] = CHUNK:format(1721764800 + index, index, index) end
    return list
end

local function frames(list)
    local parts = {}
    for index, text in ipairs(list) do parts[index] = "data: " .. text .. "\n\n" end
    parts[#parts + 1] = "data: [DONE]\n\n"
    return table.concat(parts)
end

local function cpu(fn, ...)
    collectgarbage()
    collectgarbage()
    local start = os.clock()
    fn(...)
    return os.clock() - start
end

local function read(client, path, count)
    local stream, read_events = assert(client:request("GET", path, nil, { stream = true })), 0
    while stream:next() do read_events = read_events + 1 end
    assert(read_events == count)
end

local function decode(client, path, list)
    assert(client:request("GET", path))
    for index = 1, #list do json.decode(list[index]) end
end

--- A reader as many are written: what came is appended, whole events are looked for by a pattern.
local function read_as_peer(client, path, count)
    local text, buffer, events = assert(client:request("GET", path)), "", 0
    for at = 1, #text, PIECE do
        buffer = buffer .. text:sub(at, at + PIECE - 1)
        local behind = 1
        for frame, stop in buffer:gmatch("(.-)\n\n()") do
            local data = frame:match("^data: ?(.*)")
            if data and data ~= "[DONE]" then
                cjson.decode(data)
                events = events + 1
            end
            behind = stop
        end
        buffer = buffer:sub(behind)
    end
    assert(events == count)
end

--- By turns, medians in seconds.
local function compare(first, second)
    local times = { {}, {} }
    for round = 1, ROUNDS do times[1][round], times[2][round] = first(), second() end
    return harness.median(times[1]), harness.median(times[2])
end

local function bench_stream(client, list)
    local ours, alone = compare(function() return cpu(read, client, "/files/file-1/content", MANY) end,
        function() return cpu(decode, client, "/files/file-1/content", list) end)
    harness.report("stream", ours / alone, "<=", 1.3, "events ÷ their bytes downloaded and decoded, CPU",
        ("medians of %d × %d events: ours %.0f ns an event, without framing %.0f"):format(ROUNDS, MANY,
            ours / MANY * 1e9, alone / MANY * 1e9))
end

local function bench_peer(client)
    local ours, peer = compare(function() return cpu(read, client, "/files/file-2/content", FEWER) end,
        function() return cpu(read_as_peer, client, "/files/file-2/content", FEWER) end)
    harness.report("stream_peer", peer / ours, ">=", rawget(_G, "jit") and 4 or 2.5,
        "pure Lua and lua-cjson ÷ ours, CPU",
        ("medians of %d × %d events: ours %.0f ns an event, pure Lua %.0f"):format(ROUNDS, FEWER, ours / FEWER * 1e9,
            peer / FEWER * 1e9))
end

--- The longest poll, in seconds of CPU: the server and other programs run on the same cores.
local function longest_poll(client)
    local longest = 0
    local task = openai.spawn(read, client, "/files/file-3/content", BURST)
    while not task:done() do
        local start = os.clock()
        openai.loop:poll(0)
        longest = math.max(longest, os.clock() - start)
    end
    task:await()
    return longest
end

local function bench_frames(client)
    local polls = {}
    for round = 1, ROUNDS do
        collectgarbage()
        polls[round] = longest_poll(client)
    end
    harness.report("stream_frames", harness.median(polls) * 1e3, "<=", 2, "ms of CPU, the longest poll(0)",
        ("median of %d × %d events"):format(ROUNDS, BURST))
end

harness.pin()
harness.with_server(function(server)
    local client = harness.client(server.http)
    local list = chunks(MANY)
    harness.write_file(server.www .. "/file-1", frames(list))
    bench_stream(client, list)
    list = nil -- luacheck: ignore
    harness.write_file(server.www .. "/file-2", frames(chunks(FEWER)))
    bench_peer(client)
    harness.write_file(server.www .. "/file-3", frames(chunks(BURST)))
    bench_frames(client)
end)
