--- Runs of evals: waiting for one.
local lifecycle = require "openai.internal.task.lifecycle"
local settings = require "openai.internal.base.settings"
local text = require "openai.internal.base.text"

---@class openai.resource.EvalsRuns
local runs = {}

local life = lifecycle.new {
    name = "evals.runs", noun = "the run", ids = { "eval_id", "run_id" }, fields = { "eval_id", "id" },
    working = { "queued", "in_progress" }, bad = { "failed", "canceled" }, why = "error",
}

--- Waits until a run has ended.
---@param eval_id string|table the eval, or the run's object instead of both ids
---@param run_id? string|table
---@param options? openai.PollOptions
---@return table? run
---@return openai.Error? err kind "failed", with `object`, when it ended otherwise
function runs:poll(eval_id, run_id, options)
    return life:wait(self, "poll", eval_id, run_id, options)
end

--- The same as `poll`.
---@param eval_id string|table
---@param run_id? string|table
---@param options? openai.PollOptions
---@return table? run
---@return openai.Error? err
function runs:wait(eval_id, run_id, options)
    return life:wait(self, "wait", eval_id, run_id, options)
end

--- Begins a run, and waits for it.
---@param eval_id string|table
---@param params table as of `create`
---@param options? openai.PollOptions
---@return table? run
---@return openai.Error? err
function runs:create_and_poll(eval_id, params, options)
    local id = settings.need_id(eval_id, "evals.runs:create_and_poll", "eval_id")
    return life:make_and_wait(self, "create_and_poll", { id }, function(call_options)
        return self:create(id, params, call_options)
    end, options)
end

local function describe(self)
    return text.words("eval.run", self.id, self.model, self.status)
end

return { resource = runs, object = { updates = { "cancel" }, methods = { "wait" }, tostring = describe } }
