--- Runs of assistants: waiting for one. `requires_action` is an end, too: the run waits for outputs of tools.
local lifecycle = require "openai.internal.task.lifecycle"
local settings = require "openai.internal.base.settings"
local text = require "openai.internal.base.text"

---@class openai.resource.BetaThreadsRuns
local runs = {}

local NAME = "beta.threads.runs"
local life = lifecycle.new {
    name = NAME, noun = "the run", ids = { "thread_id", "run_id" }, fields = { "thread_id", "id" },
    working = { "queued", "in_progress", "cancelling" }, bad = { "failed", "cancelled", "expired" }, why = "last_error",
}

--- Waits until a run has ended or needs outputs of tools.
---@param thread_id string|table the thread, or the run's object instead of both ids
---@param run_id? string|table
---@param options? openai.PollOptions
---@return table? run
---@return openai.Error? err kind "failed", with `object`, when it ended otherwise
function runs:poll(thread_id, run_id, options)
    return life:wait(self, "poll", thread_id, run_id, options)
end

--- The same as `poll`.
---@param thread_id string|table
---@param run_id? string|table
---@param options? openai.PollOptions
---@return table? run
---@return openai.Error? err
function runs:wait(thread_id, run_id, options)
    return life:wait(self, "wait", thread_id, run_id, options)
end

--- Begins a run, and waits for it.
---@param thread_id string|table
---@param params table as of `create`
---@param options? openai.PollOptions
---@return table? run
---@return openai.Error? err
function runs:create_and_poll(thread_id, params, options)
    local id = settings.need_id(thread_id, NAME .. ":create_and_poll", "thread_id")
    return life:make_and_wait(self, "create_and_poll", { id }, function(call_options)
        return self:create(id, params, call_options)
    end, options)
end

--- Hands in outputs of tools, and waits until the run has ended or needs more.
---@param thread_id string|table
---@param run_id string|table
---@param params table as of `submit_tool_outputs`
---@param options? openai.PollOptions
---@return table? run
---@return openai.Error? err
function runs:submit_tool_outputs_and_poll(thread_id, run_id, params, options)
    local what = NAME .. ":submit_tool_outputs_and_poll"
    local thread = settings.need_id(thread_id, what, "thread_id")
    local run = settings.need_id(run_id, what, "run_id")
    return life:make_and_wait(self, "submit_tool_outputs_and_poll", { thread }, function(call_options)
        return self:submit_tool_outputs(thread, run, params, call_options)
    end, options)
end

local function describe(self)
    return text.words("thread.run", self.id, self.model, self.status)
end

return { resource = runs, object = { updates = { "cancel" }, methods = { "wait" }, tostring = describe } }
