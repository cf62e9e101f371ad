-- An agent that edits files: the model lists, reads, writes and replaces text in one folder, and nowhere else.
--
--     lua examples/agent.lua FOLDER "Add a table of contents to the README."
--     lua examples/agent.lua --yes FOLDER …          writes without asking
--
-- With OPENAI_API_KEY it asks OpenAI's service, which costs money; without, the emulator, which calls the tools that a
-- question names:  lua examples/agent.lua FOLDER 'write path: notes.md content: "Milk, bread."'
local openai = require "openai"

local MODEL, ROUNDS = "gpt-4o", 40
local USAGE = "usage: agent.lua [--yes] [--model MODEL] FOLDER QUESTION …\n"
local INSTRUCTIONS = "You work on the files of one folder by your tools. Paths are relative to it. Read a file before"
    .. " you change it, change no more than asked, and say at the end what you did. Where the user forbids a change,"
    .. " do not try it again."
local MOST_READ, MOST_LISTED, MOST_SHOWN = 200000, 500, 20 -- bytes of a file; files; lines of a change

local options = { model = MODEL }

-- ---- the terminal ----

--- What a model writes may hold control sequences: they are shown, never sent to the terminal.
local function plain(text)
    return (text:gsub("[%c\127]", function(c) return c ~= "\n" and c ~= "\t" and ("\\%d"):format(c:byte()) or nil end))
end

local function show(text)
    io.write(plain(text))
    io.flush()
end

local function say(...)
    show(string.format(...) .. "\n")
end

--- The shell reads the answer: there Ctrl-C ends the wait in every Lua.
local function read_line()
    local pipe = io.popen "IFS= read -r line && printf '%s\\n' \"$line\""
    local line = pipe:read "*l"
    pipe:close()
    return line or ""
end

-- ---- the folder ----

local function quote(text)
    return "'" .. text:gsub("'", "'\\''") .. "'"
end

local function output_of(command)
    local pipe = io.popen(command)
    local output = pipe:read "*a"
    pipe:close()
    return output
end

--- Whether `test -d`, `-f`, `-L` or `-e` is true of a path.
local function is(kind, path)
    local tested = os.execute(("test -%s %s"):format(kind, quote(path)))
    return tested == true or tested == 0
end

--- A folder's path without links; nil when there is none.
local function real_folder(path)
    local line = output_of(("CDPATH= cd -P -- %s 2>/dev/null && pwd -P"):format(quote(path)))
    return line ~= "" and line:gsub("\n$", "") or nil
end

