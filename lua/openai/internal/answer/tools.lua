--- Tools: functions of the user's that a model may call. Every call gets an answer, whatever becomes of it: without one
--- the service refuses the next request.
local build = require "openai.internal.schema.build"
local check = require "openai.internal.schema.check"
local errors = require "openai.internal.base.error"
local json = require "openai.internal.data.json"
local pool = require "openai.internal.task.pool"
local task = require "openai.internal.task"

local tools = {}

---@class openai.RunnableTool
---@field name string
---@field description? string
---@field parameters table a JSON schema
---@field fn fun(arguments: table, call: openai.ToolCall): any, any
---@field strict boolean
---@field timeout? number seconds
local Tool = { __name = "openai.tool" }

---@class openai.ToolCall
---@field id string
---@field name string
---@field arguments string JSON as the model wrote it

local FIELDS = {
    name = "string", description = "string", parameters = "table", fn = "function", strict = "boolean",
    timeout = "number",
}

local function misuse(message)
    errors.misuse("tool: " .. message)
end

local function check_fields(given)
    for name, value in pairs(given) do
        if not FIELDS[name] then
            local meant = type(name) == "string" and errors.nearest(name, FIELDS)
            misuse(("unknown field '%s'%s"):format(tostring(name), meant and ("; did you mean '%s'?"):format(meant)
                or ""))
        elseif type(value) ~= FIELDS[name] then
            misuse(("%s must be a %s, not a %s"):format(name, FIELDS[name], type(value)))
        end
    end
    if not given.name then misuse("name is missing") end
    if not given.name:match "^[%w_-]+$" or #given.name > 64 then
        misuse(("name must be 1 to 64 letters, digits, _ or -, not '%s'"):format(given.name))
    end
    if not given.fn then misuse(("fn is missing: the function that '%s' calls"):format(given.name)) end
    if given.timeout and given.timeout <= 0 then misuse("timeout must be a number of seconds above 0") end
end

local function nothing()
    return { type = "object", properties = {}, required = json.array {}, additionalProperties = false }
end

--- See openai.tool.
---@param given table
---@return openai.RunnableTool
function tools.new(given)
    if type(given) ~= "table" then errors.misuse("tool takes a table, not a " .. type(given)) end
    check_fields(given)
    local parameters = given.parameters or nothing()
    if not build.is(parameters) and parameters.type == nil and parameters[1] ~= nil then
        parameters = build.schema(parameters)
    end
    local strict, problem = check.strict(parameters)
    if given.strict and not strict then misuse("the service would refuse the parameters as strict: " .. problem) end
    if given.strict ~= nil then strict = given.strict end
    return setmetatable({
        name = given.name, description = given.description, parameters = parameters, fn = given.fn,
        strict = strict or false, timeout = given.timeout,
    }, Tool)
end

function Tool.__tostring(self)
    return "openai.tool " .. self.name
end

---@param value any
---@return boolean
function tools.is(value)
    return getmetatable(value) == Tool
end

--- A list of tools as the service takes them, and ours by name. `form(tool)` is the operation's own form.
---@param what string
---@param list any
---@param form fun(tool: openai.RunnableTool): table
---@return table[] sent
---@return table<string, openai.RunnableTool> known
function tools.sent(what, list, form)
    if type(list) ~= "table" or next(list) == nil then
        errors.misuse(what .. ": tools must be a list with openai.tool{ … } in it")
    end
    local sent, known = {}, {}
    for i, tool in ipairs(list) do
        if type(tool) ~= "table" then
            errors.misuse(("%s: tools[%d] is a %s; take openai.tool{ … }, or the API's own form"):format(what, i,
                type(tool)))
        end
        sent[i] = tools.is(tool) and form(tool) or tool
        if tools.is(tool) then
            if known[tool.name] then errors.misuse(("%s: two tools are named '%s'"):format(what, tool.name)) end
            known[tool.name] = tool
        end
    end
    return sent, known
end

-- ---- carrying out calls ----

