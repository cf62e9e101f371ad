--- The embedded emulator: a server on loopback that behaves as the OpenAI API does, for specs, demos and CI.
---
---     local emu = require("openai.emulator").start{ port = 0, speed = 100 }
---     local client = openai.new{ base_url = emu.base_url, api_key = "sk-test" }
---     …
---     emu:stop()
---
--- The server is a process of its own and ends with the one that started it.
local base64 = require "openai.emulator.base64"
local launch = require "openai.emulator.launch"
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"

---@class openai.EmulatorModule
local emulator = {}

---@class openai.emulator
---@field base_url string "http://127.0.0.1:PORT/v1"
---@field control_url string where it is steered, for programs in other languages: POST control_url/VERB
---@field token string which that takes, as `Authorization: Bearer TOKEN`
local handle = {}
handle.__index = handle
calling.class("emulator", handle)

local function write_temporary(text)
    local path = os.tmpname()
    local file = assert(io.open(path, "wb"))
    file:write(text)
    file:close()
    return path
end

-- The rock's own, so that lua-cjson is needed by the server only: not every Lua that has this rock has that one.
local function json()
    require("openai.internal.base.install").core()
    return require "openai.internal.data.json"
end

-- The way to the control port: the rock's own client, with nothing that could repeat or give up a call.
local function control_client(url, token)
    return require("openai.client").new{
        base_url = url, api_key = token, max_retries = 0, timeout = false, idle_timeout = false, log = function() end,
    }
end

local function steer(self, verb, parameters)
    if self.stopped then errors.misuse "the emulator has been stopped" end
    -- As text within text: what is steered with must not be read as parameters and objects of the API.
    local answer, err = self.control:request("POST", "/" .. verb, { call = assert(json().encode(parameters or {})) })
    if answer then return json().decode(answer.answer) end
    errors.misuse("emulator: " .. err.message)
end

local function is_plain(text)
    return not text:find("[^\t\r\n\32-\126]")
end

--- Answers `path` ("/models", "POST /files", "/files/*") with `value` instead of the emulator's own answer.
---@param path string
---@param value string|table a string is sent as it is, a table as JSON
---@param status? integer default 200
---@param headers? table<string, string> an empty value leaves a default header out
---@param times? integer how often; without it until `reset` or the next reply for this path
function handle:reply(path, value, status, headers, times)
    local rule = { target = path, status = status, headers = headers, times = times }
    if type(value) ~= "string" then
        rule.value = value
    elseif is_plain(value) then
        rule.text = value
    else
        rule.text_base64 = base64.encode(value)
    end
    steer(self, "reply", rule)
    return self
end

---@class openai.emulator.fault
---@field path? string as in `reply`; nil: any path
---@field method? string
---@field times? integer how many requests (default 1)
---@field skip? integer how many matching requests pass first
---@field status? integer answer with this status instead of carrying the request out
---@field code? string error code in the body; also `message`, `type`, `param`
---@field body? string raw body instead of the error object
---@field headers? table<string, string> headers of that answer
---@field delay? number seconds to wait before answering
---@field cut? "request"|"answer"|"headers"|integer close the connection: before reading the body and acting; after
---  acting, before any byte of the answer; in the middle of its header; after so many bytes of its body
---@field stall? {after: integer, seconds: number} stop sending for a while after so many bytes of the body
---@field batch? boolean applies to requests inside batches instead (path "/v1/embeddings" …), with `custom_id`
---@field custom_id? string

--- Makes the next `times` matching requests go wrong.
---@param rule openai.emulator.fault
function handle:fault(rule)
    if type(rule) ~= "table" then
        errors.misuse "fault takes a table: emu:fault{ path = …, status = 503 }"
    end
    steer(self, "fault", rule)
    return self
end

---@class openai.emulator.request
---@field method string
---@field path string as sent, without the query
---@field query string
---@field headers table<string, string> lower-case names
---@field body string? nil above 1 MiB
---@field body_bytes integer?
---@field complete boolean whether the whole body arrived
---@field status integer? what was answered
---@field time number seconds
---@field connection integer number of the connection, counted from 1
---@field number integer position among all requests

