-- upload, download: 512 MiB by files:create and files:content{to = path} ÷ curl -F and curl -o, wall time; and the
-- growth of our resident set at its peak, over a client that has made one call and is idle.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS, MIB = 7, 512
local ALLOWED_GROWTH = 8 -- MiB

local transfers = {}

function transfers.upload(client, path)
    local file = assert(client.files:create({ file = require("openai").file(path), purpose = "fine-tune" }))
    assert(file.id == "file-bench")
end

function transfers.download(client, path)
    assert(client.files:content("file-512", { to = path }))
end

if arg[1] == "ours" then
    local client = harness.client(arg[3])
    assert(client.fine_tuning.jobs:retrieve("ftjob-bench"))
    collectgarbage()
    harness.forget_peak()
    local idle = harness.resident("VmRSS")
    local wall, cpu = harness.clocks()
    transfers[arg[2]](client, arg[4])
    local wall_end, cpu_end = harness.clocks()
    print(wall_end - wall, cpu_end - cpu, harness.resident("VmHWM") - idle)
    return
end

local function curl(arguments)
    return "curl -sSf --noproxy '*' -H 'Authorization: Bearer sk-bench' -w '%{time_total} 0\\n' " .. arguments
end

--- Both sides by turns; our growth is the largest seen.
local function run(name, ours, bare)
    local series = { ours = {}, bare = {}, cpu = {} }
    local growth = 0
    for _ = 1, ROUNDS do
        local wall, cpu, kib = harness.capture(ours):match("(%S+)%s+(%S+)%s+(%S+)")
        table.insert(series.ours, tonumber(wall))
        table.insert(series.cpu, tonumber(cpu))
        growth = math.max(growth, tonumber(kib) / 1024)
        table.insert(series.bare, tonumber(harness.capture(bare):match("(%S+) 0\n")))
    end
    local wall, reference = harness.median(series.ours), harness.median(series.bare)
    local tool = name == "upload" and "files:create ÷ curl -F" or "files:content to a path ÷ curl -o"
    harness.report(name, wall / reference, "<=", 1.1, ("%d MiB, %s, wall"):format(MIB, tool),
        ("medians of %d: ours %.3f s (CPU %.3f), curl %.3f s"):format(ROUNDS, wall, harness.median(series.cpu),
            reference))
    harness.report(name .. "_memory", growth / ALLOWED_GROWTH, "<=", 1, "peak growth meanwhile ÷ 8 MiB",
        ("growth %.2f MiB"):format(growth))
end

harness.pin()
harness.with_server(function(server)
    local source = server.www .. "/file-512"
    harness.capture(("head -c %dM /dev/urandom > %s"):format(MIB, harness.quote(source)))
    local target = server.prefix .. "/copy"
    local as_file = harness.quote("file=@" .. source .. ";type=application/octet-stream")
    run("upload", harness.ours("transfers", "upload", server.http, source),
        curl(("-F purpose=fine-tune -F %s -o /dev/null %s/files"):format(as_file, server.http)))
    -- Neither side is to wait for the other's copy to be thrown away.
    local fresh = ("rm -f %s; sync; "):format(harness.quote(target))
    run("download", fresh .. harness.ours("transfers", "download", server.http, target),
        fresh .. curl(("-o %s %s/files/file-512/content"):format(harness.quote(target), server.http)))
end)
