-- examples/fine_tune.lua on a small file: on a pipe, in a terminal (`script` of Debian's bsdutils), interrupted.
local cjson = require "spec.support.reference_json"
local emulator = require "openai.emulator"
local files = require "spec.support.files"
local terminal = require "spec.support.terminal"

local WIDTH = 50

--- The first examples of the real file: few steps, a short job.
local function dataset()
    local lines = {}
    for line in io.lines "examples/data/game_master.jsonl" do
        lines[#lines + 1] = line
        if #lines == 12 then break end
    end
    return files.write(table.concat(lines, "\n") .. "\n", "train.jsonl")
end

--- What is said in its first example, by role.
local function first_messages()
    local said = {}
    for _, message in ipairs(cjson.decode((files.read "examples/data/game_master.jsonl"):match "[^\n]+").messages) do
        said[message.role] = message.content
    end
    return said
end

local function command()
    return terminal.command("examples/fine_tune.lua", dataset())
end

local function in_terminal()
    return terminal.wrap(command(), WIDTH)
end

--- Runs it in several ways side by side, as each takes two seconds of waiting. Returns { output, code } by the name.
---@param ways table<string, { command: string, environment: table<string, string> }>
local function run_all(ways)
    local folder, parts, results = files.directory(), {}, {}
    for name, way in pairs(ways) do
        parts[#parts + 1] = ("{ %s %s </dev/null >%s/%s 2>&1; echo $? >%s/%s.code; } &"):format(
            terminal.environment(way.environment), way.command, folder, name, folder, name)
    end
    os.execute(table.concat(parts, "\n") .. "\nwait")
    for name in pairs(ways) do
        local path = folder .. "/" .. name
        results[name] = { output = files.read(path), code = tonumber(files.read(path .. ".code")) }
    end
    return results
end

--- How many characters a line shows.
local function shown(line)
    return select(2, line:gsub("\27%[[%d?]*%a", ""):gsub("[^\128-\191]", ""))
end

describe("examples/fine_tune.lua", function()
    local results

    setup(function()
        local service = emulator.start { speed = 100000 }
        service:fault { path = "POST /chat/completions", status = 403, message = "This one is busy.", times = 2 }
        results = run_all {
            pipe = { command = command(), environment = {} },
            terminal = { command = in_terminal(), environment = { TERM = "xterm" } },
            colourless = { command = in_terminal(), environment = { TERM = "xterm", NO_COLOR = "1" } },
            dumb = { command = in_terminal(), environment = { TERM = "dumb" } },
            refused = { command = command(),
                environment = { OPENAI_API_KEY = "sk-test", OPENAI_BASE_URL = service.base_url } },
        }
        service:stop()
    end)
    after_each(files.remove_all)

    local function output_of(name)
        local result = results[name]
        assert.equal(0, result.code, result.output)
        return result.output
    end

    it("prints plain lines on a pipe", function()
        local output = output_of "pipe"
        assert.is_nil(output:find "[^%C\n]", output)
        assert.matches("\ntraining     step %d+/%d+ loss %d", output)
        assert.matches("\nfine%-tuned model: ft:gpt%-4o%-mini[%w:-]+\n", output)
    end)

    it("ends with what the base model and the new one answer to one question", function()
        local output = output_of "pipe"
        local base, tuned = output:match "\nThe base model, gpt%-[^\n]*\n(.-)\nThe fine%-tuned model, ft:[^\n]*\n(.*)$"
        assert.matches("Emulated answer to: ", base)
        assert.equal(first_messages().assistant .. "\n", tuned:gsub("\n+$", "\n"))
        assert.is_truthy(output:find("One question to both models\n" .. first_messages().user, 1, true), output)
    end)

    it("says that a model does not answer, and is done all the same", function()
        local output = output_of "refused"
        assert.matches("\nfine%-tuned model: ft:", output)
        assert.matches("\nThe base model, gpt%-[^\n]*\nno answer: .*busy", output)
        assert.matches("\nThe fine%-tuned model, ft:[^\n]*\nno answer: .*busy", output)
    end)

    it("clips what it overwrites and draws no wider than the terminal", function()
        local output = output_of "terminal"
        assert.matches("\27%[1mDataset\27%[0m", output)
        local _, clipped = output:gsub("\r\27%[K\27%[%?7l[^\27]*\27%[%?7h", "")
        assert.is_true(clipped > 0)
        assert.equal(clipped, select(2, output:gsub("\27%[%?7l", "")))
        local rows = 0
        for line in output:gmatch "[^\r\n]+" do
            if line:find "┤" or line:find "└" then
                rows = rows + 1
                assert.is_true(shown(line) <= WIDTH, line)
            end
        end
        assert.equal(9, rows)
        assert.matches("fine%-tuned model: ft:", output)
    end)

    it("uses no bold type where NO_COLOR is set, and no control sequence in a dumb terminal", function()
        assert.is_nil(output_of("colourless"):find("\27[1m", 1, true))
        assert.is_nil(output_of("dumb"):find("\27", 1, true))
    end)

    it("offers to cancel the job when it is interrupted", function()
        -- The sanitized interpreter of `make asan` has no handler for signals.
        if (os.getenv "LUA" or ""):find("-asan", 1, true) then return end
        local demo = terminal.start(command(), { TERM = "xterm" }, WIDTH)
        demo:await "Created fine-tuning job"
        demo:type "\3"
        demo:await "Cancel it? [y/N]"
        demo:type "y\n"
        demo:await " cancelled "
        assert.equal(130, demo:code())
        assert.matches("interrupted; the job ftjob%-%w+ goes on", demo:screen())
    end)
end)
