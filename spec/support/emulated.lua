-- A client and the emulator it talks to, for specs of the resources. The emulator's clock stands still until a spec
-- advances it.
local busted = require "busted"
local cjson = require "spec.support.reference_json"
local openai = require "openai"

local emulated = {}

--- Starts an emulator; returns it and a client that does not retry by itself.
---@param options? table of emulator.start
---@param client_options? table
function emulated.start(options, client_options)
    local emu = require("openai.emulator").start(options or {})
    local settings = { base_url = emu.base_url, api_key = "sk-test", max_retries = 0 }
    for name, value in pairs(client_options or {}) do settings[name] = value end
    return emu, openai.new(settings)
end

--- For before_each: nothing of the spec before is left.
function emulated.fresh(emu)
    emu:reset()
    emu:clock { mode = "manual", speed = 100 }
end

--- For the specs of a block: an emulator, begun anew before each, and a client. `use(emu, client)` gets both.
---@param use fun(emu: openai.Emulator, client: openai.Client)
---@param options? table of emulator.start
---@param client_options? table
function emulated.around(use, options, client_options)
    local emu, client
    busted.setup(function()
        emu, client = emulated.start(options, client_options)
        use(emu, client)
    end)
    busted.teardown(function() emu:stop() end)
    busted.before_each(function() emulated.fresh(emu) end)
end

--- The last request that the emulator saw; `json` is its decoded body.
---@param target? string path or "METHOD path"
function emulated.last(emu, target)
    local all = emu:requests(target)
    local request = all[#all]
    if request and request.body then
        local ok, value = pcall(cjson.decode, request.body)
        request.json = ok and value or nil
    end
    return request
end

--- Chat examples as JSONL.
function emulated.examples(count)
    local made = {}
    for i = 1, count do
        made[i] = cjson.encode { messages = {
            { role = "user", content = "Question " .. i }, { role = "assistant", content = "Answer " .. i },
        } } .. "\n"
    end
    return table.concat(made)
end

--- A source with so many examples.
function emulated.dataset(count, name)
    return openai.bytes(name or "train.jsonl", emulated.examples(count or 12))
end

--- Uploads text as a file.
function emulated.upload(client, text, purpose, name)
    local source = openai.bytes(name or "data.jsonl", text)
    return assert(client.files:create { file = source, purpose = purpose or "user_data" })
end

--- Creates a fine-tuning job on twelve examples.
---@param more? table further parameters
function emulated.job(client, more)
    local file = assert(client.files:create { file = emulated.dataset(), purpose = "fine-tune" })
    local params = { model = "gpt-4o-mini-2024-07-18", training_file = file.id }
    for name, value in pairs(more or {}) do params[name] = value end
    return assert(client.fine_tuning.jobs:create(params))
end

--- A job that has succeeded.
function emulated.finished_job(emu, client, more)
    local job = emulated.job(client, more)
    emu:advance(100000)
    return assert(job:refresh())
end

--- What fn returns that meets its limit of time, a minute: that passes when the server has had so many requests. A
--- short limit would also end what is only slow, on a machine that has much to do.
---@param target string path or "METHOD path"
---@param count integer
---@param fn fun(): any, any
function emulated.overdue(emu, target, count, fn)
    local task = openai.spawn(fn)
    while not task:done() do
        openai.loop:poll(0.005)
        if #emu:requests(target) >= count then openai.loop:skip(60) end
    end
    return task:await()
end

--- Every value of an iterator, by `next`, with the error that ended it, if any.
function emulated.drain(iterator)
    local values = {}
    while true do
        local value, err = iterator:next()
        if value == nil then return values, err end
        values[#values + 1] = value
    end
end

return emulated
