--- Pagers: what the core's userdata need a caller's coroutine for.
local call = require "openai.internal.call"
local calling = require "openai.internal.base.calling"
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local iterator = require "openai.internal.base.iterator"

local pager = {}

local pagers = core.pager
local Pager, methods = pagers.type, {}

Pager.__index = methods
Pager.__kind = "a pager: give what pager:collect() returns"
calling.class("pager", methods, Pager)

local NO_LIST = "a pager is no list: for item in pager do … end, or local items, err = pager:collect(); "
    .. "pager:page() is a page as it was sent"

--- Drives the call for a page to its end: the response, or true; or nil, err.
local function take_page(self, exchange, at_once)
    local context, row, options = pagers.owner(self)
    local page, info = call.begin(exchange, context, row, options)
    if page == nil then
        pagers.fail(self)
        return nil, info
    end
    local ok, message = pagers.accept(self, page)
    if ok then return info or true end
    local _, err = call.refuse(row, "protocol", message)
    err.attempts, err.ambiguous = nil, at_once or false
    return nil, err
end

--- Drives `advance` until it yields something: returns true, value[, response] | false (the end) | nil, err.
local function fetch(self, advance)
    local response
    while true do
        local word, value, message = advance(self)
        if word == "item" or word == "page" then return true, value, response ~= true and response or nil end
        if word == "end" then return false end
        if word == "problem" then
            local _, row = pagers.owner(self)
            return call.refuse(row, value, message)
        end
        local err
        response, err = take_page(self, value)
        if not response then return nil, err end
    end
end

--- The next item; nil at the end; nil, err when a page could not be had (the next call asks for it again).
---@return any? item
---@return openai.Error? err
function methods:next()
    local ok, item = fetch(self, pagers.try)
    if ok then return item end
    return nil, item
end

--- The next page as the server sent it, unless items of it were taken already: then the one after it. nil at the end;
--- or nil, err. With the call option `with_response`, the second value is the response of the page.
---@return table? page
---@return openai.Error|openai.Response? err_or_response
function methods:page()
    local ok, page, response = fetch(self, pagers.try_page)
    if ok then return page, response end
    return nil, page
end

--- All that is left as one array, at most `max` items; or nil, err.
---@param max? integer
---@return any[]? items
---@return openai.Error? err
function methods:collect(max)
    if max ~= nil and (type(max) ~= "number" or max ~= max or max < 0) then
        errors.misuse("collect takes the most items that are wanted, a number from 0, not " .. tostring(max))
    end
    local items = {}
    while not max or #items < max do
        local item, err = self:next()
        if err then return nil, err end
        if item == nil then break end
        items[#items + 1] = item
    end
    return items
end

--- for item in pager do: a failed page raises the error.
function Pager.__call(self)
    local item, err = self:next()
    if err then error(err, 0) end
    return item
end

--- Stands for a pager whose parameters cannot be sent, so that a `for` raises the error as any other.
local Refused = iterator.class "openai.pager"
calling.no_list(Refused, Refused, NO_LIST)

function Refused:next() return nil, self.err end
Refused.page, Refused.collect = Refused.next, Refused.next

function Refused:__tostring() return ("openai.pager %s"):format(self.err.operation) end

local function refuse(at_once, row, problem, message)
    local _, err = call.refuse(row, problem, message)
    if at_once then return nil, err end
    return (iterator.open(Refused, { err = err }))
end

--- A pager for the row; nothing is sent before its first use. `at_once`: a paginated POST; its first page comes now.
function pager.open(context, row, at_once, ...)
    local self, problem, message = pagers.open(context, context.core, row, ...)
    if not self then return refuse(at_once, row, problem, message) end
    if not at_once then return self end
    local _, exchange = pagers.try(self) -- "call": open has made it
    local ok, err = take_page(self, exchange, true)
    if not ok then return nil, err end
    return self
end

calling.no_list(methods, Pager, NO_LIST, true)

return pager
