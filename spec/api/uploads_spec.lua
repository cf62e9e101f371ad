-- client.uploads: the operations as the server sees them, and objects.
local openai = require "openai"
local emulated = require "spec.support.emulated"

describe("uploads", function()
    local emu, client

    emulated.around(function(...) emu, client = ... end)

    local function create(bytes)
        return assert(client.uploads:create {
            filename = "big.jsonl", purpose = "fine-tune", bytes = bytes, mime_type = "text/jsonl",
        })
    end

    local function said()
        local request = emulated.last(emu)
        return request.method .. " " .. request.path, request
    end

    it("are created from their parameters as JSON", function()
        local upload = create(6)
        local line, request = said()
        assert.equal("POST /v1/uploads", line)
        assert.same({ filename = "big.jsonl", purpose = "fine-tune", bytes = 6, mime_type = "text/jsonl" },
            request.json)
        assert.equal("pending", upload.status)
    end)

    it("take parts as forms, from sources and strings, by id or object", function()
        local upload = create(6)
        local one = assert(client.uploads.parts:create(upload.id, { data = openai.bytes("part", "abc") }))
        local line, request = said()
        assert.equal(("POST /v1/uploads/%s/parts"):format(upload.id), line)
        assert.truthy(request.body:find('name="data"; filename="part"', 1, true))
        assert.truthy(request.body:find("\r\n\r\nabc\r\n", 1, true))
        local two = assert(client.uploads.parts:create(upload, { data = "def" }))
        local done = assert(client.uploads:complete(upload.id, { part_ids = { one.id, two.id } }))
        line, request = said()
        assert.equal(("POST /v1/uploads/%s/complete"):format(upload.id), line)
        assert.same({ part_ids = { one.id, two.id } }, request.json)
        assert.equal("abcdef", assert(client.files:content(done.file.id)))
    end)

    it("are updated in place when they are completed, and their file has behaviour", function()
        local upload = create(3)
        local part = assert(client.uploads.parts:create(upload, { data = "abc" }))
        assert.equal(upload, upload:complete { part_ids = { part.id } })
        assert.equal("completed", upload.status)
        assert.equal("abc", assert(upload.file:content()))
    end)

    it("are updated in place when they are cancelled", function()
        local upload = create(3)
        assert.equal(upload, upload:cancel())
        assert.equal("cancelled", upload.status)
        assert.equal(("POST /v1/uploads/%s/cancel"):format(upload.id), (said()))
        assert.equal("bad_request", select(2, client.uploads:cancel(upload.id)).kind)
    end)

    it("stay as they are when the checksum is wrong", function()
        local upload = create(3)
        local part = assert(client.uploads.parts:create(upload, { data = "abc" }))
        local done, err = upload:complete { part_ids = { part.id }, md5 = ("0"):rep(32) }
        assert.is_nil(done)
        assert.equal("md5", err.param)
        assert.equal("pending", upload.status)
    end)
end)
