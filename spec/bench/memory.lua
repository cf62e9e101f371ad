-- memory_upload, memory_download: growth of the resident set, at its peak during a transfer of 256 MB from and to disk,
-- over a client that has made one call and is idle. In MiB; the ratio is to the 8 MiB allowed.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ALLOWED = 8 -- MiB

local function file_size(path)
    local file = assert(io.open(path, "rb"))
    local size = file:seek("end")
    file:close()
    return size
end

local transfers = {}

function transfers.upload(client, path)
    local file = assert(client.files:create({ file = require("openai").file(path), purpose = "fine-tune" }))
    assert(file.id == "file-bench")
end

function transfers.download(client, path)
    assert(client.files:content("file-256", { to = path }))
    assert(file_size(path) == 256 * 1024 * 1024)
end

if arg[1] == "ours" then
    local client = harness.client(arg[3])
    assert(client.fine_tuning.jobs:retrieve("ftjob-bench"))
    collectgarbage()
    harness.forget_peak()
    local idle = harness.resident("VmRSS")
    transfers[arg[2]](client, arg[4])
    print(idle, harness.resident("VmHWM"))
    return
end

local function measure(name, server, path)
    local output = harness.capture(harness.ours("memory", name, server.http, path))
    local idle, peak = output:match("(%d+)%s+(%d+)")
    local growth = (peak - idle) / 1024
    harness.report("memory_" .. name, growth / ALLOWED, "<=", 1, "peak growth of a 256 MB " .. name .. " ÷ 8 MiB",
        ("idle client %.1f MiB, peak %.1f MiB, growth %.2f MiB"):format(idle / 1024, peak / 1024, growth))
end

harness.with_server(function(server)
    local source = server.www .. "/file-256"
    harness.capture("truncate -s 256M " .. harness.quote(source))
    measure("upload", server, source)
    measure("download", server, server.prefix .. "/download")
end)
