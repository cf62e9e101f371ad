--- Errors of tasks that nobody awaits: they must not vanish, and not be told when somebody still comes for them.
local unclaimed = {}

local list = {} -- failures: { value, traceback, claimed }
local holders = setmetatable({}, { __mode = "v" }) -- failure -> its task, as long as somebody could still await it

--- tostring that cannot raise.
---@return string
function unclaimed.text(value)
    local ok, text = pcall(tostring, value)
    return ok and text or "(an error object whose __tostring fails)"
end

local function default_on_error(err, traceback)
    local text = "openai: error in a task: " .. (traceback or unclaimed.text(err))
    local vim = rawget(_G, "vim")
    if vim and vim.schedule and vim.notify then
        vim.schedule(function() vim.notify(text, vim.log.levels.ERROR) end)
    else
        io.stderr:write(text, "\n")
    end
end

--- openai.on_error.
---@type fun(err: any, traceback: string)
unclaimed.on_error = default_on_error

--- Tells openai.on_error, which may be broken itself.
function unclaimed.tell(err, traceback)
    local ok, problem = pcall(unclaimed.on_error, err, traceback)
    if not ok then pcall(default_on_error, problem, "in openai.on_error: " .. unclaimed.text(problem)) end
end

--- Notes the failure of a task; returns what to mark as `claimed` when somebody comes for it.
---@return { claimed: boolean }
function unclaimed.note(owner, err, traceback)
    local failure = { value = err, traceback = traceback, claimed = false }
    holders[failure] = owner
    list[#list + 1] = failure
    return failure
end

---@return boolean
function unclaimed.any()
    return list[1] ~= nil
end

--- Tells of the failures that nobody can come for any more: those whose task is garbage; `all`: every one, since the
--- loop has nothing left to do or the program ends.
function unclaimed.report(all)
    local before = list
    list = {}
    for _, failure in ipairs(before) do
        local lost = all or not holders[failure]
        if not failure.claimed and lost then
            unclaimed.tell(failure.value, failure.traceback)
        elseif not failure.claimed then
            list[#list + 1] = failure
        end
    end
end

local function report_at_exit()
    local report = function() unclaimed.report(true) end
    if rawget(_G, "rawlen") then return setmetatable({}, { __gc = report }) end
    local guard = rawget(_G, "newproxy")(true) -- 5.1: tables have no finalizers
    getmetatable(guard).__gc = report
    return guard
end

unclaimed.guard = report_at_exit()

return unclaimed
