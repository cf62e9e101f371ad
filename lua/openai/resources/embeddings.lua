--- Embeddings of any number of inputs.
local answers = require "openai.internal.embedding.answer"
local call = require "openai.internal.call"
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local inputs = require "openai.internal.embedding.inputs"
local matrix = require "openai.internal.data.matrix"
local merged = require "openai.internal.base.merged"
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

--- The item's vector; nil when it has none. Numbers come as they are where the caller asked for them.
local function vector_of(item)
    local embedding = type(item) == "table" and item.embedding
    if type(embedding) == "userdata" then return embedding end
    local ok, vector = pcall(core.vector, embedding)
    return ok and vector or nil
end

local function wrong_vector(vector, index, dimensions)
    if not vector then return ("the server's answer has no vector for input %d"):format(index) end
    if not dimensions or #vector == dimensions then return nil end
    return ("the server answered input %d with %d dimensions, %d were asked for"):format(index, #vector, dimensions)
end

--- The vectors of an answer in the order of the inputs; or nil, err when it is not what was asked for.
local function vectors_of(portion, answer, dimensions)
    local vectors, data = {}, type(answer) == "table" and type(answer.data) == "table" and answer.data or {}
    local last = portion.first + #portion.inputs - 1
    if #data ~= #portion.inputs then
        return mismatch(portion.first, ("inputs %d to %d: the server answered %d inputs with %d embeddings"):format(
            portion.first, last, #portion.inputs, #data))
    end
    for position, item in ipairs(data) do
        local place = type(item) == "table" and type(item.index) == "number" and item.index + 1 or position
        vectors[place] = vector_of(item)
    end
    for i = 1, #portion.inputs do
        local index = portion.first + i - 1
        local wrong = wrong_vector(vectors[i], index, dimensions)
        if wrong then return mismatch(index, wrong) end
    end
    return vectors
end

local function request(self, portion)
    local body = merged(self.params, { input = portion.inputs })
    local tokens = portion.tokens * self.inputs.scale
    return self.limiter:call(self.context, tokens, self.call_options, function(options)
        return call.run(self.context, call.rows["embeddings.create"], body, options)
    end, refusal.is_too_large, function(seconds) self.meter:waiting(seconds) end)
end

local function count(self, portion, answer)
    local tokens = type(answer.usage) == "table" and tonumber(answer.usage.total_tokens) or nil
    self.inputs:calibrate(portion.tokens, tokens)
    self.usage.requests, self.usage.tokens = self.usage.requests + 1, self.usage.tokens + (tokens or 0)
end

-- ---- rows ----

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

--- What an answer brought is kept at once, whatever becomes of the rest.
local function keep(self, portion, answer)
    count(self, portion, answer)
    local vectors, err = vectors_of(portion, answer, self.params.dimensions)
    if not vectors then return nil, err end
    self.ready[portion.first], self.done = vectors, self.done + #vectors
    local ok, problem = append_ready(self)
    if not ok then return nil, problem end
    self.meter:report(self.done)
    return true
end

-- ---- portions: what is refused is sent in smaller ones ----

local divide, embed_all

--- One request. True; or nil, err as the server put it.
local function send(self, portion)
    local answer, err = request(self, portion)
    if not answer then return nil, err end
    return keep(self, portion, answer)
end

--- A portion may have been cut before it was known what the server takes.
local function embed_portion(self, portion)
    local most = self.inputs.most_inputs
    if #portion.inputs > most then return embed_all(self, inputs.pieces(portion, most)) end
    local ok, err = send(self, portion)
    if ok then return true end
    return divide(self, portion, err)
end

function embed_all(self, portions)
    for _, portion in ipairs(portions) do
        local ok, err = embed_portion(self, portion)
        if not ok then return nil, err end
    end
    return true
end

--- The server seems to have named a limit: pieces of so many inputs. Where the first is refused in the same words, and
--- no smaller number is in them, it was none.
local function embed_pieces(self, portion, most, cause)
    local pieces = inputs.pieces(portion, most)
    local first = table.remove(pieces, 1)
    local ok, err = send(self, first)
    if not ok then
        local _, smaller = refusal.reason(err, first)
        if refusal.same(err, cause) and not smaller then return nil, cause end
        ok, err = divide(self, first, err)
    end
    if not ok then return nil, err end
    self.inputs:limit_inputs(most)
    return embed_all(self, pieces)
end

--- Neither a limit nor a place is known. Both halves are tried: where only one is refused the trouble is in there;
--- where both are, in the same words, it is not the inputs that the server minds.
local function search(self, portion)
    local halves, problems = inputs.halves(portion), {}
    for i, half in ipairs(halves) do
        local ok, err = send(self, half)
        if not ok then problems[i] = err end
    end
    local one, other = problems[1], problems[2]
    if one and other and refusal.same(one, other) then return nil, one end
    if not one and not other then self.inputs:limit_inputs(#halves[1].inputs) end
    for i = 1, 2 do
        if problems[i] then
            local ok, err = divide(self, halves[i], problems[i])
            if not ok then return nil, err end
        end
    end
    return true
end

--- What becomes of a portion that was refused. True when all of it was embedded after all.
function divide(self, portion, err)
    local reason, most
    if #portion.inputs > 1 then reason, most = refusal.reason(err, portion) end
    if most then
        return embed_pieces(self, portion, most, err)
    elseif reason == "inputs" then
        self.inputs:limit_inputs(math.floor(#portion.inputs / 2))
        return embed_all(self, inputs.halves(portion))
    elseif reason == "tokens" then
        self.inputs:limit_tokens(portion)
        return embed_all(self, inputs.halves(portion))
    elseif reason == "unknown" then
        return search(self, portion)
    end
    return nil, refusal.locate(err, portion)
end

-- ---- all of them ----

local function submit_all(workers, self)
    while true do
        local portion, err = self.inputs:portion(self.limiter:largest())
        if err then return nil, err end
        if not portion then break end
        local ok, problem = workers:submit(embed_portion, self, portion)
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
    elseif params.encoding_format ~= nil and params.encoding_format ~= "float" then
        errors.misuse(WHAT .. ': encoding_format may be "float", for servers that fail at base64; the result is a '
            .. "matrix of float32 in any case")
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

--- The error, with what was done before it: nothing that was paid for is lost.
local function keep_done(self, err)
    if not errors.is(err) then return err end
    err.operation = WHAT
    err.matrix, err.done, err.usage, err.vectors = self.matrix, self.appended, self.usage, {}
    for first, vectors in pairs(self.ready) do
        for i, vector in ipairs(vectors) do err.vectors[first + i - 1] = vector end
    end
    return err
end

--- Embeds the inputs of one request. Unless `encoding_format` is given, embeddings are vectors, also where the server
--- knows only numbers as text. An answer with other embeddings than were asked for is an error. (createEmbedding)
---@param params openai.EmbeddingCreateParams
---@param options? openai.CallOptions
---@return openai.EmbeddingResponse? answer
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function embeddings:create(params, options, ...)
    local answer, info = call.run(getmetatable(self).context, call.rows["embeddings.create"], params, options, ...)
    if answer == nil then return nil, info end
    return answers.checked(params, answer, info)
end

--- Embeds any number of inputs: in requests of what the service takes, several at a time and within its rate limits;
--- the rows of the matrix are in the order of the inputs.
---
--- `input` is a list, or a function that returns one input after the other and nil at the end; an input is a text or a
--- list of tokens. Options: `concurrency`, requests at a time (8); `on_progress{phase = "embed", done, total, unit =
--- "inputs"}`, and phase "waiting" in seconds where the rate limits keep it; and those of calls (`timeout` is that of
--- one request). An error about one input has its `index`; for a
--- list, inputs that are empty, no UTF-8 or surely too long are found before anything is sent. Every error has what was
--- done before it: `matrix`, the rows of the first `done` inputs, and `vectors` of inputs behind those, by index.
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
    if not ok then return nil, keep_done(job, err) end
    if job.matrix then return job.matrix, job.usage end
    return errors.failure("invalid", "there is nothing to embed", { operation = WHAT })
end

return { resource = embeddings }
