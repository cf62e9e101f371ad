--- The application: from a request to an answer, without knowing about sockets.
local yieldable_pcall = require("http.util").yieldable_pcall
local rand = require "openssl.rand"

local unpack = table.unpack or unpack -- luacheck: ignore 143

local answer = require "openai.emulator.answer"
local clock = require "openai.emulator.clock"
local control = require "openai.emulator.control"
local disk = require "openai.emulator.disk"
local errors = require "openai.emulator.errors"
local images = require "openai.emulator.images"
local json = require "openai.emulator.json"
local limiter = require "openai.emulator.limiter"
local router = require "openai.emulator.router"
local steering = require "openai.emulator.steering"
local store = require "openai.emulator.store"

local app = {}
app.__index = app

local RESOURCES = { "models", "files", "uploads", "fine_tuning", "permissions", "graders", "embeddings", "chat",
    "completions", "responses", "moderations", "images", "audio", "batches" }

--- First parts of paths whose requests count as those of bulk work.
local BULK = { files = true, uploads = true, batches = true }

local MIB = 1024 * 1024

-- What the service documents. Specs may set smaller ones.
local function default_limits()
    return {
        file_bytes = 512 * MIB, part_bytes = 64 * MIB, upload_bytes = 8 * 1024 * MIB,
        batch_bytes = 200 * MIB, batch_requests = 50000, batch_inputs = 50000,
    }
end

-- Emulated seconds, roughly as long as the service takes for small jobs.
local function default_timings()
    return {
        validating = 20, queued = 30, step = 1, training_min = 60, training_max = 1800, finishing = 10,
        upload_lifetime = 3600,
        batch_validating = 10, batch_request = 0.05, batch_min = 30, batch_max = 3600, batch_finalizing = 10,
        batch_window = 24 * 3600,
        token = 0, background = 5,
    }
end

--- Limits that nothing has unless they are set.
local UNSET = { requests_per_minute = true, tokens_per_minute = true, bulk_requests_per_minute = true,
    enqueued_tokens = true }

