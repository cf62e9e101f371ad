local core = require "openai.core"
local files = require "spec.support.files"
local values = core.values

describe("a download's file", function()
    after_each(files.remove_all)

    it("has its final name only when it is complete", function()
        local directory = files.directory()
        local sink = assert(values.sink(directory .. "/a.bin"))
        assert(values.sink_write(sink, "12"))
        assert(values.sink_write(sink, "345"))
        assert.same({ "a.bin.part" }, files.list(directory))
        assert(values.sink_commit(sink))
        assert.same({ "a.bin" }, files.list(directory))
        assert.equal("12345", files.read(directory .. "/a.bin"))
    end)

    it("replaces an older file only then", function()
        local path = files.write("old")
        local sink = assert(values.sink(path))
        assert(values.sink_write(sink, "new"))
        assert.equal("old", files.read(path))
        assert(values.sink_commit(sink))
        assert.equal("new", files.read(path))
    end)

    it("does not take the place of a device or a pipe", function()
        local path = files.directory() .. "/pipe"
        assert(os.execute("mkfifo " .. path))
        local sink, message = values.sink(path)
        assert.is_nil(sink)
        assert.equal(("cannot write '%s': it is a device or a pipe, which a file would take the place of"):format(path),
            message)
        assert.same({ "pipe" }, files.list(path:match "^(.*)/"))
    end)

    it("leaves nothing behind when it is discarded, twice, or after a commit", function()
        local directory = files.directory()
        local sink = assert(values.sink(directory .. "/a"))
        assert(values.sink_write(sink, "12"))
        values.sink_discard(sink)
        values.sink_discard(sink)
        assert.same({}, files.list(directory))
        sink = assert(values.sink(directory .. "/a"))
        assert(values.sink_commit(sink))
        values.sink_discard(sink)
        assert.same({ "a" }, files.list(directory))
    end)

    it("leaves nothing behind when it is collected", function()
        local directory = files.directory()
        values.sink_write(assert(values.sink(directory .. "/a")), "12")
        collectgarbage()
        collectgarbage()
        assert.same({}, files.list(directory))
    end)

    it("starts over, or from an earlier place", function()
        local path = files.directory() .. "/a"
        local sink = assert(values.sink(path))
        assert(values.sink_write(sink, "wrong"))
        assert(values.sink_truncate(sink, 0))
        assert(values.sink_write(sink, "right, wrong"))
        assert(values.sink_truncate(sink, 5))
        assert(values.sink_write(sink, "!"))
        assert(values.sink_commit(sink))
        assert.equal("right!", files.read(path))
    end)

    it("empties a part file that was left over", function()
        local path = files.directory() .. "/a"
        files.write("a long leftover", "a.part", path:match("(.*)/"))
        local sink = assert(values.sink(path))
        assert(values.sink_write(sink, "new"))
        assert(values.sink_commit(sink))
        assert.equal("new", files.read(path))
    end)

    it("is not written by two downloads at once", function()
        local path = files.directory() .. "/a"
        local first = assert(values.sink(path))
        local second, message = values.sink(path)
        assert.is_nil(second)
        assert.equal("cannot write '" .. path .. "': something else is writing to this path", message)
        assert(values.sink_write(first, "first"))
        assert(values.sink_commit(first))
        assert.equal("first", files.read(path))
        assert(values.sink(path))
    end)

    it("says when it cannot be created", function()
        local directory = files.directory()
        local sink, message = values.sink(directory)
        assert.is_nil(sink)
        assert.equal("cannot write '" .. directory .. "': it is a directory", message)
        sink, message = values.sink(directory .. "/missing/a")
        assert.is_nil(sink)
        assert.equal("cannot write '" .. directory .. "/missing/a': No such file or directory", message)
    end)

    it("says why when bytes do not fit, and then leaves nothing behind", function()
        -- A limit on the size of files stands for the full disk: 512 or 1024 bytes, by shell.
        local directory = files.directory()
        local program = files.write([[
            local values = require("openai.core").values
            local sink = assert(values.sink(arg[1] .. "/a"))
            local written, message
            for _ = 1, 10 do
                written, message = values.sink_write(sink, ("x"):rep(1000))
                if not written then break end
            end
            values.sink_discard(sink)
            io.write(tostring(message))
        ]])
        local pipe = assert(io.popen(("trap '' XFSZ; ulimit -f 1; %s %s %s 2>&1"):format(
            os.getenv("LUA") or arg[-1] or "lua", program, directory)))
        local output = pipe:read("*a")
        pipe:close()
        assert.equal("cannot write '" .. directory .. "/a': File too large", output)
        assert.same({}, files.list(directory))
    end)

    it("refuses to be written or committed after its end", function()
        local sink = assert(values.sink(files.directory() .. "/a"))
        assert(values.sink_commit(sink))
        assert.is_nil((values.sink_write(sink, "x")))
        assert.is_nil((values.sink_commit(sink)))
        assert.is_nil((values.sink_truncate(sink, 0)))
    end)
end)
