-- Sends bytes as they are, each text on a connection of its own, and prints what came back as a Lua list of strings.
-- arg: port, path of a Lua file that returns {texts = …, open = so many connections held open meanwhile, partial = what
-- these send}.
local cqueues = require "cqueues"
local errno = require "cqueues.errno"
local sockets = require "cqueues.socket"

local PARALLEL, SECONDS = 16, 30

local port, task = tonumber(arg[1]), dofile(arg[2])
local answers = {}

local function connect()
    local socket = sockets.connect { host = "127.0.0.1", port = port, nodelay = true }
    socket:setmode("bn", "bn")
    socket:onerror(function(_, _, why) return why end)
    return socket
end

-- The sending half is closed, so that the server never waits for what does not come.
local function exchange(text)
    local socket = connect()
    socket:xwrite(text, "bn", SECONDS)
    socket:shutdown "w"
    local pieces = {}
    local deadline = cqueues.monotime() + SECONDS
    while cqueues.monotime() < deadline do
        local piece, why = socket:xread(-65536, "b", SECONDS)
        if not piece then
            if why == errno.ETIMEDOUT then pieces = { "no end" } end
            break
        end
        pieces[#pieces + 1] = piece
    end
    socket:close()
    return table.concat(pieces)
end

local loop = cqueues.new()
loop:wrap(function()
    local held = {}
    for i = 1, task.open or 0 do
        held[i] = connect()
        held[i]:xwrite(task.partial, "bn", SECONDS)
    end
    local next_text, workers = 0, cqueues.new()
    for _ = 1, math.min(PARALLEL, #task.texts) do
        workers:wrap(function()
            while next_text < #task.texts do
                next_text = next_text + 1
                local index = next_text
                answers[index] = exchange(task.texts[index])
            end
        end)
    end
    assert(workers:loop())
end)
assert(loop:loop())

io.write "return {"
for i = 1, #task.texts do io.write(("%q"):format(answers[i]:sub(1, 4096)), ",\n") end
io.write "}"
