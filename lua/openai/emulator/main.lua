#!/usr/bin/env luajit
--- The emulator in the foreground; `openai-emulator --help` lists the options.

-- Run as a file (from a checkout or by the handle) the modules lie two folders up; installed as a script they are
-- where Lua looks anyway.
local here = (arg and arg[0] or ""):match("^(.*)openai[/\\]emulator[/\\]main%.lua$")
if here then package.path = here .. "?.lua;" .. here .. "?/init.lua;" .. package.path end

local launch = require "openai.emulator.launch"

local USAGE = [[
usage: openai-emulator [options]
  --port N             port to listen on (default 8080; 0 takes any free one)
  --host ADDRESS       address to listen on (default 127.0.0.1)
  --speed N            how many seconds pass in the emulator per second (default 1)
  --state DIR          keep files, jobs, models and batches in this folder, from one run to the next
  --organization NAME  NAME in ft:model:NAME:suffix:id (default emulator)
  --tls-cert FILE --tls-key FILE   speak https with this certificate (PEM)
  --help               show this]]

local NAMED = { port = true, host = true, speed = true, organization = true,
    state = true, ["tls-cert"] = true, ["tls-key"] = true,
    parent = true, config = true }

local function fail(message)
    io.stderr:write("openai-emulator: ", message, "\n")
    os.exit(2)
end

local function parse_arguments(arguments)
    local options, i = {}, 1
    while arguments[i] do
        local name, value = arguments[i]:match("^%-%-([%w%-]+)=?(.*)$")
        if name == "help" then
            print(USAGE)
            os.exit(0)
        elseif name == "watch-stdout" or name == "probe" then
            options[name] = true
        elseif not name or not NAMED[name] then
            fail(("unknown option %s (see --help)"):format(arguments[i]))
        else
            if value == "" then
                i = i + 1
                value = arguments[i] or fail(("--%s needs a value"):format(name))
            end
            options[name] = value
        end
        i = i + 1
    end
    return options
end

local function number_option(options, name, default)
    local value = tonumber(options[name] or default)
    if not value or value < 0 then fail(("--%s must be a number, not %s"):format(name, tostring(options[name]))) end
    return value
end

-- Debian's lua-http is not for every Lua: let one that has it take over, and wait for its end.
local function run_elsewhere(missing)
    local reasons = {}
    for command in launch.commands(launch.main_path() or arg[0], arg) do
        local probe = command:gsub(" %-%-parent.*$", " --probe >/dev/null 2>&1")
        local status = os.execute(probe)
        if status == 0 or status == true then
            os.execute(command)
            os.exit(0)
        end
        reasons[#reasons + 1] = command:match("exec (.-) '")
    end
    fail(("this Lua (%s) lacks the module %s, and %s"):format(_VERSION, missing, launch.advice(reasons)))
end

-- Says it where the one who started us looks: the handle reads our standard output, a person the error output.
local function refuse(options, message)
    if options["watch-stdout"] then
        print("cannot run: " .. message)
        os.exit(2)
    end
    fail(message)
end

local function parent_of_this()
    local file = io.open("/proc/self/stat", "r")
    if not file then return nil end
    local line = file:read("*l")
    file:close()
    return line:match("^%d+ %b() %S (%d+)")
end

local function parent_is_gone(options)
    local parent = options.parent and parent_of_this()
    return parent ~= nil and parent ~= false and parent ~= options.parent
end

local function watch_stdout(cqueues)
    -- Nothing is ever to be read here; it wakes when the reading end is closed.
    cqueues.poll{ pollfd = 1, events = "r", timeout = function() end }
end

-- Returns when whoever started the emulator is gone.
local function watch_parent(options)
    local cqueues = require "cqueues"
    return function()
        local gone = false
        if options["watch-stdout"] then
            cqueues.running():wrap(function()
                watch_stdout(cqueues)
                gone = true
            end)
        end
        while not gone do
            cqueues.sleep(0.1)
            gone = gone or parent_is_gone(options)
        end
    end
end

local function read_config(path)
    if not path then return {} end
    local file = assert(io.open(path, "rb"))
    local text = file:read("*a")
    file:close()
    return require("cjson").decode(text)
end

local function server_options(options)
    local settings = read_config(options.config)
    settings.port = number_option(options, "port", settings.port or 8080)
    settings.speed = number_option(options, "speed", settings.speed or 1)
    settings.host = options.host or settings.host
    settings.state = options.state or settings.state
    settings.organization_name = options.organization or settings.organization_name
    if options["tls-cert"] then settings.tls = { cert = options["tls-cert"], key = options["tls-key"] } end
    return settings
end

local options = parse_arguments(arg)
local missing = launch.missing_module()
if options.probe then os.exit(missing and 1 or 0) end
if missing then
    if options.parent then refuse(options, "it lacks the module " .. missing) end
    run_elsewhere(missing)
end

local settings = server_options(options)
local ok, server, err = pcall(require("openai.emulator.server").new, settings)
if not ok then
    refuse(options, "cannot start: " .. (type(server) == "table" and server.message or tostring(server)))
elseif not server then
    refuse(options, ("cannot listen on port %d: %s"):format(settings.port, tostring(err)))
end

-- Where the token of an emulator in the foreground lies, for programs of the same user.
local function token_path()
    local runtime = os.getenv "XDG_RUNTIME_DIR"
    local folder = settings.state or runtime or (os.getenv "HOME" or "") .. "/.cache"
    return ("%s/openai-emulator-%s.token"):format(folder, server:base_url():match(":(%d+)/"))
end

-- The shell's umask makes the file one that nobody else can read from its first moment on.
local function write_token(path)
    local quoted = launch.quote(path)
    local command = "umask 077; mkdir -p \"$(dirname %s)\" && rm -f %s && cat > %s"
    local pipe = io.popen(command:format(quoted, quoted, quoted), "w")
    pipe:write(server.token, "\n")
    pipe:close()
end

local function start_from_terminal()
    local signal = require "cqueues.signal"
    local path = token_path()
    write_token(path)
    print(("steered by %s %s"):format(server:control_url(), server.token))
    print(("the token is in %s as well"):format(path))
    if settings.speed ~= 1 then
        print(("time is emulated: %g seconds pass in one, so its dates run ahead of the clock"):format(settings.speed))
    end
    signal.block(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    local ends = signal.listen(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    return function()
        repeat
            local ended = ends:wait(0.2) or parent_is_gone(options)
        until ended
    end, function() os.remove(path) end
end

-- For the handle. Ctrl-C in the terminal is meant for the program that started us; our end follows from its end.
local function start_from_program()
    local signal = require "cqueues.signal"
    signal.ignore(signal.SIGINT)
    print(("steered by %s %s"):format(assert(server:listen_for_control()), server.token))
    return watch_parent(options)
end

print("listening on " .. server:base_url())
local watch, finish = (options["watch-stdout"] and start_from_program or start_from_terminal)()
io.stdout:flush()
server:loop(watch)
if finish then finish() end
os.exit(0)
