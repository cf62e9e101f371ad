-- A batch run in a process of its own that ends itself by a real SIGKILL: at a write of its journal, or after so many
-- steps of the interpreter. What it did is looked for on the emulator, which goes on.
local child = require "spec.support.child"

local crash = {}

--- What goes before a program. KILL_AT: the write of the journal; KILL_MODE: "torn" (half of the line is there),
--- "after" (the line is there, nothing else happened). KILL_STEPS: hundreds of the interpreter's steps. Writes and
--- steps are told on exit.
local PRELUDE = [=[
local core = require "openai.core"
local writes, steps = 0, 0
local kill_at, mode = tonumber(os.getenv "KILL_AT"), os.getenv "KILL_MODE"
local kill_steps = tonumber(os.getenv "KILL_STEPS")

local function kill() os.execute "kill -9 $PPID" os.exit(99) end

local open = core.journal.open
core.journal.open = function(path, durable)
    local journal, message, word = open(path, durable)
    if not journal then return nil, message, word end
    local proxy = {}
    for _, name in ipairs { "cut", "length", "close" } do
        proxy[name] = function(_, ...) return journal[name](journal, ...) end
    end
    function proxy.append(_, text)
        writes = writes + 1
        if writes ~= kill_at then return journal:append(text) end
        if mode == "after" then
            assert(journal:append(text))
        else
            local file = assert(io.open(path, "ab"))
            assert(file:write(text:sub(1, math.floor(#text / 2))))
            assert(file:close())
        end
        kill()
    end
    return proxy
end

if kill_steps then
    if jit then jit.off() end
    debug.sethook(function()
        steps = steps + 1
        if steps == kill_steps then kill() end
    end, "", 100)
end

local openai = require "openai"
local client = openai.new { base_url = os.getenv "BASE_URL", api_key = "sk-test", max_retries = 0 }
local journal = os.getenv "JOURNAL"
]=]

local BATCHES = [=[
local requests = {}
for i = 1, 25 do requests[i] = { model = "text-embedding-3-small", input = "text " .. i, dimensions = 4 } end
local run = assert(client.batches:run({ endpoint = "/v1/embeddings", requests = requests }, {
    journal = journal, poll_interval = 0.005, look_again = 0.2, limits = { requests = 10 },
}))
for id, body, err in run:results() do
    print(id, body and #body.data, err and err.message)
end
]=]

local LAST = [=[
debug.sethook()
io.write("writes ", writes, " steps ", steps, "\n")
]=]

--- Runs a program with the prelude. Returns what it printed and its exit code (137: killed).
---@param emu openai.emulator
---@param journal string path
---@param kill? table<string, any> KILL_AT, KILL_MODE, KILL_STEPS
---@param program? string default: 25 requests in three batches
function crash.run(emu, journal, kill, program)
    local environment = { BASE_URL = emu.base_url, JOURNAL = journal }
    for name, value in pairs(kill or {}) do environment[name] = tostring(value) end
    return child.run(PRELUDE .. (program or BATCHES) .. LAST, environment)
end

--- How many writes and steps a run took, from what it printed.
function crash.effort(output)
    local writes, steps = output:match "writes (%d+) steps (%d+)"
    return tonumber(writes), tonumber(steps)
end

return crash
