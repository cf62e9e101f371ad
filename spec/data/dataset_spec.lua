local dataset = require "openai.dataset"
local cases = require "spec.support.dataset_cases"
local files = require "spec.support.files"
local json = require "openai.json"

local GOOD = '{"messages": [{"role": "user", "content": "Hi %d"}, {"role": "assistant", "content": "Hello"}]}'

--- A reader that hands out a text in small blocks, so that lines cross their borders.
local function text_reader(text, step)
    local at = 1
    return function()
        local block = text:sub(at, at + (step or 7) - 1)
        at = at + #block
        return block
    end
end

local function good_lines(count)
    local lines = {}
    for i = 1, count do lines[i] = GOOD:format(i) end
    return lines
end

--- Checks one odd line after ten good ones; it is line 11.
local function check_line(line, options)
    local lines = good_lines(10)
    lines[#lines + 1] = type(line) == "table" and json.encode(line) or line
    return assert(dataset.check(text_reader(table.concat(lines, "\n") .. "\n"), options))
end

--- The single problem of a report.
local function only_problem(report)
    assert.are.equal(1, #report.problems, tostring(report))
    return report.problems[1]
end

local function with_messages(messages, extra)
    local line = extra or {}
    line.messages = messages
    return line
end

local user, assistant = { role = "user", content = "Hi" }, { role = "assistant", content = "Hello" }
local TOOLS = { { type = "function", ["function"] = { name = "spawn", parameters = { type = "object" } } } }

local function call_message(name)
    return { role = "assistant", tool_calls = {
        { id = "call_1", type = "function", ["function"] = { name = name, arguments = "{}" } } } }
end

describe("openai.dataset.check", function()
    describe("misused, raises", function()
        local function misuse(message, ...)
            local arguments = { ... }
            local ok, problem = pcall(function() dataset.check(arguments[1], arguments[2]) end)
            assert.is_false(ok)
            assert.matches("^spec/data/dataset_spec.lua:%d+: openai: dataset%.check.*" .. message, problem)
        end

        it("without anything to read", function() misuse("takes a path") end)
        it("for what cannot be read", function() misuse("takes a path, .* not a table", {}) end)
        it("for options that are none", function() misuse("options must be a table", "x", "dpo") end)
        it("for an unknown option", function() misuse('unknown option "metod"', "x", { metod = "dpo" }) end)
        it("for an unknown method", function() misuse('unknown method "sft"', "x", { method = "sft" }) end)
        it("for counts that are none", function()
            misuse("min_examples must be a number from 0, not x", "x", { min_examples = "x" })
            misuse("max_problems must be a number from 0", "x", { max_problems = 0 / 0 })
        end)
    end)

    it("says in its error who could not read", function()
        local _, err = dataset.check "/nowhere/train.jsonl"
        assert.equal("file", err.kind)
        assert.matches("^dataset.check: file: .*/nowhere/train.jsonl", tostring(err))
    end)

    describe("on a good supervised file", function()
        it("says ok, counts examples and bytes, and estimates tokens", function()
            local text = table.concat(good_lines(12), "\n") .. "\n"
            local report = assert(dataset.check(text_reader(text)))
            assert.is_true(report.ok)
            assert.are.equal(12, report.examples)
            assert.are.equal(#text, report.bytes)
            assert.are.equal("chat", report.format)
            assert.is_true(report.tokens > 12 * 10 and report.tokens < 12 * 25, report.tokens)
            assert.are.same({}, report.problems)
        end)

        it("takes a path and names the file in the report", function()
            local path = os.tmpname()
            local file = assert(io.open(path, "wb"))
            file:write(table.concat(good_lines(10), "\r\n")) -- CRLF, no line feed at the end
            file:close()
            local report = assert(dataset.check(path))
            os.remove(path)
            assert.is_true(report.ok, tostring(report))
            assert.is_truthy(tostring(report):find(path:match("[^/]+$") .. ": 10 examples, about ", 1, true))
        end)

        it("takes a source made by openai.bytes or openai.file", function()
            local openai, text = require "openai", table.concat(good_lines(10), "\n")
            local report = assert(dataset.check(openai.bytes("train.jsonl", text)))
            assert.is_true(report.ok, tostring(report))
            assert.are.equal("train.jsonl", report.name)
            assert.are.equal(#text, report.bytes)
            local missing, err = dataset.check(openai.file("/nonexistent/train.jsonl"))
            assert.is_nil(missing)
            assert.are.equal("file", err.kind)
        end)

        it("takes whatever can be called, and calls it no more after its end", function()
            local openai, text = require "openai", table.concat(good_lines(10), "\n") .. "\n"
            local path = files.write(text)
            assert.is_true(assert(dataset.check(openai.jsonl.lines(path, { raw = true }))).ok)
            for _, ending in ipairs { "nothing", "" } do
                for _, given in ipairs { text, "{" } do
                    local calls = 0
                    local function read()
                        calls = calls + 1
                        assert.is_true(calls <= 2, "called again")
                        if calls == 1 then return given end
                        if ending == "" then return "" end
                    end
                    assert(dataset.check(setmetatable({}, { __call = read })))
                    calls = 0
                    assert(dataset.check(read))
                end
            end
            local report, err = dataset.check(openai.jsonl.lines("/nowhere/train.jsonl", { raw = true }))
            assert.is_nil(report)
            assert.equal("file", err.kind)
            files.remove_all()
        end)

        it("finds the same problems whatever the size of the blocks read", function()
            local lines = good_lines(10)
            lines[4] = "{"
            local text = table.concat(lines, "\n")
            local expected = tostring(assert(dataset.check(text_reader(text, 1e6))))
            for _, step in ipairs({ 1, 2, 13, 97 }) do
                assert.are.equal(expected, tostring(assert(dataset.check(text_reader(text, step)))))
            end
        end)

        it("accepts tool calls that are defined and answered", function()
            local report = check_line(with_messages({ user, call_message("spawn"),
                { role = "tool", tool_call_id = "call_1", content = "" }, assistant }, { tools = TOOLS }))
            assert.is_true(report.ok, tostring(report))
        end)

        it("accepts a last message that only calls a tool", function()
            assert.is_true(check_line(with_messages({ user, call_message("spawn") }, { tools = TOOLS })).ok)
        end)

        it("accepts images in a user message", function()
            local picture = { role = "user", content = { { type = "text", text = "What is it?" },
                { type = "image_url", image_url = { url = "https://example.com/a.png" } } } }
            assert.is_true(check_line(with_messages({ picture, assistant })).ok)
        end)

        it("accepts weights 0 and 1 on assistant messages", function()
            local report = check_line(with_messages({ user, { role = "assistant", content = "Eh?", weight = 0 }, user,
                { role = "assistant", content = "Hello", weight = 1 } }))
            assert.is_true(report.ok, tostring(report))
        end)

        it("accepts blank lines at the end", function()
            assert.is_true(check_line("\n \n").ok)
        end)

        it("accepts the prompt and completion format throughout", function()
            local lines = {}
            for i = 1, 10 do lines[i] = ('{"prompt": "%d + 1 =", "completion": " %d"}'):format(i, i + 1) end
            local report = assert(dataset.check(text_reader(table.concat(lines, "\n"))))
            assert.is_true(report.ok, tostring(report))
            assert.are.equal("completions", report.format)
        end)
    end)

    describe("says of an example, with line, column, code and severity:", function()
        for method, listed in pairs(cases) do
            for _, case in ipairs(type(listed) == "table" and listed or {}) do
                local name, line, code, column, says = case[1], case[2], case[3], case[4], case[5]
                local severity = code and (case[6] or "error")
                it(("%s: %s"):format(method, name), function()
                    local lines = {}
                    for i = 1, 10 do lines[i] = json.encode(cases.good(method, i)) end
                    lines[11] = type(line) == "table" and json.encode(line) or line
                    local text = table.concat(lines, "\n") .. "\n"
                    local report = assert(dataset.check(text_reader(text, 65536), { method = method }))
                    assert.equal(severity ~= "error", report.ok, tostring(report))
                    if not code then return assert.same({}, report.problems) end
                    local problem = only_problem(report)
                    assert.equal(severity, problem.severity)
                    assert.equal(code, problem.code, tostring(report))
                    assert.equal(11, problem.line)
                    assert.equal(column or problem.column, problem.column)
                    assert.is_truthy(problem.message:find(says, 1, true), problem.message)
                end)
            end
        end

        it("blank lines between examples", function()
            local problem = only_problem(check_line("\n" .. GOOD:format(99)))
            assert.are.equal("blank_line", problem.code)
            assert.are.equal(11, problem.line)
        end)
    end)

    describe("on the file as a whole", function()
        it("refuses fewer than ten examples, unless told that fewer will do", function()
            local text = table.concat(good_lines(9), "\n")
            local problem = only_problem(assert(dataset.check(text_reader(text))))
            assert.are.equal("too_few", problem.code)
            assert.is_truthy(problem.message:find("9 examples", 1, true))
            assert.is_true(assert(dataset.check(text_reader(text), { min_examples = 1 })).ok)
        end)

        it("refuses an empty file", function()
            assert.are.equal("too_few", only_problem(assert(dataset.check(text_reader("")))).code)
        end)

        it("refuses a byte order mark, and still checks the lines", function()
            local lines = good_lines(10)
            lines[3] = "{"
            local report = assert(dataset.check(text_reader("\239\187\191" .. table.concat(lines, "\n"))))
            assert.are.equal("byte_order_mark", report.problems[1].code)
            assert.are.equal("json", report.problems[2].code)
        end)

        it("names UTF-16 for what it is, once", function()
            local text = "\255\254" .. table.concat(good_lines(10), "\n"):gsub(".", "%0\0")
            assert.are.equal("encoding", only_problem(assert(dataset.check(text_reader(text)))).code)
            local unmarked = table.concat(good_lines(10), "\n"):gsub(".", "%0\0")
            assert.are.equal("encoding", only_problem(assert(dataset.check(text_reader(unmarked)))).code)
        end)

        it("names a compressed file for what it is", function()
            local problem = only_problem(assert(dataset.check(text_reader("\31\139\8\0\0\0\0\0"))))
            assert.is_truthy(problem.message:find("compressed", 1, true))
        end)

        it("names a pretty-printed JSON document for what it is, once", function()
            for _, text in ipairs { '[\n  {"messages": []}\n]\n', '[{"messages": []},\n{"messages": []}]\n' } do
                assert.are.equal("not_jsonl", only_problem(assert(dataset.check(text_reader(text)))).code)
            end
        end)

        it("reports a line that is too long to be read, and reads on", function()
            local sent = 0
            local report = assert(dataset.check(function()
                sent = sent + 1
                if sent <= 3 then
                    return ("x"):rep(32 * 1024 * 1024)
                end
                return sent == 4 and "\n" .. table.concat(good_lines(10), "\n") or ""
            end))
            local problem = only_problem(report)
            assert.are.equal("long_line", problem.code)
            assert.are.equal(11, report.examples)
        end)

        it("takes more than 512 MB, which files:create sends in parts", function()
            local block, sent = (" "):rep(32 * 1024 * 1024), 0
            local report = assert(dataset.check(function()
                sent = sent + 1
                return sent <= 17 and block or nil
            end))
            assert.are.equal(18, sent)
            for _, problem in ipairs(report.problems) do assert.are_not.equal("file_size", problem.code) end
        end)

        it("refuses more than 8 GB, without reading it", function()
            local path = files.write ""
            assert(os.execute(("truncate -s 8193M '%s'"):format(path)))
            local problem = only_problem(assert(dataset.check(path)))
            assert.are.equal("file_size", problem.code)
            assert.is_truthy(problem.message:find("larger than 8 GB", 1, true))
            files.remove_all()
        end)

        it("says of prompts and completions which models learn from them", function()
            local lines = {}
            for i = 1, 10 do lines[i] = ('{"prompt": "%d + 1 =", "completion": " %d"}'):format(i, i + 1) end
            local function check(model)
                return assert(dataset.check(text_reader(table.concat(lines, "\n")), { model = model }))
            end
            assert.are.equal("warning", only_problem(check()).severity)
            assert.are.same({}, check("davinci-002").problems)
            local problem = only_problem(check "gpt-4o-mini-2024-07-18")
            assert.are.equal("error", problem.severity)
            assert.is_truthy(problem.message:find('learns from examples of the form {"messages"', 1, true))
            lines = good_lines(10)
            assert.are.same({}, check("gpt-4o-mini-2024-07-18").problems)
            assert.is_false(check("ft:babbage-002:org::id").ok)
        end)
    end)

    describe("warns, and stays ok:", function()
        it("about a line that is the same as an earlier one", function()
            local report = check_line(GOOD:format(4))
            local problem = only_problem(report)
            assert.is_true(report.ok)
            assert.are.equal("warning", problem.severity)
            assert.are.equal("duplicate", problem.code)
            assert.are.equal("the same as line 4", problem.message)
        end)

        it("about fields that a message does not have", function()
            local report = check_line(with_messages({ { role = "user", content = "Hi", mood = "good" }, assistant }))
            assert.is_true(report.ok)
            assert.are.equal("unknown_field", only_problem(report).code)
        end)

        it("about an example longer than the models train on", function()
            local report = check_line(with_messages({ { role = "user", content = ("word "):rep(70000) }, assistant }))
            assert.is_true(report.ok)
            assert.are.equal("long_example", only_problem(report).code)
        end)
    end)

    describe("for direct preference optimization", function()
        local function example(changes)
            local line = { input = { messages = { user } }, preferred_output = { assistant },
                non_preferred_output = { { role = "assistant", content = "What?" } } }
            for key, value in pairs(changes or {}) do line[key] = value or nil end
            return json.encode(line)
        end

        local function check(changes)
            local lines = {}
            for i = 1, 9 do
                lines[i] = example({ input = { messages = { { role = "user", content = "Hi " .. i } } } })
            end
            lines[10] = example(changes)
            return assert(dataset.check(text_reader(table.concat(lines, "\n")), { method = "dpo" }))
        end

        it("accepts input, preferred and non-preferred output", function()
            local report = check()
            assert.is_true(report.ok, tostring(report))
            assert.are.equal("preference", report.format)
        end)

        it("refuses a missing part", function()
            assert.are.equal("missing_input", only_problem(check({ input = false })).code)
            assert.are.equal("missing_messages", only_problem(check({ preferred_output = false })).code)
        end)

        it("refuses a user message in an output, at its place in the line", function()
            local report = check({ non_preferred_output = { assistant, user } })
            local problem = only_problem(report)
            assert.are.equal("role", problem.code)
            assert.is_truthy(problem.message:find("non_preferred_output[2]", 1, true))
            assert.is_true(problem.column > 1)
        end)

        it("warns when both outputs are the same", function()
            local report = check({ non_preferred_output = { assistant } })
            assert.is_true(report.ok)
            assert.are.equal("same_outputs", only_problem(report).code)
        end)

        it("refuses supervised examples, and says what they look like the other way round", function()
            local report = assert(dataset.check(text_reader(table.concat(good_lines(10), "\n")), { method = "dpo" }))
            assert.is_false(report.ok)
            local other = check_line(example())
            assert.is_truthy(only_problem(other).message:find("dpo", 1, true))
        end)
    end)

    describe("for reinforcement", function()
        local function check(messages, extra)
            local lines = {}
            for i = 1, 9 do
                lines[i] = json.encode({ messages = { { role = "user", content = "Sum " .. i } }, answer = i })
            end
            lines[10] = json.encode(with_messages(messages, extra))
            return assert(dataset.check(text_reader(table.concat(lines, "\n")), { method = "reinforcement" }))
        end

        it("accepts prompts that end with the user, with any fields for the grader", function()
            local report = check({ { role = "developer", content = "Be brief." }, user }, { reference = { a = 1 } })
            assert.is_true(report.ok, tostring(report))
        end)

        it("refuses an example that ends with the assistant", function()
            assert.are.equal("last_message", only_problem(check({ user, assistant })).code)
        end)

        it("refuses system messages and names the role to use", function()
            local problem = only_problem(check({ { role = "system", content = "Be brief." }, user }))
            assert.are.equal("role", problem.code)
            assert.is_truthy(problem.message:find('"developer"', 1, true))
        end)
    end)

    it("keeps a hundred problems and counts the rest", function()
        local lines = {}
        for i = 1, 250 do lines[i] = '{"a": ' .. i .. "}" end
        local report = assert(dataset.check(text_reader(table.concat(lines, "\n"), 4096)))
        assert.are.equal(100, #report.problems)
        assert.is_true(report.errors >= 250)
        assert.is_truthy(tostring(report):find("… and %d+ more"))
    end)

    it("remembers nothing of the lines: memory does not grow with the file", function()
        local wide, sent = ("word "):rep(4000), 0
        local function read() -- 40 MB in lines of 20 KB
            sent = sent + 1
            if sent <= 2000 then
                return '{"messages": [{"role": "user", "content": "' .. sent .. wide
                    .. '"}, {"role": "assistant", "content": "Yes"}]}\n'
            end
        end
        collectgarbage()
        local before = collectgarbage("count")
        local report = assert(dataset.check(read))
        collectgarbage()
        assert.is_true(report.ok, tostring(report))
        assert.is_true(collectgarbage("count") - before < 1024, "more than 1 MB stayed")
    end)

    it("returns nil and an error of kind file when the source cannot be read", function()
        local report, err = dataset.check("/nonexistent/train.jsonl")
        assert.is_nil(report)
        assert.are.equal("file", err.kind)
        assert.is_truthy(tostring(err):find("/nonexistent/train.jsonl", 1, true))
        report, err = dataset.check("/tmp")
        assert.is_nil(report)
        assert.are.equal("file", err.kind)
    end)

    it("raises at the caller's line on a method or option it does not know", function()
        assert.has_error(function() dataset.check("x.jsonl", { method = "rlhf" }) end)
        local ok, message = pcall(function() dataset.check("x.jsonl", { methods = "dpo" }) end)
        assert.is_false(ok)
        assert.is_truthy(tostring(message):find("dataset_spec", 1, true), message)
        assert.is_truthy(tostring(message):find("methods", 1, true))
    end)

    it("estimates tokens within a fifth of the real tokenizer", function()
        local estimate = require("openai.internal.dataset.tokens").estimate
        -- counted with o200k_base, the tokenizer of the gpt-4o models
        local texts = {
            { 16, "The innkeeper leaned over the counter and lowered her voice: “Not here.”" },
            { 83, 'local orcs = spawn("orc", "north gate", 3)\nfor _, orc in ipairs(orcs) do\n  orc:attack(player)\n'
                .. 'end\nafter(60, function()\n  weather("rain", 20)\n  narrate("A cold rain begins to fall.")\nend)\n'
                .. 'quest.start("lost_ring", "The Lost Ring", "Find the miller\'s ring before nightfall.")\n' },
            { 91, "客栈老板娘俯身在柜台上,压低了声音。“这话你可不是从我这里听来的,”她说,"
                .. "“可那座老磨坊自从秋天以来就没磨过一袋面粉,窗子里却每天夜里都亮着灯。”请用一句话概括下面的投诉:账单被重复扣款,尽管我已经按时解除了合同。" },
        }
        for _, case in ipairs(texts) do
            local ratio = estimate(case[2]) / case[1]
            assert.is_true(ratio > 0.8 and ratio < 1.2, ("%.2f: %s"):format(ratio, case[2]))
        end
    end)
end)
