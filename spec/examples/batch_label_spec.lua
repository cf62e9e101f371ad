-- examples/batch_label.lua, on a few lines.
local child = require "spec.support.child"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"

describe("examples/batch_label.lua", function()
    local emu

    setup(function() emu = emulated.start() end)
    teardown(function() emu:stop() end)
    before_each(function()
        emulated.fresh(emu)
        emu:timings { batch_validating = 0, batch_min = 0, batch_max = 0, batch_request = 0, batch_finalizing = 0 }
    end)
    after_each(files.remove_all)

    local function label(lines, journal)
        local program = ("arg = { %q, %q } dofile 'examples/batch_label.lua'"):format(lines, journal)
        return child.run(program, { OPENAI_BASE_URL = emu.base_url, OPENAI_API_KEY = "sk-test" })
    end

    it("labels each line in ten respects, and the second time without the server", function()
        local lines = files.write "cpio: a program to manage archives\nchess: play chess, one of the games\n"
        local journal = files.directory() .. "/labels"
        local output, code = label(lines, journal)
        assert.equal(0, code, output)
        assert.matches("20 labels, 0 failures, 0 sent again, 1 batches", output)
        local labels = assert(files.read(journal .. ".tsv"))
        assert.matches("^cpio\tkind\tprogram\ncpio\tfield\t", labels)
        assert.matches("\nchess\tfield\tgames\n", labels)
        local before = #emu:requests()
        assert.equal(0, select(2, label(lines, journal)))
        assert.equal(before, #emu:requests())
        assert.equal(labels, files.read(journal .. ".tsv"))
    end)

    it("goes on after kill -9 on an emulator of its own, and sends nothing twice", function()
        local lines = files.write "cpio: a program to manage archives\nchess: play chess, one of the games\n"
        local journal = files.directory() .. "/labels"
        local program = ("arg = { %q, %q } dofile 'examples/batch_label.lua'"):format(lines, journal)
        local killed, code = child.run([[
            local write = io.write
            function io.write(...)
                write(...)
                if table.concat { ... }:find "of 1 batches" then os.execute "kill -9 $PPID" end
            end
        ]] .. program)
        assert.equal(137, code, killed)
        assert.is_nil(files.read(journal .. ".tsv"))
        local output
        output, code = child.run(program)
        assert.equal(0, code, output)
        assert.matches("20 labels, 0 failures, 0 sent again, 1 batches", output)
        assert.matches("\nchess\tfield\tgames\n", files.read(journal .. ".tsv"))
    end)

    it("says what is wrong when it cannot go on", function()
        local lines = files.write "cpio: a program to manage archives\n"
        emu:fault { path = "POST /files", status = 401, code = "invalid_api_key", message = "Wrong key." }
        local output, code = label(lines, files.directory() .. "/labels")
        assert.equal(1, code)
        assert.matches("authentication %(401%): Wrong key.*the journal .* has it all: run again with it", output)
    end)

    it("has a thousand different packages to label", function()
        local seen, count = {}, 0
        for line in io.lines "examples/data/packages.txt" do
            local name, text = line:match "^([^:]+): (.+)$"
            assert.is_truthy(text, line)
            assert.is_nil(seen[name] or seen[text], line)
            seen[name], seen[text], count = true, true, count + 1
        end
        assert.equal(1000, count)
    end)
end)
