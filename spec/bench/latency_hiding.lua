-- latency_hiding: 640 calls, 64 in flight, to a server that answers after 50 ms ÷ the ideal 0.5 s, wall time.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS, CALLS, IN_FLIGHT, DELAY = 9, 640, 64, 0.05

if arg[1] == "ours" then
    local openai = require("openai")
    -- The delayed answers live below a path of their own.
    local jobs = harness.client((arg[2]:gsub("/v1$", "/v1/delayed"))).fine_tuning.jobs
    local function retrieve() return jobs:retrieve("ftjob-bench") end
    local list = {}
    for index = 1, CALLS do list[index] = index end
    assert(retrieve())
    local wall, cpu = harness.clocks()
    assert(openai.map(list, retrieve, { concurrency = IN_FLIGHT }))
    local wall_end, cpu_end = harness.clocks()
    print(("%.9f %.9f"):format(wall_end - wall, cpu_end - cpu))
    return
end

harness.with_server(function(server)
    local ideal = CALLS / IN_FLIGHT * DELAY
    local ours = harness.by_turns(ROUNDS, { harness.ours("latency_hiding", server.http) })[1]
    harness.report("latency_hiding", ours.wall / ideal, "<=", 1.1, "640 calls of 50 ms, 64 in flight ÷ 0.5 s, wall",
        ("median of %d: %.0f ms"):format(ROUNDS, ours.wall * 1e3))
end)
