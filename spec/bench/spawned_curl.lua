-- spawned_curl: 200 requests over TLS in headless Neovim, 16 at a time, by one curl process each, as plugins do it ÷ by
-- our tasks; wall time, the first connection included.
package.path = "./?.lua;" .. package.path
local vim = rawget(_G, "vim")

local CALLS, IN_FLIGHT, ROUNDS = 200, 16, 7

-- ---- inside Neovim ----

local function by_tasks(base_url, ca_file, done)
    local openai = require("openai")
    local jobs = openai.new({ base_url = base_url, api_key = "sk-bench", ca_file = ca_file }).fine_tuning.jobs
    local list = {}
    for index = 1, CALLS do list[index] = index end
    openai.spawn(function()
        assert(openai.map(list, function() return jobs:retrieve("ftjob-bench") end, { concurrency = IN_FLIGHT }))
        done()
    end)
end

local function by_processes(base_url, ca_file, done)
    local url, left, running = base_url .. "/fine_tuning/jobs/ftjob-bench", CALLS, 0
    local start
    local function finish(body)
        assert(vim.json.decode(body).object == "fine_tuning.job")
        running = running - 1
        if left > 0 then
            start()
        elseif running == 0 then
            done()
        end
    end
    function start()
        left, running = left - 1, running + 1
        local pipe, parts, handle = vim.loop.new_pipe(), {}, nil
        handle = vim.loop.spawn("curl", {
            args = { "-sS", "--cacert", ca_file, "-H", "Authorization: Bearer sk-bench", url },
            stdio = { nil, pipe, nil },
        }, function() handle:close() end)
        pipe:read_start(function(_, data)
            if data then parts[#parts + 1] = data return end
            pipe:close()
            vim.schedule(function() finish(table.concat(parts)) end)
        end)
    end
    for _ = 1, IN_FLIGHT do start() end
end

if vim then
    local before, over = vim.loop.hrtime(), false
    local run = vim.env.BENCH_WAY == "tasks" and by_tasks or by_processes
    run(vim.env.BENCH_URL, vim.env.BENCH_CA, function() over = true end)
    assert(vim.wait(60000, function() return over end, 1000))
    io.stdout:write(("%.9f 0\n"):format((vim.loop.hrtime() - before) / 1e9))
    return
end

-- ---- outside ----

local harness = require("spec.bench.harness")

harness.with_server(function(server)
    local function command(way)
        return harness.neovim("spawned_curl", { BENCH_WAY = way, BENCH_URL = server.https, BENCH_CA = server.ca })
    end
    local ours, processes = (table.unpack or unpack)(harness.by_turns(ROUNDS, { command("tasks"), command("curl") }))
    harness.report("spawned_curl", processes.wall / ours.wall, ">=", 30, "curl processes ÷ our tasks in Neovim, wall",
        ("medians of %d × %d requests over TLS: ours %.1f ms, processes %.0f ms"):format(ROUNDS, CALLS,
            ours.wall * 1e3, processes.wall * 1e3))
end)
