-- The table of the operations, the facts about them and the client's namespaces say the same. (types_spec.lua holds the
-- annotations against them.)
local core = require "openai.core"
local facts = require "openai.internal.facts"
local data = require "openai.internal.facts.data"
local openai = require "openai"

local rows = core.endpoints()

local function names_of(row)
    local names = {}
    for name in row.name:gmatch "[^,]+" do names[#names + 1] = name end
    return names
end

local function list_of(text)
    local list = {}
    for name in text:gmatch "[^,]+" do list[#list + 1] = name end
    return list
end

local function set_of(list)
    local set = {}
    for _, name in ipairs(list) do
        assert.is_nil(set[name], name .. " is there twice")
        set[name] = true
    end
    return set
end

--- Names of the parameters that the facts have for a place.
local function parameters_at(row, place)
    local names = {}
    for _, parameter in ipairs(data.operations[names_of(row)[1]]) do
        if parameter[3] == place then names[#names + 1] = parameter[1] end
    end
    return names
end

describe("every row", function()
    it("has names of its own, in a namespace", function()
        local known = {}
        for _, row in ipairs(rows) do
            for _, name in ipairs(names_of(row)) do
                assert.matches("^[%l_]+%.[%l_.]*[%l_]$", name)
                assert.is_nil(known[name], name)
                known[name] = true
            end
        end
        assert.is_true(#rows >= 288)
    end)

    it("has a method and a path of its own, with braces that close", function()
        local known = {}
        for _, row in ipairs(rows) do
            local key = row.method .. " " .. row.path:gsub("{[^}]*}", "{}")
            assert.is_nil(known[key], key)
            known[key] = true
            assert.is_truthy(({ GET = 1, POST = 1, DELETE = 1 })[row.method], row.name)
            assert.matches("^/[%w_/{}]+$", (row.path:gsub("%?beta=true$", "")))
            assert.not_matches("[{}]", (row.path:gsub("{[%l_]+}", "")))
        end
    end)

    it("sends a body only where the method has one", function()
        for _, row in ipairs(rows) do
            if row.method ~= "POST" then assert.equal("none", row.request, row.name) end
        end
    end)

    it("is a list when a cursor leads on, and takes the parameter that the cursor sets", function()
        local parameter = { after = "after", last_id = "after", next = "after", page = "page" }
        for _, row in ipairs(rows) do
            if parameter[row.page] then
                assert.equal("GET", row.method, row.name)
                assert.is_true(set_of(list_of(row.query))[parameter[row.page]], row.name)
            end
        end
    end)

    it("asks for the beta of assistants and of ChatKit in their namespaces, and nowhere else", function()
        local assistants, chatkit = "OpenAI-Beta: assistants=v2", "OpenAI-Beta: chatkit_beta=v1"
        local headers = { vector_stores = assistants, ["beta.assistants"] = assistants, ["beta.threads"] = assistants,
            ["beta.chatkit"] = chatkit }
        for _, row in ipairs(rows) do
            local namespace = row.name:match "^beta%.[^.]+" or row.name:match "^[^.]+"
            assert.equal(headers[namespace], row.header, row.name)
        end
    end)

    it("creates only by POST, and never unless it stores as well as always", function()
        for _, row in ipairs(rows) do
            if row.creates or row.stores then assert.equal("POST", row.method, row.name) end
            assert.is_false(row.creates and row.stores, row.name)
        end
    end)

    it("says admin exactly below admin.", function()
        for _, row in ipairs(rows) do assert.equal(row.name:find "^admin%." ~= nil, row.admin, row.name) end
    end)
end)

describe("the facts", function()
    it("are there for every row, and for nothing else", function()
        local count = 0
        for _, row in ipairs(rows) do
            local known = data.operations[names_of(row)[1]]
            assert.is_table(known, row.name)
            assert.same({ row.method, row.path }, { known.method, known.path })
        end
        for _ in pairs(data.operations) do count = count + 1 end
        assert.equal(#rows, count)
    end)

    it("have the parameters that the row sends, where it sends them", function()
        for _, row in ipairs(rows) do
            local path = {}
            for name in row.path:gmatch "{([%w_]+)}" do path[#path + 1] = name end
            assert.same(path, parameters_at(row, "path"))
            assert.same(list_of(row.query), parameters_at(row, "query"))
            if row.request == "none" then assert.same({}, parameters_at(row, "body"), row.name) end
        end
    end)

    it("agree with the row on what is named like a call option, and on streams", function()
        for _, row in ipairs(rows) do
            local body, query = set_of(parameters_at(row, "body")), set_of(parameters_at(row, "query"))
            for _, name in ipairs(list_of(row.fields)) do assert.is_true(body[name], row.name) end
            assert.equal(body.query or false, set_of(list_of(row.fields)).query or false, row.name)
            if body.stream or query.stream then assert.is_true(row.streams, row.name) end
        end
    end)

    it("say what an operation answers with: an object, pages, bytes or nothing", function()
        for _, row in ipairs(rows) do
            local known = data.operations[names_of(row)[1]]
            assert.equal(row.page ~= "none", known.item ~= nil, row.name)
            if row.page == "none" and row.reply == "json" then assert.is_string(known.result, row.name) end
            local bare = row.reply == "nothing" or row.reply == "bytes" or row.reply == "media"
            if bare then assert.is_nil(known.result, row.name) end
        end
    end)

    it("define every type that a parameter or a field mentions", function()
        local builtin = set_of { "string", "integer", "number", "boolean", "table", "any", "Source", "Vector" }
        local function check(text, where)
            for name in text:gsub('"[^"]*"', ""):gmatch "[%a_][%w_]*" do
                assert.is_true(builtin[name] or data.types[name] ~= nil, where .. ": unknown type " .. name)
            end
        end
        for name, known in pairs(data.operations) do
            for _, parameter in ipairs(known) do check(parameter[2], name) end
        end
        for name, known in pairs(data.types) do
            for _, one in ipairs(known) do check(type(one) == "table" and one[2] or one, name) end
        end
    end)

    it("are not loaded with the module or a client", function()
        local pipe = assert(io.popen(os.getenv "LUA" .. [[ -e 'local c = require("openai").new { api_key = "sk" }
            local _ = c.files; print(package.loaded["openai.internal.facts.data"])' ]]))
        assert.equal("nil", pipe:read "*l")
        pipe:close()
    end)

    it("give an operation by each of its names", function()
        assert.equal(facts.operation "files.content", facts.operation "files.retrieve_content")
        assert.equal("GET", facts.operation "files.content".method)
        assert.is_nil(facts.operation "files.contents")
    end)

    it("give the values that a parameter may have, those of a named type too, and whether others may be", function()
        local function values(operation, name)
            for _, parameter in ipairs(facts.operation(operation)) do
                if parameter[1] == name then return facts.values(parameter[2]) end
            end
        end
        assert.same({ "24h" }, (values("batches.create", "completion_window")))
        local endpoints, open = values("batches.create", "endpoint")
        assert.is_true(set_of(endpoints)["/v1/embeddings"])
        assert.is_false(open)
        local models, any = values("embeddings.create", "model")
        assert.is_true(set_of(models)["text-embedding-3-small"])
        assert.is_true(any)
        assert.is_nil((values("batches.create", "input_file_id")))
    end)
end)

describe("the client", function()
    local client = openai.new { base_url = "http://127.0.0.1:9/v1", api_key = false }

    it("has every operation under each of its names, in real tables", function()
        for _, row in ipairs(rows) do
            for _, full_name in ipairs(names_of(row)) do
                local at = client
                for name in full_name:match "^(.*)%.":gmatch "[^.]+" do
                    at = rawget(at, name)
                    assert.is_table(at, full_name)
                end
                assert.is_function(at[full_name:match "[^.]+$"], full_name)
            end
        end
    end)
end)
