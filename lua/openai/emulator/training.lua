--- The life of a fine-tuning job as a function of time: nothing runs in the background, a job is brought up to date
--- whenever someone looks at the emulator. Its course depends only on the seed, the file and the hyperparameters.
local base64 = require "openai.emulator.base64"
local dataset = require "openai.emulator.dataset"
local files = require "openai.emulator.files"
local json = require "openai.emulator.json"
local models = require "openai.emulator.models"
local store = require "openai.emulator.store"

local training = {}

local MAX_METRIC_EVENTS = 500
local CHECKPOINTS_KEPT = 3

local floor, exp, min, max = math.floor, math.exp, math.min, math.max

-- A repeatable number in [0, 1) for a seed and a position.
local function noise(seed, position)
    local x = math.sin((seed % 10007) * 78.233 + position * 12.9898) * 43758.5453
    return x - floor(x)
end

-- Slow waves between fixed random heights, so that the curve is smooth with some jitter.
local function wave(seed, position, width)
    local cell = floor(position / width)
    local t = position / width - cell
    t = t * t * (3 - 2 * t)
    return noise(seed, cell) * (1 - t) + noise(seed, cell + 1) * t
end

local function train_loss(plan, step)
    local progress = step / plan.steps
    local start, rest = 2.1 + 0.9 * noise(plan.seed, -1), 0.18 + 0.2 * noise(plan.seed, -2)
    local trend = rest + (start - rest) * exp(-5 * progress)
    local ripple = 0.16 * (wave(plan.seed, step, max(2, plan.steps / 30)) - 0.5)
    return trend * (1 + ripple + 0.10 * (noise(plan.seed + 7, step) - 0.5))
end

local function valid_loss(plan, step)
    local progress = step / plan.steps
    return (train_loss({ seed = plan.seed + 3, steps = plan.steps }, step) + 0.05 + 0.1 * progress)
end

local function accuracy_of(loss, seed, step)
    return max(0, min(1, 1 - 0.27 * loss + 0.02 * (noise(seed + 11, step) - 0.5)))
end

local function rounded(value) return floor(value * 1e5 + 0.5) / 1e5 end

local function metrics_at(plan, step)
    local loss = train_loss(plan, step)
    local metrics = {
        step = step, train_loss = rounded(loss), train_mean_token_accuracy = rounded(accuracy_of(loss, plan.seed,
            step)),
    }
    if plan.validated then
        local validation = valid_loss(plan, step)
        metrics.valid_loss = rounded(validation)
        metrics.valid_mean_token_accuracy = rounded(accuracy_of(validation, plan.seed, step + 0.5))
        if step % plan.steps_per_epoch == 0 then
            metrics.full_valid_loss = rounded(valid_loss(plan, step + 0.25))
            metrics.full_valid_mean_token_accuracy = rounded(accuracy_of(validation, plan.seed, step + 0.75))
        end
    end
    return metrics
end

--- Adds an event. `at` is emulated Unix time.
function training.event(job, at, message, level, data)
    local kind = data and "metrics" or "message"
    job.events[#job.events + 1] = {
        object = "fine_tuning.job.event", id = store.id("ftevent-"), created_at = floor(at), level = level or "info",
        message = message, type = kind, data = data or {},
    }
end

local function step_event(job, step, at)
    local plan = job.plan
    local data = metrics_at(plan, step)
    data.total_steps = plan.steps
    local message = ("Step %d/%d: training loss=%.2f"):format(step, plan.steps, data.train_loss)
    if data.valid_loss then message = message .. (", validation loss=%.2f"):format(data.valid_loss) end
    if data.full_valid_loss then message = message .. (", full validation loss=%.2f"):format(data.full_valid_loss) end
    training.event(job, at, message, "info", data)
end

local function model_name(job, suffix)
    return ("ft:%s:%s:%s:%s"):format(job.base, job.owner, job.public.user_provided_suffix == json.null and ""
        or job.public.user_provided_suffix, suffix)
end

local function checkpoint(context, job, step, at)
    local name = model_name(job, job.model_suffix)
    if step < job.plan.steps then name = name .. ":ckpt-step-" .. step end
    job.checkpoints[#job.checkpoints + 1] = {
        object = "fine_tuning.job.checkpoint", id = store.id("ftckpt_"), created_at = floor(at),
        fine_tuned_model_checkpoint = name, fine_tuning_job_id = job.id, step_number = step,
        metrics = metrics_at(job.plan, step),
    }
    if #job.checkpoints > CHECKPOINTS_KEPT then
        context.state.models:remove(table.remove(job.checkpoints, 1).fine_tuned_model_checkpoint)
    end
    models.add(context.state, name, floor(at), job.base, job)
    training.event(job, at, "Checkpoint created at step " .. step)
end

--- Ends a job: status is failed or cancelled.
function training.stop(job, status, at, err)
    local public = job.public
    public.status, public.finished_at, public.estimated_finish = status, floor(at), json.null
    if err then
        public.error = { code = err.code, message = err.message, param = json.nullable(err.param) }
        training.event(job, at, err.message, "error")
    end
end

-- Choices the service makes for "auto", after its published notes on default hyperparameters: about 3 epochs, more for
-- very small files, fewer for very large ones; batches of about 0.2 % of the examples.
local function auto_epochs(count)
    if count * 3 < 100 then return min(25, math.ceil(100 / count)) end
    if count * 3 > 25000 then return max(1, floor(25000 / count)) end
    return 3
