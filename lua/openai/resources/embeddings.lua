--- Embeddings of any number of inputs.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local inputs = require "openai.internal.embedding.inputs"
local matrix = require "openai.internal.data.matrix"
local meter = require "openai.internal.base.meter"
local pool = require "openai.internal.task.pool"
local rate = require "openai.internal.call.rate"
local refusal = require "openai.internal.embedding.refusal"
local settings = require "openai.internal.base.settings"

---@class openai.resource.Embeddings
local embeddings = {}

local WHAT = "embeddings:embed"
local OPTIONS = { concurrency = "count", on_progress = "callback", timeout = "call" }
local CONCURRENCY = 8
--- Floats of a portion from which on its memory as it is becomes a piece of the matrix.
local ABSORBED = 65536

local function mismatch(index, message)
    return errors.failure("protocol", message, { operation = WHAT, index = index })
end

-- ---- one request ----

--- The vectors of an answer in the order of the inputs; or nil, err when it is not what was asked for.
local function vectors_of(portion, answer)
    local vectors, data = {}, type(answer.data) == "table" and answer.data or {}
    for position, item in ipairs(data) do
        local place = type(item.index) == "number" and item.index + 1 or position
        local embedding = item.embedding
        vectors[place] = type(embedding) == "table" and core.vector(embedding) or embedding
    end
    if #vectors == #portion.inputs and #data == #vectors then return vectors end
    return mismatch(portion.first, ("the server answered %d inputs with %d embeddings"):format(#portion.inputs, #data))
end

local function request(self, portion)
    local body = {}
    for name, value in pairs(self.params) do body[name] = value end
    body.input, body.encoding_format = portion.inputs, self.format
    local tokens = portion.tokens * self.inputs.scale
    return self.limiter:call(self.context, tokens, self.call_options, function(options)
        return self.resource:create(body, options)
    end, refusal.reason)
end

local embed_portion

local function embed_halves(self, portion)
    local first, second = inputs.halves(portion)
    local vectors, err = embed_portion(self, first)
    if not vectors then return nil, err end
    local more
    more, err = embed_portion(self, second)
    if not more then return nil, err end
    for _, vector in ipairs(more) do vectors[#vectors + 1] = vector end
    return vectors
end

local function count(self, portion, answer)
    local tokens = type(answer.usage) == "table" and tonumber(answer.usage.total_tokens) or nil
    self.inputs:calibrate(portion.tokens, tokens)
    self.usage.requests, self.usage.tokens = self.usage.requests + 1, self.usage.tokens + (tokens or 0)
end

--- The vectors of a portion, however many requests that takes.
function embed_portion(self, portion)
    local answer, info = request(self, portion)
    if answer then
        count(self, portion, answer)
        return vectors_of(portion, answer)
    end
    local reason = refusal.reason(info)
    if reason == "base64" and not self.format then
        self.format = "float"
        return embed_portion(self, portion)
    elseif (reason == "tokens" or reason == "inputs") and #portion.inputs > 1 then
        self.inputs:shrink(portion, reason == "tokens")
        return embed_halves(self, portion)
    end
    return nil, refusal.locate(info, portion)
end

-- ---- all of them ----

local function append_row(self, vector, index)
    if #vector == self.matrix:dimensions() then return self.matrix:append(vector) end
    return mismatch(index, ("the server answered input %d with %d dimensions, those before with %d"):format(index,
        #vector, self.matrix:dimensions()))
end

--- The vectors of a portion become the next rows. Many of them change hands without a copy.
local function append_rows(self, vectors)
    self.matrix = self.matrix or matrix(#vectors[1])
    if #vectors * #vectors[1] >= ABSORBED and core.matrix.absorb(self.matrix, vectors) then
        self.appended = self.appended + #vectors
        return true
    end
    for _, vector in ipairs(vectors) do
        self.appended = self.appended + 1
        local ok, err = append_row(self, vector, self.appended)
        if not ok then return nil, err end
    end
    return true
end

--- Answers come in any order; rows are appended in the order of the inputs.
local function append_ready(self)
    local ready = self.ready[self.appended + 1]
    while ready do
        self.ready[self.appended + 1] = nil
        local ok, err = append_rows(self, ready)
        if not ok then return nil, err end
        ready = self.ready[self.appended + 1]
    end
    return true
end

local function work(self, portion)
    local vectors, err = embed_portion(self, portion)
    if not vectors then return nil, err end
    self.ready[portion.first], self.done = vectors, self.done + #vectors
    local ok, problem = append_ready(self)
    if not ok then return nil, problem end
    self.meter:report(self.done)
    return true
end

local function submit_all(workers, self)
    while true do
        local portion, err = self.inputs:portion(self.limiter:largest())
        if err then return nil, err end
        if not portion then break end
        local ok, problem = workers:submit(work, self, portion)
        if not ok then return nil, problem end
    end
    local ok, err = workers:finish()
    if not ok then return nil, err end
    self.meter:finish(self.done)
    return true
end

local function check_params(params)
    settings.check_parameters(WHAT, params, OPTIONS)
    if type(params.model) ~= "string" then
        errors.misuse(WHAT .. ": model is missing, e.g. \"text-embedding-3-small\"")
    elseif params.encoding_format ~= nil then
        errors.misuse(WHAT .. ": leave encoding_format out; the result is a matrix of float32 in any case")
    end
end

local function new_job(self, params, helper_options, queue, call_options)
    local context = getmetatable(self).context
    return {
        resource = self, context = context, params = params, inputs = queue, call_options = call_options,
        limiter = rate.of(context, params.model), ready = {}, appended = 0, done = 0,
        usage = { requests = 0, tokens = 0 },
        meter = meter.new(helper_options.on_progress, "embed", "inputs", queue.total),
    }
end

--- Embeds any number of inputs: in requests of what the service takes, several at a time and within its rate limits;
--- the rows of the matrix are in the order of the inputs.
---
--- `input` is a list, or a function that returns one input after the other and nil at the end; an input is a text or a
--- list of tokens. Options: `concurrency`, requests at a time (8); `on_progress{phase = "embed", done, total, unit =
--- "inputs"}`; and those of calls (`timeout` is that of one request). An error about one input has its `index`; for a
--- list, empty inputs and those that are surely too long are found before anything is sent.
---@param params openai.EmbedParams
---@param options? openai.EmbedOptions
---@return openai.Matrix? matrix
---@return openai.Error|openai.EmbedUsage|nil info the error, or what it took
function embeddings:embed(params, options)
    check_params(params)
    local helper_options, call_options = settings.read(WHAT, OPTIONS, options)
    local queue, err = inputs.new(params.input, params.model)
    if not queue then return nil, err end
    local job = new_job(self, params, helper_options, queue, call_options)
    local ok
    ok, err = pool.run(job.context, WHAT, helper_options.concurrency or CONCURRENCY, submit_all, job)
    if not ok then return nil, err end
    if job.matrix then return job.matrix, job.usage end
    return errors.failure("invalid", "there is nothing to embed", { operation = WHAT })
end

return { resource = embeddings }
