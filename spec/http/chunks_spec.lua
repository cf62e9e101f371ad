-- Uploads of what a function produces, and of open files.
local openai = require "openai"
local calls = require "spec.support.calls"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"
local wire = require "spec.support.wire"

--- A function that gives these one after another.
local function produce(...)
    local list, at = { ... }, 0
    return function()
        at = at + 1
        return list[at]
    end
end

describe("An upload of chunks", function()
    local emu, client

    emulated.around(function(...) emu, client = ... end)
    after_each(function()
        files.remove_all()
        wire.stop_all()
    end)

    local function create(source, options)
        return client.files:create({ file = source, purpose = "user_data" }, options)
    end

    local function content(file)
        return assert(client.files:content(file.id))
    end

    it("sends what the function produces", function()
        local file = assert(create(openai.chunks("notes.txt", produce("one ", "", "two ", ("x"):rep(300000)))))
        assert.equal("notes.txt", file.filename)
        assert.equal("one two " .. ("x"):rep(300000), content(file))
    end)

    it("asks the function only as it sends", function()
        local asked = 0
        local source = openai.chunks("x.txt", function()
            asked = asked + 1
            return asked <= 64 and ("%08d"):format(asked):rep(32768) or nil -- 256 KiB each
        end)
        local most = 0
        local file = assert(create(source, { on_progress = function(progress)
            most = math.max(most, asked * 262144 - progress.done)
        end }))
        assert.equal(64 * 262144, file.bytes)
        assert.is_true(most < 1024 * 1024, most .. " bytes were asked for ahead")
    end)

    it("says its length where it is known", function()
        assert(create(openai.chunks("x.txt", produce("12345", "67890"), 10)))
        local headers = emulated.last(emu, "POST /files").headers
        assert.is_nil(headers["transfer-encoding"])
        assert.is_truthy(headers["content-length"])
        assert(create(openai.chunks("x.txt", produce("12345"))))
        headers = emulated.last(emu, "POST /files").headers
        assert.equal("chunked", headers["transfer-encoding"])
    end)

    it("fails when the function produces more or less than announced", function()
        for _, source in ipairs {
            openai.chunks("x.txt", produce("12345"), 10), openai.chunks("x.txt", produce("12345", "6789012"), 10),
        } do
            local file, err = create(source)
            assert.is_nil(file)
            assert.equal("file", err.kind)
            assert.matches("10 bytes announced", err.message)
        end
        assert.same({}, assert(client.files:list():collect()))
    end)

    it("may suspend its task while it produces; others go on", function()
        local other = 0
        local file = openai.run(function()
            openai.spawn(function()
                for _ = 1, 5 do
                    openai.sleep(0.001)
                    other = other + 1
                end
            end)
            local given = 0
            return assert(create(openai.chunks("x.txt", function()
                openai.sleep(0.01)
                given = given + 1
                return given <= 3 and "part " .. given .. " " or nil
            end)))
        end)
        assert.equal("part 1 part 2 part 3 ", content(file))
        assert.equal(5, other)
    end)

    it("raises what the function raises, and no file comes of it", function()
        local given = 0
        local ok, problem = pcall(create, openai.chunks("x.txt", function()
            given = given + 1
            if given == 3 then error({ my = "error" }, 0) end
            return "some"
        end))
        assert.is_false(ok)
        assert.same({ my = "error" }, problem)
        assert.same({}, assert(client.files:list():collect()))
        assert.equal(0, openai.loop:poll(0))
    end)

    it("fails with the message that the function returns after nil", function()
        local source = openai.chunks("x.txt", function() return nil, "the disk is on fire" end)
        local file, err = create(source)
        assert.is_nil(file)
        assert.equal("file", err.kind)
        assert.equal("the disk is on fire", err.message)
    end)

    it("fails when the function gives something else than a string", function()
        local _, err = create(openai.chunks("x.txt", function() return 42 end))
        assert.matches("returned a number", err.message)
    end)

    it("makes no file of the beginning when the task is cancelled meanwhile", function()
        local value, err
        local task = openai.spawn(function()
            local given = 0
            value, err = create(openai.chunks("x.txt", function()
                given = given + 1
                if given == 2 and not openai.sleep(60) then return nil end
                return "beginning"
            end))
        end)
        while #emu:requests "POST /files" == 0 do openai.loop:poll(0.01) end
        task:cancel()
        task:await()
        assert.is_nil(value)
        assert.equal("cancelled", err.kind)
        assert.same({}, assert(client.files:list():collect()))
    end)

    it("is not retried after its first byte, which is gone", function()
        local server = wire.start {
            { { "read_some", 1000 }, "close" }, { "read", wire.json(200, { id = "file-1" }), "close" },
        }
        local produced = 0
        local _, value, err = calls.skipping(calls.client(server), function(with)
            return with.uploads.parts:create("upload_1", { data = openai.chunks("x", function()
                produced = produced + 1
                return produced < 200 and ("x"):rep(65536) or nil
            end) })
        end)
        assert.is_nil(value)
        assert.equal("connection", err.kind)
        assert.equal(1, err.attempts)
    end)

    it("is retried when nothing of it was sent", function()
        local closed = wire.closed_port()
        local with = openai.new { base_url = ("http://127.0.0.1:%d/v1"):format(closed), api_key = "sk-x" }
        local _, _, err = calls.skipping(with, function(noting)
            return noting.uploads.parts:create("upload_1", { data = openai.chunks("x", produce("a")) })
        end)
        assert.equal("refused", err.reason)
        assert.equal(3, err.attempts)
    end)

    it("ends with the server's refusal when that comes early", function()
        emu:limits { file_bytes = 1000 }
        local given = 0
        local file, err = create(openai.chunks("x.txt", function()
            given = given + 1
            return given <= 20 and ("x"):rep(1000) or nil
        end))
        assert.is_nil(file)
        assert.equal(413, err.status)
    end)

    it("serves one upload only", function()
        local source = openai.chunks("x.txt", produce("once"))
        assert(create(source))
        local file, err = create(source)
        assert.is_nil(file)
        assert.equal("file", err.kind)
        assert.matches("taken before", err.message)
    end)

    it("cannot be read or sliced as a file can", function()
        local source = openai.chunks("x.jsonl", produce("once"), 4)
        assert.equal("x.jsonl", source:name())
        assert.equal(4, source:size())
        assert.equal("application/jsonl", source:type())
        local bytes, message = source:read(0, 1)
        assert.is_nil(bytes)
        assert.matches("come once", message)
        local size, why = openai.chunks("x", produce "once"):size()
        assert.is_nil(size)
        assert.matches("did not say", why)
    end)
end)

