--- What is steered from outside: canned answers, faults, and the log of requests seen.
local answer = require "openai.emulator.answer"
local base64 = require "openai.emulator.base64"
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"

local steering = {}
steering.__index = steering

-- The log is for specs, not an archive: the newest requests, and bodies up to a size one looks at.
local MAX_LOGGED = 20000
steering.MAX_LOGGED_BODY = 1024 * 1024

function steering.new()
    return setmetatable({ replies = {}, faults = {}, log = {}, logged = 0 }, steering)
end

local function without_prefix(path)
    return (path:gsub("^/v1/", "/"):gsub("^/v1$", "/"))
end

-- A `*` in a wanted path matches anything; everything else is literal.
local function path_matches(wanted, path)
    if not wanted then return true end
    local pattern = without_prefix(wanted):gsub("[%^%$%(%)%%%.%[%]%+%-%?]", "%%%0"):gsub("%*", ".*")
    return without_prefix(path):match("^" .. pattern .. "$") ~= nil
end

local function split_target(target)
    local method, path = target:match("^(%u+) (.+)$")
    return method, path or target
end

local function matches(rule, method, path)
    return (not rule.method or rule.method:upper() == method) and path_matches(rule.path, path)
end

-- Takes the first rule that matches and has uses left; `skip` lets that many matching requests pass first.
local function take(rules, accepts)
    for i, rule in ipairs(rules) do
        if accepts(rule) then
            if (rule.skip or 0) > 0 then
                rule.skip = rule.skip - 1
            else
                if rule.times then
                    rule.times = rule.times - 1
                    if rule.times <= 0 then table.remove(rules, i) end
                end
                return rule
            end
        end
    end
end

--- {target, value | text, status, headers, times}: without `times` it stands until the next one for this target.
function steering:add_reply(rule)
    rule.method, rule.path = split_target(rule.target)
    if not rule.times then
        for i = #self.replies, 1, -1 do
            local other = self.replies[i]
            if not other.times and other.target == rule.target then table.remove(self.replies, i) end
        end
        self.replies[#self.replies + 1] = rule
        return
    end
    -- Limited ones come before the standing one, in the order given.
    local position = 1
    while self.replies[position] and self.replies[position].times do position = position + 1 end
    table.insert(self.replies, position, rule)
end

--- What openai.emulator.fault in init.lua describes.
function steering:add_fault(rule)
    if rule.path then
        local method, path = split_target(rule.path)
        rule.method, rule.path = rule.method or method, path
    end
    rule.times = rule.times or 1
    self.faults[#self.faults + 1] = rule
end

function steering:take_reply(method, path)
    local rule = take(self.replies, function(rule) return matches(rule, method, path) end)
    if not rule then return nil end
    local headers = { ["content-type"] = "application/json" }
    for name, value in pairs(rule.headers or {}) do headers[name:lower()] = value end
    local text = rule.text
    if not text then text = rule.text_base64 and base64.decode(rule.text_base64) or json.encode(rule.value) end
    return answer.text(rule.status or 200, headers, text)
end

function steering:take_fault(method, path)
    return take(self.faults, function(rule) return not rule.batch and matches(rule, method, path) end)
end

--- A fault for one request inside a batch.
function steering:take_batch_fault(method, path, custom_id)
    return take(self.faults, function(rule)
        return rule.batch and matches(rule, method, path) and (not rule.custom_id or rule.custom_id == custom_id)
    end)
end

--- The answer a fault asks for, or nil when it only delays or cuts.
function steering.fault_answer(rule)
    if not rule.status then return nil end
    local headers = {}
    for name, value in pairs(rule.headers or {}) do headers[name:lower()] = tostring(value) end
    if rule.body then
        headers["content-type"] = headers["content-type"] or "application/json"
        return answer.text(rule.status, headers, rule.body)
    end
    local message = rule.message or ("The emulator was told to answer with %d."):format(rule.status)
    return answer.json(errors.body(errors.new(rule.status, message, rule)), rule.status, headers)
end

local MASK_FROM = 20 -- characters; the keys of the service are longer, those of specs shorter

-- So long that it may be somebody's key: its beginning and its end are left.
local function masked(word)
    if #word < MASK_FROM then return word end
    return word:sub(1, 4) .. ("*"):rep(8) .. word:sub(-4)
end

local CREDENTIALS = { authorization = true, ["proxy-authorization"] = true, ["api-key"] = true, ["x-api-key"] = true,
    cookie = true }

local function without_keys(headers)
    local copy = {}
    for name, value in pairs(headers) do
        copy[name] = CREDENTIALS[name] and value:gsub("[^%s;,]+", masked) or value:gsub("sk%-[%w_%-]+", masked)
    end
    return copy
end

--- Notes a request; keys that may be real ones are never kept.
function steering:record(entry)
    entry.headers, entry.query = without_keys(entry.headers), entry.query:gsub("sk%-[%w_%-]+", masked)
    self.logged = self.logged + 1
    entry.number = self.logged
    self.log[self.logged] = entry
    self.log[self.logged - MAX_LOGGED] = nil
    return entry
end

local function presentable(entry)
    local copy = {}
    for key, value in pairs(entry) do copy[key] = value end
    if copy.body and copy.body:find("[^\t\r\n\32-\126]") then
        copy.body, copy.body_base64 = nil, base64.encode(copy.body)
    end
    return copy
end

--- Requests seen, oldest first; `target` as a path or "METHOD path", with `*`.
function steering:requests(target)
    local rule = {}
    if target then rule.method, rule.path = split_target(target) end
    local found = {}
    for i = math.max(1, self.logged - MAX_LOGGED + 1), self.logged do
        local entry = self.log[i]
        if matches(rule, entry.method, entry.path) then found[#found + 1] = presentable(entry) end
    end
    return found
end

return steering
