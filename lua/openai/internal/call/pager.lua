--- Pagers: what the core's userdata need a caller's coroutine for.
local call = require "openai.internal.call"
local calling = require "openai.internal.base.calling"
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local iterator = require "openai.internal.base.iterator"

local pager = {}

--- pager -> { context, row, options }
local owners = setmetatable({}, { __mode = "k" })

local methods = core.pager_methods
local step, step_page, accept, give_up = methods.try, methods.try_page, methods.accept, methods.fail
local NO_LIST = "a pager is no list: for item in pager do … end, or local items, err = pager:collect(); "
    .. "pager:page() is a page as it was sent"
calling.class("pager", methods, core.pager_type)

local function no_page(row, message, ambiguous)
    local _, err = call.refuse(row, "protocol", message)
    err.attempts, err.ambiguous = nil, ambiguous or false
    return nil, err
end

--- Drives `advance` until it yields something: returns true, value[, response] | false (the end) | nil, err.
local function fetch(self, advance)
    local owner = owners[self]
    local response
    while true do
        local word, a, b = advance(self)
        if word == "item" or word == "page" then return true, a, response end
        if word == "end" then return false end
        if word == "problem" then return call.refuse(owner.row, a, b) end
        local page, err_or_response = call.finish(a, owner.context, owner.row, owner.options)
        if page == nil then
            give_up(self)
            return nil, err_or_response
        end
        response = err_or_response
        local ok, message = accept(self, page)
        if not ok then
            return no_page(owner.row, message)
        end
    end
end

--- The next item; nil at the end; nil, err when a page could not be had (the next call asks for it again).
---@return any? item
---@return openai.Error? err
function methods:next()
    local ok, item = fetch(self, step)
    if ok then return item end
    return nil, item
end

--- The next page as the server sent it, unless items of it were taken already: then the one after it. nil at the end;
--- or nil, err. With the call option `with_response`, the second value is the response of the page.
---@return table? page
---@return openai.Error|openai.Response? err_or_response
function methods:page()
    local ok, page, response = fetch(self, step_page)
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
function core.pager_type.__call(self)
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
    local self, options, message = core.pager(context.core, row, ...)
    if not self then return refuse(at_once, row, options, message) end
    owners[self] = { context = context, row = row, options = options }
    if not at_once then return self end
    local word, exchange, problem = step(self)
    if word == "problem" then return call.refuse(row, exchange, problem) end
    local page, err = call.finish(exchange, context, row, options)
    if page == nil then return nil, err end
    local ok, bad = accept(self, page)
    if ok then return self end
    return no_page(row, bad, true)
end

-- Last, when nothing can fail any more: a module whose loading failed is loaded again.
methods.try, methods.try_page, methods.accept, methods.fail = nil, nil, nil, nil
calling.no_list(methods, core.pager_type, NO_LIST, true)

return pager
