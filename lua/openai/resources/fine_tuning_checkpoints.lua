--- Checkpoints of fine-tuning jobs.
local fields = require "openai.internal.base.fields"
local text = require "openai.internal.base.text"

local function loss(metrics, name, label)
    local value = fields.number(metrics, name)
    return value and ("%s %.3f"):format(label, value)
end

--- fine_tuning.job.checkpoint ftckpt_1 step 10, train loss 0.312, validation loss 0.401,
--- ft:gpt-4o-mini:org::A:ckpt-step-10
local function describe(checkpoint)
    local metrics = fields.table(checkpoint, "metrics")
    local parts = { text.words("fine_tuning.job.checkpoint", checkpoint.id, "step", checkpoint.step_number) }
    parts[#parts + 1] = loss(metrics, "train_loss", "train loss")
    parts[#parts + 1] = loss(metrics, "full_valid_loss", "validation loss")
        or loss(metrics, "valid_loss", "validation loss")
    parts[#parts + 1] = fields.text(checkpoint, "fine_tuned_model_checkpoint")
    return table.concat(parts, ", ")
end

return { object = { tostring = describe } }
