-- calls_node, stream_node: OpenAI's own SDK for Node.js ÷ ours, wall, at the same server: 2,000 small calls one after
-- the
-- other; one stream of 20,000 chat chunks, every event decoded. Skipped where there is no npm.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS, CALLS, EVENTS = 7, 2000, 20000
local FOLDER = "build/bench/node"
local CHUNK = 'data: {"id":"chatcmpl-9aBcDeFgHiJkLmNoPqRsTuVwXyZ01","object":"chat.completion.chunk",'
    .. '"created":1721764800,"model":"gpt-4o-mini-2024-07-18","service_tier":"default",'
    .. '"system_fingerprint":"fp_0123456789","choices":[{"index":0,'
    .. '"delta":{"content":" word%d"},"logprobs":null,"finish_reason":null}]}\n\n'

if arg[1] == "ours" then
    local client, count = harness.client(arg[3]), tonumber(arg[4])
    if arg[2] == "calls" then
        harness.time(count, function() return client.fine_tuning.jobs:retrieve("ftjob-bench") end)
        return
    end
    assert(client.fine_tuning.jobs:retrieve("ftjob-bench"))
    local wall, cpu = harness.clocks()
    local stream = assert(client.chat.completions:create({
        model = "m", messages = { { role = "user", content = "hello" } }, stream = true,
    }))
    local seen = 0
    for event in stream:events() do if event.choices then seen = seen + 1 end end
    local wall_end, cpu_end = harness.clocks()
    assert(seen == count, seen .. " events")
    print(("%.9f %.9f"):format(wall_end - wall, cpu_end - cpu))
    return
end

local INSTALL = [[command -v node npm >/dev/null && mkdir -p %s && cp spec/bench/node.mjs %s && cd %s && {
    test -d node_modules/openai || npm install --silent --no-audit --no-fund openai >/dev/null 2>&1
} && node -p 'require("./node_modules/openai/package.json").version']]

--- The SDK's version, or nil where it cannot be had.
local function install()
    local ok, version = pcall(harness.capture, INSTALL:format(FOLDER, FOLDER, FOLDER))
    return ok and version:gsub("%s+$", "") or nil
end

local function chunks()
    local list = {}
    for i = 1, EVENTS do list[i] = CHUNK:format(i) end
    list[#list + 1] = "data: [DONE]\n\n"
    return table.concat(list)
end

local function measure(kind, base_url, count, target, version)
    local ours, node = (table.unpack or unpack)(harness.by_turns(ROUNDS, {
        harness.ours("node", kind, base_url, count),
        ("node %s/node.mjs %s %s %d"):format(FOLDER, kind, base_url, count),
    }))
    harness.report(kind .. "_node", node.wall / ours.wall, ">=", target,
        ("openai-node %s ÷ ours, wall"):format(version),
        ("medians of %d × %d: ours %.1f µs (CPU %.1f), node %.1f (CPU %.1f)"):format(ROUNDS, count,
            ours.wall / count * 1e6, ours.cpu / count * 1e6, node.wall / count * 1e6, node.cpu / count * 1e6))
end

local version = install()
if not version then
    print("bench calls_node, stream_node: skipped, npm or its package openai is not at hand")
    return
end
harness.with_server(function(server)
    harness.write_file(server.www .. "/stream.txt", chunks())
    measure("calls", server.http, CALLS, 12, version)
    measure("stream", server.http, EVENTS, 8, version)
end)
