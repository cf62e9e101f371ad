--- Calls whose waits take no time: the loop's clock is pushed instead.
local openai = require "openai"

local calls = {}

local unpack = table.unpack or unpack -- luacheck: ignore

--- A client of that server.
---@param server { base_url: string }
---@param options? table
function calls.client(server, options)
    local all = { base_url = server.base_url, api_key = "sk-secret-of-specs" }
    for name, value in pairs(options or {}) do all[name] = value end
    return openai.new(all)
end

--- Runs fn(client) as a task and pushes the clock ahead for every wait before a retry. Returns the waits that were
--- announced ({wait, attempt, err} each) and what fn returned.
---@param client openai.Client
---@param fn fun(client: openai.Client): any, any
function calls.skipping(client, fn)
    local waits, skipped = {}, 0
    local noting = client:with {
        on_retry = function(err, wait, attempt)
            waits[#waits + 1] = { wait = wait, attempt = attempt, err = err }
        end,
    }
    local task = openai.spawn(fn, noting)
    while not task:done() do
        openai.loop:poll(10)
        while skipped < #waits do
            skipped = skipped + 1
            openai.loop:skip(waits[skipped].wait)
        end
    end
    return waits, unpack({ task:await() }, 1, 2)
end

return calls
