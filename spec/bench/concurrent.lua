-- concurrent, concurrent_tls: 1,000 GETs, 64 in flight, by tasks ÷ the same in a C program on bare curl_multi, driven
-- by curl_multi_poll or by sockets over epoll, whichever is faster; CPU time. Ours also decodes every answer.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS, CALLS, IN_FLIGHT = 15, 1000, 64

if arg[1] == "ours" then
    local openai = require("openai")
    local jobs = harness.client(arg[2], arg[3] ~= "-" and arg[3] or nil).fine_tuning.jobs
    local function retrieve() return jobs:retrieve("ftjob-bench") end
    local function list(count)
        local made = {}
        for index = 1, count do made[index] = index end
        return made
    end
    local first, all = list(IN_FLIGHT), list(CALLS)
    local call = function(which) return openai.map(which, retrieve, { concurrency = IN_FLIGHT }) end
    assert(call(first)) -- opens the connections, as the yardstick does
    collectgarbage()
    local wall, cpu = harness.clocks()
    local results = assert(call(all))
    local wall_end, cpu_end = harness.clocks()
    assert(#results == CALLS)
    print(("%.9f %.9f"):format(wall_end - wall, cpu_end - cpu))
    return
end

local function measure(name, base_url, ca_file)
    local url = base_url .. "/fine_tuning/jobs/ftjob-bench"
    local ours, poll, socket = (table.unpack or unpack)(harness.by_turns(ROUNDS, {
        harness.ours("concurrent", base_url, ca_file),
        harness.yardstick("multi", "poll", url, CALLS, IN_FLIGHT, ca_file ~= "-" and ca_file or nil),
        harness.yardstick("multi", "socket", url, CALLS, IN_FLIGHT, ca_file ~= "-" and ca_file or nil),
    }))
    harness.report(name, ours.cpu / math.min(poll.cpu, socket.cpu), "<=", 1.3, "tasks ÷ the faster curl_multi, CPU",
        ("medians of %d × %d calls: ours %.1f µs a call (wall %.1f), curl_multi_poll %.1f, sockets %.1f"):format(ROUNDS,
            CALLS, ours.cpu / CALLS * 1e6, ours.wall / CALLS * 1e6, poll.cpu / CALLS * 1e6, socket.cpu / CALLS * 1e6))
end

harness.pin()
harness.with_server(function(server)
    measure("concurrent", server.http, "-")
    measure("concurrent_tls", server.https, server.ca)
end)
