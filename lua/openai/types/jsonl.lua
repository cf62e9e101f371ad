---@meta _
-- luacheck: ignore 211 212 241

---JSONL: one JSON value a line. Streams in both directions, whatever the size of the file.
---@class openai.JsonlModule
local jsonl = {}

---The values of a JSONL text: `for value, line_number, offset in jsonl.lines(path) do`. LF or CRLF ends a line, the
---last one need not be ended; blank lines and a byte order mark are passed over. Nothing is opened before the first
---value is asked for. Inside a task it rests now and then.
---@param from string|file*|openai.Source|fun(): string? path, open file, source, or iterator of lines
---@param options? openai.JsonLinesOptions
---@return openai.JsonLines lines
function jsonl.lines(from, options) end

---Writes a JSONL file. It gets its name when `close` was called; until then it is `path.part`.
---@param path string
---@param options? openai.JsonWriterOptions
---@return openai.JsonWriter? writer
---@return openai.Error? err kind "file": it cannot be created, or something else is writing to it
function jsonl.writer(path, options) end

---@class openai.JsonLinesOptions
---@field raw? boolean texts of lines instead of values
---@field pieces? boolean the iterator's strings are pieces of the text, not one line each
---@field max_line_bytes? integer default 64 MiB
---Called for a line that is not JSON or too long (then with its beginning), instead of ending with an error.
---@field on_bad_line? fun(line_number: integer, text: string, err: openai.Error)

---@class openai.JsonLines
---@overload fun(): any, integer?, integer?
local lines = {}

---After a bad line the next call goes on behind it.
---@return any value nil at the end, or on an error
---@return integer|openai.Error|nil line_number from 1; or the error, kind "invalid" (with `line`) or "file"
---@return integer? offset of the line in bytes, from 0
function lines:next() end

---Ends reading. A file that was given open stays open.
function lines:close() end

---@class openai.JsonWriterOptions
---@field max_bytes? integer the file will not exceed: `write` returns false
---@field max_lines? integer

---@class openai.JsonWriter
local writer = {}

---Writes a value as one line.
---@param value any
---@return boolean? written false: it does not fit any more, nothing was written
---@return openai.Error? err kind "invalid": the value has no JSON (nothing was written, go on); "file": disk full …
function writer:write(value) end

---Writes a text that is JSON already, as one line; the line end is added. It is not checked, but for line ends
---inside.
---@param text string
---@return boolean? written as `write`
---@return openai.Error? err
function writer:raw(text) end

---@return integer bytes so far, line ends included
function writer:size() end

---@return integer lines so far
function writer:count() end

---Completes the file and gives it its name.
---@return true? closed
---@return openai.Error? err kind "file": then nothing is left of it
function writer:close() end

---Removes what was written, unless it was closed. May be called twice; happens by itself to a writer that is
---forgotten.
function writer:discard() end
