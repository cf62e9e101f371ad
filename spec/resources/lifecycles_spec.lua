-- What has a life cycle: made, polled with patience until it ends, updated in place. One engine for all of them.
local calls = require "spec.support.calls"
local cjson = require "cjson"
local openai = require "openai"
local wire = require "spec.support.wire"

--- Namespace -> path of the ids above, the API's name of the object, fields, words of its status.
local LIVES = {
    ["vector_stores.files"] = { { "vs_1" }, "vector_store.file", { vector_store_id = "vs_1" }, "in_progress",
        "completed",
        "failed", "last_error", "/vector_stores/vs_1/files/x_1" },
    ["vector_stores.file_batches"] = { { "vs_1" }, "vector_store.files_batch", { vector_store_id = "vs_1" },
        "in_progress", "completed", "failed", nil, "/vector_stores/vs_1/file_batches/x_1" },
    ["videos"] = { {}, "video", {}, "queued", "completed", "failed", "error", "/videos/x_1" },
    ["responses"] = { {}, "response", { output = {} }, "queued", "completed", "failed", "error", "/responses/x_1" },
    ["evals.runs"] = { { "ev_1" }, "eval.run", { eval_id = "ev_1" }, "queued", "completed", "failed", "error",
        "/evals/ev_1/runs/x_1" },
    ["beta.threads.runs"] = { { "th_1" }, "thread.run", { thread_id = "th_1" }, "queued", "completed", "expired",
        "last_error", "/threads/th_1/runs/x_1" },
}

local unpack = table.unpack or unpack -- luacheck: ignore

local function namespace(client, name)
    local at = client
    for part in name:gmatch "[^.]+" do at = at[part] end
    return at
end

--- Runs fn as a task; the loop's clock is pushed whenever nothing but sleep is left.
local function hurry(fn)
    local task = openai.spawn(fn)
    while not task:done() do
        openai.loop:poll(0.005)
        openai.loop:skip(1)
    end
    return task:await()
end

