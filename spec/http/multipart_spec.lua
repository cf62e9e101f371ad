local core = require "openai.core"
local cjson = require "spec.support.reference_json"
local files = require "spec.support.files"
local source, bodies = core.source, core.specs.body

-- Reads to the end in pieces of `capacity`; nil, message on failure.
local function read_all(body, capacity)
    local pieces = {}
    while true do
        local piece, message = bodies.read(body, capacity or 4096)
        if not piece then return nil, message end
        if piece == "" then return table.concat(pieces) end
        pieces[#pieces + 1] = piece
    end
end

-- A list of {name, filename, type, content} from the text of a form.
local function form_parse(text, type)
    local boundary = assert(type:match("^multipart/form%-data; boundary=(%x+)$"))
    assert.equal(32, #boundary)
    local parts, at, close = {}, 1, "--" .. boundary
    assert.equal(close, text:sub(1, #close))
    while text:sub(at + #close, at + #close + 3) ~= "--\r\n" do
        local _, head_end = assert(text:find("\r\n\r\n", at, true))
        local next_at = assert(text:find("\r\n" .. close, head_end, true)) + 2
        local head = text:sub(at, head_end)
        parts[#parts + 1] = {
            name = head:match('; name="([^"]*)"'),
            filename = head:match('; filename="([^"]*)"'),
            type = head:match("Content%-Type: ([^\r]*)"),
            content = text:sub(head_end + 1, next_at - 3),
        }
        at = next_at
    end
    assert.equal(at + #close + 3, #text)
    return parts
end

local function form(parameters, capacity)
    local body = bodies.new()
    local type = assert(bodies.form(body, parameters))
    local text = assert(read_all(body, capacity))
    assert.equal(bodies.size(body), #text)
    return form_parse(text, type), text, body
end

describe("a form", function()
    after_each(files.remove_all)

    it("carries scalars as fields, in byte order, with the file last", function()
        local path = files.write('{"a":1}\n', "train.jsonl")
        local parts = form({ file = source.file(path), purpose = "fine-tune", n = 3.0, a = true })
        assert.same({
            { name = "a", content = "true" },
            { name = "n", content = "3" },
            { name = "purpose", content = "fine-tune" },
            { name = "file", filename = "train.jsonl", type = "application/jsonl", content = '{"a":1}\n' },
        }, parts)
    end)

    it("flattens nested parameters", function()
        local expires_after = { anchor = "created_at", seconds = 3600 }
        local parts = form({ expires_after = expires_after, ids = { "a", "b" }, x = cjson.null })
        assert.same({
            { name = "expires_after[anchor]", content = "created_at" },
            { name = "expires_after[seconds]", content = "3600" },
            { name = "ids[]", content = "a" },
            { name = "ids[]", content = "b" },
        }, parts)
    end)

    it("carries an array of sources", function()
        local parts = form({ image = { source.bytes("a.png", "A"), source.bytes("b.png", "B") } })
        assert.same({
            { name = "image[]", filename = "a.png", type = "image/png", content = "A" },
            { name = "image[]", filename = "b.png", type = "image/png", content = "B" },
        }, parts)
    end)

    it("quotes names as browsers do", function()
        local parts = form({ ['a"b\r\n'] = "x", file = source.bytes('q".txt', "") })
        assert.equal("a%22b%0D%0A", parts[1].name)
        assert.equal("q%22.txt", parts[2].filename)
        assert.equal("ü x.txt", form({ file = source.bytes("ü x.txt", "") })[1].filename)
    end)

    it("has another boundary every time", function()
        local seen = {}
        for _ = 1, 50 do
            local type = bodies.form(bodies.new(), {})
            assert.is_nil(seen[type])
            seen[type] = true
        end
    end)

    it("reads the same in pieces of any size, again after a rewind", function()
        local parameters = { file = source.file(files.write(("0123456789"):rep(50))), a = ("x"):rep(30), b = { 1, 2 } }
        local _, text, body = form(parameters)
        for _, capacity in ipairs({ 1, 2, 3, 7, 64, 1000, 100000 }) do
            assert.is_true(bodies.rewind(body))
            assert.equal(text, read_all(body, capacity))
        end
    end)

    it("says which file cannot be read, and that it was a file", function()
        local parameters = { file = source.file("/no/where"), purpose = "x" }
        local type, message, is_file = bodies.form(bodies.new(), parameters)
        assert.is_nil(type)
        assert.equal("cannot read '/no/where': No such file or directory", message)
        assert.is_true(is_file)
    end)

    it("says which parameter cannot be sent, and that it was no file", function()
        local type, message, is_file = bodies.form(bodies.new(), { purpose = { a = print } })
        assert.is_nil(type)
        assert.equal("purpose[a]: cannot send a function", message)
        assert.is_false(is_file)
    end)

    it("does not copy or lose bytes sources that nobody else holds", function()
        local body = bodies.new()
        local type = bodies.form(body, { file = source.bytes("x", ("payload"):rep(1000)) })
        collectgarbage()
        collectgarbage()
        assert.equal(("payload"):rep(1000), form_parse(read_all(body), type)[1].content)
    end)
end)

describe("a body", function()
    after_each(files.remove_all)

    it("is empty when nothing was put in", function()
        local body = bodies.new()
        assert.equal(0, bodies.size(body))
        assert.equal("", bodies.read(body, 10))
        assert.equal("", bodies.contiguous(body))
    end)

    it("offers bytes in one piece, and a lone bytes source too, but not a mix", function()
        local body = bodies.new()
        bodies.bytes(body, "ab")
        bodies.bytes(body, "cd")
        assert.equal("abcd", bodies.contiguous(body))
        assert.equal("abcd", read_all(body, 3))
        assert.equal("abcd", bodies.contiguous(body))

        local lone = bodies.new()
        bodies.source(lone, source.slice(source.bytes("x", "012345"), 1, 3))
        assert.equal("123", bodies.contiguous(lone))
        bodies.bytes(lone, "!")
        assert.is_nil(bodies.contiguous(lone))
        assert.equal("123!", read_all(lone))

        local file = bodies.new()
        bodies.source(file, source.file(files.write("x")))
        assert.is_nil(bodies.contiguous(file))
    end)

    it("keeps the order of bytes and sources", function()
        local body = bodies.new()
        bodies.bytes(body, "1")
        bodies.source(body, source.bytes("x", "22"))
        bodies.source(body, source.bytes("empty", ""))
        bodies.source(body, source.file(files.write("333")))
        bodies.bytes(body, "4444")
        assert.equal(10, bodies.size(body))
        assert.equal("1223334444", read_all(body, 2))
    end)

    it("sends the declared size of a file that grew meanwhile", function()
        local path = files.write("12345")
        local body = bodies.new()
        assert(bodies.source(body, source.file(path)))
        local file = assert(io.open(path, "ab"))
        file:write("67890")
        file:close()
        assert.equal(5, bodies.size(body))
        assert.equal("12345", read_all(body, 3))
    end)

    it("fails when a file shrank meanwhile, after what is still there, and may be rewound", function()
        local path = files.write("1234567890", "train.jsonl")
        local body = bodies.new()
        assert(bodies.source(body, source.file(path)))
        files.write("1234", "train.jsonl", path:match("(.*)/"))
        assert.equal("1234", bodies.read(body, 10))
        local piece, message = bodies.read(body, 10)
        assert.is_nil(piece)
        assert.equal("'train.jsonl' shrank while it was sent: byte 5 of 10 is gone", message)
        assert.is_nil((bodies.read(body, 10)))
        assert.is_true(bodies.rewind(body))
        assert.equal("1234", bodies.read(body, 10))
    end)

    it("reads a file that was removed or replaced after the call began", function()
        local path = files.write("old")
        local body = bodies.new()
        assert(bodies.source(body, source.file(path)))
        assert(os.remove(path))
        assert.equal("old", read_all(body))
    end)

    it("does not move the read position of two bodies on one source", function()
        local one = source.file(files.write("0123456789"))
        local a, b = bodies.new(), bodies.new()
        bodies.source(a, one)
        bodies.source(b, one)
        assert.equal("01234", bodies.read(a, 5))
        assert.equal("0123456789", read_all(b, 4))
        assert.equal("56789", bodies.read(a, 5))
    end)

    it("keeps no descriptor after it is closed or collected", function()
        local function descriptors() return #files.list("/proc/self/fd") end
        if not pcall(descriptors) then
            pending "this system does not list open files under /proc"
            return
        end
        local one = source.file(files.write("x"))
        collectgarbage()
        collectgarbage()
        local before, opened = descriptors(), {}
        for i = 1, 20 do
            opened[i] = bodies.new()
            assert(bodies.source(opened[i], one))
        end
        assert.equal(before + 20, descriptors())
        for i = 1, 10 do
            bodies.close(opened[i])
            bodies.close(opened[i])
        end
        assert.equal(before + 10, descriptors())
        opened = nil -- luacheck: ignore
        collectgarbage()
        collectgarbage()
        assert.equal(before, descriptors())
    end)
end)

describe("a body whose chunks are supplied", function()
    it("has no known size unless one was announced", function()
        local body = bodies.new()
        bodies.bytes(body, "ab")
        bodies.pull(body, "chunks")
        assert.equal(-1, bodies.size(body))
        local sized = bodies.new()
        bodies.bytes(sized, "ab")
        bodies.pull(sized, "chunks", 10)
        assert.equal(12, bodies.size(sized))
    end)

    it("waits for chunks, and gives what lies before and behind them", function()
        local body = bodies.new()
        bodies.bytes(body, "<")
        bodies.pull(body, "chunks")
        bodies.bytes(body, ">")
        assert.equal("<", bodies.read(body, 10))
        assert.same({ "", "wait" }, { bodies.read(body, 10) })
        assert.is_true(bodies.supply(body, "abc"))
        assert.equal("ab", bodies.read(body, 2))
        assert.is_true(bodies.supply(body, "def"))
        assert.equal("cdef", bodies.read(body, 10))
        assert.same({ "", "wait" }, { bodies.read(body, 10) })
        assert.is_true(bodies.supply(body))
        assert.equal(">", bodies.read(body, 10))
        assert.same({ "" }, { bodies.read(body, 10) })
    end)

    it("can be rewound until a chunk was taken, not afterwards", function()
        local body = bodies.new()
        bodies.bytes(body, "<")
        bodies.pull(body, "chunks")
        assert.equal("<", bodies.read(body, 10))
        bodies.supply(body, "a")
        assert.is_true(bodies.rewind(body))
        assert.equal("<a", bodies.read(body, 10))
        assert.is_false(bodies.rewind(body))
    end)

    it("ends by itself at the size announced, and refuses more or less", function()
        local body = bodies.new()
        bodies.pull(body, "chunks", 4)
        bodies.supply(body, "abcd")
        assert.equal("abcd", bodies.read(body, 10))
        assert.same({ "" }, { bodies.read(body, 10) })
        local good, message = bodies.supply(body, "e")
        assert.is_nil(good)
        assert.equal("chunks supplied more than the 4 bytes announced", message)

        local short = bodies.new()
        bodies.pull(short, "chunks", 4)
        bodies.supply(short, "abc")
        good, message = bodies.supply(short)
        assert.is_nil(good)
        assert.equal("chunks ended after 3 of the 4 bytes announced", message)
        assert.is_nil((bodies.read(short, 10)))
    end)
end)
