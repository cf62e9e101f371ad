-- batch_build: 50,000 requests of a batch written, with lua-cjson + io.write ÷ jsonl.writer, CPU.
package.path = "./?.lua;" .. package.path
local harness = require("spec.bench.harness")

local ROUNDS = tonumber(os.getenv("ROUNDS")) or 7
local REQUESTS = 50000
local PATH = "build/bench/requests.jsonl"

local LETTER = 'Dear Sir or Madam,\n\nthe lamp no. %d above the "Night Watch" flickers.\n'
    .. ("It did so on Tuesday, and again today; naïve visitors think it belongs there. "):rep(4)

-- The same tables on both sides: what is measured is the way from a table to the file.
local function requests()
    local list = {}
    for number = 1, 100 do
        list[number] = {
            custom_id = "request-" .. number, method = "POST", url = "/v1/chat/completions",
            body = {
                model = "gpt-4o-mini-2024-07-18", temperature = 0.2, max_tokens = 200, seed = number,
                response_format = { type = "json_object" },
                messages = {
                    { role = "system", content = "You sort letters to a museum. Answer with a JSON object." },
                    { role = "user", content = LETTER:format(number) },
                },
            },
        }
    end
    return list
end

local sides = {}

function sides.cjson(path, list)
    local encode = require("cjson").encode
    local file = assert(io.open(path .. ".part", "wb"))
    for number = 1, REQUESTS do
        local request = list[number % #list + 1]
        request.custom_id = "request-" .. number
        assert(file:write(encode(request), "\n"))
    end
    assert(file:close())
    assert(os.rename(path .. ".part", path))
end

function sides.ours(path, list)
    local writer = assert(require("openai").jsonl.writer(path))
    for number = 1, REQUESTS do
        local request = list[number % #list + 1]
        request.custom_id = "request-" .. number
        assert(writer:write(request))
    end
    assert(writer:close())
end

if sides[arg[1]] then
    local list = requests()
    require("openai")
    collectgarbage()
    local wall, cpu = harness.clocks()
    sides[arg[1]](arg[2], list)
    local wall_end, cpu_end = harness.clocks()
    print(("%.9f %.9f"):format(wall_end - wall, cpu_end - cpu))
    return
end

local function side(name)
    return (harness.ours("batch_build", PATH):gsub("'ours'", "'" .. name .. "'"))
end

harness.pin()
harness.capture("mkdir -p build/bench")
local medians = harness.by_turns(ROUNDS, { side("cjson"), side("ours") })
local theirs, ours = medians[1].cpu, medians[2].cpu
harness.report("batch_build", theirs / ours, ">=", 1, "lua-cjson + io.write ÷ jsonl.writer, 50,000 requests, CPU",
    ("medians: lua-cjson + io.write %.0f ms, ours %.0f ms"):format(theirs * 1e3, ours * 1e3))
os.remove(PATH)
