--- Reads all requests, once, and writes the input files of the batches: the service's limits are kept, one model a
--- file, every custom_id once. Nothing is sent before this is done; if it is interrupted, it begins anew.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local jsonl = require "openai.internal.data.jsonl"
local layout = require "openai.internal.batch.layout"
local parts = require "openai.internal.batch.parts"
local reader = require "openai.internal.batch.reader"
local request = require "openai.internal.batch.request"
local same = require "openai.internal.batch.same"

local prepare = {}

local MOST_OPEN = 32 -- files being written at a time, one a model

local function refuse(self, position, message, more)
    return request.refuse(self.place, position, message, more)
end

-- ---- parts being written ----

local function close_part(self, model)
    local writer = self.open[model]
    self.open[model] = nil
    for i, name in ipairs(self.order) do
        if name == model then table.remove(self.order, i) end
    end
    local record, err = writer:close(self.run)
    if not record then return nil, err end
    self.made[#self.made + 1] = record
    return true
end

local function open_part(self, model)
    if #self.order >= MOST_OPEN then
        local ok, err = close_part(self, self.order[1])
        if not ok then return nil, err end
    end
    local writer, err = parts.writer(self.run, self.limits, model ~= "" and model or nil)
    if not writer then return nil, err end
    self.open[model] = writer
    self.order[#self.order + 1] = model
    return writer
end

local function close_all(self)
    while self.order[1] do
        local ok, err = close_part(self, self.order[1])
        if not ok then return nil, err end
    end
    return true
end

local function discard(self)
    for _, writer in pairs(self.open) do writer:discard() end
    for _, list in ipairs { self.ids, self.digests } do list:discard() end
end

-- ---- one request ----

--- The custom_id of an earlier request, from the disk. The list is complete with that: this is called before an error
--- only.
local function id_at(self, position)
    if not self.ids:close() then return nil end
    local ids, found = jsonl.lines(layout.ids(self.run)), nil
    for _ = 1, position do found = ids:next() end
    ids:close()
    return found
end

local function refuse_double(self, line, made, position, earlier)
    local id = line.custom_id
    if id_at(self, earlier) ~= id then
        return refuse(self, position,
            "its custom_id has the same 64-bit hash as another, which happens once in millions of runs: run again")
    end
    local positions = { positions = { earlier, position }, custom_id = id }
    if made then
        local message = "it has no custom_id and would get '%s', which request %.0f has: name them all, or none"
        return refuse(self, position, message:format(id, earlier), positions)
    end
    return refuse(self, position, ("custom_id '%s' is that of request %.0f already"):format(id, earlier), positions)
end

local function too_large(self, position)
    local message = "it is larger than the file of a batch may be (%.0f bytes)"
    return refuse(self, position, message:format(self.limits.bytes))
end

--- The encoder's message names the line of a file that is our own affair.
local function refuse_line(self, position, err)
    if err.kind ~= "invalid" then return nil, err end
    return refuse(self, position, err.message:match "line %d+: (.*)$" or err.message)
end

local function add(self, writer, line, position, inputs)
    local done, err = writer:add(line, position, line.custom_id, inputs)
    if done == nil then return refuse_line(self, position, err) end
    return done
end

local function place(self, line, position)
    local model = type(line.body.model) == "string" and line.body.model or ""
    local inputs = self.embeddings and request.inputs(line.body) or 0
    local writer = self.open[model]
    if writer then
        local done, err = add(self, writer, line, position, inputs)
        if done ~= false then return done, err end
        if writer:empty() then return too_large(self, position) end
        done, err = close_part(self, model)
        if not done then return nil, err end
    end
    local fresh, err = open_part(self, model)
    if not fresh then return nil, err end
    local done, reason = add(self, fresh, line, position, inputs)
    if done == false then return too_large(self, position) end
    return done, reason
end

--- Its custom_id, and by what it is known again.
local function list(self, line, position)
    local ok, err = self.ids:write(line.custom_id)
    if not ok then return refuse_line(self, position, err) end
    local digest, message = core.json.digest(line)
    if not digest then return refuse(self, position, message) end
    self.hash:update(digest)
    return self.digests:write(digest)
end

local function take(self, item, id)
    local position = self.count + 1
    local line, made = request.line(item, id, position, self.run.params.endpoint)
    if not line then return refuse(self, position, made) end
    local earlier = self.table:add(line.custom_id, position)
    if earlier then return refuse_double(self, line, made, position, earlier) end
    local ok, err = list(self, line, position)
    if not ok then return nil, err end
    ok, err = place(self, line, position)
    if not ok then return nil, err end
    self.count = position
    return true
end

-- ---- all of them ----

local function take_all(self, give, report)
    while true do
        local item, second = give()
        if item == nil then
            if second ~= nil then return nil, second end
            return true
        end
        local ok, err = take(self, item, second)
        if not ok then return nil, err end
        if self.count % 100 == 0 then report(self.count) end
    end
end

local function finish(self)
    if self.count == 0 then
        return errors.failure("invalid", "there are no requests")
    end
    local ok, err = close_all(self)
    if not ok then return nil, err end
    for _, lines in ipairs { self.ids, self.digests } do
        ok, err = lines:close()
        if not ok then return nil, err end
    end
    ok, err = layout.sync(self.run, { layout.ids(self.run), layout.digests(self.run) })
    if not ok then return nil, err end
    table.sort(self.made, function(a, b) return a.number < b.number end)
    return { event = "prepared", requests = self.count, parts = self.made, digest = self.hash:digest() }
end

--- Returns the record for the journal; or nil, err (kind "invalid" names the request by its position).
---@param run openai.BatchRun
---@param requests any
---@param limits { requests: integer, bytes: integer, inputs: integer }
---@param report fun(count: integer)
function prepare.all(run, requests, limits, report)
    run.numbers = 0
    local ok, err = layout.create(run)
    if not ok then return nil, err end
    local self = {
        run = run, limits = limits, open = {}, order = {}, made = {}, count = 0,
        embeddings = run.params.endpoint == "/v1/embeddings", table = core.id_table(core.random_id()),
        hash = same.hash(),
    }
    self.ids, err = jsonl.writer(layout.ids(run))
    if not self.ids then return nil, err end
    self.digests, err = jsonl.writer(layout.digests(run))
    if not self.digests then
        self.ids:discard()
        return nil, err
    end
    local give
    give, self.place = reader.open(requests)
    ok, err = take_all(self, give, report)
    local record
    if ok then record, err = finish(self) end
    if not record then discard(self) end
    return record, err
end

return prepare
