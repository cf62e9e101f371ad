--- What the user is told, through vim.notify, so that notification plugins get it.
local notify = {}

local function tell(text, level)
    vim.notify("OpenAI: " .. text, level, { title = "OpenAI" })
end

function notify.info(text)
    tell(text, vim.log.levels.INFO)
end

function notify.warn(text)
    tell(text, vim.log.levels.WARN)
end

--- Takes an error of the rock, too: where in the plugin the call was made is of no use to the reader. Returns nil, so
--- that a function can end with it.
function notify.error(problem)
    local text = type(problem) == "table" and problem.summary and problem:summary() or tostring(problem)
    tell(text, vim.log.levels.ERROR)
    return nil
end

--- Runs fn(…) as a task. What goes wrong in it becomes a notification.
---@return openai.Task
function notify.spawn(fn, ...)
    local task = require("openai").spawn(fn, ...)
    task:on_done(function(ok, problem)
        if not ok then notify.error(problem) end
    end)
    return task
end

return notify
