local cjson = require "spec.support.reference_json"
local http = require "spec.support.http"

local null = cjson.null
local MD5_OF_HELLO_WORLD = "5eb63bbbe01eeed093cb22bb8f5acdc3" -- of "hello world"

describe("the emulator's uploads", function()
    local emu, api

    http.around(function(...) emu, api = ... end, "manual")

    local function create(more)
        local parameters = { filename = "a.jsonl", purpose = "batch", bytes = 11, mime_type = "text/jsonl" }
        for name, value in pairs(more or {}) do parameters[name] = value end
        return api:post("/uploads", parameters)
    end

    local function add(id, text)
        return api:request("POST", "/uploads/" .. id .. "/parts", { form = { { "data", text, filename = "part" } } })
    end

    local function complete(id, part_ids, md5)
        return api:post("/uploads/" .. id .. "/complete", { part_ids = part_ids, md5 = md5 })
    end

    local function assert_refused(answer, param, code, status)
        assert.equal(status or 400, answer.status)
        assert.equal(param, answer.json.error.param)
        assert.equal(code, answer.json.error.code)
    end

    it("begin pending, for an hour", function()
        local upload = create().json
        assert.matches("^upload_%w+$", upload.id)
        assert.same({ "upload", "pending", 11, "a.jsonl", "batch", null },
            { upload.object, upload.status, upload.bytes, upload.filename, upload.purpose, upload.file })
        assert.equal(upload.created_at + 3600, upload.expires_at)
    end)

    it("join the parts in the order given at the end, not in that of arrival", function()
        local id = create().json.id
        local second, first = add(id, "world").json, add(id, "hello ").json
        assert.same({ "upload.part", id }, { first.object, first.upload_id })
        local done = complete(id, { first.id, second.id }, MD5_OF_HELLO_WORLD).json
        assert.same({ "completed", "a.jsonl", 11, "batch" },
            { done.status, done.file.filename, done.file.bytes, done.file.purpose })
        assert.equal("hello world", api:get("/files/" .. done.file.id .. "/content").body)
    end)

    it("take a part sent as a plain field", function()
        local id = create{ bytes = 5 }.json.id
        local part = api:request("POST", "/uploads/" .. id .. "/parts", { form = { { "data", "hello" } } }).json
        assert.equal("completed", complete(id, { part.id }).json.status)
    end)

    it("check the MD5 and the number of bytes, and stay pending", function()
        local id = create().json.id
        local part = add(id, "hello world").json.id
        assert_refused(complete(id, { part }, ("0"):rep(32)), "md5", "md5_mismatch")
        assert.equal("completed", complete(id, { part }, MD5_OF_HELLO_WORLD:upper()).json.status)
        local other = create{ bytes = 12 }.json.id
        assert_refused(complete(other, { add(other, "hello world").json.id }), "part_ids", "bytes_mismatch")
    end)

    it("refuse unknown, foreign and repeated parts", function()
        local id, other = create().json.id, create().json.id
        local part, foreign = add(id, "hello world").json.id, add(other, "hello world").json.id
        assert_refused(complete(id, { "part_none" }), "part_ids[0]", "part_not_found")
        assert_refused(complete(id, { foreign }), "part_ids[0]", "part_not_found")
        assert_refused(complete(id, { part, part }), "part_ids[1]", "duplicate_part")
    end)

    it("can be cancelled, and then take nothing more", function()
        local id = create().json.id
        assert.equal("cancelled", api:post("/uploads/" .. id .. "/cancel").json.status)
        assert_refused(add(id, "x"), "upload_id", "invalid_upload_status")
        assert_refused(complete(id, { "part_x" }), "upload_id", "invalid_upload_status")
        assert_refused(api:post("/uploads/" .. id .. "/cancel"), "upload_id", "invalid_upload_status")
    end)

    it("expire after an hour", function()
        local id = create().json.id
        emu:advance(3601)
        assert.matches("status is 'expired'", add(id, "x").json.error.message)
    end)

    it("refuse parts above the largest size and uploads above theirs", function()
        emu:limits{ part_bytes = 5 }
        assert_refused(add(create().json.id, "123456"), "file", "file_too_large", 413)
        assert_refused(create{ bytes = 8 * 1024 ^ 3 + 1 }, "bytes", "integer_above_max_value")
        assert.equal(200, create{ bytes = 8 * 1024 ^ 3 }.status)
    end)

    it("need all parameters, with known values", function()
        assert_refused(api:post("/uploads", { filename = "a", purpose = "vision", bytes = 1 }), "mime_type",
            "missing_required_parameter")
        assert_refused(create{ purpose = "fun" }, "purpose", "invalid_value")
        assert_refused(create{ bytes = 0 }, "bytes", "integer_below_min_value")
        assert_refused(create{ filename = "a.csv" }, "file", "invalid_file_format")
        local id = create().json.id
        local answer = api:request("POST", "/uploads/" .. id .. "/parts", { form = { { "part", "x" } } })
        assert_refused(answer, "data", "missing_required_parameter")
    end)

    it("answer 404 when unknown", function()
        assert.equal(404, api:post("/uploads/upload_none/cancel").status)
    end)
end)
