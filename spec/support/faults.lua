--- What `make faults` runs (fault_lua.c) while allocations fail: a bit of everything that the core does.
-- LuaJIT 2.1 of Debian 12 cannot leave compiled code by an error of its allocator: the unwinder crashes.
if jit then jit.off() end

local openai = require "openai"
local core = require "openai.core"
local json = require "openai.json"
local jsonl = require "openai.jsonl"
local matrix = require "openai.matrix"

-- Loaded ahead: 5.1 does not load what it failed to load once.
for _, name in ipairs { "embeddings", "files", "models" } do require("openai.resources." .. name) end
for _, name in ipairs { "download", "lines", "response", "stream" } do require("openai.internal.call." .. name) end

local folder = assert(os.getenv "FAULTS_FOLDER")

local function client_of(base_url)
    return openai.new {
        base_url = base_url, api_key = "sk-faults", max_retries = 1, headers = { ["x-a"] = "b", b = false },
    }
end

--- What a call must not leave behind on the server, or the lists of files get longer with every run.
local function delete(client, file)
    for _ = 1, 3 do
        local ok, done = pcall(client.files.delete, client.files, file.id)
        if ok and done then return end
    end
end

local steps = {
    function(client) -- with everything around it
        client.models:retrieve("gpt-4o-mini-2024-07-18", {
            with_response = true, headers = { ["x-spec"] = "y", ["x-n"] = "" }, idempotency_key = "k",
            query = { a = { 1, "x" }, b = { c = true } },
        })
    end,
    function(client) client.models:retrieve "no/such model" end,
    function(client) for model in client.models:list() do assert(model.id) end end,
    function(client)
        local pager = client.files:list { limit = 1, purpose = "user_data" }
        pager:next()
        pager:collect(3)
    end,
    function(client)
        local text = ("0123456789abcde\n"):rep(20000)
        local file = assert(client.files:create {
            file = openai.bytes("f.txt", text), purpose = "user_data",
        }, { on_progress = function() end })
        pcall(function()
            client.files:content(file.id)
            client.files:content(file.id, { to = folder .. "/download" })
            local left = assert(core.specs.sink.open(folder .. "/left"))
            if core.specs.sink.note(left, "of v1") and core.specs.sink.write(left, "12") then
                core.specs.sink.leave(left)
                client.files:content(file.id, { to = folder .. "/left" })
            end
            client.files:lines(file.id):next()
        end)
        delete(client, file)
    end,
    function(client)
        local source = openai.file(folder .. "/upload.jsonl")
        local file = assert(client.files:create { file = source, purpose = "fine-tune" })
        pcall(function() for _ in client.files:records(file.id) do end end)
        delete(client, file)
    end,
    function(client)
        local answer = assert(client.embeddings:create { model = "text-embedding-3-small", input = { "a", "b" } })
        local v, w = answer.data[1].embedding, answer.data[2].embedding
        assert(v:cosine(w) and v:dot(w) and v:norm() and #v:table() == #v and openai.vector(v:bytes()) == v)
        local m = matrix(#v)
        m:append(v)
        m:append(w:table())
        assert(m:search(v, 1)[1] == 1)
        m:save(folder .. "/matrix")
        matrix.load(folder .. "/matrix")
        matrix.load(folder .. "/matrix", { map = true })
        assert(matrix(m:bytes())[2] == w)
    end,
    function(client)
        client.embeddings:create { model = "text-embedding-3-small", input = "a", encoding_format = "float" }
    end,
    function(client) -- streams: to the end, in a task that ends before, and an error
        local question = { model = "gpt-4o-mini", messages = { { role = "user", content = "a b" } }, stream = true }
        assert(client.chat.completions:create(question)):collect()
        openai.run(function() assert(client.chat.completions:create(question)):next() end)
        for _ in assert(client.chat.completions:create(question)):events() do end
        assert(client.responses:create { model = "gpt-4o-mini", input = "a", stream = true }):text()
        question.model = "none"
        client.chat.completions:create(question)
    end,
    function() -- JSON of every kind, in one go and in slices
        local value = { a = { 1, 2.5, "x\n\"", openai.null, {}, openai.array {} }, b = { c = { d = ("ä"):rep(100) } } }
        local text = assert(json.encode(value))
        assert(json.decode(text))
        json.decode(text:sub(1, -2))
        json.encode { a = { print } }
        local long = "[" .. (text .. ","):rep(300) .. text .. "]"
        local decoder = core.json.decoder(long)
        repeat until core.json.step(decoder, 500) ~= "more"
    end,
    function()
        local writer = assert(jsonl.writer(folder .. "/out.jsonl"))
        for i = 1, 50 do assert(writer:write { id = i, text = ("x"):rep(i) }) end
        assert(writer:close())
        for _ in jsonl.lines(folder .. "/out.jsonl") do end
        for _, text in ipairs { "{", "[1", "\"\\u12" } do json.decode(text) end
    end,
    function(client) -- calls at once, one of which is cancelled
        local tasks = {}
        for i = 1, 4 do tasks[i] = openai.spawn(function() return client.models:retrieve("m" .. i) end) end
        tasks[1]:cancel()
        for i = 2, 4 do pcall(tasks[i].await, tasks[i]) end
    end,
    function(client) -- a call that is dropped
        openai.spawn(function() client.files:content "file-x" end)
        openai.loop:poll(0)
    end,
    function() openai.sleep(0.0001) end,
    function()
        local closed = openai.new { base_url = "http://127.0.0.1:1/v1", max_retries = 0 }
        closed.models:retrieve "x"
    end,
    function()
        core.md5 "x"
        local table_of_ids = core.id_table "salt"
        for i = 1, 2000 do table_of_ids:add("id" .. i, i) end
    end,
}

local function run(base_url)
    local ok, client = pcall(client_of, base_url)
    if not ok then return end
    for _, step in ipairs(steps) do pcall(step, client) end
end

local function check(base_url)
    local client = client_of(base_url)
    assert(client.models:retrieve "gpt-4o-mini-2024-07-18")
    assert(#assert(client.models:list():collect()) > 0)
    assert(#assert(client.embeddings:create { model = "text-embedding-3-small", input = "a" }).data[1].embedding > 0)
    assert(json.decode(assert(json.encode { 1, { a = "b" } }))[2].a == "b")
    local task = openai.spawn(function() return client.models:retrieve "gpt-4o-mini-2024-07-18" end)
    assert(task:await().id)
    collectgarbage()
    collectgarbage()
end

openai.on_error = function() end
return run, check
