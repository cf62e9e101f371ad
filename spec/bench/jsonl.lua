-- jsonl: io.lines + lua-cjson ÷ jsonl.lines over 50,000 batch results of 200 MB in all, CPU; and how much our resident
-- set grows meanwhile.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS = tonumber(os.getenv("ROUNDS")) or 5
local RESULTS, BYTES = 50000, 200e6
local ALLOWED = 8 -- MiB
local PATH = "build/bench/results.jsonl"

-- Reading --------------------------------------------------------------------------------------------------------

local sides = {}

function sides.cjson(path)
    local decode = require("cjson").decode
    local count = 0
    for line in io.lines(path) do
        if decode(line).custom_id then count = count + 1 end
    end
    return count
end

function sides.ours(path)
    local count = 0
    for record in require("openai").jsonl.lines(path) do
        if record.custom_id then count = count + 1 end
    end
    return count
end

if sides[arg[1]] then
    local read = sides[arg[1]]
    read(arg[2]:gsub("%.jsonl$", ".first.jsonl"), nil)
    collectgarbage()
    harness.forget_peak()
    local idle = harness.resident("VmRSS")
    local wall, cpu = harness.clocks()
    assert(read(arg[2]) == RESULTS)
    local wall_end, cpu_end = harness.clocks()
    print(("%.9f %.9f %d"):format(wall_end - wall, cpu_end - cpu, harness.resident("VmHWM") - idle))
    return
end

-- The file: answers of a chat model as the service delivers them ---------------------------------------------------

local seed = 42
local function random(limit)
    seed = (seed * 16807) % 2147483647
    return seed % limit
end

local LINE = '{"id": "batch_req_%s", "custom_id": "request-%d", "response": {"status_code": 200, "request_id": "%s", '
    .. '"body": {"id": "chatcmpl-%s", "object": "chat.completion", "created": %d, "model": "gpt-4o-mini-2024-07-18", '
    .. '"choices": [{"index": 0, "message": {"role": "assistant", "content": "%s", "refusal": null, '
    .. '"annotations": []}, "logprobs": null, "finish_reason": "stop"}], "usage": {"prompt_tokens": %d, '
    .. '"completion_tokens": %d, "total_tokens": %d, "prompt_tokens_details": {"cached_tokens": 0, '
    .. '"audio_tokens": 0}, "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0, '
    .. '"accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0}}, "service_tier": "default", '
    .. '"system_fingerprint": "fp_%s"}}, "error": null}\n'

-- Prose that every Debian has, its line ends and quotes as JSON writes them.
local PROSE = io.open("/usr/share/common-licenses/GPL-3", "rb"):read("*a"):gsub('[\\"]', "\\%0"):gsub("\n", "\\n")
    :gsub("\t", " ")

local function identifier(length)
    local digits = {}
    for index = 1, length do digits[index] = ("%x"):format(random(16)) end
    return table.concat(digits)
end

-- So many bytes of it, or a few more: no escape is cut apart.
local function content(length)
    local from = PROSE:find(" ", random(#PROSE - length - 100) + 1, true)
    return PROSE:sub(from, PROSE:find(" ", from + length, true))
end

local function result(number, length)
    local prompt, completion = random(500) + 20, math.floor(length / 4)
    return LINE:format(identifier(32), number, identifier(32), identifier(29), 1721764800 + random(100000),
        content(math.floor(length)), prompt, completion, prompt + completion, identifier(10))
end

local function write_results(path, count, bytes)
    local file, empty = assert(io.open(path, "wb")), #result(1, 0)
    for number = 1, count do
        -- from half to one and a half times the mean
        file:write(result(number, (bytes / count - empty) * (0.5 + random(1000) / 1000)))
    end
    assert(file:close())
end

local function side(name)
    return (harness.ours("jsonl", PATH):gsub("'ours'", "'" .. name .. "'"))
end

harness.pin()
write_results(PATH, RESULTS, BYTES)
write_results(PATH:gsub("%.jsonl$", ".first.jsonl"), 100, 100 * BYTES / RESULTS)
local medians = harness.by_turns(ROUNDS, { side("cjson"), side("ours") })
local theirs, ours = medians[1].cpu, medians[2].cpu
local growth = tonumber(harness.capture(side("ours")):match("(%d+)%s*$")) / 1024
harness.report("jsonl", theirs / ours, ">=", 2, "io.lines + lua-cjson ÷ jsonl.lines, 200 MB of 50,000 results, CPU",
    ("medians: io.lines + lua-cjson %.0f ms, ours %.0f ms"):format(theirs * 1e3, ours * 1e3))
harness.report("jsonl_memory", growth / ALLOWED, "<=", 1, "growth of our resident set meanwhile ÷ 8 MiB",
    ("growth %.2f MiB"):format(growth))
os.remove(PATH)
os.remove((PATH:gsub("%.jsonl$", ".first.jsonl")))