--- The requests seen since the start or the last `reset`, oldest first.
---@param path? string as in `reply`
---@return openai.emulator.request[]
function handle:requests(path)
    local list = steer(self, "requests", { path = path }).requests
    for _, entry in ipairs(list) do
        if entry.body_base64 then entry.body, entry.body_base64 = base64.decode(entry.body_base64), nil end
    end
    return list
end

--- Changes the clock of timestamps, life cycles and rate limits; returns {now, manual, speed}.
---@param change? {mode: "manual"|"real"?, speed: number?, now: number?, advance: number?}
function handle:clock(change)
    return steer(self, "clock", change)
end

--- Lets `seconds` pass at once.
---@param seconds number
function handle:advance(seconds)
    if type(seconds) ~= "number" then errors.misuse("advance takes a number of seconds, not " .. type(seconds)) end
    return steer(self, "clock", { advance = seconds })
end

--- Changes limits: requests_per_minute and tokens_per_minute of models, bulk_requests_per_minute of files, uploads and
--- batches (429 above them), enqueued_tokens (of batches), file_bytes, part_bytes, upload_bytes, batch_bytes,
--- batch_requests, batch_inputs. Returns all of them.
---@param changes? table<string, number>
function handle:limits(changes)
    return steer(self, "limits", changes)
end

--- Changes how long things take, in emulated seconds (validating, queued, step, training_min, training_max, finishing,
--- upload_lifetime, batch_validating, batch_request, batch_min, batch_max, batch_finalizing, batch_window;
--- token: between two events of a stream; background: of a response).
---@param changes? table<string, number>
function handle:timings(changes)
    return steer(self, "timings", changes)
end

--- Makes an active fine-tuning job fail.
---@param id string
---@param err? {code: string?, message: string?, param: string?}
---@return table job
function handle:fail_job(id, err)
    local parameters = { id = id }
    for name, value in pairs(err or {}) do parameters[name] = value end
    return steer(self, "fail_job", parameters)
end

--- Forgets all objects, faults, replies and requests; clock, limits and timings are as at the start.
function handle:reset()
    steer(self, "reset")
    return self
end

--- Ends the server. Stopping twice is fine.
function handle:stop()
    if self.stopped then return end
    pcall(steer, self, "stop")
    self.stopped = true
    self.pipe:close()
end

-- Closing the pipe ends the server; close waits for that.
handle.__gc = function(self)
    if not self.stopped then self.pipe:close() end
end

-- Lua 5.1 and LuaJIT run __gc of a userdata only.
local function finalized(object)
    setmetatable(object, handle)
    local newproxy = rawget(_G, "newproxy")
    if newproxy then
        local proxy = newproxy(true)
        getmetatable(proxy).__gc = function() handle.__gc(object) end
        object.finalizer = proxy
    end
    return object
end

-- One attempt: the pipe, the base URL, the control URL and its token, or nil and why not.
local function try(command)
    local pipe = assert(io.popen(command .. " </dev/null", "r"))
    local line = pipe:read("*l") or "it ended without a word"
    local base_url = line:match("^listening on (%S+)$")
    local control_url, token = (base_url and pipe:read("*l") or ""):match("^steered by (%S+) (%S+)$")
    if control_url then return pipe, base_url, control_url, token end
    pipe:close()
    return nil, (line:gsub("^cannot run: ", ""))
end

local function is_number(value, least)
    return type(value) == "number" and value >= least and value < math.huge
end

local function is_list_of_strings(value)
    if type(value) ~= "table" then return false end
    for key, item in pairs(value) do
        if type(key) ~= "number" or type(item) ~= "string" then return false end
    end
    return true
end

local function is_map_of_numbers(value)
    if type(value) ~= "table" then return false end
    for name, number in pairs(value) do
        if type(name) ~= "string" or not is_number(number, 0) then return false end
    end
    return true
end

