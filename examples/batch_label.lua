-- Labels a thousand Debian packages in ten respects by their descriptions: 10,000 requests through the Batch API.
--
--     lua examples/batch_label.lua [LINES [JOURNAL]]
--
-- LINES is a text file, a thing to label in each line; default: examples/data/packages.txt, names and short
-- descriptions of packages in Debian 12. With OPENAI_API_KEY it runs on OpenAI's service, which costs money
-- (OPENAI_BASE_URL: on another); without, on an emulator of its own, which keeps what it knows in JOURNAL.emulator. End
-- it at any time, by Ctrl-C or kill -9: with the same JOURNAL (default: labels.journal) it goes on where it was, and
-- nothing is sent twice. The labels end up in JOURNAL.tsv.
local openai = require "openai"

local MODEL = "gpt-4o-mini"
local REQUESTS_PER_BATCH = 2000 -- the service takes 50,000; smaller ones are done earlier

-- Each respect, and its labels.
local RESPECTS = {
    { "kind", "program, library, plugin, driver, server, documentation, font, data, language binding" },
    { "field", "games, science, network, web, office, graphics, sound, video, education, security, programming" },
    { "audience", "everybody, programmers, administrators, scientists, artists, musicians, players, translators" },
    { "interface", "desktop, command line, web, none" },
    { "written for", "Python, Perl, Ruby, Java, JavaScript, C, R, Go, Emacs, any language, nobody in particular" },
    { "network", "needs the network, works without" },
    { "data", "text, images, sound, video, tables, code, measurements, packages, other" },
    { "seriousness", "work, fun" },
    { "hardware", "tools for a special device, any computer" },
    { "age group", "children, students, adults" },
}

-- Requests -----------------------------------------------------------------------------------------------------------

