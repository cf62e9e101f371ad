local lfs = require "lfs"

local child = require "spec.support.child"
local emulator = require "openai.emulator"
local files = require "spec.support.files"
local http = require "spec.support.http"
local raw = require "spec.support.raw"

local HEAD = "Host: 127.0.0.1\r\nAuthorization: Bearer sk-test\r\n"

local function status(answer) return tonumber(answer:match "^HTTP/1%.[01] (%d%d%d) ") end

local function post(path, body, content_type)
    return ("POST %s HTTP/1.1\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"):format(path, HEAD,
        content_type or "application/json", #body, body)
end

local function form(path, ...)
    local parts = {}
    for _, field in ipairs { ... } do
        parts[#parts + 1] = ("--b\r\nContent-Disposition: form-data; name=%q%s\r\n\r\n%s\r\n"):format(field[1],
            field.filename and ('; filename="%s"'):format(field.filename) or "", field[2])
    end
    return post(path, table.concat(parts) .. "--b--\r\n", "multipart/form-data; boundary=b")
end

-- Well-formed requests for every kind of route; each is mutated.
local SEEDS = {
    "GET /v1/models HTTP/1.1\r\n" .. HEAD .. "\r\n",
    "GET /v1/files?limit=2&order=asc&after=x HTTP/1.1\r\n" .. HEAD .. "\r\n",
    "GET /v1/fine_tuning/jobs?limit=1&metadata[a]=b HTTP/1.1\r\n" .. HEAD .. "\r\n",
    "DELETE /v1/models/gpt%2D4o HTTP/1.1\r\n" .. HEAD .. "\r\n",
    "POST /v1/embeddings HTTP/1.1\r\n" .. HEAD .. "Transfer-Encoding: chunked\r\n\r\n"
        .. '1a\r\n{"model":"text-embedding-3\r\n1a;x=y\r\n-small","input":["a","bc"]}\r\n0\r\nT: x\r\n\r\n',
    post("/v1/embeddings", '{"model":"text-embedding-3-small","input":["a",[1,2]],"dimensions":8}'),
    form("/v1/files", { "purpose", "fine-tune" }, { "file", '{"messages":[]}\n', filename = "a.jsonl" }),
    form("/v1/files", { "purpose", "batch" }, { "expires_after[anchor]", "created_at" },
        { "expires_after[seconds]", "3600" }, { "file", "{}", filename = "b.jsonl" }),
    post("/v1/uploads", '{"filename":"a.jsonl","purpose":"batch","bytes":3,"mime_type":"text/jsonl"}'),
    post("/v1/fine_tuning/jobs", '{"model":"gpt-4o-mini","training_file":"file-x","method":{"type":"dpo","dpo":'
        .. '{"hyperparameters":{"beta":0.1,"n_epochs":2}}},"metadata":{"a":"b"},"integrations":[{"type":"wandb",'
        .. '"wandb":{"project":"p","tags":["a"]}}]}'),
    post("/v1/batches", '{"input_file_id":"file-x","endpoint":"/v1/embeddings","completion_window":"24h"}'),
    post("/v1/fine_tuning/alpha/graders/run", '{"grader":{"type":"multi","name":"m","calculate_output":"a*(2+b)",'
        .. '"graders":{"a":{"type":"string_check","name":"a","input":"{{sample.output_text}}","reference":"x",'
        .. '"operation":"eq"},"b":{"type":"text_similarity","name":"b","input":"y","reference":"{{item.z}}",'
        .. '"evaluation_metric":"bleu"}}},"item":{"z":"w"},"model_sample":"x"}'),
    post("/v1/chat/completions", '{"model":"gpt-4o","messages":[{"role":"system","content":"one of: a, b"},{"role":'
        .. '"user","content":[{"type":"text","text":"hi"}]}],"response_format":{"type":"json_schema","json_schema":'
        .. '{"name":"n","schema":{"type":"object","properties":{"a":{"type":"string","enum":["x"]}}}}}}'),
    post("/v1/responses", '{"model":"gpt-4o","input":[{"role":"user","content":"hi"}],"instructions":"x",'
        .. '"text":{"format":{"type":"text"}}}'),
    post("/v1/chat/completions", '{"model":"gpt-4o","messages":[{"role":"user","content":"look at x: 5"}],"stream":'
        .. 'true,"n":2,"stop":["a"],"logprobs":true,"top_logprobs":2,"stream_options":{"include_usage":true},"tools":[{'
        .. '"type":"function","function":{"name":"look","parameters":{"type":"object","properties":'
        .. '{"x":{"type":"integer",'
        .. '"minimum":2},"y":{"anyOf":[{"$ref":"#/$defs/z"}]}},"$defs":{"z":{"type":"array","items":{"type":"null"}}}}}'
        .. '}],"tool_choice":{"type":"function","function":{"name":"look"}}}'),
    post("/v1/responses", '{"model":"gpt-4o","input":[{"type":"function_call_output","call_id":"c","output":"o"}],'
        .. '"stream":true,"background":true,"max_output_tokens":20,"tools":[{"type":"function","name":"f",'
        .. '"parameters":{"type":"object"}}],"previous_response_id":null}'),
    post("/v1/moderations", '{"model":"omni-moderation-latest","input":["kill",{"type":"text","text":"b"}]}'),
    post("/v1/completions", '{"model":"babbage-002","prompt":["a","b"]}'),
}

local STEERING = {
    post("/_emulator/clock", '{"speed":2,"advance":3,"mode":"manual","now":1700000000}'),
    post("/_emulator/fault", '{"path":"/x","cut":3,"stall":{"after":1,"seconds":2},"headers":{"a":"b"},"times":2}'),
    post("/_emulator/reply", '{"target":"GET /models","value":{"a":[1]},"status":201,"headers":{"a":"b"},"times":1}'),
    post("/_emulator/limits", '{"file_bytes":1,"requests_per_minute":null}'),
    post("/_emulator/timings", '{"step":2}'),
    post("/_emulator/requests", '{"path":"POST /files/*"}'),
    post("/_emulator/fail_job", '{"call":"{}"}'),
}

-- The same mutations in every run: a generator of its own, exact in every Lua.
local seed = 1
local function random(limit)
    seed = seed * 16807 % 2147483647
    return seed % limit + 1
end

local TOKENS = { "", "-1", "0", "1e999", "99999999999999999999", "null", "[]", "{}", '""', "true", "\0", "\r\n",
    "\r\n\r\n",
    "\255\254", "NaN", '{"a":', "]", ("["):rep(2000), "-0.5", "'", "%", "%zz", "../",
    "\\u0000", '\\ud800', ": ", ";", "--b",
    "Content-Length: 5\r\n", "Content-Length: -7\r\n", "Transfer-Encoding: gzip\r\n", "Expect: 100-continue\r\n",
    "Connection: \1\r\n", "TE: ;;\r\n", ("x"):rep(20000), ("A: b\r\n"):rep(200) }

local function at(text, position, removed, put)
    return text:sub(1, position - 1) .. put .. text:sub(position + removed)
end

-- Replaces the n-th value of a JSON text by another one.
local function other_value(text)
    local places = {}
    for from, to in text:gmatch '[:%[,]()[^:%[%],{}]+()' do places[#places + 1] = { from, to } end
    if #places == 0 then return text end
    local place = places[random(#places)]
    return at(text, place[1], place[2] - place[1], TOKENS[random(#TOKENS)])
end

local MUTATIONS = {
    function(text) return at(text, random(#text), random(8) - 1, TOKENS[random(#TOKENS)]) end,
    function(text) return at(text, random(#text), 1, string.char(random(256) - 1)) end,
    function(text) return text:sub(1, random(#text)) end,
    function(text) return at(text, random(#text), 0, text:sub(random(#text), random(#text))) end,
    function(text)
        local head, body = text:match "^(.-\r\n\r\n)(.*)$"
        if not body or body == "" or body:find "^%-%-" then return text:gsub("/v1/%w+", "/v1/%0", 1) end
        body = other_value(body)
        return head:gsub("Content%-Length: %d+", "Content-Length: " .. #body) .. body
    end,
}

local function mutants(seeds, count)
    local texts = {}
    for i = 1, count do
        local text = seeds[i % #seeds + 1]
        for _ = 1, random(2) do text = #text > 0 and MUTATIONS[random(#MUTATIONS)](text) or text end
        texts[i] = text
    end
    return texts
end

describe("the emulator among hostile clients", function()
    local emu, api

    setup(function()
        emu = emulator.start()
        api = http.client(emu.base_url)
    end)

    teardown(function()
        emu:stop()
        files.remove_all()
    end)

    it("answers the requests that this spec starts from", function()
        for i, answer in ipairs(raw.exchange(emu.base_url, SEEDS)) do
            local code = status(answer)
            assert(code and code < 500, SEEDS[i] .. "\n" .. answer)
        end
    end)

    it("answers every mutated request by what it means or by 4xx, or closes the connection", function()
        local texts = mutants(SEEDS, 1500)
        for i, answer in ipairs(raw.exchange(emu.base_url, texts)) do
            local code = status(answer)
            assert(answer == "" or code and (code < 500 or code == 501), ("%q\n%s"):format(texts[i], answer))
        end
        assert.equal(200, api:get("/models").status)
    end)

    it("is there after mutated steering, and steered on", function()
        local texts = mutants(STEERING, 500)
        for i, text in ipairs(texts) do texts[i] = text:gsub("sk%-test", emu.token) end
        for i, answer in ipairs(raw.exchange(emu.base_url, texts)) do
            local code = status(answer)
            assert(answer == "" or code and (code < 500 or code == 501), ("%q\n%s"):format(texts[i], answer))
        end
        emu:reset()
        assert.equal(200, api:get("/models").status)
    end)

    it("refuses a length that is none, or two of them, by 400", function()
        local texts = {}
        for _, lines in ipairs {
            "Content-Length: -1", "Content-Length: 1e3", "Content-Length: 0x10",
            "Content-Length: +5", "Content-Length: 5\r\nContent-Length: 6",
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Content-Length: 99999999999999999999", "Transfer-Encoding: ;;", "Content-Length: nan",
        } do
            texts[#texts + 1] = "POST /v1/embeddings HTTP/1.1\r\n" .. HEAD .. lines .. "\r\n\r\nabcde"
        end
        for i, answer in ipairs(raw.exchange(emu.base_url, texts)) do
            assert(status(answer) == 400, texts[i] .. "\n" .. answer)
        end
    end)

    it("refuses a malformed chunk by 400, whatever came before it", function()
        local texts = {}
        for _, body in ipairs { "zz\r\n{}\r\n0\r\n\r\n", "2\r\n{}XX0\r\n\r\n", "-2\r\n{}\r\n", "fffffffff\r\n{}" } do
            texts[#texts + 1] = "POST /v1/embeddings HTTP/1.1\r\n" .. HEAD .. "Transfer-Encoding: chunked\r\n\r\n"
                .. body
        end
        for i, answer in ipairs(raw.exchange(emu.base_url, texts)) do
            assert(status(answer) == 400, texts[i] .. "\n" .. answer)
        end
    end)

    it("serves on beside hundreds of connections that never finish a head", function()
        local texts = { SEEDS[1], SEEDS[1], SEEDS[1] }
        for _, answer in ipairs(raw.exchange(emu.base_url, texts, { open = 600, partial = "GET / HTTP/1.1\r\nHo" })) do
            assert.equal(200, status(answer))
        end
    end)

    it("serves on where the process has few descriptors", function()
        local program = ([[
            local emu = require("openai.emulator").start()
            package.path = %q .. package.path
            local raw = require "spec.support.raw"
            local request = "GET /v1/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-test\r\n\r\n"
            local answers = raw.exchange(emu.base_url, { request, request }, { open = 80, partial = "GET / HT" })
            print(answers[1]:sub(1, 12), answers[2]:sub(1, 12))
            emu:stop()
        ]]):format("./?.lua;")
        local output = child.run(program, nil, "sh -c 'ulimit -Sn 100; exec \"$@\"' sh")
        assert.matches("HTTP/1.1 200%s+HTTP/1.1 200", output)
    end)
end)

describe("steering the emulator", function()
    local emu, api, control, token

    setup(function()
        emu = emulator.start()
        api = http.client(emu.base_url)
        control = emu.base_url:gsub("/v1$", "/_emulator")
        token = emu.token
    end)

    teardown(function()
        emu:stop()
        files.remove_all()
    end)

    local function steer(verb, headers, method, body)
        local all = { ["Content-Type"] = "application/json" }
        for name, value in pairs(headers or {}) do all[name] = value end
        return api:request(method or "POST", control .. "/" .. verb,
            { key = token, headers = all, body = body or "{}" })
    end

    it("works with the token that the handle has", function()
        assert.equal(200, steer("clock").status)
    end)

    it("is refused without the token and with another one", function()
        for _, key in ipairs { false, "sk-test", token:sub(1, -2), token .. "0" } do
            local answer = api:request("POST", control .. "/stop", { key = key, body = "{}" })
            assert.equal(401, answer.status)
            assert.matches("takes the token", answer.json.error.message)
        end
        assert.equal(200, api:get("/models").status)
    end)

    it("is refused to a name that was made to point here, and to web pages", function()
        assert.equal(403, steer("clock", { Host = "evil.example:80" }).status)
        assert.equal(403, steer("clock", { Origin = "http://evil.example" }).status)
        assert.equal(200, steer("clock", { Host = "localhost:80" }).status)
    end)

    it("takes POST only, so that a link or an image does nothing", function()
        for _, verb in ipairs { "stop", "reset", "requests", "clock" } do
            local answer = steer(verb, nil, "GET")
            assert.equal(405, answer.status)
            assert.equal("POST", answer.headers.allow)
        end
    end)

    it("refuses values that are none, and goes on as before", function()
        for verb, bodies in pairs {
            clock = { '{"speed":"abc"}', '{"speed":0}', '{"speed":-1}', '{"now":"x"}', '{"advance":-1}', '{"mode":"x"}',
                '{"speed":1e999}', '{"nonsense":1}', "[1]" },
            reply = { "{}", '{"target":5}', '{"target":"/x","status":"y"}',
                '{"target":"/x","headers":{"a":"b\\r\\nc: d"}}' },
            fault = { '{"cut":"nowhere"}', '{"times":"x"}', '{"stall":{"after":1}}', '{"status":5}', '{"delay":"x"}' },
            limits = { '{"file_bytes":"x"}', '{"nonsense":1}', '{"file_bytes":-1}' },
            timings = { '{"step":{}}', '{"nonsense":1}' },
            requests = { '{"path":5}' }, fail_job = { "{}", '{"id":5}' },
        } do
            for _, body in ipairs(bodies) do
                local answer = steer(verb, nil, nil, body)
                assert(answer.status == 400, verb .. " " .. body .. "\n" .. answer.body)
            end
        end
        assert.equal(100, emu:clock().speed)
        assert.equal(200, api:get("/models").status)
    end)

    it("in the foreground is told by the second line and a file that only its user reads, gone at the end", function()
        local folder = files.directory()
        local pipe = assert(io.popen(("XDG_RUNTIME_DIR=%s; export XDG_RUNTIME_DIR; exec 2>&1; "
            .. "env -u LUA_PATH -u LUA_CPATH luajit lua/openai/emulator/main.lua --port 0 & echo $!"):format(folder)))
        local id, first = pipe:read "*l", pipe:read "*l"
        local url, word = pipe:read("*l"):match "^steered by (%S+) (%S+)$"
        local port = first:match "^listening on http://127%.0%.0%.1:(%d+)/v1$"
        local path = ("%s/openai-emulator-%s.token"):format(folder, port)
        assert.equal(word .. "\n", files.read(path))
        assert.equal("rw-------", lfs.attributes(path, "permissions"))
        assert.equal(200, api:request("POST", url .. "/clock", { key = word, body = "{}" }).status)
        os.execute("kill -INT " .. id)
        pipe:read "*a"
        pipe:close()
        assert.is_nil(files.read(path))
    end)

    it("never shows a key that may be somebody's", function()
        local key = "sk-proj-" .. ("0123456789"):rep(4)
        api:get("/models?key=" .. key, { key = key, headers = { ["api-key"] = ("f"):rep(32), Cookie = "a=" .. key } })
        local text = steer("requests").body
        assert.is_nil(text:find(key, 1, true))
        assert.is_nil(text:find(("f"):rep(32), 1, true))
        local seen = emu:requests("/models")
        assert.matches("^Bearer sk%-p%*+6789$", seen[#seen].headers.authorization)
    end)
end)
