-- Files that go to the server: read as they are sent, sent again when that is safe, and what can go wrong on the way.
local openai = require "openai"
local calls = require "spec.support.calls"
local files = require "spec.support.files"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "file-1" })

local function create(client, source, options)
    return client.files:create({ purpose = "fine-tune", file = source }, options)
end

--- More than sockets hold (Linux: 4 MiB where it was not told otherwise): a server that reads nothing does not get it.
local MORE = 12 * 1024 * 1024

--- A sparse file of so many bytes.
local function sparse(bytes)
    local path = files.directory() .. "/large.bin"
    local file = assert(io.open(path, "wb"))
    file:seek("set", bytes - 1)
    file:write "x"
    file:close()
    return path
end

describe("an upload", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("is multipart of known length", function()
        local server = wire.start { { "read", OK } }
        local path = files.write("line 1\nline 2\n", "train.jsonl")
        assert(create(calls.client(server), openai.file(path)))
        local request = server:requests()[1]
        assert.is_true(request.complete)
        local boundary = request.headers["content-type"]:match "^multipart/form%-data; boundary=\"?([^\"]+)\"?$"
        assert.is_string(boundary)
        assert.equal("--" .. boundary .. "\r\n", request.body:sub(1, #boundary + 4))
        assert.equal("\r\n--" .. boundary .. "--\r\n", request.body:sub(-#boundary - 8))
        assert.matches('name="purpose"\r\n\r\nfine-tune\r\n', request.body, 1, true)
        assert.matches('name="file"; filename="train.jsonl"\r\n', request.body, 1, true)
        assert.matches("\r\n\r\nline 1\nline 2\n\r\n--", request.body, 1, true)
        assert.equal(tostring(#request.body), request.headers["content-length"])
    end)

    it("has another boundary every time", function()
        local server = wire.start { { "read", OK }, repeats = true }
        local client = calls.client(server)
        for _ = 1, 2 do assert(create(client, openai.bytes("a", "b"))) end
        local requests = server:requests()
        assert.are_not.equal(requests[1].headers["content-type"], requests[2].headers["content-type"])
    end)

    it("may be empty", function()
        local server = wire.start { { "read", OK } }
        assert(create(calls.client(server), openai.file(files.write("", "empty.jsonl"))))
        assert.is_true(server:requests()[1].complete)
    end)

    it("may bear another name", function()
        local server = wire.start { { "read", OK } }
        assert(create(calls.client(server), openai.file(files.write("x"), 'a "b".jsonl')))
        assert.matches('filename="a %22b%22.jsonl"', server:requests()[1].body, 1, true)
    end)

    local missing = {
        ["does not exist"] = function() return files.directory() .. "/none.jsonl" end,
        ["is a directory"] = function() return files.directory() end,
    }
    for what, path_of in pairs(missing) do
        it(("of a file that %s is an error of kind file, and nothing is sent"):format(what), function()
            local server = wire.start { { "read", OK } }
            local path = path_of()
            local value, err = create(calls.client(server), openai.file(path))
            assert.is_nil(value)
            assert.equal("file", err.kind)
            assert.matches(path, err.message, 1, true)
            assert.equal(0, err.attempts)
            assert.matches("files:create", tostring(err), 1, true)
            assert.equal(0, #server:events())
        end)
    end

    it("of a file that may not be read is an error of kind file", function()
        local path = files.write "x"
        os.execute("chmod 000 " .. path)
        local readable = io.open(path)
        if readable then -- root reads everything
            readable:close()
            return
        end
        local _, err = create(calls.client { base_url = "http://127.0.0.1:1/v1" }, openai.file(path))
        assert.equal("file", err.kind)
    end)

    it("of something that is no file raises or is refused", function()
        local client = calls.client { base_url = "http://127.0.0.1:1/v1" }
        for _, value in ipairs { true, 5, function() end } do
            local ok, result, err = pcall(create, client, value, { max_retries = 0 })
            assert.is_true(not ok or (result == nil and err ~= nil))
        end
    end)

    it("is read from disk while it is sent, and fails when the file shrinks", function()
        local go = files.directory() .. "/go"
        local server = wire.start { receive_buffer = 8192, { { "read_some", 1000 }, { "await", go }, "drain" } }
        local path = sparse(64 * 1024 * 1024)
        local client = calls.client(server)
        local task = openai.spawn(create, client, openai.file(path))
        repeat openai.loop:poll(1) until #server:events() == 1
        assert(io.open(path, "wb")):close()
        files.write("", "go", go:match "^(.*)/go$")
        local value, err = task:await()
        assert.is_nil(value)
        assert.equal("file", err.kind)
        assert.matches("large.bin", err.message, 1, true)
        assert.equal(1, err.attempts)
        assert.is_false(err.retryable)
    end)

    for _, ending in ipairs { "close", "reset" } do
        it(("that is cut before all of it was sent is tried again (%s)"):format(ending), function()
            local server = wire.start { receive_buffer = 8192, { { "read_some", 1000 }, ending }, { "read", OK } }
            local path = sparse(MORE)
            local waits, value = calls.skipping(calls.client(server), function(client)
                return create(client, openai.file(path))
            end)
            assert.equal("file-1", value.id)
            assert.equal(1, #waits)
            assert.equal("connection", waits[1].err.kind)
            assert.is_false(waits[1].err.ambiguous)
            local request = server:requests()[2]
            assert.is_true(request.complete)
            assert.is_true(#request.body > MORE)
        end)
    end

    it("in which the server takes no more bytes ends with idle_timeout, and is tried again", function()
        local never = files.directory() .. "/never"
        local stuck = { { "read_some", 1000 }, { "await", never } }
        local server = wire.start { receive_buffer = 8192, stuck, { "read", OK } }
        local path = sparse(MORE)
        local waits, value = calls.skipping(calls.client(server), function(client)
            return create(client, openai.file(path))
        end, calls.asked(server))
        assert.equal("file-1", value.id)
        assert.equal("timeout", waits[1].err.kind)
        assert.is_false(waits[1].err.ambiguous)
    end)

    it("that was sent whole and not answered is not tried again", function()
        local server = wire.start { { "read", "close" }, { "read", OK } }
        local waits, value, err = calls.skipping(calls.client(server), function(client)
            return create(client, openai.bytes("a.jsonl", "x"))
        end)
        assert.is_nil(value)
        assert.is_true(err.ambiguous)
        assert.equal(0, #waits)
        assert.equal(1, #server:requests())
    end)

    it("of a part is tried again: parts that were not confirmed do not count", function()
        local server = wire.start { { "read", "close" }, { "read", OK } }
        local _, value = calls.skipping(calls.client(server), function(client)
            return client.uploads.parts:create("upload_1", { data = openai.bytes("part", "x") })
        end)
        assert.equal("file-1", value.id)
        assert.equal(server:requests()[1].body, server:requests()[2].body)
    end)

    it("has no deadline of its own, but one when it is asked for", function()
        local server = wire.start { { "read", { "sleep", 0.1 }, OK }, { "read", "hang" } }
        local client = calls.client(server, { timeout = 0.05, max_retries = 0 })
        assert(create(client, openai.bytes("a.jsonl", "x")))
        local _, err = create(client, openai.bytes("a.jsonl", "x"), { timeout = 0.05 })
        assert.equal("timeout", err.kind)
    end)

    it("reports its progress, at last all of it", function()
        local server = wire.start { { "read", OK } }
        local reports = {}
        assert(create(calls.client(server), openai.file(sparse(3000000)), {
            on_progress = function(report) reports[#reports + 1] = report end,
        }))
        local last = reports[#reports]
        local length = tonumber(server:requests()[1].headers["content-length"])
        assert.same({ phase = "upload", done = length, total = length, unit = "bytes" }, last)
        for i, report in ipairs(reports) do
            assert.equal("upload", report.phase)
            assert.is_true(i == 1 or report.done > reports[i - 1].done)
        end
    end)

    it("lets its progress callback suspend inside a task", function()
        local server = wire.start { { "read", OK } }
        local value = openai.run(function()
            return create(calls.client(server), openai.bytes("a.jsonl", "x"), {
                on_progress = function() openai.sleep(0.001) end,
            })
        end)
        assert.equal("file-1", value.id)
    end)
end)
