-- require: a Lua process that loads the module ÷ a C program that only loads and initialises libcurl, wall time from
-- spawn to exit. Stated beside them: a Lua process that loads nothing, and one that makes a client, for which more
-- modules are loaded.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local COUNT = 101
local lua = harness.quote(os.getenv("LUA") or "lua5.4")

-- Medians of both programs by turns, in milliseconds.
local function measure(first, second)
    local output = harness.capture(("%s %d %s -- %s"):format(harness.yardstick("spawn"), COUNT, first, second))
    local a, b = output:match("(%S+) (%S+)")
    return tonumber(a) * 1e3, tonumber(b) * 1e3
end

harness.pin()
local ours, floor = measure(lua .. " -e 'require \"openai\"'", harness.yardstick("init"))
local empty, client = measure(lua .. " -e ''", lua .. " -e 'require(\"openai\").new{ api_key = \"sk\" }'")
harness.report("require", ours / floor, "<=", 1.3, "Lua process that loads the module ÷ C program: curl_global_init",
    ("medians of %d: ours %.2f ms, with openai.new %.2f ms, libcurl %.2f ms, Lua that loads nothing %.2f ms"):format(
        COUNT, ours, client, floor, empty))
