-- stream_many: 1,000 streams at once of 100 events each, read by a task each ÷ the same answers on bare curl_multi by
-- epoll, which decodes nothing, CPU time; and the memory of a stream whose events nobody reads.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS, STREAMS, EVENTS = 9, 1000, 100
local PATH = "/files/file-1/content"

local CHUNK = [[data: {"id":"chatcmpl-BxYzAbCdEfGhIjKlMnOpQrStUvWxY","object":"chat.completion.chunk","created":%d,]]
    .. [["model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_0123456789",]]
    .. [["choices":[{"index":0,"delta":{"content":" word%d"},"logprobs":null,"finish_reason":null}]}]] .. "\n\n"

local function text()
    local parts = {}
    for index = 1, EVENTS do parts[index] = CHUNK:format(1721764800 + index, index) end
    return table.concat(parts) .. "data: [DONE]\n\n"
end

local function client_of(base_url)
    return require("openai").new({ base_url = base_url, api_key = "sk-bench", max_connections = STREAMS })
end

local function open(client)
    return assert(client:request("GET", PATH, nil, { stream = true }))
end

local function read_all(client)
    local openai, count = require("openai"), 0
    openai.run(function()
        for _ = 1, STREAMS do
            openai.spawn(function()
                local stream = open(client)
                while stream:next() do count = count + 1 end
            end)
        end
    end)
    assert(count == STREAMS * EVENTS)
end

if arg[1] == "ours" then
    local client = client_of(arg[2])
    read_all(client)
    collectgarbage()
    local wall, cpu = harness.clocks()
    read_all(client)
    local wall_end, cpu_end = harness.clocks()
    print(("%.9f %.9f"):format(wall_end - wall, cpu_end - cpu))
    return
elseif arg[1] == "memory" then
    local client, streams = client_of(arg[2]), {}
    streams[1] = open(client)
    collectgarbage()
    local before = harness.resident("VmRSS")
    require("openai").run(function()
        for index = 2, STREAMS + 1 do
            require("openai").spawn(function() streams[index] = open(client) return streams[index] end)
        end
    end)
    print(("%.0f"):format((harness.resident("VmRSS") - before) * 1024 / STREAMS))
    return
end

harness.pin()
harness.with_server(function(server)
    harness.write_file(server.www .. "/file-1", text())
    local ours, bare = (table.unpack or unpack)(harness.by_turns(ROUNDS, {
        harness.ours("stream_many", server.http),
        harness.yardstick("multi", "socket", server.http .. PATH, STREAMS, STREAMS),
    }))
    local memory = harness.capture((harness.ours("stream_many", server.http):gsub("'ours'", "'memory'")))
    harness.report("stream_many", ours.cpu / bare.cpu, "<=", 1.5, "1,000 streams, decoded ÷ bare curl_multi, CPU",
        ("medians of %d: ours %.0f ms, libcurl %.0f ms; %d bytes a stream that nobody reads"):format(ROUNDS,
            ours.cpu * 1e3, bare.cpu * 1e3, tonumber(memory)))
end)
