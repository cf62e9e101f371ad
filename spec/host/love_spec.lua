-- examples/love in a real LÖVE on a virtual screen. The game plays by itself and ends by itself.
local emulator = require "openai.emulator"
local files = require "spec.support.files"

local CLEAN = "unset LUA LUA_PATH LUA_CPATH LUA_PATH_5_4 LUA_CPATH_5_4 MAKEFLAGS VARIANT PROGRAM OPENAI_API_KEY; "

local function run(command)
    local pipe = assert(io.popen("{ " .. CLEAN .. command .. "; } 2>&1; echo status=$?"))
    local output = pipe:read("*a")
    pipe:close()
    local text, status = output:match("^(.-)status=(%d+)\n$")
    return text, tonumber(status)
end

local function number_at(text, offset)
    local a, b, c, d = text:byte(offset, offset + 3)
    return ((a * 256 + b) * 256 + c) * 256 + d
end

--- A virtual screen; Xvfb itself finds a number that is free. Returns its name and a function that ends it.
local function start_screen()
    local pipe = assert(io.popen "echo $$; exec Xvfb -displayfd 1 -screen 0 1280x1024x24 -nolisten tcp 2>/dev/null")
    local process = pipe:read "*l"
    local number = assert(pipe:read "*l", "Xvfb does not start")
    return ":" .. number, function()
        os.execute("kill " .. process)
        pipe:close()
    end
end

describe("the LÖVE game", function()
    local folder, screen, stop_screen

    setup(function()
        local output, status = run "make -s build LUA=luajit"
        assert(status == 0, output)
        screen, stop_screen = start_screen()
    end)
    teardown(function() stop_screen() end)
    before_each(function() folder = files.directory() end)
    after_each(files.remove_all)

    --- Plays; the save directory is in `folder`. Returns what was printed and the exit status.
    local function play(game, arguments, environment, prepare)
        local set = ('export DISPLAY=%s XDG_DATA_HOME="%s" %s; '):format(screen, folder, environment or "")
        return run((prepare or "") .. set .. ("timeout 100 love %s %s"):format(game, arguments))
    end

    --- The same with the rock of the tree.
    local function play_in_tree(arguments, environment)
        return play("examples/love", arguments, environment, "eval $(make -s env LUA=luajit | tr '\\n' ';'); ")
    end

    local function has_memory(output, said, memory)
        local _, at = output:find(said, 1, true)
        assert.is_truthy(at, output)
        local likeness, found = output:match("^[^\n]*\n    remembers %((0%.%d%d)%) ([^\n]*)", at)
        assert.is_truthy(likeness, output)
        assert.equal(memory, found)
    end

    it("goes from line to line, reminds the listeners of what is nearest, and prints its worst frame", function()
        local output, status = play_in_tree "--frames 170 --from 17"
        assert.equal(0, status, output)
        has_memory(output, "Tamsin -> Brannoc: I was that child.",
            "I pulled a little girl out of the ice by her hair, and never learned her name.")
        has_memory(output, "Brannoc -> Tamsin: The child who fell through the ice!",
            "I fell through the ice when I was a child, and a stranger pulled me out by my hair.")
        assert.matches("\nworst frame: %d+%.%d ms %(OpenAI calls: at most %d+%.%d+ ms of a frame, %d+ frames%)\n$",
            output)
    end)

    it("answers the player by a model fine-tuned on its story, word by word, and goes on drawing", function()
        local output, status = play_in_tree(
            "--frames 60 --to brannoc --say 'Tell me how many people came over, the night the bridge burned.'")
        assert.equal(0, status, output)
        assert.matches("\nBrannoc %-> You: [^\n]+\n    came in %d%d+ pieces from ft:gpt%-4o%-mini[^\n]*:ferry:", output)
        assert.is_truthy(output:find("Brannoc -> You: All that I could carry. Mira, how you shiver! "
            .. "Have you caught the miller's fever?\n", 1, true), output)
    end)

    it("writes a picture of its screen", function()
        local path = play_in_tree("--frames 2 --from 17 --screenshot ferry.png"):match("screenshot: (%S+)")
        assert.equal(folder .. "/love/lantern_ferry/ferry.png", path)
        local picture = files.read(path)
        assert.equal("\137PNG\r\n\26\n", picture:sub(1, 8))
        assert.same({ 1280, 720 }, { number_at(picture, 17), number_at(picture, 21) })
        assert.is_true(#picture > 100000, "a picture of one colour is smaller")
    end)

    it("runs with the bundle beside it, as a user would have it", function()
        local game = folder .. "/game"
        local _, status = run(("cp -r examples/love %s && make -s bundle LUA=luajit DIR=%s/rock"):format(game, game))
        assert.equal(0, status)
        has_memory(play(game, "--frames 2 --from 5"), "Have you caught the miller's fever?",
            "I boiled willow bark for the miller's fever, and he lived to complain about the taste.")
    end)

    describe("with a key", function()
        local emu

        setup(function() emu = emulator.start { port = 0 } end)
        teardown(function() emu:stop() end)
        after_each(function() emu:reset() end)

        local function service()
            return ("OPENAI_API_KEY=sk-test OPENAI_BASE_URL=%s"):format(emu.base_url)
        end

        it("asks the service that the environment names: once for the past, then line by line", function()
            play_in_tree("--frames 2 --from 3", service())
            local counts = {}
            for i, request in ipairs(emu:requests("/embeddings")) do
                counts[i] = select(2, request.body:match('"input":(%b[])'):gsub('","', "")) + 1
            end
            assert.same({ 22, 1 }, counts)
        end)

        it("lets the model of --model answer, who knows what was said before", function()
            emu:reply("/chat/completions", { object = "chat.completion", choices = { { index = 0,
                finish_reason = "stop", message = { role = "assistant", content = "Moonwort by night." } } } })
            local output = play_in_tree("--frames 20 --to mira --say 'What do you pick?' --model ft:mine", service())
            assert.matches("\nMira %-> You: Moonwort by night%.\n    came in 1 pieces from ft:mine\n", output)
            local body = emu:requests("/chat/completions")[1].body
            assert.matches("You are Mira, herbalist", body)
            assert.matches('"model":"ft:mine"', body)
            assert.same({}, emu:requests "/fine_tuning/jobs")
        end)

        it("says so when the model does not answer", function()
            emu:fault { path = "/chat/completions", status = 403, message = "Not for you." }
            local output, status = play_in_tree("--frames 20 --say 'Hello?'", service())
            assert.equal(0, status)
            assert.matches("\nOswin %-> You: %(no answer: Not for you%.%)\n", output)
        end)

        it("goes on when the service refuses", function()
            emu:fault { path = "/embeddings", status = 403, message = "Not for you.", times = 100 }
            local output, status = play_in_tree("--frames 150", service())
            assert.equal(0, status)
            assert.matches("no memories: Not for you%.\nno memories: Not for you%.\n", output)
            assert.matches("worst frame", output)
        end)
    end)

    it("says how it is called when it is called wrongly", function()
        local output, status = play_in_tree "--frames many"
        assert.equal(2, status)
        assert.matches("usage: love examples/love", output)
    end)
end)
