--- Parts: the input files of batches, each with the list of its requests. Written when all requests are read, and again
--- for those that are to be repeated.
local errors = require "openai.internal.base.error"
local jsonl = require "openai.internal.data.jsonl"
local layout = require "openai.internal.batch.layout"

local parts = {}

---@class openai.batch.PartWriter
local Writer = { __name = "openai.batch.part_writer" }
Writer.__index = Writer

local function open_both(self, run, limits)
    local err
    self.lines, err = jsonl.writer(layout.part(run, self.number, "jsonl"), {
        max_bytes = limits.bytes, max_lines = limits.requests,
    })
    if not self.lines then return nil, err end
    self.ids, err = jsonl.writer(layout.part(run, self.number, "ids.jsonl"))
    if self.ids then return self end
    self:discard()
    return nil, err
end

--- A new part, with the next number.
function parts.writer(run, limits, model)
    run.numbers = run.numbers + 1
    local self = setmetatable({ number = run.numbers, inputs = 0, most_inputs = limits.inputs, model = model }, Writer)
    return open_both(self, run, limits)
end

--- Adds a line (a table, or JSON text). False: it does not fit any more.
---@param line table|string
---@param position integer
---@param id string
---@param inputs integer embedding inputs, 0 for other endpoints
function Writer:add(line, position, id, inputs)
    if self.most_inputs and self.inputs > 0 and self.inputs + inputs > self.most_inputs then return false end
    local write = type(line) == "string" and self.lines.raw or self.lines.write
    local ok, err = write(self.lines, line)
    if not ok then return ok, err end
    ok, err = self.ids:write { position, id }
    if not ok then return nil, err end
    self.inputs = self.inputs + inputs
    return true
end

function Writer:empty()
    return self.lines:count() == 0
end

--- Completes the files and waits for the disk. Returns what the journal says of the part; or nil, err, and nothing is
--- being written any more.
function Writer:close(run)
    local ok, err = self.lines:close()
    if ok then ok, err = self.ids:close() end
    if not ok then
        self:discard()
        return nil, err
    end
    ok, err = layout.sync(run, { self.lines.path, self.ids.path })
    if not ok then return nil, err end
    return { number = self.number, requests = self.lines:count(), bytes = self.lines:size(), model = self.model }
end

function Writer:discard()
    if self.lines then self.lines:discard() end
    if self.ids then self.ids:discard() end
end

--- Calls visit(position, id, number) for each request of a part, in order. True; or nil, err.
function parts.each(run, number, visit)
    local lines = jsonl.lines(layout.part(run, number, "ids.jsonl"))
    local count = 0
    while true do
        local entry, err = lines:next()
        if entry == nil then
            if err then return nil, err end
            return true
        end
        count = count + 1
        visit(entry[1], entry[2], count)
    end
end

local function copy_line(writers, target, line, position, id)
    local writer = writers[target]
    if not writer then return true end
    return writer:add(line, position, id, 0)
end

local function lists_differ(run, part)
    return errors.failure("file", ("'%s' was changed: it has not as many lines as its requests"):format(
        layout.part(run, part.number, "ids.jsonl")))
end

local function copy_lines(run, part, writers, choose)
    local ids = jsonl.lines(layout.part(run, part.number, "ids.jsonl"))
    local lines = jsonl.lines(layout.part(run, part.number, "jsonl"), { raw = true })
    while true do
        local line, err = lines:next()
        local entry = line and ids:next()
        if not line then return err == nil or nil, err end
        if not entry then return lists_differ(run, part) end
        local ok, problem = copy_line(writers, choose(entry[1]), line, entry[1], entry[2])
        if not ok then return nil, problem end
    end
end

local function close_all(run, writers)
    local made = {}
    for i, writer in ipairs(writers) do
        local record, err = writer:close(run)
        if not record then return nil, err end
        made[i] = record
    end
    return made
end

--- Makes new parts of an old one: `choose(position)` says which of them a request goes into, nil for none.
---@return table[]? records for the journal
---@return openai.Error? err
function parts.derive(run, part, count, choose)
    local writers, ok, err = {}, true, nil
    for i = 1, count do
        writers[i], err = parts.writer(run, {}, part.model)
        ok = writers[i] ~= nil
        if not ok then break end
    end
    if ok then ok, err = copy_lines(run, part, writers, choose) end
    if ok then ok, err = close_all(run, writers) end
    if ok then return ok end
    for _, writer in pairs(writers) do writer:discard() end
    return nil, err
end

return parts
