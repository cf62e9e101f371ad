local core = require "openai.core"
local files = require "spec.support.files"
local sinks = core.specs.sink

describe("a download's file", function()
    after_each(files.remove_all)

    it("has its final name only when it is complete", function()
        local directory = files.directory()
        local sink = assert(sinks.open(directory .. "/a.bin"))
        assert(sinks.write(sink, "12"))
        assert(sinks.write(sink, "345"))
        assert.same({ "a.bin.part" }, files.list(directory))
        assert(sinks.commit(sink))
        assert.same({ "a.bin" }, files.list(directory))
        assert.equal("12345", files.read(directory .. "/a.bin"))
    end)

    it("replaces an older file only then", function()
        local path = files.write("old")
        local sink = assert(sinks.open(path))
        assert(sinks.write(sink, "new"))
        assert.equal("old", files.read(path))
        assert(sinks.commit(sink))
        assert.equal("new", files.read(path))
    end)

    it("does not take the place of a device or a pipe", function()
        local path = files.directory() .. "/pipe"
        assert(os.execute("mkfifo " .. path))
        local sink, message = sinks.open(path)
        assert.is_nil(sink)
        assert.equal(("cannot write '%s': it is a device or a pipe, which a file would take the place of"):format(path),
            message)
        assert.same({ "pipe" }, files.list(path:match "^(.*)/"))
    end)

    it("leaves nothing behind when it is discarded, twice, or after a commit", function()
        local directory = files.directory()
        local sink = assert(sinks.open(directory .. "/a"))
        assert(sinks.write(sink, "12"))
        sinks.discard(sink)
        sinks.discard(sink)
        assert.same({}, files.list(directory))
        sink = assert(sinks.open(directory .. "/a"))
        assert(sinks.commit(sink))
        sinks.discard(sink)
        assert.same({ "a" }, files.list(directory))
    end)

    it("leaves nothing behind when it is collected", function()
        local directory = files.directory()
        sinks.write(assert(sinks.open(directory .. "/a")), "12")
        collectgarbage()
        collectgarbage()
        assert.same({}, files.list(directory))
    end)

    it("starts over, or from an earlier place", function()
        local path = files.directory() .. "/a"
        local sink = assert(sinks.open(path))
        assert(sinks.write(sink, "wrong"))
        assert(sinks.truncate(sink, 0))
        assert(sinks.write(sink, "right, wrong"))
        assert(sinks.truncate(sink, 5))
        assert(sinks.write(sink, "!"))
        assert(sinks.commit(sink))
        assert.equal("right!", files.read(path))
    end)

    it("empties a part file that was left over", function()
        local path = files.directory() .. "/a"
        files.write("a long leftover", "a.part", path:match("(.*)/"))
        local sink = assert(sinks.open(path))
        assert(sinks.write(sink, "new"))
        assert(sinks.commit(sink))
        assert.equal("new", files.read(path))
    end)

    it("is not written by two downloads at once", function()
        local path = files.directory() .. "/a"
        local first = assert(sinks.open(path))
        local second, message = sinks.open(path)
        assert.is_nil(second)
        assert.equal("cannot write '" .. path .. "': something else is writing to this path", message)
        assert(sinks.write(first, "first"))
        assert(sinks.commit(first))
        assert.equal("first", files.read(path))
        assert(sinks.open(path))
    end)

    it("says when it cannot be created", function()
        local directory = files.directory()
        local sink, message = sinks.open(directory)
        assert.is_nil(sink)
        assert.equal("cannot write '" .. directory .. "': it is a directory", message)
        sink, message = sinks.open(directory .. "/missing/a")
        assert.is_nil(sink)
        assert.equal("cannot write '" .. directory .. "/missing/a': No such file or directory", message)
    end)

    it("says why when bytes do not fit, and then leaves nothing behind", function()
        -- A limit on the size of files stands for the full disk: 512 or 1024 bytes, by shell.
        local directory = files.directory()
        local program = files.write([[
            local sinks = require("openai.core").specs.sink
            local sink = assert(sinks.open(arg[1] .. "/a"))
            local written, message
            for _ = 1, 10 do
                written, message = sinks.write(sink, ("x"):rep(1000))
                if not written then break end
            end
            sinks.discard(sink)
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
        local sink = assert(sinks.open(files.directory() .. "/a"))
        assert(sinks.commit(sink))
        assert.is_nil((sinks.write(sink, "x")))
        assert.is_nil((sinks.commit(sink)))
        assert.is_nil((sinks.truncate(sink, 0)))
    end)
end)
