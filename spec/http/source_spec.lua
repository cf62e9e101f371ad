local core = require "openai.core"
local files = require "spec.support.files"
local source = core.source

describe("a source", function()
    after_each(files.remove_all)

    it("is named after the last part of its path, or as it is told", function()
        assert.equal("train.jsonl", source.file("/no/where/train.jsonl"):name())
        assert.equal("train.jsonl", source.file("train.jsonl"):name())
        assert.equal("other.jsonl", source.file("/no/where/train.jsonl", "other.jsonl"):name())
        assert.equal("openai.source other.jsonl", tostring(source.file("x", "other.jsonl")))
    end)

    it("can be made for a file that does not exist; asking for its size says so", function()
        local missing = source.file("/no/where/train.jsonl")
        local size, message = missing:size()
        assert.is_nil(size)
        assert.equal("cannot read '/no/where/train.jsonl': No such file or directory", message)
        size, message = missing:read(0, 10)
        assert.is_nil(size)
        assert.matches("No such file", message)
    end)

    it("says when its path is a directory", function()
        local directory = files.directory()
        local size, message = source.file(directory):size()
        assert.is_nil(size)
        assert.equal("cannot read '" .. directory .. "': it is a directory", message)
    end)

    it("says when its path is not a regular file, and does not wait for a named pipe's writer", function()
        local pipe = files.directory() .. "/pipe"
        assert(os.execute("mkfifo " .. pipe))
        for _, path in ipairs({ pipe, "/dev/null" }) do
            local size, message = source.file(path):size()
            assert.is_nil(size)
            assert.matches("not a regular file.*openai%.bytes", message)
        end
    end)

    it("tells the size of a file and of bytes", function()
        assert.equal(5, source.file(files.write("12345")):size())
        assert.equal(0, source.file(files.write("")):size())
        assert.equal(3, source.bytes("a.txt", "\0\1\2"):size())
    end)

    it("knows the media type by the name", function()
        assert.equal("application/jsonl", source.file("a/train.jsonl"):type())
        assert.equal("image/png", source.bytes("x.png", ""):type())
        assert.equal("application/octet-stream", source.bytes("x", ""):type())
        assert.equal("application/octet-stream", source.bytes("jsonl", ""):type())
        assert.equal("application/octet-stream", source.bytes("x.unknown", ""):type())
    end)

    it("tells the path of a file, and none for bytes", function()
        assert.equal("a/b", source.file("a/b"):path())
        assert.is_nil(source.bytes("a", "b"):path())
    end)

    it("reads any range, shorter at the end, nothing behind it", function()
        local data = "0123456789"
        for _, one in ipairs({ source.file(files.write(data)), source.bytes("x", data) }) do
            assert.equal("0123456789", one:read(0, 10))
            assert.equal("345", one:read(3, 3))
            assert.equal("89", one:read(8, 100))
            assert.equal("", one:read(10, 1))
            assert.equal("", one:read(1000, 1))
            assert.equal("", one:read(2, 0))
        end
    end)

    it("can be sliced, also a slice again", function()
        local data = "0123456789"
        for _, whole in ipairs({ source.file(files.write(data)), source.bytes("x", data) }) do
            local slice = source.slice(whole, 2, 6)
            assert.equal(6, slice:size())
            assert.equal("234567", slice:read(0, 100))
            local inner = source.slice(slice, 1, 3)
            assert.equal("345", inner:read(0, 100))
            assert.equal("67", source.slice(slice, 4):read(0, 100))
            assert.equal("89", source.slice(whole, 8):read(0, 100))
            assert.equal(0, source.slice(whole, 10, 0):size())
        end
    end)

    it("keeps the bytes of a slice alive without the whole", function()
        local slice = source.slice(source.bytes("x", ("ab"):rep(1000)), 10, 4)
        collectgarbage()
        collectgarbage()
        assert.equal("abab", slice:read(0, 10))
        assert.equal("x", slice:name())
    end)

    it("refuses a slice that reaches beyond what is known, and says so later for files", function()
        local whole = source.bytes("x", "12345")
        assert.has_error(function() source.slice(whole, 6) end)
        assert.has_error(function() source.slice(whole, 2, 4) end)
        assert.has_error(function() source.slice(source.slice(source.file("f"), 0, 5), 2, 4) end)
        local size, message = source.slice(source.file(files.write("12345")), 2, 4):size()
        assert.is_nil(size)
        assert.equal("cannot read 'file': the slice reaches beyond its 5 bytes", message)
    end)

    it("refuses misuse where it is made", function()
        assert.has_error(function() source.file() end)
        assert.has_error(function() source.file("") end)
        assert.has_error(function() source.file("a\0b") end)
        assert.has_error(function() source.bytes("", "x") end)
        assert.has_error(function() source.slice(io.stdout, 1) end)
        assert.has_error(function() source.slice(source.bytes("x", "y"), -1) end)
        assert.has_error(function() source.slice(source.bytes("x", "y"), 0.5) end)
        local swapped, message = pcall(source.bytes, "line\nline\n", "name.txt")
        assert.is_false(swapped)
        assert.matches("the name comes first", message)
    end)
end)
