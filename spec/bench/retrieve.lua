-- retrieve, retrieve_tls: `jobs:retrieve` ÷ the same GET in a C program on bare libcurl, connection kept, wall time.
-- Both sides check the status and have the whole body in memory; ours also decodes it into a job.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS, CALLS = 31, 300

if arg[1] == "ours" then
    local jobs = harness.client(arg[2], arg[4] ~= "-" and arg[4] or nil).fine_tuning.jobs
    harness.time(tonumber(arg[3]), function() return jobs:retrieve("ftjob-bench") end)
    return
end

local function measure(name, base_url, ca_file)
    local ours, bare = (table.unpack or unpack)(harness.by_turns(ROUNDS, {
        harness.ours("retrieve", base_url, CALLS, ca_file),
        harness.yardstick("easy", base_url .. "/fine_tuning/jobs/ftjob-bench", CALLS, ca_file),
    }))
    harness.report(name, ours.wall / bare.wall, "<=", 1.3, "jobs:retrieve ÷ curl_easy_perform, wall",
        ("medians of %d × %d calls: ours %.1f µs a call (CPU %.1f), libcurl %.1f (CPU %.1f)"):format(ROUNDS, CALLS,
            ours.wall / CALLS * 1e6, ours.cpu / CALLS * 1e6, bare.wall / CALLS * 1e6, bare.cpu / CALLS * 1e6))
end

harness.pin()
harness.with_server(function(server)
    measure("retrieve", server.http, "-")
    measure("retrieve_tls", server.https, server.ca)
end)
