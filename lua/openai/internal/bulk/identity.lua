--- What a journal belongs to: its first record says which kind of work it is of, and what was asked: parameters,
--- digests of files, the server and the account. What was asked otherwise is refused, in words that say what differs.
local content = require "openai.internal.bulk.content"
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local json = require "openai.internal.data.json"
local merged = require "openai.internal.base.merged"
local records = require "openai.internal.bulk.records"
local settings = require "openai.internal.base.settings"

local identity = {}

--- Version 1 knew sources by name and size, and no server.
identity.VERSION = 2

---@class openai.Asked
---@field params table<string, any> as recorded
---@field server { base_url: string, organization?: string, project?: string }

-- ---- what was asked ----

--- A source by name, size and digest; a file of the service by its id.
local function described(value)
    if type(value) ~= "userdata" then return settings.id(value) end
    local digest, err = content.digest(value)
    if not digest then return nil, err end
    return { name = value:name(), bytes = (value:size()), digest = digest }
end

--- Where it was asked, and in whose name.
---@param context table the client's
function identity.server(context)
    local kept = context.settings
    return {
        base_url = (tostring(kept.base_url):gsub("/+$", "")), organization = kept.organization or nil,
        project = kept.project or nil,
    }
end

--- What is asked now, as a journal has it; or nil, err where something has no JSON or cannot be read.
---@param context table the client's
---@param params table<string, any>
---@param left_out? string the name of one that is recorded otherwise
---@return openai.Asked?
---@return openai.Error? err
function identity.recorded(context, params, left_out)
    local all = {}
    for name, value in pairs(params) do
        local err
        if name ~= left_out and tostring(name):find "_file$" then value, err = described(value) end
        if err then return nil, err end
        if name ~= left_out then all[name] = value end
    end
    local text, err = json.encode { params = all, server = identity.server(context) }
    if not text then return nil, err end
    return json.decode(text) -- as it will be read: 1.0 is 1 then
end

--- The first record of a journal; or nil and a message.
---@param kind string
---@param asked? openai.Asked
---@param more? table<string, any>
---@return table? record
---@return string? message
function identity.begin(kind, asked, more)
    local id, message = core.random_id()
    if not id then return nil, message end
    return merged({
        event = "begin", version = identity.VERSION, kind = kind, run = id, time = os.time(),
    }, asked, more)
end

-- ---- whose records ----

local function another_job(path, message)
    return errors.failure("invalid", message, { code = "journal_of_another_job", journal = path })
end

--- Of the first record; nil for others. Those of uploads had no beginning in version 1.
---@param record table
---@return string? kind
function identity.kind_of(record)
    if record.event == "begin" then return tostring(record.kind) end
    if record.event == "upload" and type(record.identity) == "table" then return "uploads" end
end

--- How people call them.
local NAMES = { fine_tuning = "fine-tuning" }

--- For journal.open: gives take(record) the records of one kind of journal. What is wrong with a record ends it: that
--- of another kind, or one that is not what this version writes.
---@param path string
---@param kind string
---@param shapes table<string, table<string, string>> see records.lua
---@param take fun(record: table): string? may say what is wrong
---@return fun(record: table): string|openai.Error|nil
function identity.visitor(path, kind, shapes, take)
    local begun = false
    return function(record)
        if record.event == "open" then return nil end
        local found = identity.kind_of(record)
        begun = begun or found ~= nil
        if found and found ~= kind then
            return select(2, another_job(path, ("the journal '%s' is one of %s, not of %s"):format(path, found,
                NAMES[kind] or kind)))
        end
        if not begun then return ("the event '%s' before the beginning"):format(tostring(record.event)) end
        return records.problem(record, shapes) or take(record)
    end
end

-- ---- what differs ----

local function is_source(value)
    return type(value) == "table" and type(value.name) == "string" and value.bytes ~= nil
end

local function shown(value)
    if value == nil then return "absent" end
    if not is_source(value) then return json.encode(value) or tostring(value) end
    local digest = value.digest and ", MD5 " .. tostring(value.digest) or ""
    return ("'%s' (%s bytes%s)"):format(value.name, tostring(value.bytes), digest)
end

local function equal(a, b)
    if type(a) ~= "table" or type(b) ~= "table" then return a == b end
    for key, value in pairs(a) do
        if not equal(value, b[key]) then return false end
    end
    for key in pairs(b) do
        if a[key] == nil then return false end
    end
    return true
end

--- What differs: "endpoint was … and is …" each, by name.
---@param before table<string, any>
---@param now table<string, any>
---@return string[]
function identity.differences(before, now)
    local names, words = {}, {}
    for name in pairs(before) do names[#names + 1] = name end
    for name in pairs(now) do
        if before[name] == nil then names[#names + 1] = name end
    end
    table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
    for _, name in ipairs(names) do
        if not equal(before[name], now[name]) then
            words[#words + 1] = ("%s was %s and is %s"):format(name, shown(before[name]), shown(now[name]))
        end
    end
    return words
end

--- What version 1 would have recorded.
local function without_digests(params)
    local plain = {}
    for name, value in pairs(params) do
        plain[name] = is_source(value) and value.digest and { name = value.name, bytes = value.bytes } or value
    end
    return plain
end

--- What differs between a first record and what is asked now. A journal of version 1 goes on under its own rule.
---@param begun table
---@param asked openai.Asked
---@return string[]
function identity.changes(begun, asked)
    local params = type(begun.params) == "table" and begun.params or {}
    if not begun.server then return identity.differences(params, without_digests(asked.params)) end
    local words = identity.differences(params, asked.params)
    local server = type(begun.server) == "table" and begun.server or {}
    for _, more in ipairs(identity.differences(server, asked.server)) do words[#words + 1] = more end
    return words
end

--- True where nothing differs; or nil, err.
---@param path string
---@param differences string[]
---@param advice string
---@return true?
---@return openai.Error? err
function identity.check(path, differences, advice)
    if not differences[1] then return true end
    return another_job(path, ("the journal '%s' is that of another job: %s. %s"):format(path,
        table.concat(differences, "; "), advice))
end

-- ---- finished ones ----

---@class openai.JournalInfo
---@field from_journal true
---@field journal string path
---@field message string the same in words
local Info = { __name = "openai.journal_info" }
Info.__index = Info

function Info:__tostring() return self.message end

--- As of an error, for programs that print whatever comes second.
function Info:summary() return self.message end

--- Says that a journal's work was over before, and nothing new is done: in the log, and by what is returned.
---@param context table the client's
---@param what string the helper, e.g. "batches:run"
---@param path string
---@param result string what is returned, for people
---@return openai.JournalInfo
function identity.tell_finished(context, what, path, result)
    local message = ("%s: nothing new was done: the work of the journal '%s' is over, and %s is returned; "
        .. "openai.journal.forget(%q) lets it begin anew"):format(what, path, result, path)
    if context.log then pcall(context.log, "warn", message, { journal = path, from_journal = true }) end
    return setmetatable({ from_journal = true, journal = path, message = message }, Info)
end

return identity
