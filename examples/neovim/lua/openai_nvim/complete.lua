--- Completion at the cursor: the model is shown what stands before and after it, and what it adds streams in there.
local chat = require "openai_nvim.chat"
local notify = require "openai_nvim.notify"

local complete = {}

local BEFORE, AFTER = 200, 50 -- lines that the model is shown
local CURSOR = "<CURSOR>"
local INSTRUCTIONS = "You complete a file of the type '%s'. Answer with the text that belongs at " .. CURSOR
    .. ", and nothing else: no explanation, no code fence, nothing that already stands around it."

local marks = vim.api.nvim_create_namespace "openai_nvim_complete"
local running = {} -- tasks by buffer

local function text_around(buffer, row, column)
    local lines = vim.api.nvim_buf_get_lines(buffer, math.max(0, row - BEFORE), row + AFTER + 1, false)
    local at = row - math.max(0, row - BEFORE) + 1
    lines[at] = lines[at]:sub(1, column) .. CURSOR .. lines[at]:sub(column + 1)
    return table.concat(lines, "\n")
end

--- Inserts where the mark is; the mark stays behind what was inserted, whatever is edited elsewhere meanwhile. Undo
--- takes the whole completion back at once.
local function insert(self, text)
    if not vim.api.nvim_buf_is_valid(self.buffer) then return self.task:cancel() end
    local place = vim.api.nvim_buf_get_extmark_by_id(self.buffer, marks, self.mark, {})
    local tick = vim.api.nvim_buf_get_changedtick(self.buffer)
    local lines = vim.split(text, "\n", { plain = true })
    vim.api.nvim_buf_call(self.buffer, function()
        if tick == self.tick then pcall(vim.cmd, "undojoin") end
        vim.api.nvim_buf_set_text(self.buffer, place[1], place[2], place[1], place[2], lines)
    end)
    self.tick = vim.api.nvim_buf_get_changedtick(self.buffer)
end

--- The cursor goes behind what was added, if it still stands where it was asked for.
local function move_cursor(self)
    local place = vim.api.nvim_buf_get_extmark_by_id(self.buffer, marks, self.mark, {})
    local here = vim.api.nvim_win_is_valid(self.window) and vim.api.nvim_win_get_buf(self.window) == self.buffer
    if not here or #place == 0 then return end
    local cursor = vim.api.nvim_win_get_cursor(self.window)
    if cursor[1] == self.row + 1 and cursor[2] <= self.column then
        vim.api.nvim_win_set_cursor(self.window, { place[1] + 1, place[2] })
    end
end

local function go(self, client, model)
    local stream, err = client.chat.completions:create {
        model = model, stream = true,
        messages = {
            { role = "system", content = INSTRUCTIONS:format(vim.bo[self.buffer].filetype) },
            { role = "user", content = text_around(self.buffer, self.row, self.column) },
        },
    }
    local answer
    if stream then
        answer, err = stream:collect { on_delta = function(text) insert(self, text) end }
    end
    running[self.buffer] = nil
    if not vim.api.nvim_buf_is_valid(self.buffer) then return end
    if answer then move_cursor(self) end
    vim.api.nvim_buf_del_extmark(self.buffer, marks, self.mark)
    if not answer and err.kind ~= "cancelled" then notify.error(err) end
end

--- Completes at the cursor of the current window; called again while one is on its way, it cancels that.
---@param client openai.Client
---@param name? string of the model
function complete.at_cursor(client, name)
    local buffer = vim.api.nvim_get_current_buf()
    if running[buffer] then return running[buffer]:cancel() end
    if not vim.bo[buffer].modifiable then return notify.warn "this buffer cannot be changed" end
    local row, column = unpack(vim.api.nvim_win_get_cursor(0))
    local inserting = vim.api.nvim_get_mode().mode:sub(1, 1) == "i"
    local line = vim.api.nvim_get_current_line()
    if not inserting then column = column + #vim.fn.strpart(line, column, 1, true) end -- behind the character
    local self = { buffer = buffer, window = vim.api.nvim_get_current_win(), row = row - 1, column = column }
    self.mark = vim.api.nvim_buf_set_extmark(buffer, marks, self.row, column, {})
    self.task = notify.spawn(go, self, client, chat.model(name))
    if not self.task:done() then running[buffer] = self.task end
end

return complete