--- Takes changes over; a name that there is not raises, with all that there are.
local function change(what, target, known, changes)
    for name, value in pairs(changes or {}) do
        if not known[name] then
            local names = {}
            for known_name in pairs(known) do names[#names + 1] = known_name end
            table.sort(names)
            errors.bad_request(("unknown name '%s' in %s; there are %s"):format(tostring(name), what,
                table.concat(names, ", ")), what)
        end
        target[name] = json.optional(value)
    end
    return target
end

local function known_limits()
    local known = default_limits()
    for name in pairs(UNSET) do known[name] = true end
    return known
end

function app:change_limits(changes) return change("limits", self.limits, known_limits(), changes) end
function app:change_timings(changes) return change("timings", self.timings, default_timings(), changes) end

---@class emulator.settings
---@field speed? number emulated seconds per second, default 1
---@field accepted_keys? string[] when given, only these API keys are valid
---@field organization_name? string the third part of "ft:model:NAME:…"
---@field limits? table
---@field timings? table
---@field state? string folder in which everything is kept between runs
---@field tls? table then it is https that it speaks
---@field token? string what steering takes; without it nobody steers
---@field host? string that it listens on

local function begin(self)
    self.state = store.new(self.disk)
    self.steering = steering.new()
    self.clock = clock.new(self.settings.speed or 1)
    self.limits, self.timings = default_limits(), default_timings()
    self:change_limits(self.settings.limits)
    self:change_timings(self.settings.timings)
end

---@param settings emulator.settings
function app.new(settings)
    settings.organization_name = settings.organization_name or "emulator"
    local self = setmetatable({ settings = settings, router = router.new() }, app)
    local function add(...) self.router:add(...) end
    self.resources = {}
    for i, name in ipairs(RESOURCES) do
        self.resources[i] = require("openai.emulator." .. name)
        self.resources[i].routes(add)
    end
    self.disk = settings.state and disk.open(settings.state)
    begin(self)
    if self.disk then self.disk:load(self.state, self.clock) end
    return self
end

--- Forgets everything, as if just started for the first time.
function app:reset()
    begin(self)
    if self.disk then self.disk:begin_anew(self.state, self.clock) end
end

--- Brings everything that changes with time up to now. `in_background`: nobody waits for it.
---@param in_background? boolean
function app:settle(in_background)
    for _, resource in ipairs(self.resources) do
        if resource.settle then resource.settle(self, in_background) end
    end
end

local MASK_KEPT = 8

local function masked(key)
    if #key <= MASK_KEPT + 4 then return key:sub(1, 3) .. ("*"):rep(math.max(0, #key - 3)) end
    return key:sub(1, MASK_KEPT) .. ("*"):rep(#key - MASK_KEPT - 4) .. key:sub(-4)
end

local function key_is_accepted(self, key)
    if not self.settings.accepted_keys then return key:match("^sk%-.") ~= nil and key ~= "sk-invalid" end
    for _, accepted in ipairs(self.settings.accepted_keys) do
        if key == accepted then return true end
    end
    return false
end

local function authenticate(self, request)
    local key = (request.headers.authorization or ""):match("^[Bb]earer%s+(%S+)%s*$")
    if not key then
        errors.raise(401, "You didn't provide an API key. You need to provide your API key in an Authorization header "
            .. "using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).")
    end
    if not key_is_accepted(self, key) then
        errors.raise(401, ("Incorrect API key provided: %s. You can find your API key at "
            .. "https://platform.openai.com/account/api-keys."):format(masked(key)), { code = "invalid_api_key" })
    end
end

local function call_handler(self, request)
    local kept = images.by_address(request)
    if kept then return kept end
    authenticate(self, request)
    local path = request.path:match("^/v1(/.*)$")
    if not path then errors.raise(404, ("Invalid URL (%s %s)"):format(request.method, request.path)) end
    local handler, parameters = self.router:find(request.method, path)
    self:settle()
    if BULK[path:match("^/(%w+)")] then limiter.charge_bulk(self, request) end
    return handler(self, request, unpack(parameters))
end

local function answer_error(err)
    if errors.is(err) then return answer.json(errors.body(err), err.status, err.headers) end
    io.stderr:write("openai-emulator: ", tostring(err), "\n")
    return answer.json(errors.body(errors.new(500, "The emulator itself failed: " .. tostring(err))), 500)
end

--- Runs `handle(...)`; whatever happens, there is an answer.
function app.guarded(handle, ...)
    local ok, result = yieldable_pcall(handle, ...)
    if not ok then return answer_error(result) end
    return answer.is(result) and result or answer.json(result)
end

--- Carries out one request of a batch: a body for a path such as "/embeddings".
function app:execute(path, body)
    local request = { in_batch = true, headers = {}, query = {}, json = function() return body end }
    return app.guarded(function()
        local handler, parameters = self.router:find("POST", path)
        return handler(self, request, unpack(parameters))
    end)
end

--- The answer to a request whose body has been read.
---@param fault? table the fault that applies
function app:process(request, fault)
    local host = request.headers.host
    if host then self.origin = (self.settings.tls and "https://" or "http://") .. host end
    if request.path:match("^/_emulator/") then return app.guarded(control.handle, self, request) end
    local result = fault and steering.fault_answer(fault) or self.steering:take_reply(request.method, request.path)
        or app.guarded(call_handler, self, request)
    local headers = result.headers
    for name, value in pairs(request.answer_headers or {}) do headers[name] = value end
    headers["openai-version"] = headers["openai-version"] or "2020-10-01"
    headers["openai-organization"] = headers["openai-organization"] or self.state.organization
    return result
end

--- A request id as the service makes them.
function app.request_id()
    return "req_" .. rand.bytes(16):gsub(".", function(byte) return ("%02x"):format(byte:byte()) end)
end

return app
