-- What users hand over to be read bit by bit: one contract, whoever reads it. Whatever can be called is an iterator;
-- nil is its end, after which it is not called; nil and something is its failure, which is what the reader returns.
local openai = require "openai"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"

local EXAMPLE = '{"messages":[{"role":"user","content":"Question %d"},{"role":"assistant","content":"Yes"}]}'

describe("an iterator given to", function()
    local emu, client

    emulated.around(function(...) emu, client = ... end)
    after_each(files.remove_all)

    local function text(n) return EXAMPLE:format(n) end
    local function line(n) return EXAMPLE:format(n) .. "\n" end
    local function body(n) return { model = "text-embedding-3-small", input = "text " .. n } end

    local function read_all(lines)
        local values, err = emulated.drain(lines)
        if err then return nil, err end
        return values
    end

    local readers = { -- who reads, what is given, and how many of them came through
        ["embeddings:embed"] = { text, function(iterate)
            return client.embeddings:embed { model = "text-embedding-3-small", input = iterate }
        end, function(matrix) return #matrix end },
        ["batches:run"] = { body, function(iterate)
            emu:clock { mode = "real", speed = 1e6 }
            return client.batches:run({ endpoint = "/v1/embeddings", requests = iterate }, { poll_interval = 0.01 })
        end, function(run) return run.counts.completed end },
        ["jsonl.lines"] = { text, function(iterate) return read_all(openai.jsonl.lines(iterate)) end,
            function(values) return #values end },
        ["dataset.check"] = { line, function(iterate) return openai.dataset.check(iterate) end,
            function(report) return report.examples end },
        ["files:create"] = { line, function(iterate)
            return client.files:create { file = openai.chunks("a.jsonl", iterate), purpose = "user_data" }
        end, function(file) return select(2, client.files:content(file.id):gsub("\n", "")) end },
        ["uploads:file"] = { line, function(iterate)
            local size = 0
            for n = 1, 12 do size = size + #line(n) end
            return client.uploads:file({ file = openai.chunks("a.jsonl", iterate, size), purpose = "user_data" },
                { part_size = 500 })
        end, function(file) return select(2, client.files:content(file.id):gsub("\n", "")) end },
    }

    --- A function that gives twelve, ends, and must not be called again.
    local function twelve(give, failure)
        local at = 0
        return function()
            at = at + 1
            assert.is_true(at <= 13, "it was called after its end")
            if at <= (failure and 5 or 12) then return give(at) end
            return nil, failure
        end
    end

    for name, reader in pairs(readers) do
        local give, read, count = reader[1], reader[2], reader[3]

        it(name .. " is read to its end and not called again", function()
            assert.equal(12, count(assert(read(twelve(give)))))
        end)

        it(name .. " may be whatever can be called", function()
            assert.equal(12, count(assert(read(setmetatable({}, { __call = twelve(give) })))))
        end)

        it(name .. " fails with what it returns after nil", function()
            local value, err = read(twelve(give, "the disk is on fire"))
            assert.is_nil(value)
            assert.matches("the disk is on fire", tostring(err), 1, true)
            assert.equal("string", type(err.kind))
        end)

        it(name .. " may be one of ours", function()
            local texts = {}
            for n = 1, 12 do
                texts[n] = give == body and openai.json.encode(body(n)) or text(n)
            end
            local path = files.write(table.concat(texts, "\n") .. "\n")
            local mine = openai.jsonl.lines(path, { raw = give ~= body })
            assert.equal(12, count(assert(read(mine))))
            local value, err = read(openai.jsonl.lines("/nowhere/x.jsonl", { raw = true }))
            assert.is_nil(value)
            assert.equal("file", err.kind)
            assert.matches("/nowhere/x.jsonl", tostring(err), 1, true)
        end)
    end
end)