end

local function resolve_hyperparameters(job, count)
    local chosen = job.public.hyperparameters
    if chosen.n_epochs == "auto" then chosen.n_epochs = auto_epochs(count) end
    if chosen.batch_size == "auto" then chosen.batch_size = max(1, min(256, floor(count * 0.002))) end
    if chosen.learning_rate_multiplier == "auto" then chosen.learning_rate_multiplier = 1.8 end
end

local function plan_of(context, job, report, validation)
    local chosen = job.public.hyperparameters
    local steps_per_epoch = max(1, math.ceil(report.count / chosen.batch_size))
    local steps = steps_per_epoch * chosen.n_epochs
    local timings = context.timings
    return {
        seed = job.public.seed, steps = steps, steps_per_epoch = steps_per_epoch, examples = report.examples,
        validated = validation ~= nil, tokens = report.tokens * chosen.n_epochs, done = 0,
        seconds = max(timings.training_min, min(timings.training_max, steps * timings.step)),
    }
end

local function checked_files(context, job)
    local reports = {}
    for _, kind in ipairs{ "training", "validation" } do
        local id = json.optional(job.public[kind .. "_file"])
        if id then
            local file = files.get(context, id)
            if not file then
                return nil, { code = ("invalid_%s_file"):format(kind), param = kind .. "_file",
                    message = ("The job failed due to an invalid %s file. The file %s no longer "
                        .. "exists."):format(kind, id) }
            end
            local report, err = dataset.check(file.content, kind, job, id)
            if not report then return nil, err end
            reports[kind] = report
        end
    end
    return reports
end

local phases = {}

-- Each phase moves the job on if its time has come and returns true when it did.

function phases.validating_files(context, job, now)
    local due = job.phase_at + context.timings.validating
    if now < due then return false end
    local reports, err = checked_files(context, job)
    if not reports then
        training.stop(job, "failed", due, err)
        return true
    end
    resolve_hyperparameters(job, reports.training.count)
    job.plan = plan_of(context, job, reports.training, reports.validation)
    job.public.status, job.phase_at = "queued", due
    training.event(job, due, "Files validated, moving job to queued state")
    return true
end

function phases.queued(context, job, now)
    local due = job.phase_at + context.timings.queued
    if now < due then return false end
    local plan = job.plan
    -- After a pause the steps already done are not repeated.
    job.running_at = due - plan.done / plan.steps * plan.seconds
    job.public.status, job.phase_at = "running", due
    job.public.estimated_finish = floor(job.running_at + plan.seconds + context.timings.finishing)
    training.event(job, due, plan.done == 0 and "Fine-tuning job started" or "Fine-tuning job resumed")
    return true
end

local function results_csv(plan)
    local rows = { "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy" }
    for step = 1, plan.steps do
        local row = metrics_at(plan, step)
        rows[#rows + 1] = ("%d,%s,%s,%s,%s"):format(step, tostring(row.train_loss),
            tostring(row.train_mean_token_accuracy),
            tostring(row.valid_loss or ""), tostring(row.valid_mean_token_accuracy or ""))
    end
    return table.concat(rows, "\n") .. "\n"
end

local function succeed(context, job, at)
    local public, plan = job.public, job.plan
    -- The service delivers the CSV base64-encoded.
    local results = files.add_text(context, "step_metrics.csv", "fine-tune-results", base64.encode(results_csv(plan)),
        nil, at)
    public.result_files = { results.id }
    public.fine_tuned_model = model_name(job, job.model_suffix)
    public.trained_tokens = plan.tokens
    public.status, public.finished_at, public.estimated_finish = "succeeded", floor(at), json.null
    training.event(job, at, "New fine-tuned model created: " .. public.fine_tuned_model)
    training.event(job, at, "The job has successfully completed")
end

local function run_step(context, job, step, stride)
    local plan = job.plan
    local at = job.running_at + step / plan.steps * plan.seconds
    local epoch_ends = step % plan.steps_per_epoch == 0
    if step == 1 or step % stride == 0 or epoch_ends then step_event(job, step, at) end
    if epoch_ends then checkpoint(context, job, step, at) end
    plan.done = step
end

function phases.running(context, job, now)
    local plan = job.plan
    local reached = min(plan.steps, floor((now - job.running_at) / plan.seconds * plan.steps))
    local stride = math.ceil(plan.steps / MAX_METRIC_EVENTS)
    for step = plan.done + 1, reached do run_step(context, job, step, stride) end
    local due = job.running_at + plan.seconds + context.timings.finishing
    if now < due then return false end
    succeed(context, job, due)
    return true
end

--- Brings one job up to `now`.
function training.settle(context, job, now)
    local events, done = #job.events, job.plan and job.plan.done
    local phase = phases[job.public.status]
    while phase and phase(context, job, now) do phase = phases[job.public.status] end
    if #job.events ~= events or (job.plan and job.plan.done) ~= done then context.state.jobs:save(job) end
end

--- Brings every job up to now.
function training.settle_all(context)
    local now = context.clock:now()
    for _, job in ipairs(context.state.jobs.order) do training.settle(context, job, now) end
end

return training
