--- JSONL: one JSON value a line. Streams in both directions, whatever the size of the file.
local core = require "openai.core"
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"
local hint = require "openai.internal.data.json_hint"
local iterator = require "openai.internal.base.iterator"
local settings = require "openai.internal.base.settings"
local slices = require "openai.internal.task.slices"
local task = require "openai.internal.task"

local jsonl = {}

local PIECE = 64 * 1024 -- bytes asked for at a time
local LONGEST_LINE = 64 * 1024 * 1024 -- bytes, without option max_line_bytes

local function read_options(what, known, options)
    local found, others = settings.read(what, known, options)
    local stray = next(others)
    if stray then errors.misuse(("%s: unknown option '%s'"):format(what, stray)) end
    return found
end

-- ---- reading ----

-- see types/jsonl.lua
local Lines = iterator.class "openai.jsonl.lines"

local function file_failure(self, message)
    self:close()
    message = ("cannot read %s: %s"):format(self.name, message)
    self.err = errors.new { kind = "file", operation = "jsonl.lines", message = message }
    return nil, self.err
end

--- What a reader says beside nil instead of a line: each returns whether to go on, and an error.
local on_word = {}

on_word["end"] = function(self)
    self:close()
end

--- Others have their turn.
function on_word.more()
    local ok, err = slices.rest()
    return ok, err
end

function on_word.feed(self)
    local piece, err = self.read()
    if piece == nil and err ~= nil then
        if not errors.is(err) then return file_failure(self, tostring(err)) end
        self:close()
        self.err = err
        return nil, err
    elseif piece == nil then
        self.reader:finish()
    elseif type(piece) ~= "string" then
        errors.misuse("jsonl.lines: the source gave a " .. type(piece) .. " instead of a string")
    else
        self.reader:feed(piece)
        if self.one_each and piece:byte(-1) ~= 10 then self.reader:feed("\n") end
    end
    return true
end

function on_word.failed(self, message)
    return file_failure(self, message)
end

local function refuse_line(self, number, line, message)
    message = ("%s, line %d: %s"):format(self.name, number, message)
    local err = errors.new { kind = "invalid", operation = "jsonl.lines", line = number, message = message }
    if not self.on_bad_line then return nil, err end
    local ok, problem = task.pcall(self.on_bad_line, number, line, err)
    if ok then return true end
    self:close()
    error(problem, 0)
end

function on_word.bad(self, number, line, message)
    return refuse_line(self, number, line, (hint.explain(line, number, message)))
end

function on_word.long(self, number, line)
    local message = ("longer than %.0f bytes (option max_line_bytes)"):format(self.most)
    return refuse_line(self, number, line, message)
end

local function open(self)
    local reader, message = core.lines(self.most, self.path)
    self.reader = reader
    if not reader then return file_failure(self, message) end
    return true
end

--- The next value, the number of its line (from 1), and the offset of that line in bytes (from 0); with option `raw`
--- the line's text instead of the value. Nil at the end; nil, err on failure: after a bad line the next call goes on
--- behind it.
---@return any value
---@return integer|openai.Error|nil line_number
---@return integer? offset
function Lines:next()
    if self.closed then return nil, self.err end
    if not self.reader then
        local ok, err = open(self)
        if not ok then return nil, err end
    end
    local slice = task.inside() and slices.DECODING or nil
    local take = self.reader[self.verb]
    while true do
        local number, value, a, b, c = take(self.reader, slice)
        if number then return value, number, a + self.base end
        local go_on, err = on_word[value](self, a, b, c)
        if not go_on then return nil, err end
    end
end

--- Ends reading. Closing twice, or after the end, is fine. A file handle that was given stays open.
function Lines:close()
    self.closed = true
    if self.reader then self.reader:close() end
end

local function from_path(self, path)
    self.path, self.name = path, "'" .. path .. "'"
end

--- Reads on from where the handle is.
local function from_handle(self, handle)
    self.name = "the file"
    self.base = handle:seek("cur") or 0
    self.read = function() return handle:read(PIECE) end
end

local function from_function(self, give)
    self.name = "the source"
    self.read = iterator.caller(give)
end

local function from_source(self, source)
    self.name = "'" .. source:name() .. "'"
    local at = 0
    self.read = function()
        local piece, message = source:read(at, PIECE)
        if not piece then return nil, message end
        at = at + #piece
        return piece ~= "" and piece or nil
    end
end

local function is_source(value)
    return type(value) == "userdata" and pcall(core.source.slice, value, 0)
end

local function choose(self, from)
    if type(from) == "string" then return from_path(self, from) end
    if io.type(from) == "file" then return from_handle(self, from) end
    if is_source(from) then return from_source(self, from) end
    if iterator.is_callable(from) then return from_function(self, from) end
    local what = io.type(from) or "a " .. type(from)
    errors.misuse("jsonl.lines takes a path, an open file, a source or an iterator of strings, not " .. what)
end

