-- examples/embed_corpus.lua, on a small corpus, and on the one that every Debian has.
local openai = require "openai"
local child = require "spec.support.child"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"

describe("examples/embed_corpus.lua", function()
    local emu, store, folder

    setup(function() emu = emulated.start() end)
    teardown(function() emu:stop() end)
    before_each(function()
        emulated.fresh(emu)
        folder = files.directory()
        store = files.directory() .. "/store"
    end)
    after_each(files.remove_all)

    local function run(...)
        local words = {}
        for i, word in ipairs { ... } do words[i] = ("%q"):format(word) end
        local program = ("arg = { %s } dofile 'examples/embed_corpus.lua'"):format(table.concat(words, ", "))
        return child.run(program, { OPENAI_BASE_URL = emu.base_url, OPENAI_API_KEY = "sk-test" })
    end

    local function requests()
        return #emu:requests "/embeddings"
    end

    it("embeds the paragraphs of a folder and finds them again", function()
        files.write("A recipe for an apple pie with\ncinnamon and a lot of butter.\n\nshort\n\n"
            .. "The history of steam engines begins\r\nin the mines of Cornwall.\r\n", "one.txt", folder)
        files.write("Ein Absatz in Latin-1 \252ber \196pfel und anderes Obst, das schmeckt.\n", "two.txt", folder)
        local output, code = run(store, folder)
        assert.equal(0, code, output)
        assert.matches("100 %%  3 of 3 paragraphs", output)
        assert.matches("3 paragraphs in .*store.matrix %(0 of them before%)", output)
        output, code = run("search", "apple pie with butter", store, "1")
        assert.equal(0, code, output)
        assert.matches("one.txt, line 1\n +A recipe for an apple pie with cinnamon and a lot of butter%.", output)
        output = run("search", "steam engines", store, "1")
        assert.matches("one.txt, line 6\n", output)
        output = run("search", "Obst das schmeckt", store, "1")
        assert.matches("\195\188ber \195\132pfel", output)
    end)

    it("goes on after an interruption with what is missing", function()
        for i = 1, 600 do
            files.write(("Paragraph number %d of a corpus with many of them."):format(i), i .. ".txt", folder)
        end
        emu:fault { path = "/embeddings", status = 401, skip = 1, times = 1 }
        local output, code = run(store, folder)
        assert.equal(1, code)
        assert.matches("authentication", output)
        assert.equal(256, #assert(openai.matrix.load(store .. ".matrix")))
        local before = requests()
        output, code = run(store, folder)
        assert.equal(0, code, output)
        assert.matches("600 paragraphs in .* %(256 of them before%)", output)
        assert.equal(before + 2, requests())
        assert.matches("%(600 of them before%)", (run(store, folder)))
        assert.equal(before + 2, requests())
    end)

    it("says what is missing", function()
        assert.matches("there are no texts in", (run(store, folder)))
        assert.matches("there is no .*store.matrix yet", (run("search", "x", store)))
        assert.matches("search for what", (run "search"))
    end)

    it("works on the licenses that every Debian ships", function()
        local output, code = run(store)
        assert.equal(0, code, output)
        assert.is_true(tonumber(output:match "(%d+) paragraphs in ") > 500, output)
        output = run("search", "there is no warranty for the program, to the extent permitted by law", store)
        assert.matches("GPL", output)
        assert.matches("[Ww][Aa][Rr][Rr][Aa][Nn][Tt]", output)
    end)
end)