--- What the model gets to see of what a function returned.
local function shown(value)
    if type(value) == "string" then return value end
    if value == nil then return "null" end
    local encoded, err = json.encode(value)
    if encoded then return encoded end
    return nil, ("the result of the tool cannot be sent: %s"):format(err.message)
end

local function arguments_of(tool, call)
    if not call.arguments:find "%S" then return {} end
    local arguments, err = json.decode(call.arguments)
    if err then return nil, "the arguments are no JSON: " .. err.message end
    if type(arguments) ~= "table" then return nil, "the arguments must be a JSON object" end
    local ok, problem = check.value(tool.parameters, arguments)
    if not ok then return nil, "the arguments do not fit the schema: " .. problem end
    return arguments
end

local function unknown(known, call)
    local names = {}
    for name in pairs(known) do names[#names + 1] = name end
    table.sort(names)
    return ("there is no tool '%s'; there are: %s"):format(call.name, table.concat(names, ", "))
end

--- fn in a task of its own, so that it can be given up.
local function run_limited(tool, arguments, call, seconds)
    local worker = task.spawn(function() return { tool.fn(arguments, call) } end)
    local alarm = seconds and task.spawn(function()
        if task.sleep(seconds) then worker:cancel() end
        return true
    end)
    local ok, results = task.pcall(worker.await, worker)
    local late = alarm and alarm:done()
    if alarm then alarm:cancel() end
    if late then return nil, ("the tool did not return within %g s"):format(seconds) end
    if task.cancelled() then return nil, "cancelled" end
    if not ok then return nil, tostring(results) end
    if results[1] == nil and results[2] ~= nil then return nil, tostring(results[2]) end
    return shown(results[1])
end

--- The text that answers a call; or nil and why there is none.
local function carry_out(known, call, seconds)
    local tool = known[call.name]
    if call.custom then return nil, "this program has no custom tools" end
    if not tool then return nil, unknown(known, call) end
    local arguments, problem = arguments_of(tool, call)
    if not arguments then return nil, problem end
    return run_limited(tool, arguments, call, tool.timeout or seconds)
end

--- What the model is told of a call that failed, or nil: the run ends.
local function told(options, call, problem)
    local policy = options.on_tool_error
    if policy == nil or policy == "tell" then return "Error: " .. problem end
    if policy == "stop" then return nil end
    local said = policy(problem, call)
    return type(said) == "string" and said or nil
end

local function answer_one(self, call)
    local output, problem = carry_out(self.known, call, self.options.tool_timeout)
    if output == nil then
        output = told(self.options, call, problem)
        if output == nil then
            self.failed = self.failed or { call = call, problem = problem }
            output = "Error: " .. problem
        end
    end
    self.outputs[call] = output
    if self.options.on_tool then self.options.on_tool(call, output) end
    return true
end

local function work(workers, self)
    for _, call in ipairs(self.calls) do
        local ok, err = workers:submit(answer_one, self, call)
        if not ok then return nil, err end
    end
    return workers:finish()
end

--- Carries the calls out, several at a time where their functions suspend. Every one has an output afterwards.
---@param context table the client's
---@param what string
---@param known table<string, openai.RunnableTool>
---@param calls openai.ToolCall[]
---@param options table { tool_timeout, tool_concurrency, on_tool, on_tool_error }
---@return table<openai.ToolCall, string> outputs
---@return openai.Error? err cancelled, or a tool failed and on_tool_error ends the run
function tools.run(context, what, known, calls, options)
    local self = { known = known, calls = calls, options = options, outputs = {} }
    local ok, err = pool.run(context, what, options.tool_concurrency or 8, work, self)
    for _, call in ipairs(calls) do self.outputs[call] = self.outputs[call] or "Error: cancelled" end
    if not ok then return self.outputs, err or errors.cancelled() end
    if not self.failed then return self.outputs end
    local failed = self.failed
    return self.outputs, select(2, errors.failure("failed", ("the tool '%s' failed: %s"):format(failed.call.name,
        failed.problem), { operation = what, code = "tool" }))
end

return tools
