local core = require "openai.core"
local cjson = require "spec.support.reference_json"
local files = require "spec.support.files"
local source, values = core.source, core.values

-- Reads to the end in pieces of `capacity`; nil, message on failure.
local function read_all(body, capacity)
    local pieces = {}
    while true do
        local piece, message = values.body_read(body, capacity or 4096)
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
    local body = values.body()
    local type = assert(values.body_form(body, parameters))
    local text = assert(read_all(body, capacity))
    assert.equal(values.body_size(body), #text)
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
            local type = values.body_form(values.body(), {})
            assert.is_nil(seen[type])
            seen[type] = true
        end
    end)

    it("reads the same in pieces of any size, again after a rewind", function()
        local parameters = { file = source.file(files.write(("0123456789"):rep(50))), a = ("x"):rep(30), b = { 1, 2 } }
        local _, text, body = form(parameters)
        for _, capacity in ipairs({ 1, 2, 3, 7, 64, 1000, 100000 }) do
            assert.is_true(values.body_rewind(body))
            assert.equal(text, read_all(body, capacity))
        end
    end)

    it("says which file cannot be read, and that it was a file", function()
        local parameters = { file = source.file("/no/where"), purpose = "x" }
        local type, message, is_file = values.body_form(values.body(), parameters)
        assert.is_nil(type)
        assert.equal("cannot read '/no/where': No such file or directory", message)
        assert.is_true(is_file)
    end)

    it("says which parameter cannot be sent, and that it was no file", function()
        local type, message, is_file = values.body_form(values.body(), { purpose = { a = print } })
        assert.is_nil(type)
        assert.equal("purpose[a]: cannot send a function", message)
        assert.is_false(is_file)
    end)

    it("does not copy or lose bytes sources that nobody else holds", function()
        local body = values.body()
        local type = values.body_form(body, { file = source.bytes("x", ("payload"):rep(1000)) })
        collectgarbage()
        collectgarbage()
        assert.equal(("payload"):rep(1000), form_parse(read_all(body), type)[1].content)
    end)
end)

describe("a body", function()
    after_each(files.remove_all)

    it("is empty when nothing was put in", function()
        local body = values.body()
        assert.equal(0, values.body_size(body))
        assert.equal("", values.body_read(body, 10))
        assert.equal("", values.body_contiguous(body))
    end)

    it("offers bytes in one piece, and a lone bytes source too, but not a mix", function()
        local body = values.body()
        values.body_bytes(body, "ab")
        values.body_bytes(body, "cd")
        assert.equal("abcd", values.body_contiguous(body))
        assert.equal("abcd", read_all(body, 3))
        assert.equal("abcd", values.body_contiguous(body))

        local lone = values.body()
        values.body_source(lone, source.slice(source.bytes("x", "012345"), 1, 3))
        assert.equal("123", values.body_contiguous(lone))
        values.body_bytes(lone, "!")
        assert.is_nil(values.body_contiguous(lone))
        assert.equal("123!", read_all(lone))

        local file = values.body()
        values.body_source(file, source.file(files.write("x")))
        assert.is_nil(values.body_contiguous(file))
    end)

    it("keeps the order of bytes and sources", function()
        local body = values.body()
        values.body_bytes(body, "1")
        values.body_source(body, source.bytes("x", "22"))
        values.body_source(body, source.bytes("empty", ""))
        values.body_source(body, source.file(files.write("333")))
        values.body_bytes(body, "4444")
        assert.equal(10, values.body_size(body))
        assert.equal("1223334444", read_all(body, 2))
    end)

    it("sends the declared size of a file that grew meanwhile", function()
        local path = files.write("12345")
        local body = values.body()
        assert(values.body_source(body, source.file(path)))
        local file = assert(io.open(path, "ab"))
        file:write("67890")
        file:close()
        assert.equal(5, values.body_size(body))
        assert.equal("12345", read_all(body, 3))
    end)

    it("fails when a file shrank meanwhile, after what is still there, and may be rewound", function()
        local path = files.write("1234567890", "train.jsonl")
        local body = values.body()
        assert(values.body_source(body, source.file(path)))
        files.write("1234", "train.jsonl", path:match("(.*)/"))
        assert.equal("1234", values.body_read(body, 10))
        local piece, message = values.body_read(body, 10)
        assert.is_nil(piece)
        assert.equal("'train.jsonl' shrank while it was sent: byte 5 of 10 is gone", message)
        assert.is_nil((values.body_read(body, 10)))
        assert.is_true(values.body_rewind(body))
        assert.equal("1234", values.body_read(body, 10))
    end)

    it("reads a file that was removed or replaced after the call began", function()
        local path = files.write("old")
        local body = values.body()
        assert(values.body_source(body, source.file(path)))
        assert(os.remove(path))
        assert.equal("old", read_all(body))
    end)

    it("does not move the read position of two bodies on one source", function()
        local one = source.file(files.write("0123456789"))
        local a, b = values.body(), values.body()
        values.body_source(a, one)
        values.body_source(b, one)
        assert.equal("01234", values.body_read(a, 5))
        assert.equal("0123456789", read_all(b, 4))
        assert.equal("56789", values.body_read(a, 5))
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
        local before, bodies = descriptors(), {}
        for i = 1, 20 do
            bodies[i] = values.body()
            assert(values.body_source(bodies[i], one))
        end
        assert.equal(before + 20, descriptors())
        for i = 1, 10 do
            values.body_close(bodies[i])
            values.body_close(bodies[i])
        end
        assert.equal(before + 10, descriptors())
        bodies = nil -- luacheck: ignore
        collectgarbage()
        collectgarbage()
        assert.equal(before, descriptors())
    end)
end)

