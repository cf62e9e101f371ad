-- client.models: the operations as the server sees them, and objects.
local emulated = require "spec.support.emulated"

describe("models", function()
    local emu, client

    emulated.around(function(...) emu, client = ... end)

    local function said()
        local request = emulated.last(emu)
        return request.method .. " " .. request.path
    end

    it("are listed in one page", function()
        local ids = {}
        for model in client.models:list() do ids[model.id] = true end
        assert.is_true(ids["gpt-4o-mini"])
        assert.equal("GET /v1/models", said())
        assert.equal(1, #emu:requests())
    end)

    it("are retrieved by name or by object", function()
        local model = assert(client.models:retrieve "gpt-4o-mini")
        assert.equal("GET /v1/models/gpt-4o-mini", said())
        assert.same(model, assert(client.models:retrieve(model)))
    end)

    it("may have any characters in their names", function()
        emu:reply("GET /models/*", { id = "org/x y", object = "model" })
        assert(client.models:retrieve "org/x y:1")
        assert.equal("GET /v1/models/org%2Fx%20y%3A1", said())
    end)

    it("of one's own are deleted", function()
        local job = emulated.finished_job(emu, client)
        local model = assert(client.models:retrieve(job.fine_tuned_model))
        local deleted = assert(model:delete())
        assert.is_true(deleted.deleted)
        assert.equal("DELETE /v1/models/" .. model.id:gsub(":", "%%3A"), said())
        assert.equal("not_found", select(2, client.models:delete(model.id)).kind)
    end)

    it("of the service are not deleted", function()
        local done, err = client.models:delete "gpt-4o"
        assert.is_nil(done)
        assert.equal("permission_denied", err.kind)
    end)
end)
