--- :OpenAIChat: a conversation in a buffer. The question is written below its last heading; the answer streams in.
--- It talks to the model that was fine-tuned last, unless another is named.
local config = require "openai_nvim.config"
local notify = require "openai_nvim.notify"
local run = require "openai_nvim.run"

local chat = {}

local MODEL = "gpt-4o-mini" -- where none is named and none was fine-tuned
local YOU = "## You"
local FRAME = 30 -- milliseconds between two writings of what has come

---@class openai_nvim.Chat
---@field buffer integer
---@field model string
---@field session openai.Session
---@field task? openai.Task while an answer comes
---@field pending string what has come and is not written yet
---@field asked? { text: string, mark: integer, messages: table[] } the last question, where it ends, what was before
local marks = vim.api.nvim_create_namespace "openai_nvim_chat"

-- ---- what is written ----

--- The buffer is the user's but for the time in which an answer is written.
local function write(self, text)
    local buffer = self.buffer
    if text == "" or not vim.api.nvim_buf_is_valid(buffer) then return end
    local last = vim.api.nvim_buf_line_count(buffer)
    local watching = {} -- windows that stand at the end go along with it
    for _, where in ipairs(vim.fn.win_findbuf(buffer)) do
        if vim.api.nvim_win_get_cursor(where)[1] == last then watching[#watching + 1] = where end
    end
    vim.bo[buffer].modifiable = true
    local line = vim.api.nvim_buf_get_lines(buffer, last - 1, last, false)[1]
    vim.api.nvim_buf_set_text(buffer, last - 1, #line, last - 1, #line, vim.split(text, "\n", { plain = true }))
    vim.bo[buffer].modifiable, vim.bo[buffer].modified = not self.task, false
    last = vim.api.nvim_buf_line_count(buffer)
    for _, where in ipairs(watching) do vim.api.nvim_win_set_cursor(where, { last, 0 }) end
end

local function flush(self)
    local text = self.pending
    self.pending = ""
    write(self, text)
end

--- Pieces come faster than a screen shows them: they are written together.
local function add(self, text)
    if self.pending == "" then vim.defer_fn(function() flush(self) end, FRAME) end
    self.pending = self.pending .. text
end

--- Below what is there now, the next question is written.
local function finish(self, remark)
    flush(self)
    self.task = nil
    write(self, (remark and "\n*" .. remark .. "*" or "") .. "\n\n" .. YOU .. "\n\n")
end

-- ---- asking ----

local function remark_on(err)
    if err.kind == "cancelled" then return "cancelled; gr asks again" end
    return ("no answer: %s; gr asks again"):format((err:summary():gsub("%s*\n%s*", " ")))
end

local function take_turn(self)
    local said, err = self.session:say(self.asked.text, { on_delta = function(text) add(self, text) end })
    finish(self, not said and remark_on(err) or nil)
end

local function ask(self)
    self.task = true -- nothing is sent twice, and the answer's heading is ours
    write(self, ("\n\n## %s\n\n"):format(self.model))
    self.task = notify.spawn(take_turn, self)
    if self.task:done() then self.task = nil end
end

--- The line of the last heading of ours, from 0.
local function last_heading(lines)
    for i = #lines, 1, -1 do
        if lines[i] == YOU then return i - 1 end
    end
end

local function trim_end(self, row)
    local lines = vim.api.nvim_buf_get_lines(self.buffer, row, -1, false)
    local last = #lines
    while last > 1 and not lines[last]:find "%S" do last = last - 1 end
    vim.api.nvim_buf_set_lines(self.buffer, row + last, -1, false, {})
end

--- Sends what stands below the last heading.
local function send(self)
    if self.task then return notify.warn "an answer is on its way; <C-c> cancels it" end
    local lines = vim.api.nvim_buf_get_lines(self.buffer, 0, -1, false)
    local row = last_heading(lines)
    local text = row and vim.trim(table.concat(lines, "\n", row + 2)) or ""
    if text == "" then return notify.warn(("write your question below the last '%s'"):format(YOU)) end
    trim_end(self, row)
    local mark = vim.api.nvim_buf_set_extmark(self.buffer, marks, vim.api.nvim_buf_line_count(self.buffer) - 1, 0, {})
    self.asked = { text = text, mark = mark, messages = self.session.messages }
    ask(self)
end

--- Asks the last question once more, in place of what came of it.
local function retry(self)
    if self.task then return notify.warn "an answer is on its way; <C-c> cancels it" end
    if not self.asked then return notify.warn "nothing was asked yet" end
    self.session.messages = self.asked.messages
    local row = vim.api.nvim_buf_get_extmark_by_id(self.buffer, marks, self.asked.mark, {})[1]
    vim.api.nvim_buf_set_lines(self.buffer, row + 1, -1, false, {})
    ask(self)
end

local function cancel(self)
    if self.task then self.task:cancel() end
end

-- ---- code ----

--- The code blocks of a text: { first, last, code } by line.
local function blocks_of(lines)
    local blocks, open, fence = {}, nil, nil
    for i, line in ipairs(lines) do
        local mark = line:match "^%s*(```+)"
        if mark and not open then
            open, fence = i, mark
        elseif mark and #mark >= #fence and line:match "^%s*`+%s*$" then
            table.insert(blocks, { first = open, last = i, code = vim.list_slice(lines, open + 1, i - 1) })
            open = nil
        end
    end
    return blocks
end

--- Where the model fences nothing, as one that was trained on code alone, its whole answer is the code.
local function last_answer(self)
    local messages = self.session.messages
    local last = messages[#messages]
    if not last or last.role ~= "assistant" or type(last.content) ~= "string" then return nil end
    return vim.split(last.content, "\n", { plain = true })
end

local function yank(self)
    local blocks = blocks_of(vim.api.nvim_buf_get_lines(self.buffer, 0, -1, false))
    local row = vim.api.nvim_win_get_cursor(0)[1]
    local code = blocks[#blocks] and blocks[#blocks].code or last_answer(self)
    for _, block in ipairs(blocks) do
        if row >= block.first and row <= block.last then code = block.code end
    end
    if not code then return notify.warn "there is no code here" end
    vim.fn.setreg(vim.v.register, code, "l")
    notify.info(("yanked %d line%s of code"):format(#code, #code == 1 and "" or "s"))
end

-- ---- the buffer ----

local KEYS = { ["<CR>"] = send, ["<C-c>"] = cancel, gr = retry, gy = yank }

local function new_buffer(self)
    local buffer = vim.api.nvim_create_buf(true, true)
    vim.api.nvim_buf_set_name(buffer, ("openai://chat/%d/%s"):format(buffer, self.model))
    vim.bo[buffer].filetype, vim.bo[buffer].bufhidden = "markdown", "hide"
    for key, action in pairs(KEYS) do
        vim.keymap.set("n", key, function() action(self) end, { buffer = buffer, nowait = true, silent = true })
    end
    vim.keymap.set("i", "<C-c>", function()
        vim.cmd "stopinsert"
        cancel(self)
    end, { buffer = buffer, silent = true })
    vim.api.nvim_create_autocmd("BufWipeout", {
        buffer = buffer, desc = "OpenAI: nobody reads the answer any more", callback = function() cancel(self) end,
    })
    return buffer
end

--- The model that was fine-tuned last in this Neovim.
local function newest_model()
    for i = #run.list, 1, -1 do
        local job = run.list[i].job
        if job and job.fine_tuned_model then return job.fine_tuned_model end
    end
end

--- The models that chats can be had with, by what is known here; for the command line.
---@param start string
---@return string[]
function chat.models(start)
    local names = { config.options.chat_model or MODEL }
    for _, known in ipairs(run.list) do
        if known.job and known.job.fine_tuned_model then table.insert(names, 1, known.job.fine_tuned_model) end
    end
    return vim.tbl_filter(function(name) return vim.startswith(name, start) end, names)
end

--- The model to talk to.
---@param name? string
function chat.model(name)
    if name and name ~= "" then return name end
    return config.options.chat_model or newest_model() or MODEL
end

--- Opens a new conversation in a split.
---@param client openai.Client
---@param name? string of the model
function chat.open(client, name)
    local self = { model = chat.model(name), pending = "" }
    self.session = client.chat:session { model = self.model, instructions = config.options.instructions }
    self.buffer = new_buffer(self)
    vim.cmd "botright split"
    vim.api.nvim_win_set_buf(0, self.buffer)
    vim.wo.wrap, vim.wo.linebreak = true, true
    write(self, ("# %s\n\n<CR> send   <C-c> cancel   gr ask again   gy yank code\n\n%s\n\n"):format(self.model, YOU))
    vim.api.nvim_win_set_cursor(0, { vim.api.nvim_buf_line_count(self.buffer), 0 })
end

return chat
