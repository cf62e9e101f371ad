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
local OPERATION = "files.content"
local BREATH = 128 -- lines between two looks at the frame's budget

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
    local value, err = call.finish(self.exchange, self.context, self.row, self.options)
    if value == nil then return nil, err end
    self.complete = value ~= call.PIECE
    return self.exchange:take()
end

local function too_long(self)
    return give_up(self, errors.new {
        kind = "protocol", operation = "files:lines",
        message = ("line %d is longer than %d bytes (option max_line_bytes)"):format(self.number, self.most),
    })
end

--- Puts the beginning of a line by until its end has come.
local function hold(self)
    local rest = self.text:sub(self.at)
    self.text, self.at = "", 1
    if rest ~= "" then self.held[#self.held + 1] = rest end
    self.held_bytes = self.held_bytes + #rest
    return self.held_bytes <= self.most
end

local function joined(self, tail)
    if self.held_bytes == 0 then return tail end
    local held = self.held
    held[#held + 1] = tail
    self.held, self.held_bytes = {}, 0
    return table.concat(held)
end

local function finish(self)
    local last = joined(self, "")
    self:close()
    if last == "" then return nil end
    return last
end

--- The next line without its line end (LF or CRLF); nil at the end; nil, err on failure.
---@return string? line
---@return openai.Error? err
function Lines:next()
    if self.closed then return nil, self.err end
    self.number = self.number + 1
    if self.number % BREATH == 0 then task.breathe() end
    local feed = self.text:find("\n", self.at, true)
    while not feed do
        if not hold(self) then return too_long(self) end
        local piece, err = next_piece(self)
        if err then return give_up(self, err) end
        if not piece then return finish(self) end
        self.text = piece
        feed = piece:find("\n", 1, true)
    end
    local line = joined(self, self.text:sub(self.at, feed - 1))
    self.at = feed + 1
    if #line > self.most then return too_long(self) end
    if line:byte(-1) == 13 then line = line:sub(1, -2) end
    return line
end

--- Ends the transfer. Closing twice, or after the end, is fine.
function Lines:close()
    if self.closed then return end
    self.closed, self.text, self.held, self.held_bytes = true, "", {}, 0
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
    local self = {
        context = context, row = row, exchange = exchange, options = options, most = most or LONGEST_LINE,
        text = "", at = 1, number = 0, held = {}, held_bytes = 0,
    }
    if not exchange then
        local _, err = call.refuse(row, kept, message)
        self.closed, self.err = true, err
    end
    return iterator.open(Lines, self)
end

return lines
