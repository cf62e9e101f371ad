--- The floating window of a run: progress, loss curve, messages. It shows one run at a time; closing it stops nothing.
local config = require "openai_nvim.config"
local curve = require "openai_nvim.curve"
local notify = require "openai_nvim.notify"
local run = require "openai_nvim.run"

local window = {}

local CURVE, MESSAGES = 8, 6 -- lines, where there is room
local LEAST_CURVE = 3
local AROUND = 7 -- lines besides these: title, progress, three of space and axis, outcome, keys
local HEIGHT = CURVE + MESSAGES + AROUND
local FRAME = 50 -- milliseconds between two drawings at least
local LOOK = 500 -- and at most, while a run goes on: a job's status also changes when there is no event to show

local shown -- the run in the window
local buffer, handle
local waiting = false -- a drawing is on its way
local looking -- a timer
local colours = vim.api.nvim_create_namespace "openai_nvim"

local STATUS_COLOURS = {
    succeeded = "DiffAdd", failed = "ErrorMsg", cancelled = "WarningMsg", running = "Function", queued = "Comment",
}

function window.is_open()
    return handle ~= nil and vim.api.nvim_win_is_valid(handle)
end

-- ---- what is written ----

local function status_of(self)
    if self.job then return self.job.status end
    return self.cancelled and "cancelled" or self.problem and "failed" or self.phase
end

local function bar(share, width)
    local full = math.floor(math.max(0, math.min(1, share)) * width + 0.5)
    return ("█"):rep(full) .. ("░"):rep(width - full)
end

local PHASES = { checking = "checking the file", uploading = "uploading", creating = "creating the job" }

