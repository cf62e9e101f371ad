-- A chat in the terminal: answers come as they are written, and the conversation goes on.
--
--     lua examples/chat.lua                                              Ctrl-C ends an answer, Ctrl-D the chat
--     lua examples/chat.lua --model ft:gpt-4o-mini-2024-07-18:…          the model that you fine-tuned
--     lua examples/chat.lua Name three swords.                           begins with this
--     git diff | lua examples/chat.lua What could break here?            one question, what comes in belongs to it
--
-- With OPENAI_API_KEY it asks OpenAI's service, which costs money; without, the emulator, which repeats questions.
local openai = require "openai"

local MODEL, TOKENS = "gpt-4o-mini", 100000 -- of the conversation, at most: the oldest turns go first
local USAGE = "usage: chat.lua [--model MODEL] [--system INSTRUCTIONS] [QUESTION …]\n"

local function is_terminal(descriptor)
    local tested = os.execute(("test -t %d"):format(descriptor)) -- true or nil; in Lua 5.1 the exit status
    return tested == true or tested == 0
end

local talks, on_screen = is_terminal(0), is_terminal(1)
local bold = on_screen and os.getenv "TERM" ~= "dumb" and (os.getenv "NO_COLOR" or "") == ""

--- What a model writes may hold control sequences: a terminal shows them, and does not obey them.
local function show(text)
    if on_screen then
        text = text:gsub("[%c\127]", function(c)
            return c ~= "\n" and c ~= "\t" and ("\\%d"):format(c:byte()) or nil
        end)
    end
    io.write(text)
    io.flush()
end

--- A remark that is no part of an answer.
local function remark(text)
    io.stderr:write(bold and "\27[2m" .. text .. "\27[0m\n" or text .. "\n")
end

local function read_arguments()
    local options, words, i = { model = MODEL }, {}, 1
    while arg[i] do
        local name = arg[i]:match "^%-%-(.+)$"
        if name and not ((name == "model" or name == "system") and arg[i + 1]) then
            io.stderr:write(USAGE)
            os.exit(2)
        end
        if name then options[name] = arg[i + 1] else words[#words + 1] = arg[i] end
        i = i + (name and 2 or 1)
    end
    return options, table.concat(words, " ")
end

local function connect()
    if (os.getenv "OPENAI_API_KEY" or "") ~= "" then return openai.new() end
    local emulator = require("openai.emulator").start { port = 0, timings = { token = 0.03 } }
    remark "No OPENAI_API_KEY: the emulator answers."
    return openai.new { base_url = emulator.base_url, api_key = "sk-emulator" }, emulator
end

-- ---- Ctrl-C ----

local found, signal = pcall(require, "cqueues.signal") -- where it is missing, Ctrl-C leaves during an answer, too
local interrupts = found and signal.listen(signal.SIGINT)

--- Runs fn as a task, which Ctrl-C cancels; the program lives on.
local function until_interrupted(fn)
    if not (talks and interrupts) then return fn() end
    signal.block(signal.SIGINT)
    local task = openai.spawn(fn)
    while not task:done() do
        openai.loop:poll(0.02)
        if interrupts:wait(0) then task:cancel() end
    end
    signal.unblock(signal.SIGINT)
    return task:await()
end

-- ---- questions and answers ----

-- The shell reads the line: it has an editor for it, and Ctrl-C ends it, whatever Lua makes of signals.
local READ = [[
if command -v bash >/dev/null; then exec bash -c 'IFS= read -er -p "> " line && printf "%s\n" "$line"'; fi
printf '> ' >&2
IFS= read -r line && printf '%s\n' "$line"]]

local function read_question()
    local pipe = io.popen(READ)
    local line = pipe:read "*l"
    pipe:close()
    return line
end

local function answer(session, question)
    local said, err = until_interrupted(function() return session:say(question, { on_delta = show }) end)
    show "\n"
    if said then
        session:trim { tokens = TOKENS }
    elseif err.kind == "cancelled" then
        remark "interrupted; what was asked is forgotten"
    else
        remark("no answer: " .. err:summary())
    end
    return said ~= nil
end

local function converse(session, question)
    while question do
        if question:find "%S" then answer(session, question) end
        question = read_question()
    end
    show "\n"
    return true
end

local function answer_once(session, question)
    local piped = io.read "*a"
    question = question .. (question ~= "" and piped ~= "" and "\n\n" or "") .. piped
    if not question:find "%S" then
        io.stderr:write(USAGE)
        os.exit(2)
    end
    return answer(session, question)
end

local options, question = read_arguments()
local client, emulator
local ok, result = xpcall(function()
    client, emulator = connect()
    local session = client.chat:session { model = options.model, instructions = options.system }
    if not talks then return answer_once(session, question) end
    return converse(session, question)
end, function(message)
    return tostring(message):find("interrupted!", 1, true) and "interrupted" or debug.traceback(tostring(message), 2)
end)
if emulator then emulator:stop() end
if result == "interrupted" and talks then show "\n" end
if not ok and result ~= "interrupted" then io.stderr:write(result, "\n") end
os.exit(ok and result and 0 or not ok and result == "interrupted" and 130 or 1)
