--- Pages of a list: `after`, `limit`, `order`.
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local validate = require "openai.emulator.validate"

local pages = {}

local function position_after(items, id)
    for i, item in ipairs(items) do
        if item.id == id then return i + 1 end
    end
    errors.bad_request(("No item with id '%s' found for cursor 'after'."):format(tostring(id)), "after",
        "invalid_cursor")
end

local function in_order(items, descending)
    if not descending then return items end
    local reversed, count = {}, #items
    for i = 1, count do reversed[i] = items[count + 1 - i] end
    return reversed
end

local function identity(item) return item end

---@class emulator.page_rule
---@field default integer default of `limit`
---@field max? integer above it a `limit` is refused
---@field cap? integer above it a page is cut without an error
---@field orders? string[] accepted words for `order`, the descending one first
---@field ids? boolean whether the page has first_id and last_id
---@field present? fun(item: table): table what is sent for an item

--- One page of `items`, which are in order of creation.
---@param items table[]
---@param query table<string, string>
---@param rule emulator.page_rule
function pages.list(items, query, rule)
    local limit = validate.query_integer(query, "limit", { default = rule.default, min = 1, max = rule.max })
    limit = math.min(limit, rule.cap or limit)
    local orders = rule.orders or { "desc", "asc" }
    local order = rule.orders and validate.query_choice(query, "order", orders, orders[1]) or orders[1]
    items = in_order(items, order == orders[1])
    local first = query.after and position_after(items, query.after) or 1
    local last = math.min(first + limit - 1, #items)
    local data, present = {}, rule.present or identity
    for i = first, last do data[#data + 1] = present(items[i]) end
    local page = { object = "list", data = json.array(data), has_more = last < #items }
    if rule.ids then
        page.first_id = json.nullable(data[1] and data[1].id)
        page.last_id = json.nullable(data[1] and data[#data].id)
    end
    return page
end

return pages