local function progress(self)
    local last = self.points[#self.points]
    if last then return ("step %d/%d  loss %.3f"):format(self.step, self.total_steps, last[2]) end
    return PHASES[self.phase] or (self.phase == "over" and "" or "waiting for the first step")
end

--- A page collects lines and the highlights on them.
local function add(page, text, colour)
    page.lines[#page.lines + 1] = text
    if colour then page.colours[#page.colours + 1] = { #page.lines - 1, colour } end
end

--- How many lines of the curve and of messages fit: in a low window both give way, and a curve too low is none.
local function room(height)
    local short = math.max(0, HEIGHT - height)
    local messages = math.max(1, MESSAGES - math.ceil(short / 2))
    local lines = CURVE - (short - (MESSAGES - messages))
    if lines >= LEAST_CURVE then return lines, messages end
    return 0, math.max(1, math.min(MESSAGES, height - AROUND + 1)) -- no axis either
end

local function add_curve(page, self, width, height)
    if height == 0 then return end
    if #self.points > 1 then
        for _, line in ipairs(curve.draw(self.points, self.total_steps, width - 2, height)) do
            add(page, " " .. line, "Function")
        end
    else
        for _ = 0, height do add(page, "") end
    end
end

local MESSAGE_COLOURS = { error = "ErrorMsg", warn = "WarningMsg" }

local function add_messages(page, self, count)
    for i = #self.messages - count + 1, #self.messages do
        local message = self.messages[i]
        local text = message and (" %s  %s"):format(os.date("%H:%M:%S", message.at), message.text:gsub("%s*\n%s*", " "))
        add(page, text or "", message and MESSAGE_COLOURS[message.level])
    end
end

local function outcome(self)
    local job = self.job
    if job and job.fine_tuned_model then return " Model: " .. job.fine_tuned_model, "DiffAdd" end
    if self.problem then return " " .. self.problem:gsub("%s*\n%s*", " "), "ErrorMsg" end
    return ""
end

local function page_of(self, width, height)
    local page = { lines = {}, colours = {} }
    local curve_lines, messages = room(height)
    local id = self.job and self.job.id ~= self.name and "  " .. self.job.id or ""
    add(page, (" %s  %s%s"):format(self.name, status_of(self), id), STATUS_COLOURS[status_of(self)] or "Title")
    add(page, (" %s  %s"):format(bar(self.share, math.floor(width * 0.4)), progress(self)), "String")
    add(page, "")
    add_curve(page, self, width, curve_lines)
    add(page, "")
    add_messages(page, self, messages)
    add(page, outcome(self))
    local keys = self.phase == "over" and " q close" or " q close (it goes on)   c cancel   :OpenAIJobs brings it back"
    add(page, keys, "Comment")
    return page
end

-- ---- drawing ----

local function draw()
    waiting = false
    if not shown or not window.is_open() then return end
    local page = page_of(shown, vim.api.nvim_win_get_width(handle), vim.api.nvim_win_get_height(handle))
    vim.bo[buffer].modifiable = true
    vim.api.nvim_buf_set_lines(buffer, 0, -1, false, page.lines)
    vim.bo[buffer].modifiable = false
    vim.api.nvim_buf_clear_namespace(buffer, colours, 0, -1)
    for _, colour in ipairs(page.colours) do
        vim.api.nvim_buf_add_highlight(buffer, colours, colour[2], colour[1], 0, -1)
    end
end

--- Draws soon; many changes at once make one drawing.
local function request()
    if waiting then return end
    waiting = true
    vim.defer_fn(draw, FRAME)
end

--- Draws now and then, until the run is over or the window closed.
local function look()
    if looking then return end
    looking = vim.fn.timer_start(LOOK, function(timer)
        if window.is_open() and shown.phase ~= "over" then return request() end
        vim.fn.timer_stop(timer)
        looking = nil
    end, { ["repeat"] = -1 })
end

-- ---- the window itself ----

local function place()
    local width = math.max(30, math.min(82, vim.o.columns - 6))
    local height = math.max(7, math.min(HEIGHT, vim.o.lines - 4))
    return {
        relative = "editor", style = "minimal", border = config.options.border, width = width, height = height,
        row = math.max(0, math.floor((vim.o.lines - height) / 2) - 1),
        col = math.floor((vim.o.columns - width) / 2) - 1,
    }
end

function window.close()
    if window.is_open() then vim.api.nvim_win_close(handle, true) end
    handle = nil
end

run.on_change = function(self)
    if self ~= shown then return end
    if self.refused then return window.close() end -- it would cover the quickfix list
    request()
end

--- Asks, then cancels. `on_yes` is called when the answer was yes.
function window.confirm_cancel(what, on_yes)
    local choices = { "No, let it go on", "Yes, cancel it" }
    vim.ui.select(choices, { prompt = ("Cancel %s?"):format(what) }, function(_, index)
        if index == 2 then on_yes() end
    end)
end

local function cancel_shown()
    local self = shown
    if self.phase == "over" then return notify.info(self.name .. " is over") end
    window.confirm_cancel(self.job and self.job.id or self.name, function() self:cancel() end)
end

local function new_buffer()
    local made = vim.api.nvim_create_buf(false, true)
    vim.bo[made].bufhidden, vim.bo[made].filetype, vim.bo[made].modifiable = "hide", "openai-run", false
    for key, action in pairs { q = window.close, ["<Esc>"] = window.close, c = cancel_shown } do
        vim.keymap.set("n", key, action, { buffer = made, nowait = true, silent = true })
    end
    vim.api.nvim_create_autocmd("VimResized", {
        group = vim.api.nvim_create_augroup("openai_nvim", { clear = true }),
        desc = "OpenAI: keep the window in the middle",
        callback = function()
            if window.is_open() then
                vim.api.nvim_win_set_config(handle, place())
                draw()
            end
        end,
    })
    return made
end

--- Shows a run, in the window that is there or in a new one.
---@param self openai_nvim.Run
function window.open(self)
    shown = self
    if not (buffer and vim.api.nvim_buf_is_valid(buffer)) then buffer = new_buffer() end
    if window.is_open() then
        vim.api.nvim_set_current_win(handle)
    else
        handle = vim.api.nvim_open_win(buffer, true, place())
        vim.wo[handle].wrap = false
    end
    draw()
    look()
end

return window
