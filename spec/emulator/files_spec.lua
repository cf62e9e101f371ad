local http = require "spec.support.http"

describe("the emulator's files", function()
    local emu, api

    http.around(function(...) emu, api = ... end, "manual")

    local function create(fields)
        return api:request("POST", "/files", { form = fields })
    end

    local function assert_refused(answer, status, param, code)
        assert.equal(status, answer.status)
        assert.equal(param, answer.json.error.param)
        assert.equal(code, answer.json.error.code)
    end

    it("come back with every field the reference lists", function()
        local file = api:upload("train.jsonl", "{}\n")
        assert.matches("^file%-%w+$", file.id)
        assert.equal("file", file.object)
        assert.equal(3, file.bytes)
        assert.equal("train.jsonl", file.filename)
        assert.equal("fine-tune", file.purpose)
        assert.equal("processed", file.status)
        assert.equal("number", type(file.created_at))
        assert.same(file, api:get("/files/" .. file.id).json)
    end)

    it("keep every byte, also across lines that look like a boundary", function()
        local bytes = {}
        for i = 0, 255 do bytes[#bytes + 1] = string.char(i) end
        local text = table.concat(bytes) .. "\r\n--\r\n----------------\r\n" .. ("x"):rep(70000) .. "\r\n--"
        local file = api:upload("a.bin", text, "user_data")
        assert.equal(text, api:get("/files/" .. file.id .. "/content").body)
    end)

    it("are listed newest first, page by page", function()
        local ids = {}
        for i = 1, 3 do ids[i] = api:upload(i .. ".txt", "x", "user_data").id end
        local page = api:get("/files?limit=2").json
        assert.same({ ids[3], ids[2] }, { page.data[1].id, page.data[2].id })
        assert.same({ ids[3], ids[2], true }, { page.first_id, page.last_id, page.has_more })
        page = api:get("/files?limit=2&after=" .. page.last_id).json
        assert.same({ ids[1], false }, { page.data[1].id, page.has_more })
        assert.equal(ids[1], api:get("/files?order=asc").json.data[1].id)
    end)

    it("are listed by purpose", function()
        api:upload("a.txt", "x", "user_data")
        api:upload("b.jsonl", "x", "batch")
        local page = api:get("/files?purpose=batch").json
        assert.equal(1, #page.data)
        assert.equal("b.jsonl", page.data[1].filename)
    end)

    it("refuse page limits outside 1 to 10,000 and unknown orders", function()
        assert_refused(api:get("/files?limit=0"), 400, "limit", "integer_below_min_value")
        assert_refused(api:get("/files?limit=10001"), 400, "limit", "integer_above_max_value")
        assert_refused(api:get("/files?limit=many"), 400, "limit", "invalid_type")
        assert_refused(api:get("/files?order=up"), 400, "order", "invalid_value")
        assert_refused(api:get("/files?after=file-none"), 400, "after", "invalid_cursor")
    end)

    it("need a file and a known purpose", function()
        local part = { "file", "x", filename = "a.txt" }
        assert_refused(create{ { "purpose", "user_data" } }, 400, "file", "missing_required_parameter")
        assert_refused(create{ part }, 400, "purpose", "missing_required_parameter")
        assert_refused(create{ part, { "purpose", "fun" } }, 400, "purpose", "invalid_value")
        assert_refused(create{ { "file", "text" }, { "purpose", "user_data" } }, 400, "file", "invalid_type")
        assert_refused(create{ part, { "purpose", "user_data" }, { "colour", "red" } }, 400, "colour",
            "unknown_parameter")
    end)

    it("must not be empty, and be .jsonl for training and batches", function()
        assert_refused(create{ { "file", "", filename = "a.txt" }, { "purpose", "user_data" } }, 400, "file",
            "empty_file")
        for _, purpose in ipairs{ "fine-tune", "batch" } do
            local answer = create{ { "file", "x", filename = "a.csv" }, { "purpose", purpose } }
            assert_refused(answer, 400, "file", "invalid_file_format")
        end
    end)

    it("are refused above the largest size", function()
        emu:limits{ file_bytes = 10 }
        assert_refused(create{ { "file", "12345678901", filename = "a" }, { "purpose", "user_data" } }, 413, "file",
            "file_too_large")
    end)

    it("refuse a form that is cut short or no form at all", function()
        local headers = { ["Content-Type"] = "multipart/form-data; boundary=b" }
        local cut = '--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n'
        assert.equal(400, api:request("POST", "/files", { body = cut, headers = headers }).status)
        assert.equal(400, api:post("/files", { purpose = "user_data" }).status)
    end)

    it("expire when their time has come, batch files after 30 days by themselves", function()
        local file = create{ { "file", "x", filename = "a" }, { "purpose", "user_data" },
            { "expires_after[anchor]", "created_at" }, { "expires_after[seconds]", "3600" } }.json
        assert.equal(file.created_at + 3600, file.expires_at)
        local batch = api:upload("b.jsonl", "x", "batch")
        assert.equal(batch.created_at + 30 * 24 * 3600, batch.expires_at)
        emu:advance(3601)
        assert.equal(404, api:get("/files/" .. file.id).status)
        assert.equal(200, api:get("/files/" .. batch.id).status)
    end)

    it("refuse an expiry under an hour", function()
        local answer = create{ { "file", "x", filename = "a" }, { "purpose", "user_data" },
            { "expires_after[anchor]", "created_at" }, { "expires_after[seconds]", "60" } }
        assert_refused(answer, 400, "expires_after.seconds", "integer_below_min_value")
    end)

    it("are deleted once", function()
        local file = api:upload("a.txt", "x", "user_data")
        assert.same({ id = file.id, object = "file", deleted = true }, api:delete("/files/" .. file.id).json)
        local again = api:delete("/files/" .. file.id)
        assert.equal(404, again.status)
        assert.equal("No such File object: " .. file.id, again.json.error.message)
        assert.equal(404, api:get("/files/" .. file.id .. "/content").status)
    end)

    describe("content", function()
        local path

        before_each(function() path = "/files/" .. api:upload("a.txt", "0123456789", "user_data").id .. "/content" end)

        local function range(text, more)
            local headers = { Range = text }
            for name, value in pairs(more or {}) do headers[name] = value end
            return api:get(path, { headers = headers })
        end

        it("comes with an ETag and says that it takes ranges", function()
            local answer = api:get(path)
            assert.equal("0123456789", answer.body)
            assert.equal("bytes", answer.headers["accept-ranges"])
            assert.matches('^"[^"]+"$', answer.headers.etag)
        end)

        it("comes in parts: from, from to, the last", function()
            for text, expected in pairs{ ["bytes=4-"] = "456789", ["bytes=2-3"] = "23", ["bytes=-3"] = "789",
                ["bytes=8-99"] = "89" } do
                local answer = range(text)
                assert.equal(206, answer.status)
                assert.equal(expected, answer.body)
            end
            assert.equal("bytes 2-3/10", range("bytes=2-3").headers["content-range"])
        end)

        it("answers 416 beyond its end", function()
            local answer = range("bytes=10-")
            assert.equal(416, answer.status)
            assert.equal("bytes */10", answer.headers["content-range"])
        end)

        it("comes whole when If-Range names another version", function()
            assert.equal(200, range("bytes=4-", { ["If-Range"] = '"other"' }).status)
            assert.equal(206, range("bytes=4-", { ["If-Range"] = api:get(path).headers.etag }).status)
        end)
    end)
end)

describe("the emulator's models", function()
    local api

    http.around(function(_, made) api = made end)

    it("are listed and retrieved in the reference's shape", function()
        local page = api:get("/models").json
        assert.equal("list", page.object)
        local model = api:get("/models/gpt-4o-mini").json
        assert.same({ "gpt-4o-mini", "model", "system", "number" },
            { model.id, model.object, model.owned_by, type(model.created) })
    end)

    it("answer 404 when unknown", function()
        local answer = api:get("/models/gpt-9")
        assert.equal(404, answer.status)
        assert.equal("model_not_found", answer.json.error.code)
    end)

    it("cannot be deleted when they are the service's own", function()
        assert.equal(403, api:delete("/models/gpt-4o").status)
    end)
end)
