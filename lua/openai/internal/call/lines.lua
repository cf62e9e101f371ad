--- The lines of a file on the server, downloaded as they are read. Memory is bounded by what the transfer holds ready
--- and the longest line; a reader that pauses makes the transfer pause. The transfer ends with the iterator: at the
--- end, on close, or when collected.
local core = require "openai.core"
local call = require "openai.internal.call"
local errors = require "openai.internal.base.error"
local iterator = require "openai.internal.base.iterator"
local task = require "openai.internal.task"

local lines = {}

local LONGEST_LINE = 64 * 1024 * 1024 -- bytes, without option max_line_bytes
local ENDLESS = 1e11 -- bytes, the most that the core takes for a limit
local OPERATION = "files.content"
local BREATH = 128 -- lines between two looks at the frame's budget

--- Ends a download early with `close`. In a `for` an error is raised; `next` returns it.
---@class openai.Lines
---@overload fun(): string?
local Lines = iterator.class "openai.lines"

local function give_up(self, err)
    self:close()
    self.err = err
    return nil, err
end

--- The next bytes of the file; nil at its end; or nil, err.
local function next_piece(self)
    local piece = self.exchange:take()
    if piece or self.complete then return piece end
    local value, err = call.finish(self.exchange, self.context, self.row, self.options, self.id)
    if value == nil then return nil, err end
    self.complete = value ~= call.PIECE
    return self.exchange:take()
end

--- What the reader says instead of a line: each returns whether to go on, and an error.
local on_word = {}

on_word["end"] = function(self)
    self:close()
end

function on_word.feed(self)
    local piece, err = next_piece(self)
    if err then return give_up(self, err) end
    if piece then self.reader:feed(piece) else self.reader:finish() end
    return true
end

function on_word.long(self, number)
    local message = ("line %d is longer than %d bytes (option max_line_bytes)"):format(number, self.most)
    return give_up(self, errors.new { kind = "protocol", operation = "files:lines", message = message })
end

--- The next line without its line end (LF or CRLF); nil at the end; nil, err on failure.
---@return string? line
---@return openai.Error? err
function Lines:next()
    if self.closed then return nil, self.err end
    if (self.number + 1) % BREATH == 0 then task.breathe() end
    while true do
        local number, line, a = self.reader:raw()
        if number then
            self.number = number
            return line
        end
        local go_on, err = on_word[line](self, a)
        if not go_on then return nil, err end
    end
end

--- Ends the transfer. Closing twice, or after the end, is fine.
function Lines:close()
    if self.closed then return end
    self.closed = true
    self.reader:close()
    if self.exchange then self.exchange:cancel() end
end

--- Opens the lines of a file; nothing is sent before the first is asked for.
---@param context table the client's
---@param id string
---@param most? integer bytes of the longest line
---@param options table call options
function lines.open(context, id, most, options)
    local row = call.rows[OPERATION]
    local exchange, kept, message = core.start(context.core, row, true, id, options)
    most = most or LONGEST_LINE
    local self = {
        context = context, row = row, id = id, exchange = exchange, options = options, most = most, number = 0,
        reader = core.lines(math.min(most, ENDLESS), nil, true),
    }
    if not exchange then
        local _, err = call.refuse(row, kept, message)
        self.closed, self.err = true, err
    end
    return iterator.open(Lines, self)
end

return lines
