--- What a journal belongs to: its first record says which kind of work it is of, and what was asked. Work that was
--- asked otherwise is refused, in words that say what differs.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local json = require "openai.internal.data.json"
local settings = require "openai.internal.base.settings"

local identity = {}

local VERSION = 1

local function described(name, value)
    if not name:find "_file$" then return value end
    if type(value) == "userdata" then return { name = value:name(), bytes = (value:size()) } end
    return settings.id(value)
end

--- Parameters as a journal has them: sources by name and size, files of the service by their ids; or nil, err where
--- something has no JSON.
---@param params table<string, any>
---@param left_out? string the name of one that is recorded otherwise
---@return table<string, any>?
---@return openai.Error? err
function identity.recorded(params, left_out)
    local all = {}
    for name, value in pairs(params) do
        if name ~= left_out then all[name] = described(name, value) end
    end
    local text, err = json.encode(all)
    if not text then return nil, err end
    return json.decode(text) -- as it will be read: 1.0 is 1 then
end

--- The first record of a journal; or nil and a message.
---@param kind string
---@param params table<string, any> as recorded
---@param more? table<string, any>
---@return table? record
---@return string? message
function identity.begin(kind, params, more)
    local id, message = core.random_id()
    if not id then return nil, message end
    local record = { event = "begin", version = VERSION, kind = kind, run = id, time = os.time(), params = params }
    for name, value in pairs(more or {}) do record[name] = value end
    return record
end

local function another_job(path, message)
    return errors.failure("invalid", message, { code = "journal_of_another_job", journal = path })
end

--- True when the journal is of this kind; or nil, err.
---@param path string
---@param found string what the journal says
---@param kind string
---@param name string of the kind, for people
---@return true?
---@return openai.Error? err
function identity.check_kind(path, found, kind, name)
    if found == kind then return true end
    return another_job(path, ("the journal '%s' is one of %s, not of %s"):format(path, tostring(found), name))
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

local function shown(value)
    return value == nil and "absent" or json.encode(value) or tostring(value)
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
    table.sort(names)
    for _, name in ipairs(names) do
        if not equal(before[name], now[name]) then
            words[#words + 1] = ("%s was %s and is %s"):format(name, shown(before[name]), shown(now[name]))
        end
    end
    return words
end

return identity