describe("a body whose chunks are supplied", function()
    it("has no known size unless one was announced", function()
        local body = values.body()
        values.body_bytes(body, "ab")
        values.body_pull(body, "chunks")
        assert.equal(-1, values.body_size(body))
        local sized = values.body()
        values.body_bytes(sized, "ab")
        values.body_pull(sized, "chunks", 10)
        assert.equal(12, values.body_size(sized))
    end)

    it("waits for chunks, and gives what lies before and behind them", function()
        local body = values.body()
        values.body_bytes(body, "<")
        values.body_pull(body, "chunks")
        values.body_bytes(body, ">")
        assert.equal("<", values.body_read(body, 10))
        assert.same({ "", "wait" }, { values.body_read(body, 10) })
        assert.is_true(values.body_supply(body, "abc"))
        assert.equal("ab", values.body_read(body, 2))
        assert.is_true(values.body_supply(body, "def"))
        assert.equal("cdef", values.body_read(body, 10))
        assert.same({ "", "wait" }, { values.body_read(body, 10) })
        assert.is_true(values.body_supply(body))
        assert.equal(">", values.body_read(body, 10))
        assert.same({ "" }, { values.body_read(body, 10) })
    end)

    it("can be rewound until a chunk was taken, not afterwards", function()
        local body = values.body()
        values.body_bytes(body, "<")
        values.body_pull(body, "chunks")
        assert.equal("<", values.body_read(body, 10))
        values.body_supply(body, "a")
        assert.is_true(values.body_rewind(body))
        assert.equal("<a", values.body_read(body, 10))
        assert.is_false(values.body_rewind(body))
    end)

    it("ends by itself at the size announced, and refuses more or less", function()
        local body = values.body()
        values.body_pull(body, "chunks", 4)
        values.body_supply(body, "abcd")
        assert.equal("abcd", values.body_read(body, 10))
        assert.same({ "" }, { values.body_read(body, 10) })
        local good, message = values.body_supply(body, "e")
        assert.is_nil(good)
        assert.equal("chunks supplied more than the 4 bytes announced", message)

        local short = values.body()
        values.body_pull(short, "chunks", 4)
        values.body_supply(short, "abc")
        good, message = values.body_supply(short)
        assert.is_nil(good)
        assert.equal("chunks ended after 3 of the 4 bytes announced", message)
        assert.is_nil((values.body_read(short, 10)))
    end)
end)