for name, life in pairs(LIVES) do
    local above, object, fields, working, good, bad, why, path = unpack(life, 1, 8)

    local function state(status, more)
        local value = { id = "x_1", object = object, status = status }
        for key, field in pairs(fields) do value[key] = field end
        for key, field in pairs(more or {}) do value[key] = field end
        return wire.json(200, value)
    end

    local function serve(...)
        local turns = {}
        for i, step in ipairs { ... } do turns[i] = { "read", step } end
        local server = wire.start(turns)
        return namespace(calls.client(server, { max_retries = 0 }), name), server
    end

    local function arguments(...)
        local list = { unpack(above) }
        for _, more in ipairs { ... } do list[#list + 1] = more end
        return unpack(list)
    end

    describe(name, function()
        after_each(wire.stop_all)

        it("is polled until it ends, and what is new is told", function()
            local resource, server = serve(state(working), state(working), state(good))
            local told = {}
            local ended = assert(hurry(function()
                return resource:wait(arguments("x_1", { on_status = function(now) told[#told + 1] = now.status end }))
            end))
            assert.equal(good, ended.status)
            assert.same({ working, good }, told)
            assert.equal(3, #server:requests())
            assert.equal("/v1" .. path, server:requests()[1].target)
        end)

        it("is an error with the object when it ends otherwise", function()
            local resource = serve(state(bad, why and { [why] = { code = "x", message = "it broke" } } or nil))
            local ended, err = resource:wait(arguments "x_1")
            assert.is_nil(ended)
            assert.equal("failed", err.kind)
            assert.equal(bad, err.object.status)
            if why then assert.matches("it broke", err.message, 1, true) end
        end)

        it("is made and waited for in one call", function()
            local resource, server = serve(state(working), state(good))
            local ended = assert(hurry(function() return resource:create_and_poll(arguments { model = "m" }) end))
            assert.equal(good, ended.status)
            local requests = server:requests()
            assert.equal("POST", requests[1].method)
            assert.equal("/v1" .. path, requests[2].target)
        end)

        it("survives what may pass, and gives up with what may not", function()
            local down = wire.json(502, { error = { message = "down" } })
            local resource = serve(down, down, state(good))
            assert.equal(good, assert(hurry(function() return resource:wait(arguments "x_1") end)).status)
            resource = serve(wire.json(404, { error = { message = "gone" } }))
            local ended, err = resource:wait(arguments "x_1")
            assert.is_nil(ended)
            assert.equal("not_found", err.kind)
        end)

        it("is waited for no longer than the timeout", function()
            local steps = {}
            for i = 1, 30 do steps[i] = state(working) end
            local resource = serve(unpack(steps))
            local ended, err = hurry(function() return resource:wait(arguments("x_1", { timeout = 20 })) end)
            assert.is_nil(ended)
            assert.equal("timeout", err.kind)
        end)

        it("as an object is updated in place by its own method", function()
            local resource = serve(state(working), state(good))
            local thing = assert(hurry(function()
                local got = assert(resource:retrieve(arguments "x_1"))
                assert.equal(working, got.status)
                assert(got:wait { poll_interval = 0.01 })
                return got
            end))
            assert.equal(good, thing.status)
            assert.matches("x_1", tostring(thing), 1, true)
        end)

        it("that has no status is no such thing", function()
            for _, status in ipairs { cjson.null, 5, {} } do
                local server = wire.start { { "read", state(status) }, repeats = true }
                local resource = namespace(calls.client(server, { max_retries = 0 }), name)
                local ended, err = hurry(function() return resource:wait(arguments "x_1") end)
                assert.is_nil(ended)
                assert.equal("protocol", err.kind)
            end
        end)
    end)
end

describe("The pause between two questions", function()
    after_each(wire.stop_all)

    it("is as long as the server asks for", function()
        local body = cjson.encode { id = "v", object = "video", status = "queued" }
        local head = { ["Content-Type"] = "application/json", ["openai-poll-after-ms"] = "30000" }
        local server = wire.start { { "read", wire.answer(200, body, head) },
            { "read", wire.json(200, { id = "v", object = "video", status = "completed" }) } }
        local client = calls.client(server)
        local task = openai.spawn(function() return client.videos:wait "v" end)
        while #server:requests() < 1 or openai.loop:timeout() == 0 do openai.loop:poll(0.01) end
        openai.loop:poll(0.05)
        openai.loop:skip(25)
        openai.loop:poll(0.05)
        assert.equal(1, #server:requests())
        openai.loop:skip(6)
        assert.equal("completed", (task:await()).status)
    end)
end)

describe("A vector store", function()
    after_each(wire.stop_all)

    local function file(id) return wire.json(200, { id = id, object = "file", status = "processed", filename = id }) end

    local function member(status)
        return wire.json(200, { id = "file-1", object = "vector_store.file", vector_store_id = "vs_1",
            status = status })
    end

    it("gets a file in one call: uploaded, added, processed", function()
        local server = wire.start { { "read", file "file-1" }, { "read", member "in_progress" }, { "read",
            member "completed" } }
        local client = calls.client(server)
        local got = assert(client.vector_stores.files:upload_and_poll("vs_1", {
            file = openai.bytes("a.txt", "text"), attributes = { kind = "note" },
        }, { poll_interval = 0.01 }))
        assert.equal("completed", got.status)
        local added = cjson.decode(server:requests()[2].body)
        assert.same({ file_id = "file-1", attributes = { kind = "note" } }, added)
    end)

    it("gets many files, several at a time; what was uploaded is in the error when it fails", function()
        local batch = { id = "vb_1", object = "vector_store.files_batch", vector_store_id = "vs_1",
            status = "completed" }
        local server = wire.start { { "read", file "file-a" }, { "read", file "file-a" }, { "read", wire.json(200,
            batch) },
            { "read", wire.json(200, batch) }, repeats = true }
        local client = calls.client(server, { max_connections = 1 })
        local got = assert(client.vector_stores.file_batches:upload_and_poll("vs_1", {
            files = { openai.bytes("a.txt", "a"), openai.bytes("b.txt", "b") }, file_ids = { "file-z" },
        }))
        assert.equal("completed", got.status)
        assert.same({ "file-a", "file-a", "file-z" }, cjson.decode(server:requests()[3].body).file_ids)
        local failing = wire.start { { "read", file "file-a" }, { "read", wire.json(400,
            { error = { message = "no" } }) },
            repeats = true }
        local value, err = calls.client(failing, { max_connections = 1, max_retries = 0 }).vector_stores.file_batches
            :upload_and_poll("vs_1", { files = { openai.bytes("a.txt", "a"), openai.bytes("b.txt", "b") } })
        assert.is_nil(value)
        assert.equal("bad_request", err.kind)
        assert.same({ "file-a" }, err.file_ids)
    end)
end)
