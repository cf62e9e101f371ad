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

--- Longer than the default limits of time, so that specs with a server that hangs need no short ones of their own: a
--- short one also ends what is only slow, on a machine that has much to do.
local LONG = 1000

--- Runs fn(client) as a task and pushes the clock ahead for every wait before a retry. Returns the waits that were
--- announced ({wait, attempt, err} each) and what fn returned.
---@param client openai.Client
---@param fn fun(client: openai.Client): any, any
---@param stuck? fun(): boolean whether all has come that comes: then much time passes, until the first attempt ends
function calls.skipping(client, fn, stuck)
    local waits, skipped = {}, 0
    local noting = client:with {
        on_retry = function(err, wait, attempt)
            waits[#waits + 1] = { wait = wait, attempt = attempt, err = err }
        end,
    }
    local task = openai.spawn(fn, noting)
    while not task:done() do
        openai.loop:poll(stuck and #waits == 0 and 0.005 or 10)
        while skipped < #waits do
            skipped = skipped + 1
            openai.loop:skip(waits[skipped].wait)
        end
        if stuck and #waits == 0 and stuck() then openai.loop:skip(LONG) end
    end
    return waits, unpack({ task:await() }, 1, 2)
end

--- For `skipping`: the server has a request, and nothing more comes.
function calls.asked(server)
    return function() return #server:requests() > 0 end
end

return calls
