-- Fine-tunes a model on a JSONL file: check, upload, job, events, loss curve, checkpoints, fine-tuned model; and asks
-- that one question, beside its base model.
--
--     lua examples/fine_tune.lua examples/data/game_master.jsonl
--
-- With OPENAI_API_KEY it runs on OpenAI's service, which costs money; without, on the emulator, which costs nothing.
-- A file FILE_validation.jsonl beside FILE.jsonl is used as validation file, and the question is its first.
local openai = require "openai"

local MODEL, SUFFIX, EPOCHS = "gpt-4o-mini-2024-07-18", "game-master", 3

-- The terminal. Cursor and colours are never left in another state, so an interrupt at any time does no harm. --------

local tested = os.execute("test -t 1") -- true or nil; in Lua 5.1 the exit status
local is_terminal = (tested == true or tested == 0) and os.getenv("TERM") ~= "dumb"
local bold = is_terminal and (os.getenv("NO_COLOR") or "") == ""
local status_shown = false

--- Characters that fit into a line.
local function columns()
    local pipe = io.popen("stty size 2>/dev/null </dev/tty")
    local width = pipe:read("*a"):match("%d+ (%d+)")
    pipe:close()
    return width and tonumber(width) > 0 and tonumber(width) or 80
end

--- A line that stays.
local function say(...)
    io.write(status_shown and "\r\27[K" or "", string.format(...), "\n")
    io.flush()
    status_shown = false
end

--- A line that the next one overwrites; nothing on a pipe. In a narrow terminal it is clipped (lines do not wrap for as
--- long as it is written): what had wrapped could not be overwritten.
local function show_status(...)
    if is_terminal then
        io.write("\r\27[K\27[?7l", string.format(...), "\27[?7h")
        io.flush()
        status_shown = true
    end
end

local function title(text)
    say(bold and "\n\27[1m%s\27[0m" or is_terminal and "\n%s" or "%s", text)
end

local function bar(share)
    local full = math.floor(share * 30 + 0.5)
    return ("█"):rep(full) .. ("░"):rep(30 - full)
end

-- The loss curve, drawn with braille characters: 2 × 4 dots each. ---------------------------------------------------

local DOTS = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } } -- bit of the dot in column, row

local function braille(bits) -- U+2800 + bits in UTF-8
    return string.char(0xE2, 0xA0 + math.floor(bits / 64), 0x80 + bits % 64)
end