describe("An upload of an open file", function()
    local client

    emulated.around(function(_, made) client = made end)
    after_each(files.remove_all)

    local function create(source)
        return client.files:create { file = source, purpose = "user_data" }
    end

    local function content(file)
        return assert(client.files:content(file.id))
    end

    it("begins where the file stands, and leaves it there", function()
        local handle = assert(io.open(files.write "0123456789", "rb"))
        assert.equal("012", handle:read(3))
        local file = assert(create(openai.file(handle, "rest.txt")))
        assert.equal("rest.txt", file.filename)
        assert.equal("3456789", content(file))
        assert.equal("3456789", handle:read "*a")
        handle:close()
    end)

    it("may be repeated", function()
        local handle = assert(io.open(files.write "0123456789", "rb"))
        local source = openai.file(handle, "x.txt")
        assert(create(source))
        assert.equal("0123456789", content(assert(create(source))))
        handle:close()
    end)

    it("has what was written to the file just before", function()
        local handle = assert(io.open(files.directory() .. "/new", "w+b"))
        handle:write("fresh")
        handle:seek("set", 0)
        assert.equal("fresh", content(assert(create(openai.file(handle, "x.txt")))))
        handle:close()
    end)

    it("fails when the file was closed meanwhile", function()
        local handle = assert(io.open(files.write "0123456789", "rb"))
        local source = openai.file(handle, "x.txt")
        handle:close()
        local file, err = create(source)
        assert.is_nil(file)
        assert.equal("file", err.kind)
        assert.matches("the handle is closed", err.message)
    end)

    it("takes a pipe as it flows", function()
        local pipe = assert(io.popen("printf 'a pipe'; printf ' of words'", "r"))
        local file = assert(create(openai.file(pipe, "x.txt")))
        assert.equal("a pipe of words", content(file))
        pipe:close()
    end)

    it("needs a name and an open handle", function()
        local handle = assert(io.open(files.write "x", "rb"))
        assert.error_matches(function() openai.file(handle) end, "has no name")
        handle:close()
        assert.error_matches(function() openai.file(handle, "x") end, "is closed")
    end)
end)
