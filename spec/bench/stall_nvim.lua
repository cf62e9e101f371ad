-- stall_nvim: the longest gap of a 1 ms timer in headless Neovim while tasks do what is heavy, minus its longest gap
-- when idle, in milliseconds: 64 cold calls over TLS with the system's authorities, an embeddings answer of 16 MB
-- (2048 × 1536), a page of 10,000 files. The line is about the worst of them.
package.path = "./?.lua;" .. package.path
local vim = rawget(_G, "vim")

local ROUNDS, CALLS, IDLE = 9, 64, 100 -- IDLE: milliseconds

-- ---- inside Neovim ----

local function repeated(count, fn)
    local list = {}
    for index = 1, count do list[index] = index end
    assert(require("openai").map(list, fn, { concurrency = count }))
end

local loads = {
    cold = function(client) repeated(CALLS, function() return client.fine_tuning.jobs:retrieve("ftjob-bench") end) end,
    embeddings = function(client)
        assert(client:connect())
        local inputs = {}
        for index = 1, 2048 do inputs[index] = "x" end
        local answer = assert(client.embeddings:create({ model = "text-embedding-3-small", input = inputs }))
        assert(#answer.data == 2048 and #answer.data[2048].embedding == 1536)
    end,
    page = function(client)
        assert(client:connect())
        assert(#assert(client:request("GET", "/page")).data == 10000)
    end,
}

--- The longest time in milliseconds between two ticks of a 1 ms timer while `wait` waits.
local function longest_gap(wait)
    local longest, last = 0, vim.loop.hrtime()
    local timer = vim.loop.new_timer()
    timer:start(1, 1, function()
        local now = vim.loop.hrtime()
        longest, last = math.max(longest, now - last), now
    end)
    wait()
    timer:close()
    return math.max(longest, vim.loop.hrtime() - last) / 1e6
end

if vim then
    local openai = require("openai")
    local client = openai.new({
        base_url = vim.env.BENCH_URL, api_key = "sk-bench", [vim.env.BENCH_CA_KIND] = vim.env.BENCH_CA,
    })
    openai.spawn(function() openai.sleep(0.001) end):await() -- the module and libcurl are loaded
    local idle = longest_gap(function() vim.wait(IDLE, function() return false end, IDLE) end)
    local busy = longest_gap(function()
        local task = openai.spawn(loads[vim.env.BENCH_LOAD], client)
        assert(vim.wait(30000, function() return task:done() end, 1000))
        task:await()
    end)
    io.stdout:write(("%.6f %.6f\n"):format(busy, idle))
    return
end

-- ---- outside ----

local harness = require("spec.bench.harness")

local function write_answers(www)
    local vector, rows, files = ("AACAPwAAAEAAAEBA"):rep(512), {}, {}
    for index = 1, 2048 do
        rows[index] = ('{"object": "embedding", "index": %d, "embedding": "%s"}'):format(index - 1, vector)
    end
    harness.write_file(www .. "/embeddings.json", ('{"object": "list", "data": [%s], "model": "bench"}'):format(
        table.concat(rows, ", ")))
    for index = 1, 10000 do
        files[index] = ('{"object": "file", "id": "file-%06d", "bytes": %d, "created_at": 1721764800, "filename": '
            .. '"dialogue-%d.jsonl", "purpose": "fine-tune", "status": "processed"}'):format(index, index, index)
    end
    os.execute("mkdir -p " .. harness.quote(www .. "/v1"))
    harness.write_file(www .. "/v1/page", ('{"object": "list", "data": [%s], "has_more": false}'):format(
        table.concat(files, ", ")))
end

--- The system's authorities and the server's own, as a hashed folder (what is used by default) and as one file.
local AUTHORITIES = [[cd %s && mkdir ca && cp -a /etc/ssl/certs/*.0 ca/ && cp cert.pem ca/bench.pem &&
    ln -sf bench.pem ca/"$(openssl x509 -hash -noout -in cert.pem)".0 &&
    cat /etc/ssl/certs/ca-certificates.crt cert.pem > bundle.pem]]

harness.with_server(function(server)
    write_answers(server.www)
    harness.capture(AUTHORITIES:format(harness.quote(server.prefix)))
    local function command(load, kind, ca)
        return harness.neovim("stall_nvim", {
            BENCH_LOAD = load, BENCH_URL = server.https, BENCH_CA_KIND = kind, BENCH_CA = server.prefix .. ca,
        })
    end
    local names = { "cold", "embeddings", "page", "cold with one CA file" }
    local medians = harness.by_turns(ROUNDS, {
        command("cold", "ca_path", "/ca"), command("embeddings", "ca_path", "/ca"), command("page", "ca_path", "/ca"),
        command("cold", "ca_file", "/bundle.pem"),
    })
    local worst, parts = 0, {}
    for index, name in ipairs(names) do
        local busy, idle = medians[index].wall, medians[index].cpu
        parts[index] = ("%s %.1f (idle %.1f)"):format(name, busy, idle)
        if index <= 3 then worst = math.max(worst, busy - idle) end
    end
    harness.report("stall_nvim", worst, "<=", 4, "longest gap of a 1 ms timer in Neovim − longest when idle, ms",
        ("medians of %d in ms: %s"):format(ROUNDS, table.concat(parts, ", ")))
end)
