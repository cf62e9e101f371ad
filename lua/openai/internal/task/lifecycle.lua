--- Things of the API that are made, work for a while, and end: waiting for one, with patience and a deadline,
--- whatever it
--- is. Jobs, batches and files have more to them, and helpers of their own.
local errors = require "openai.internal.base.error"
local merged = require "openai.internal.base.merged"
local polling = require "openai.internal.task.polling"
local settings = require "openai.internal.base.settings"
local update = require "openai.internal.base.update"

local unpack = table.unpack or unpack -- luacheck: ignore

---@class openai.internal.Lifecycle
---@field name string of the namespace, for messages: "vector_stores.files"
---@field noun string "the file"
---@field ids string[] the path's parameters; the last is the thing's own
---@field fields string[] where an object has them
---@field working table<string, true> words of `status` while it is not over
---@field bad table<string, true> words of `status` of what ended otherwise than hoped
---@field why? string the field that says why
---@field parameters? boolean its retrieve takes parameters before the options
local Lifecycle = {}
Lifecycle.__index = Lifecycle

local lifecycle = {}

local PACE = { first = 1, most = 10 } -- seconds between two questions, where the server names none
local LONGEST_ASKED = 3600 -- seconds: no server means more

local OPTIONS = { poll_interval = "interval", timeout = "duration", patience = "patience", on_status = "callback" }

local function words(list)
    local set = {}
    for _, word in ipairs(list) do set[word] = true end
    return set
end

---@param life table as the class, with lists for `working` and `bad`
---@return openai.internal.Lifecycle
function lifecycle.new(life)
    life.working, life.bad = words(life.working), words(life.bad)
    return setmetatable(life, Lifecycle)
end

--- Takes the ids off the arguments: as they are in the path, or an object that has them all. Returns them, the object
--- to
--- update in place if there is one, and what follows.
local function take_ids(self, what, ...)
    local first, count = (...), #self.ids
    if type(first) == "table" and count > 1 and first[self.fields[1]] ~= nil and first.id ~= nil then
        local ids = {}
        for i, field in ipairs(self.fields) do ids[i] = settings.need_id(first[field], what, self.ids[i]) end
        return ids, first, select(2, ...)
    end
    local ids = {}
    for i, name in ipairs(self.ids) do ids[i] = settings.need_id((select(i, ...)), what, name) end
    local last = select(count, ...)
    return ids, type(last) == "table" and last or nil, select(count + 1, ...)
end

--- Seconds that the server asks us to wait, or nil.
local function asked_pause(info)
    local headers = type(info) == "table" and info.headers
    local milliseconds = headers and tonumber(headers["openai-poll-after-ms"])
    return milliseconds and milliseconds >= 0 and math.min(milliseconds / 1000, LONGEST_ASKED) or nil
end

local function judge(self, what, object)
    if not self.bad[object.status] then return object end
    local why = self.why and type(object[self.why]) == "table" and object[self.why].message
    return errors.failure("failed", ("%s %s is %s%s"):format(self.noun, tostring(object.id), object.status,
        why and ": " .. tostring(why) or ""), { operation = what, object = object })
end

local function retrieve(self, resource, ids, options)
    local arguments = { unpack(ids) }
    if self.parameters then arguments[#arguments + 1] = {} end
    arguments[#arguments + 1] = options
    return resource:retrieve(unpack(arguments))
end

local function poll(self, resource, what, ids, given, own, call_options)
    local poller = polling.new(getmetatable(resource).context, what, own,
        merged(call_options, { with_response = true }), PACE)
    local status
    return poller:call_until(function(options)
        local object, info = retrieve(self, resource, ids, options)
        if object == nil then return nil, info end
        if type(object.status) ~= "string" then
            return errors.failure("protocol", ("the answer for %s has no status"):format(self.noun),
                { operation = what, object = object })
        end
        poller.least = asked_pause(info)
        return object
    end, function(object)
        if own.on_status and object.status ~= status then own.on_status(object) end
        status = object.status
        return not self.working[object.status]
    end, function(now) return given and update(given, now) or now end)
end

--- Waits for the end. (path …, options), or (object, options): that one is updated in place.
---@param resource table the namespace
---@param name string the helper's, e.g. "poll"
---@return table? object
---@return openai.Error? err kind "failed", with `object`, when it ended otherwise than hoped
function Lifecycle:wait(resource, name, ...)
    local what = ("%s:%s"):format(self.name, name)
    local function go(ids, given, ...)
        local own, call_options = settings.read(what, OPTIONS, ...)
        local object, err = poll(self, resource, what, ids, given, own, call_options)
        if not object then return nil, err end
        return judge(self, what, object)
    end
    return go(take_ids(self, what, ...))
end

--- Makes one by `make(call_options)` and waits for its end. The ids of what was made are those of its path above, and
--- its
--- own.
---@param resource table
---@param name string
---@param above table ids
---@param make fun(options: table): table?, openai.Error?
---@param options? table
function Lifecycle:make_and_wait(resource, name, above, make, options)
    local what = ("%s:%s"):format(self.name, name)
    local own, call_options = settings.read(what, OPTIONS, options)
    local object, err = make(call_options)
    if not object then return nil, err end
    local ids = { unpack(above) }
    ids[#ids + 1] = settings.id(object)
    if not ids[#self.ids] then
        return errors.failure("protocol", ("what was made has no id: %s"):format(self.noun),
            { operation = what, object = object, ambiguous = true })
    end
    local ended, problem = poll(self, resource, what, ids, object, own, call_options)
    if not ended then
        problem.object = object
        return nil, problem
    end
    return judge(self, what, ended)
end

return lifecycle
