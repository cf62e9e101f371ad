--- A journal: what a long piece of work has done so far, line by line, so that a later run goes on where this one was
--- ended by whatever it was. Every line is JSON with the checksum of its record, on the disk before the next step is
--- taken. Only the last line can be torn, and what it says had not happened yet: it is cut off. One process at a time
--- has a journal.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local json = require "openai.internal.data.json"
local jsonl = require "openai.internal.data.jsonl"

local journal = {}

---@class openai.Journal
local Journal = { __name = "openai.journal" }
Journal.__index = Journal

--- How a first line begins, its digits as zeros.
local HEAD = '{"sum":"' .. ("0"):rep(16) .. '","record":{'

local function failure(path, kind, message, more)
    local _, err = errors.failure(kind, message, more)
    err.journal = path
    return nil, err
end

--- The record of a line; nil when the line is not what was written; false when it is, but not in its place.
local function parse(line, number)
    local sum, text = line:match '^{"sum":"(%x+)","record":(.*)}$'
    if not sum or core.checksum(text) ~= sum then return nil end
    local record = json.decode(text)
    return type(record) == "table" and record.n == number and record
end

local function damaged(path, number)
    local message = ("line %d of the journal '%s' is damaged, and more lines follow: this was no interrupted write. "
        .. "The lines before it are in order. Restore the file from a copy, or begin with another journal; batches and "
        .. "files of this one can be told by its id, which they carry"):format(number, path)
    return failure(path, "invalid", message, { line = number, code = "journal_damaged" })
end

local function foreign(path)
    return failure(path, "invalid", ("'%s' is there, but it is no journal; it was left as it is"):format(path),
        { code = "not_a_journal" })
end

--- Is this the beginning of a first line that was never finished, and all that there is? Whatever else somebody has
--- in a file is no business of ours.
local function is_torn_head(line, length)
    local plain = line:sub(1, 8) .. line:sub(9, 24):gsub("%x", "0") .. line:sub(25)
    local reach = math.min(#line, #HEAD)
    return #line == length and plain:sub(1, reach) == HEAD:sub(1, reach)
end

--- What `visit` found wrong: an error as it is, or words.
local function not_understood(path, number, problem)
    if errors.is(problem) then
        problem.journal = path
        return nil, problem
    end
    local message = ("line %d of the journal '%s' is in order, but says what this version does not write: %s; it was "
        .. "left as it is"):format(number, path, problem)
    return failure(path, "invalid", message, { line = number, code = "journal_not_understood" })
end

local function length_of(path)
    local file = io.open(path, "rb")
    local length = file and file:seek "end" or 0
    if file then file:close() end
    return length
end

--- Reads a journal without having it: visit(record) gets each record, and may return what is wrong with it. Returns the
--- length of what is in order; or nil, err.
---@param path string
---@param visit fun(record: table): string|openai.Error|nil
---@return integer? length in bytes
---@return openai.Error? err
function journal.read(path, visit)
    local good, bad, seen = 0, nil, 0
    local lines, length = jsonl.lines(path, { raw = true }), length_of(path)
    while true do
        local line, number, offset = lines:next()
        if not line then
            if number then return nil, number end
            if seen == 0 and length > 0 then return foreign(path) end
            break
        end
        seen = seen + 1
        local record = parse(line, seen)
        if bad or record == false then return damaged(path, bad or seen) end
        if record then
            local problem = visit(record)
            if problem then return not_understood(path, seen, problem) end
            good = offset + #line + 1
        elseif seen == 1 and not is_torn_head(line, length) then
            return foreign(path)
        else
            bad = seen
        end
    end
    return good
end

--- Who has the journal, for people: its last `open` record says.
local function in_use(path)
    local pid
    journal.read(path, function(record)
        if record.event == "open" and type(record.pid) == "number" then pid = record.pid end
    end)
    local by = pid and ("process %d"):format(pid) or "another process"
    if pid == core.process_id() then by = "this very process: close() the other run first" end
    local message = ("the journal '%s' is in use by %s"):format(path, by)
    return failure(path, "file", message, { code = "journal_in_use", pid = pid })
end

--- The end of the journal is brought in order: what is behind the last good line goes; a last line without its end gets
--- it.
local function mend(self, good)
    local length = self.core:length()
    if good == length then return true end
    if good == length + 1 then return self.core:append("\n") end
    return self.core:cut(good)
end

local function begin(self, visit)
    local good, err = journal.read(self.path, visit)
    if not good then return nil, err end
    local ok, reason = mend(self, good)
    if not ok then
        return failure(self.path, "file", ("cannot mend the journal '%s': %s"):format(self.path, reason))
    end
    return self:append { event = "open", pid = core.process_id(), time = os.time() }
end

--- Opens a journal, or begins a new one; `visit(record)` gets what is in it, in order, and may return what is wrong
--- with a record: then the journal is not touched.
---@param path string
---@param visit fun(record: table): string|openai.Error|nil
---@param options? { durable?: boolean, must_exist?: boolean } `durable` (true): every append waits for the disk
---@return openai.Journal?
---@return openai.Error? err code "journal_in_use", "journal_damaged", "journal_not_understood", "not_a_journal"; or
---  kind "file"
function journal.open(path, visit, options)
    local there, reason = io.open(path, "rb")
    if there then
        there:close()
    elseif options and options.must_exist then
        return failure(path, "file", "there is no journal: " .. reason)
    end
    local opened, message, word = core.journal.open(path, not options or options.durable ~= false)
    if word == "locked" then return in_use(path) end
    if not opened then return failure(path, "file", message) end
    local self = setmetatable({ core = opened, path = path, count = 0 }, Journal)
    local ok, err = begin(self, function(record)
        self.count = record.n
        return visit(record)
    end)
    if ok and not there then core.disk.sync(path:match "^(.*/)[^/]*$" or ".") end
    if ok then return self end
    opened:close()
    return nil, err
end

--- Adds a record and waits until the disk has it.
---@param record table
---@return true?
---@return openai.Error? err the journal is as it was before
function Journal:append(record)
    record.n = self.count + 1
    local text = assert(json.encode(record))
    if self.closed then
        return failure(self.path, "file", ("the journal '%s' was closed meanwhile"):format(self.path))
    end
    local ok, reason = self.core:append(('{"sum":"%s","record":%s}\n'):format(core.checksum(text), text))
    if ok then
        self.count = record.n
        return true
    end
    return failure(self.path, "file", ("cannot write to the journal '%s': %s"):format(self.path, reason))
end

--- Gives the journal free for others. Twice is fine.
function Journal:close()
    self.closed = true
    self.core:close()
end

return journal