local LINES = { raw = "boolean", pieces = "boolean", max_line_bytes = "count", on_bad_line = "callback" }

--- The values of a JSONL text: `for value, line_number, offset in jsonl.lines(path) do`. LF or CRLF ends a line, the
--- last one need not be ended; blank lines and a byte order mark are passed over. Memory is bounded by the longest
--- line. Inside a task it rests now and then. Nothing is opened before the first value is asked for.
---
--- A `for` raises the error of a bad line or of the file; `next` returns it. Options: `raw`, texts of lines instead
--- of values; `pieces`, the iterator's strings are pieces of the text rather than one line each; `max_line_bytes` (64
--- MiB); `on_bad_line(line_number, text, err)`, called for a line that is not JSON or too long (`text` is its
--- beginning then) instead of ending with an error.
---@param from string|file*|openai.Source|fun(): string? path, handle, source, or iterator of lines
---@param options? openai.JsonLinesOptions
---@return openai.JsonLines
function jsonl.lines(from, options)
    local found = read_options("jsonl.lines", LINES, options)
    local self = { most = found.max_line_bytes or LONGEST_LINE, on_bad_line = found.on_bad_line, base = 0 }
    self.verb = found.raw and "raw" or "decode"
    choose(self, from)
    self.one_each = iterator.is_callable(from) and not found.pieces
    return iterator.open(Lines, self)
end

-- ---- writing ----

-- see types/jsonl.lua
local Writer = { __name = "openai.jsonl.writer" }
Writer.__index = Writer
calling.class("writer", Writer)

--- Lua 5.4's `local writer <close>`: what was not closed by then is not wanted.
function Writer:__close()
    self:discard()
end

function Writer:__tostring()
    local lines = self:count()
    local state, ending = self.core:state(), lines == 1 and "" or "s"
    return ("openai.jsonl.writer '%s' %s, %.0f line%s"):format(self.path, state, lines, ending)
end

local function write_failure(self, kind, message)
    if kind == "invalid" then message = ("%s, line %.0f: %s"):format(self.path, self:count() + 1, message) end
    return errors.failure(kind, message, { operation = "jsonl.writer" })
end

local function check_open(self)
    local state = self.core:state()
    if state ~= "open" and state ~= "failed" then errors.misuse(("the writer of %s is %s"):format(self.path, state)) end
end

--- Inside a task: others have their turn after so many bytes.
local function rest(self)
    local size = self.core:size()
    if size - self.rested < slices.DECODING then return true end
    self.rested = size
    return slices.rest()
end

local function put(self, method, what)
    check_open(self)
    local ok, err = rest(self)
    if not ok then return nil, err end
    local done, kind, message = method(self.core, what)
    if done == nil then return write_failure(self, kind, message) end
    return done
end

--- Writes a value as one line. False when it does not fit any more (options max_bytes, max_lines): nothing was
--- written.
---@param value any
---@return boolean? written
---@return openai.Error? err kind "invalid": the value has no JSON (nothing was written, go on); "file": disk full …
function Writer:write(value)
    return put(self, self.core.write, value)
end

--- Writes a text that is JSON already, as one line; the line end is added. It is not checked, but for line ends
--- inside.
---@param text string
---@return boolean? written as `write`
---@return openai.Error? err
function Writer:raw(text)
    if type(text) ~= "string" then errors.misuse("writer:raw takes a string, not a " .. type(text)) end
    return put(self, self.core.raw, text)
end

--- Bytes so far, line ends included.
---@return integer
function Writer:size()
    return self.core:size()
end

--- Lines so far.
---@return integer
function Writer:count()
    return self.core:count()
end

--- Completes the file and gives it its name. Closing twice is fine.
---@return true?
---@return openai.Error? err kind "file": then nothing is left of it
function Writer:close()
    if self.core:state() == "closed" then return true end
    check_open(self)
    local ok, message = self.core:close()
    if not ok then return write_failure(self, "file", message) end
    return true
end

--- Removes what was written, unless it was closed. May be called twice; happens by itself to a writer that is
--- forgotten.
function Writer:discard()
    self.core:discard()
end

local WRITER = { max_bytes = "count", max_lines = "count" }

--- Writes a JSONL file. It gets its name when `close` was called; until then it is `path.part`. Options: `max_bytes`
--- and `max_lines`, which the file will not exceed: `write` returns false.
---@param path string
---@param options? { max_bytes?: integer, max_lines?: integer }
---@return openai.JsonWriter?
---@return openai.Error? err kind "file": it cannot be created, or something else is writing to it
function jsonl.writer(path, options)
    if type(path) ~= "string" then errors.misuse("jsonl.writer takes a path, not a " .. type(path)) end
    local found = read_options("jsonl.writer", WRITER, options)
    local writer, message = core.line_writer(path, found.max_bytes or 0, found.max_lines or 0)
    if not writer then return slices.file_error("jsonl.writer", message) end
    return setmetatable({ core = writer, path = path, rested = 0 }, Writer)
end

return jsonl