local function is_text(value) return type(value) == "string" and value ~= "" end

--- The first file of a certificate that cannot be read, or nil.
local function unreadable(tls)
    for _, name in ipairs{ "cert", "key" } do
        local file = io.open(tls[name], "rb")
        if not file then return tls[name] end
        file:close()
    end
end

--- Each option: whether a value will do, and what will.
local OPTIONS = {
    port = { function(value) return is_number(value, 0) and value <= 65535 and value % 1 == 0 end,
        "a port number, 0 for any free one" },
    host = { is_text, "an address of this machine" },
    speed = { function(value) return is_number(value, 0) and value > 0 end, "a number above 0" },
    tls = { function(value) return type(value) == "table" and is_text(value.cert) and is_text(value.key) end,
        "a table with the paths of two PEM files: { cert = …, key = … }" },
    accepted_keys = { is_list_of_strings, "a list of API keys" },
    limits = { is_map_of_numbers, "a table of numbers by name" },
    timings = { is_map_of_numbers, "a table of seconds by name" },
    organization_name = { is_text, "a string" },
    state = { is_text, "the path of a folder" },
}

local function shown(value)
    local kind = type(value)
    if kind == "string" then return ("%q"):format(value) end
    return (kind == "number" or kind == "boolean") and tostring(value) or "a " .. kind
end

local function check_options(options)
    if type(options) ~= "table" then
        errors.misuse("emulator.start takes a table of options: openai.emulator.start{ port = 8080 }, not "
            .. shown(options))
    end
    for name, value in pairs(options) do
        local option = OPTIONS[name]
        if not option then
            local meant = type(name) == "string" and errors.nearest(name, OPTIONS)
            errors.misuse(("emulator.start: unknown option '%s'%s"):format(tostring(name),
                meant and ("; did you mean '%s'?"):format(meant) or ""))
        elseif not option[1](value) then
            errors.misuse(("emulator.start: option %s must be %s, not %s"):format(name, option[2], shown(value)))
        end
    end
    local path = options.tls and unreadable(options.tls)
    if path then errors.misuse(("emulator.start: option tls: cannot read '%s'"):format(path)) end
end

---@class openai.EmulatorOptions
---@field port? integer default 0: any free one
---@field host? string default 127.0.0.1
---@field speed? number how many seconds pass in the emulator per second, default 100
---@field tls? {cert: string, key: string} paths of PEM files; then https, with HTTP/2 where the client offers it
---@field accepted_keys? string[] when given, only these API keys are valid
---@field limits? table<string, number> see `limits`
---@field timings? table<string, number> see `timings`
---@field organization_name? string the third part of "ft:model:NAME:…"
---@field state? string folder that keeps files, uploads, jobs, models and batches from one run to the next

--- Starts an emulator; raises when there is no way to run it.
---@param options? openai.EmulatorOptions
---@return openai.emulator
function emulator.start(options)
    options = options or {}
    check_options(options)
    local path, problem = launch.main_path()
    if not path then errors.misuse("emulator.start: " .. problem) end
    local settings = { port = 0, speed = 100 }
    for name, value in pairs(options) do settings[name] = value end
    local config = write_temporary(assert(json().encode(settings)))
    local reasons = {}
    for command in launch.commands(path, { "--watch-stdout", "--config", config }) do
        local pipe, result, control_url, token = try(command)
        if pipe then
            os.remove(config)
            return finalized{
                base_url = result, control_url = control_url, token = token,
                control = control_client(control_url, token), pipe = pipe, stopped = false,
            }
        end
        local reason = command:match("(%S+) '") .. ": " .. result
        if reason ~= reasons[#reasons] then reasons[#reasons + 1] = reason end
        local settled = result:match("^cannot listen.*") or result:match("^cannot start: (.*)")
        if settled then -- another interpreter would not help
            os.remove(config)
            errors.misuse("emulator.start: " .. settled)
        end
    end
    os.remove(config)
    errors.misuse("emulator.start: " .. launch.advice(reasons))
end

return calling.module("openai.emulator", emulator)
