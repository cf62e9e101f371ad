--- Clients: options and environment become a core client; the API's operations become namespaces of real tables.
local core = require "openai.core"
local calling = require "openai.internal.base.calling"
local call = require "openai.internal.call"
local environment = require "openai.internal.call.environment"
local errors = require "openai.internal.base.error"
local lazy = require "openai.internal.base.lazy"
local objects = require "openai.resources"
local openai_itself = require "openai.internal.provider.openai"
local pager = require "openai.internal.call.pager"
require "openai.internal.call.download"

local client = {}

---@class openai.Client
local Client = {}

-- ---- namespaces: built once, shared by all clients ----

--- "fine_tuning.jobs" -> its methods. A path of names that lead to tables of methods.
local namespaces = {}

local function namespace(path)
    local known = namespaces[path]
    if known then return known end
    known = { path = path, methods = {}, children = {} }
    namespaces[path] = known
    local parent, name = path:match("^(.*)%.([^.]+)$")
    if parent or path ~= "" then
        local above = namespace(parent or "")
        above.children[name or path] = known
    end
    return known
end

local function context_of(self, path, name)
    local meta = type(self) == "table" and getmetatable(self)
    local context = type(meta) == "table" and rawget(meta, "context")
    if context then return context end
    errors.misuse(("call it with a colon: %s:%s(…)"):format(path == "" and "client" or "client." .. path, name))
end

local function operation(row, path, name)
    local paged = call.paged[row]
    if not paged then
        return function(self, ...)
            return call.run(context_of(self, path, name), row, ...)
        end
    end
    return function(self, ...)
        return pager.open(context_of(self, path, name), row, paged == "at once", ...)
    end
end

--- A helper of ours: loaded with its module at its first call, visible by name from the start.
local function add_helper(path, name, module)
    namespace(path).methods[name] = function(self, ...)
        context_of(self, path, name)
        return lazy.require(module).resource[name](self, ...)
    end
end

for full_name, row in pairs(call.rows) do
    local path, name = full_name:match("^(.*)%.([^.]+)$")
    namespace(path).methods[name] = operation(row, path, name)
end
for path, helpers in pairs(objects.helpers) do
    for _, name in ipairs(helpers) do add_helper(path, name, helpers.module) end
end

for path, known in pairs(namespaces) do
    if path ~= "" then errors.strict(known.methods, "client." .. path, known.children) end
end

--- What streams need is loaded with the first of them.
call.takers.events = function(...) return lazy.require("openai.internal.call.stream").open(...) end

--- For namespaces that are a method of the one above as well: jobs:checkpoints(id) is jobs.checkpoints:list(id).
local function called_by_parent(known)
    local name = objects.callable[known.path]
    if not name then return nil end
    local parent, own = known.path:match("^(.*)%.([^.]+)$")
    return function(self, caller, ...)
        context_of(caller, parent, own)
        return known.methods[name](self, ...)
    end
end

--- What making a client asks for, a hundred times: children as a list, and what their metatables hold.
local function prepare(known)
    for name, child in pairs(known.children) do
        child.name, child.call = name, called_by_parent(child)
        child.type, child.kind = "openai." .. child.path, "client." .. child.path
        known[#known + 1] = child
        prepare(child)
    end
end

prepare(namespaces[""])

--- Puts the namespaces into a client, all of them real tables: editors complete keys, not functions.
local function furnish(parent, known, context)
    for index = 1, #known do
        local child = known[index]
        local metatable = { __index = child.methods, context = context, __name = child.type, __kind = child.kind }
        if child.call then metatable.__call = child.call end
        local resource = setmetatable({}, metatable)
        parent[child.name] = resource
        if child[1] then furnish(resource, child, context) end
    end
end

--- The namespaces of a client by their paths, found as they are asked for.
local function resources_of(self)
    return setmetatable({}, {
        __index = function(known, path)
            local resource = self
            for name in path:gmatch "[^.]+" do resource = resource[name] end
            known[path] = resource
            return resource
        end,
    })
end

-- ---- options ----

local make

function make(options, inherited, provider)
    local settings, problem = environment.resolve(options, inherited and inherited.settings, provider)
    if not settings then errors.misuse("new: " .. problem) end
    local made, refused = core.client(settings.core, inherited and inherited.core)
    if not made then errors.misuse("new: " .. refused:gsub("^[%w_]+", settings.variables)) end
    local context = {
        core = made, provider = provider, settings = settings.kept,
        key_callback = settings.key_callback, key_option = settings.core.dynamic_key,
        on_retry = settings.on_retry or nil, log = settings.log or nil,
        blocking = settings.blocking, paced = settings.kept.paced, withheld = settings.kept.withheld,
        -- A copy for the same account has the same limits.
        limiters = settings.same_account and inherited.limiters or {},
    }
    if context.withheld and context.log and not inherited then context.log("warn", context.withheld, {}) end
    context.adopt = objects.adopter(context)
    local self = setmetatable({}, {
        __index = Client, context = context, __name = "openai.client", __kind = "a client",
        __tostring = function() return tostring(made) end,
    })
    furnish(self, namespaces[""], context)
    context.resources = resources_of(self)
    --- What reaches any server as this client does, without a key: see environment.resolve for what else stays here.
    function context.elsewhere(origin)
        return getmetatable(make({ base_url = origin, api_key = false }, context, openai_itself)).context
    end
    return self
end

--- A new client; its options: lua/openai/types/options.lua.
---@param options? openai.ClientOptions
---@param provider? openai.internal.Provider OpenAI, unless a module of ours that is another's door says who
---@return openai.Client
function client.new(options, provider)
    if type(options) == "string" then
        errors.misuse('new takes a table: openai.new{ api_key = "sk-…" }')
    elseif options ~= nil and type(options) ~= "table" then
        errors.misuse("new takes a table of options, not a " .. type(options))
    end
    return make(options or {}, nil, provider or openai_itself)
end

--- A copy with some options changed; keys and all else stay as they are. Connections are shared where that is safe.
---@param options openai.ClientOptions
---@return openai.Client client
function Client:with(options)
    local context = context_of(self, "", "with")
    if type(options) ~= "table" then errors.misuse("client:with takes a table of options") end
    return make(options, context, context.provider)
end

--- Sends what has no name here yet: path below the base URL, parameters as query (GET, DELETE) or JSON body. The answer
--- is decoded when it is JSON, else a string.
---@param method "GET"|"POST"|"PUT"|"PATCH"|"DELETE"
---@param path string below the base URL: "/models"
---@param parameters? table query of GET and DELETE, else the JSON body
---@param options? openai.CallOptions
---@return any value
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function Client:request(method, path, parameters, options)
    return call.request(context_of(self, "", "request"), method, path, parameters, options)
end

--- Opens a connection for the calls to come, behind a loading screen, say: name lookup and TLS handshake are what takes
--- long about a first call. Asks for a model that does not exist; whatever the server answers, it is connected then.
--- Not retried. Outside a task it waits; `openai.spawn(client.connect, client)` does not.
---@param options? openai.CallOptions
---@return true?
---@return openai.Error? err kind "connection" or "timeout": the server cannot be reached
function Client:connect(options)
    local context = context_of(self, "", "connect")
    local once = { max_retries = 0 }
    for name, value in pairs(options or {}) do once[name] = value end
    local value, err = call.request(context, "GET", "/models/none", nil, once)
    if value == nil and not err.status then return nil, err end
    return true
end

errors.strict(Client, "the client", namespaces[""].children)

calling.module("openai.client", client)
return client
