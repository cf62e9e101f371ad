--- The list of jobs: what began here and has no job yet, then the service's jobs, page by page.
local notify = require "openai_nvim.notify"
local run = require "openai_nvim.run"
local window = require "openai_nvim.window"

local jobs = {}

local PAGE = 50
local NAME = "openai://jobs"
local HEADING = 2 -- lines
local colours = vim.api.nvim_create_namespace "openai_nvim_jobs"

local client
local buffer
local list -- { rows = { {run=}|{job=} … }, pager, state = "loading"|"more"|"all"|"failed" }

local STATUS_COLOURS = {
    succeeded = "DiffAdd", failed = "ErrorMsg", cancelled = "WarningMsg", running = "Function",
}

-- ---- what is written ----

--- What a narrow window cuts off comes last.
local LINE = "%-16s  %-16s  %-44s  %s"

local function line_of(row)
    local job = row.job
    if not job then return LINE:format(row.run.phase, "", row.run.name, ""), row.run.phase end
    local at = os.date("%Y-%m-%d %H:%M", job.created_at)
    return LINE:format(job.status, at, job.fine_tuned_model or job.model, job.id), job.status
end

local LAST = {
    loading = "loading …", more = "… m: more", all = "", failed = "r: try again",
}

local function draw()
    if not (buffer and vim.api.nvim_buf_is_valid(buffer)) then return end
    local lines, marks = { "Fine-tuning jobs   <CR> follow   c cancel   r refresh   m more   q close", "" }, {}
    for _, row in ipairs(list.rows) do
        local line, status = line_of(row)
        lines[#lines + 1] = line
        marks[#marks + 1] = { #lines - 1, STATUS_COLOURS[status] }
    end
    if #list.rows == 0 and list.state == "all" then lines[#lines + 1] = "no jobs so far: :OpenAIFineTune {file}" end
    lines[#lines + 1] = LAST[list.state]
    vim.bo[buffer].modifiable = true
    vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
    vim.bo[buffer].modifiable, vim.bo[buffer].modified = false, false
    vim.api.nvim_buf_clear_namespace(buffer, colours, 0, -1)
    vim.api.nvim_buf_add_highlight(buffer, colours, "Comment", 0, 0, -1)
    for _, mark in ipairs(marks) do
        if mark[2] then vim.api.nvim_buf_add_highlight(buffer, colours, mark[2], mark[1], 0, 16) end
    end
end

--- The keys are for the row under the cursor: it does not stay on the heading.
local function go_to_first_row()
    local where = vim.fn.bufwinid(buffer)
    if where == -1 or #list.rows == 0 then return end
    if vim.api.nvim_win_get_cursor(where)[1] <= HEADING then vim.api.nvim_win_set_cursor(where, { HEADING + 1, 0 }) end
end

-- ---- loading ----

local function load_page(current)
    current.state = "loading"
    draw()
    notify.spawn(function()
        local page, err = current.pager:page()
        if current ~= list then return end -- refreshed meanwhile
        for _, job in ipairs(page and page.data or {}) do table.insert(current.rows, { job = job }) end
        current.state = err and "failed" or page and page.has_more and "more" or "all"
        draw()
        go_to_first_row()
        if err then notify.error(err) end
    end)
end

local function refresh()
    list = { rows = {}, pager = client.fine_tuning.jobs:list { limit = PAGE } }
    for _, started in ipairs(run.list) do
        if not started.job and started.phase ~= "over" then table.insert(list.rows, { run = started }) end
    end
    load_page(list)
end

local function more()
    if list.state == "more" then load_page(list) end
end

-- ---- keys ----

local function row_under_cursor()
    return list.rows[vim.api.nvim_win_get_cursor(0)[1] - HEADING]
end

local function open_row()
    local row = row_under_cursor()
    if row then window.open(row.run or run.of_job(client, row.job)) end
end

local ACTIVE = { validating_files = true, queued = true, running = true, paused = true }

local function cancel(job)
    notify.spawn(function()
        local cancelled, err = client.fine_tuning.jobs:cancel(job.id)
        if not cancelled then return notify.error(err) end
        notify.info(("%s is %s"):format(cancelled.id, cancelled.status))
        refresh()
    end)
end

local function cancel_row()
    local row = row_under_cursor()
    if not row then return end
    local job = row.job
    if job and not ACTIVE[job.status] then return notify.info(("%s is over: %s"):format(job.id, job.status)) end
    window.confirm_cancel(job and job.id or row.run.name, function()
        if job then cancel(job) else row.run:cancel() end
    end)
end

local function new_buffer()
    local made = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(made, NAME)
    vim.bo[made].bufhidden, vim.bo[made].filetype, vim.bo[made].modifiable = "hide", "openai-jobs", false
    local keys = { ["<CR>"] = open_row, c = cancel_row, r = refresh, m = more, q = "<Cmd>close<CR>" }
    for key, action in pairs(keys) do
        vim.keymap.set("n", key, action, { buffer = made, nowait = true, silent = true })
    end
    return made
end

--- Opens the list in a split, or goes to the window where it is, and loads it anew.
function jobs.open(with)
    client = with
    if not (buffer and vim.api.nvim_buf_is_valid(buffer)) then buffer = new_buffer() end
    local where = vim.fn.bufwinid(buffer)
    if where ~= -1 then
        vim.api.nvim_set_current_win(where)
    else
        vim.cmd "botright 14split"
        vim.api.nvim_win_set_buf(0, buffer)
        vim.wo.wrap, vim.wo.cursorline = false, true
    end
    refresh()
end

return jobs