--- Where the file lies; or nil and what is wrong: the path leads out of the folder, by its words or by a link.
local function locate(path)
    if path:find "%z" or path:find "^/" or ("/" .. path .. "/"):find "/%.%./" or path:find "/$" or path == "" then
        return nil, ("'%s' is no path of a file in the folder; they look like src/main.lua"):format(path)
    end
    local parent, rest = options.folder .. "/" .. (path:match "^(.*)/" or "."), path:match "[^/]+$"
    while not is("e", parent) and not is("L", parent) do -- folders that are still to be made
        rest = parent:match "[^/]+$" .. "/" .. rest
        parent = parent:match "^(.*)/"
    end
    parent = real_folder(parent)
    local inside = parent and (parent .. "/"):sub(1, #options.folder + 1) == options.folder .. "/"
    local place = parent and parent .. "/" .. rest
    if not inside or is("L", place) then return nil, ("'%s' is a link, or behind one that leads away"):format(path) end
    return place
end

local function read_file(path)
    local place, problem = locate(path)
    if not place then return nil, problem end
    if not is("f", place) then return nil, ("there is no file '%s'"):format(path) end
    local file, message = io.open(place, "rb")
    if not file then return nil, message end
    local content = file:read(MOST_READ + 1) or ""
    file:close()
    if #content > MOST_READ then return nil, ("'%s' is larger than %d bytes"):format(path, MOST_READ) end
    if content:find "%z" then return nil, ("'%s' is no text"):format(path) end
    return content
end

local function write_file(path, content)
    local place, problem = locate(path)
    if not place then return nil, problem end
    if is("d", place) then return nil, ("'%s' is a folder"):format(path) end
    os.execute(("mkdir -p -- %s"):format(quote(place:match "^(.*)/")))
    local file, message = io.open(place, "wb")
    if not file then return nil, message end
    local written, why = file:write(content)
    local closed, late = file:close()
    if not (written and closed) then return nil, why or late end
    return ("wrote %d bytes to %s"):format(#content, path)
end

-- ---- asking before writing ----

local function show_lines(mark, text)
    local count = 0
    for line in (text:sub(-1) == "\n" and text or text .. "\n"):gmatch "(.-)\n" do
        count = count + 1
        if count <= MOST_SHOWN then say("  %s %s", mark, line) end
    end
    if count > MOST_SHOWN then say("  %s … %d more lines", mark, count - MOST_SHOWN) end
end

local FORBIDDEN = "the user does not want this change"

--- True when the change may be made; else nil and why not, for the model.
local function allowed(path, old, new)
    local place, problem = locate(path)
    if not place then return nil, problem end
    say("* change %s", (path:gsub("\n", "\\n")))
    if old then show_lines("-", old) end
    show_lines("+", new)
    if options.yes then return true end
    show "Write it? [y/N] "
    local answer = read_line():lower()
    return answer:find "^%s*y" and true or nil, FORBIDDEN
end

-- ---- the tools ----

local PATH = { "path", "string", description = "relative to the folder" }

local tools = {
    openai.tool {
        name = "list", description = "Lists the files of the folder and of those in it",
        fn = function()
            say "* list"
            local find = "cd -- %s && find . -name .git -prune -o -type f -print | sed 's,^./,,' | sort | head -n %d"
            local found = output_of(find:format(quote(options.folder), MOST_LISTED))
            return found ~= "" and found or "the folder is empty"
        end,
    },
    openai.tool {
        name = "read", description = "Reads a text file", parameters = { PATH },
        fn = function(arguments)
            say("* read %s", (arguments.path:gsub("\n", "\\n")))
            return read_file(arguments.path)
        end,
    },
    openai.tool {
        name = "write", description = "Writes a file, a new one or in place of what is there",
        parameters = { PATH, { "content", "string", description = "all of it" } },
        fn = function(arguments)
            local ok, problem = allowed(arguments.path, nil, arguments.content)
            if not ok then return nil, problem end
            return write_file(arguments.path, arguments.content)
        end,
    },
    openai.tool {
        name = "replace", description = "Replaces a passage of a file that occurs there exactly once",
        parameters = { PATH, { "old", "string", description = "as it is in the file" }, { "new", "string" } },
        fn = function(arguments)
            local content, problem = read_file(arguments.path)
            if not content then return nil, problem end
            local first, last = content:find(arguments.old, 1, true)
            if arguments.old == "" or not first then return nil, "that passage is not in the file" end
            if content:find(arguments.old, first + 1, true) then return nil, "that passage is there more than once" end
            local ok, why = allowed(arguments.path, arguments.old, arguments.new)
            if not ok then return nil, why end
            return write_file(arguments.path, content:sub(1, first - 1) .. arguments.new .. content:sub(last + 1))
        end,
    },
}

-- ---- the run ----

local function connect()
    if (os.getenv "OPENAI_API_KEY" or "") ~= "" then return openai.new() end
    local emulator = require("openai.emulator").start { port = 0 }
    return openai.new { base_url = emulator.base_url, api_key = "sk-emulator" }, emulator
end

local function is_interrupt(problem)
    return tostring(problem):find("interrupted!", 1, true) ~= nil
end

--- What the model is told of a tool that failed; nothing after Ctrl-C, which ends the run.
local function explain(problem)
    return not is_interrupt(problem) and "Error: " .. problem or nil
end

local function work(client, question)
    local answer, err = client.chat.completions:run_tools({
        model = options.model, tools = tools,
        messages = { { role = "system", content = INSTRUCTIONS }, { role = "user", content = question } },
    }, {
        max_rounds = ROUNDS, tool_concurrency = 1, -- one question to the user at a time
        on_delta = show, on_tool_error = explain,
    })
    if not answer and is_interrupt(err) then error(err.message, 0) end
    show "\n"
    if answer then return true end
    io.stderr:write(plain(err:summary()), "\n")
    return false
end

local function fail(text)
    io.stderr:write(text)
    os.exit(2)
end

local function read_arguments()
    local words, i = {}, 1
    while arg[i] do
        if arg[i] == "--yes" then
            options.yes = true
        elseif arg[i] == "--model" and arg[i + 1] then
            i = i + 1
            options.model = arg[i]
        elseif arg[i]:find "^%-%-" then
            fail(USAGE)
        else
            words[#words + 1] = arg[i]
        end
        i = i + 1
    end
    if #words < 2 then fail(USAGE) end
    options.folder = real_folder(words[1]) or fail(("there is no folder %s\n"):format(words[1]))
    return table.concat(words, " ", 2)
end

local question = read_arguments()
local client, emulator
local ok, result = xpcall(function()
    client, emulator = connect()
    return work(client, question)
end, function(message)
    return is_interrupt(message) and "interrupted" or debug.traceback(tostring(message), 2)
end)
if emulator then emulator:stop() end
if not ok then io.stderr:write("\n", result, "\n") end
os.exit(ok and result and 0 or not ok and result == "interrupted" and 130 or 1)
