-- stream_many: 1,000 streams at once of 100 events each, every event a packet of its own, read and decoded by a task
-- each ÷ the same answers on bare curl_multi by epoll, which decodes nothing, CPU time; and the memory of a stream.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS, STREAMS, EVENTS = 9, 1000, 100

local CHUNK = [[data: {"id":"chatcmpl-BxYzAbCdEfGhIjKlMnOpQrStUvWxY","object":"chat.completion.chunk",]]
    .. [["created":1721764800,"model":"gpt-4o-mini-2024-07-18","service_tier":"default",]]
    .. [["system_fingerprint":"fp_0123456789","choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,]]
    .. [["finish_reason":null}]}]] .. "\n\n"

if arg[1] == "ours" then
    local openai = require("openai")
    local client = openai.new({ base_url = arg[2], api_key = "sk-bench", max_connections = STREAMS })
    local count = 0
    local function read()
        local stream = assert(client:request("GET", "/x", nil, { stream = true }))
        while stream:next() do count = count + 1 end
    end
    local function read_all()
        count = 0
        openai.run(function()
            for _ = 1, STREAMS do openai.spawn(read) end
        end)
        assert(count == STREAMS * EVENTS)
    end
    local before = harness.resident("VmRSS")
    read_all()
    local memory = (harness.resident("VmHWM") - before) * 1024 / STREAMS
    local wall, cpu = harness.clocks()
    read_all()
    local wall_end, cpu_end = harness.clocks()
    print(("%.9f %.9f %.0f"):format(wall_end - wall, cpu_end - cpu, memory))
    return
end

os.execute("mkdir -p build/bench")
local text = "build/bench/event.txt"
harness.write_file(text, CHUNK)
local hold = os.tmpname() -- its reader ends with us: the server's standard input
os.remove(hold)
harness.capture("mkfifo " .. hold)
local pipe = assert(io.popen(("%s <%s"):format(harness.yardstick("event_server", STREAMS, EVENTS, text), hold)))
local keeper = assert(io.open(hold, "w"))
local base_url = ("http://127.0.0.1:%d/v1"):format(assert(tonumber(pipe:read("*l"))))
local ours = harness.ours("stream_many", base_url)
local medians = harness.by_turns(ROUNDS, {
    ours, harness.yardstick("multi", "socket", base_url .. "/x", STREAMS, STREAMS),
})
local memory = harness.capture(ours):match("(%d+)\n$")
harness.report("stream_many", medians[1].cpu / medians[2].cpu, "<=", 1.5,
    "1,000 streams, decoded ÷ bare curl_multi, CPU",
    ("medians of %d: ours %.0f ms, libcurl %.0f ms; %d bytes of memory a stream"):format(ROUNDS,
        medians[1].cpu * 1e3, medians[2].cpu * 1e3, memory))
keeper:close()
pipe:close()
os.remove(hold)