local function read_lines(path)
    local lines = {}
    for line in assert(io.open(path)):lines() do
        if line:find "%S" then lines[#lines + 1] = line end
    end
    return lines
end

local function request(line, labels)
    return {
        model = MODEL, temperature = 0, max_tokens = 10,
        messages = {
            { role = "system", content = "You sort software. Answer with one of: " .. labels .. "." },
            { role = "user", content = line },
        },
    }
end

--- An iterator: they are written to the disk as they are made, and never all in memory.
local function requests(lines)
    local at = -1
    return function()
        at = at + 1
        local line, respect = lines[math.floor(at / #RESPECTS) + 1], RESPECTS[at % #RESPECTS + 1]
        if line then return ("%s / %s"):format(line:match "^[^:]+", respect[1]), request(line, respect[2]) end
    end
end

-- Progress -----------------------------------------------------------------------------------------------------------

local tested = os.execute "test -t 1" -- true or nil; in Lua 5.1 the exit status
local is_terminal = (tested == true or tested == 0) and os.getenv "TERM" ~= "dumb"

local function duration(seconds)
    local minutes = math.floor(seconds / 60)
    return ("%d:%02d:%02d"):format(math.floor(minutes / 60), minutes % 60, math.floor(seconds % 60))
end

local function bar(share)
    local full = math.floor(share * 30 + 0.5)
    return ("█"):rep(full) .. ("░"):rep(30 - full)
end

local function ended(batches)
    local count = 0
    for _, batch in ipairs(batches) do
        if batch.completed_at or batch.failed_at or batch.expired_at or batch.cancelled_at then count = count + 1 end
    end
    return count
end

--- A line on a terminal, which the next one overwrites; on a pipe a line for every tenth.
local function progress_line()
    local begun_at, begun_with, tenth = os.time(), nil, -1
    return function(progress)
        if progress.phase ~= "batches" then return end
        begun_with = begun_with or progress.done -- what an earlier run has done says nothing of the speed
        local share, seconds = progress.done / progress.total, os.time() - begun_at
        local rate = (progress.done - begun_with) / math.max(1, seconds)
        local left = rate > 0 and duration((progress.total - progress.done) / rate) or "?"
        local line = ("%s %3.0f %%  %d of %d requests  %.0f a second  %s left  %d of %d batches ended"):format(
            bar(share), share * 100, progress.done, progress.total, rate, left, ended(progress.batches),
            #progress.batches)
        if is_terminal then
            io.write("\r\27[K", line)
        elseif math.floor(share * 10) > tenth then
            tenth = math.floor(share * 10)
            io.write(line, "\n")
        end
        io.flush()
    end
end

-- What came of it ----------------------------------------------------------------------------------------------------

local function write_labels(run, path)
    local file, tally, failures = assert(io.open(path, "w")), {}, 0
    for id, answer, err in run:results() do
        local line, respect = id:match "^(.*) / (.*)$"
        local label = answer and answer.choices[1].message.content or "? " .. err.message
        if not answer then failures = failures + 1 end
        tally[respect] = tally[respect] or {}
        tally[respect][label] = (tally[respect][label] or 0) + 1
        file:write(line, "\t", respect, "\t", (label:gsub("[\t\r\n]", " ")), "\n")
    end
    file:close()
    return tally, failures
end

local function show_tally(tally)
    for _, respect in ipairs(RESPECTS) do
        local labels = {}
        for label, count in pairs(tally[respect[1]] or {}) do labels[#labels + 1] = { label, count } end
        table.sort(labels, function(a, b) return a[2] > b[2] or (a[2] == b[2] and a[1] < b[1]) end)
        local words = {}
        for i = 1, math.min(5, #labels) do words[i] = ("%s %d"):format(labels[i][1], labels[i][2]) end
        print(("%-12s %s%s"):format(respect[1], table.concat(words, ", "), #labels > 5 and ", …" or ""))
    end
end

-- The run ------------------------------------------------------------------------------------------------------------

local function read_file(path)
    local file = io.open(path)
    local text = file and file:read "*a"
    if file then file:close() end
    return text
end

--- The emulator of an earlier run, as it were: with all that it knew, and at the same address, for a journal belongs to
--- a server.
local function start_emulator(state)
    local known = read_file(state .. ".address")
    local emulator = require("openai.emulator").start {
        speed = 60, state = state, port = known and tonumber(known:match ":(%d+)/") or nil,
    }
    local file = assert(io.open(state .. ".address", "w"))
    file:write(emulator.base_url, "\n")
    file:close()
    return emulator
end

local function connect(journal)
    if os.getenv "OPENAI_API_KEY" or os.getenv "OPENAI_BASE_URL" then
        local place = os.getenv "OPENAI_BASE_URL" or "OpenAI's service and costs money; Ctrl-C leaves"
        print(("This runs on %s."):format(place))
        openai.sleep(os.getenv "OPENAI_BASE_URL" and 0 or 5)
        return openai.new {}
    end
    print "No OPENAI_API_KEY: this runs on the emulator, whose labels are no better than guesses; a minute in a second."
    local emulator = start_emulator(journal .. ".emulator")
    return openai.new { base_url = emulator.base_url, api_key = "sk-emulator" }, emulator
end

local function label(client, lines, journal, fast)
    local run, err = client.batches:run({ endpoint = "/v1/chat/completions", requests = requests(lines) }, {
        journal = journal, on_progress = progress_line(), limits = { requests = REQUESTS_PER_BATCH },
        poll_interval = fast and 0.2 or nil,
    })
    if is_terminal then print() end
    run = run or err.run
    if err then print(err:summary()) end
    if not run or run.counts.pending > 0 then return false end
    local tally, failures = write_labels(run, journal .. ".tsv")
    show_tally(tally)
    print(("%d labels, %d failures, %d sent again, %d batches: %s.tsv"):format(run.counts.completed, failures,
        run.counts.resubmitted, #run.batches, journal))
    return err == nil
end

local lines = read_lines(arg[1] or "examples/data/packages.txt")
local journal = arg[2] or "labels.journal"
local client, emulator = connect(journal)
local ok, done = pcall(label, client, lines, journal, emulator ~= nil)
if emulator then emulator:stop() end
if not ok then
    print(tostring(done):find("interrupted!", 1, true) and "\ninterrupted: the same command goes on" or done)
end
os.exit(ok and done and 0 or 1)