local function draw_curve(values, width, height)
    local low, high, cells = math.huge, 0, {}
    for _, value in ipairs(values) do
        low, high = math.min(low, value), math.max(high, value)
    end
    local count = math.max(#values, width * 2)
    for i = 0, count - 1 do
        local x, value = math.floor(i / count * width * 2), values[math.floor(i / count * #values) + 1]
        local y = math.floor((high - value) / math.max(high - low, 1e-9) * (height * 4 - 1) + 0.5)
        local cell = math.floor(y / 4) * width + math.floor(x / 2)
        local dot = DOTS[x % 2 + 1][y % 4 + 1]
        local bits = cells[cell] or 0
        cells[cell] = bits % (dot * 2) < dot and bits + dot or bits -- two dots may fall on one place
    end
    for row = 0, height - 1 do
        local line = {}
        for column = 0, width - 1 do
            line[#line + 1] = braille(cells[row * width + column] or 0)
        end
        local label = row == 0 and ("%7.3f"):format(high) or row == height - 1 and ("%7.3f"):format(low) or "       "
        say("%s ┤%s", label, table.concat(line))
    end
    local label = (" step %d"):format(#values)
    say("        └%s%s", ("─"):rep(width - #label), label)
end

-- What is shown while the job runs ----------------------------------------------------------------------------------

local function on_progress(progress)
    if progress.phase == "upload" and (progress.total or 0) > 0 then
        local share = progress.done / progress.total
        show_status("upload       %s %3.0f %%  %d of %d bytes", bar(share), share * 100, progress.done, progress.total)
    end
end

local tenth_said = -1 -- on a pipe, every tenth of the way is said once

local function show_step(step, total, loss)
    if is_terminal then
        return show_status("training     %s step %d/%d  loss %.3f", bar(step / total), step, total, loss)
    end
    local tenth = math.floor(step / total * 10)
    if tenth > tenth_said then
        say("training     step %d/%d loss %.3f", step, total, loss)
        tenth_said = tenth
    end
end

local function on_event(event)
    local data = event.data or {}
    if event.type == "metrics" and data.train_loss then
        return show_step(data.step or 0, data.total_steps or data.step or 1, data.train_loss)
    end
    say("%s  %s", os.date("%H:%M:%S", event.created_at), event.message)
end

-- Before and after --------------------------------------------------------------------------------------------------

local function read_report(path, fewest)
    local report = assert(openai.dataset.check(path, { min_examples = fewest }))
    say("%s", tostring(report))
    if not report.ok then
        os.exit(1)
    end
    return report
end

local function connect(tokens)
    if os.getenv("OPENAI_API_KEY") then
        title(("This runs on %s and costs money"):format(os.getenv("OPENAI_BASE_URL") or "OpenAI's service"))
        say("About %d tokens will be trained (%d epochs); see openai.com/api/pricing.", tokens * EPOCHS, EPOCHS)
        say("It starts in 5 seconds. Ctrl-C leaves.")
        openai.sleep(5)
        return openai.new()
    end
    local emulator = require("openai.emulator").start({ port = 0, speed = 60, timings = { token = 2 } })
    title("No OPENAI_API_KEY: this runs on the emulator: invented figures, a minute in a second")
    return openai.new({ base_url = emulator.base_url, api_key = "sk-emulator" }), emulator
end

local function show_results(job)
    local losses = {}
    for row in job:results() do
        losses[#losses + 1] = row.train_loss
    end
    if is_terminal and #losses > 1 then
        title("Training loss")
        draw_curve(losses, math.max(10, math.min(60, columns() - 10)), 8)
    end
    title("Checkpoints")
    for checkpoint in job:checkpoints() do
        local metrics = checkpoint.metrics
        say("step %4d  training loss %s  validation loss %s  %s", checkpoint.step_number, metrics.train_loss or "-",
            metrics.full_valid_loss or "-", checkpoint.fine_tuned_model_checkpoint)
    end
    title("Result")
    say("%d steps, %d tokens trained, training loss %s -> %s", #losses, job.trained_tokens or 0, losses[1] or "-",
        losses[#losses] or "-")
end

-- The new model beside its base model --------------------------------------------------------------------------------

--- What comes before the answer in the first example of a file.
local function question_of(path)
    for example in openai.jsonl.lines(path) do
        local messages = {}
        for _, message in ipairs(example.messages) do
            if message.role == "assistant" then return messages, messages[#messages].content end
            messages[#messages + 1] = message
        end
    end
end

--- Shows the answer as it comes. One that fails is said: the model is there all the same.
local function ask(client, model, messages, label)
    title(("%s, %s"):format(label, model))
    local stream, err = client.chat.completions:create({ model = model, messages = messages, stream = true })
    local answer
    if stream then
        answer, err = stream:collect({
            on_delta = function(text)
                io.write(text)
                io.flush()
            end,
        })
        io.write("\n")
    end
    if not answer then
        say("no answer: %s", err:summary())
    end
end

local function compare(client, job, path)
    local messages, question = question_of(path)
    title("One question to both models")
    say("%s", type(question) == "string" and question or "the first example's")
    ask(client, MODEL, messages, "The base model")
    ask(client, job.fine_tuned_model, messages, "The fine-tuned model")
end

-- The job -----------------------------------------------------------------------------------------------------------

local running -- the job, once there is one: what Ctrl-C may cancel

local function fine_tune(client, path, validation)
    local job, err = client.fine_tuning.jobs:run({
        model = MODEL,
        suffix = SUFFIX,
        training_file = openai.file(path),
        validation_file = validation and openai.file(validation),
        method = { type = "supervised", supervised = { hyperparameters = { n_epochs = EPOCHS } } },
    }, {
        on_progress = on_progress,
        on_event = function(event, job)
            running = job or running
            on_event(event)
        end,
        poll_interval = not os.getenv("OPENAI_API_KEY") and 0.2 or nil,
    })
    if not job then
        say("%s", err:summary())
        os.exit(1)
    end
    running = nil
    show_results(job)
    say("fine-tuned model: %s", job.fine_tuned_model)
    compare(client, job, validation or path)
end

--- After Ctrl-C. The interpreter has put back the signal's default by now: a second Ctrl-C leaves at once.
local function offer_cancel(client)
    if not running then
        return say("interrupted")
    end
    say("interrupted; the job %s goes on", running.id)
    if is_terminal then
        io.write("Cancel it? [y/N] ")
        io.flush()
        if (io.read("*l") or ""):lower():find("^%s*y") then
            say("%s", tostring(openai.assert(client.fine_tuning.jobs:cancel(running.id))))
        end
    end
end

local path = arg[1]
if not path then
    io.stderr:write("usage: fine_tune.lua FILE.jsonl\n")
    os.exit(2)
end
local validation = path:gsub("%.jsonl$", "_validation.jsonl")
local has_validation = validation ~= path and io.open(validation)

title("Dataset")
local report = read_report(path)
if has_validation then
    has_validation:close()
    read_report(validation, 1)
end
local client, emulator
local ok, failure = xpcall(function()
    client, emulator = connect(report.tokens)
    fine_tune(client, path, has_validation and validation)
end, function(message)
    return tostring(message):find("interrupted!", 1, true) and "interrupted" or debug.traceback(tostring(message), 2)
end)
if failure == "interrupted" then
    offer_cancel(client)
end
if emulator then
    emulator:stop()
end
if not ok then
    if failure ~= "interrupted" then
        say("%s", failure)
    end
    os.exit(failure == "interrupted" and 130 or 1)
end
