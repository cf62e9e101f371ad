-- Finds passages by what they mean: embeds every paragraph of a folder of texts, then searches.
--
--     lua examples/embed_corpus.lua [STORE [FOLDER]]
--     lua examples/embed_corpus.lua search "may I sell it" [STORE [COUNT]]
--
-- FOLDER is /usr/share/common-licenses unless named: the licenses that every Debian ships. What comes of it is
-- STORE.jsonl, the paragraphs with their places, and STORE.matrix, a vector for each; STORE is "licenses" unless named.
-- With OPENAI_API_KEY it runs on OpenAI's service, which costs money (OPENAI_BASE_URL: on another); without, on an
-- emulator of its own, which finds what shares words, not what shares meaning. Interrupt it at any time: the same
-- command goes on where it was.
local openai = require "openai"

local MODEL, DIMENSIONS = "text-embedding-3-small", 512
local PORTION = 256 -- paragraphs between two savings
local LONGEST = 8000 -- bytes of a paragraph; the model takes some 30,000
local SHORTEST = 40 -- bytes: less is a heading, or a line of dashes
local SHOWN = 300 -- bytes of a paragraph that was found

-- The corpus ---------------------------------------------------------------------------------------------------------

--- Old files may be in Latin-1, which JSON cannot carry.
local function as_utf8(text)
    if openai.json.encode(text) then return text end
    return (text:gsub("[\128-\255]", function(byte)
        local code = byte:byte()
        return string.char(code < 192 and 194 or 195, code < 192 and code or code - 64)
    end))
end

--- The beginning of a text, without half a character at its end.
local function beginning(text, bytes)
    return #text <= bytes and text or (text:sub(1, bytes):gsub("[\192-\255]?[\128-\191]*$", ""))
end

local function add(corpus, path, line, words)
    local text = beginning(as_utf8(table.concat(words, " ")), LONGEST)
    if #text >= SHORTEST and text:find "%a%a%a" then
        corpus[#corpus + 1] = { file = path:match "[^/]+$", line = line, text = text }
    end
end

--- The paragraphs of a file: what is between blank lines.
local function read_paragraphs(corpus, path)
    local words, began, number = {}, 1, 0
    for line in assert(io.open(path, "rb")):lines() do
        number = number + 1
        local text = line:gsub("^%s+", ""):gsub("%s+$", "")
        if text == "" then
            add(corpus, path, began, words)
            words = {}
        else
            if #words == 0 then began = number end
            words[#words + 1] = text
        end
    end
    add(corpus, path, began, words)
end

local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

local function read_corpus(folder)
    local corpus = {}
    local list = assert(io.popen(("find %s -type f | LC_ALL=C sort"):format(quote(folder))))
    for path in list:lines() do read_paragraphs(corpus, path) end
    list:close()
    if #corpus == 0 then error(("there are no texts in %s"):format(folder), 0) end
    return corpus
end

--- The paragraphs that STORE.jsonl has; else those of the folder, which are written there first.
local function open_corpus(store, folder)
    local path, corpus = store .. ".jsonl", {}
    local there = io.open(path, "rb")
    if there then
        there:close()
        for paragraph in openai.jsonl.lines(path) do corpus[#corpus + 1] = paragraph end
        return corpus
    end
    corpus = read_corpus(folder)
    local writer = openai.assert(openai.jsonl.writer(path))
    for _, paragraph in ipairs(corpus) do openai.assert(writer:write(paragraph)) end
    openai.assert(writer:close())
    return corpus
end

--- The vectors of an earlier run, or none yet. A file that is there but cannot be used is an error.
local function open_matrix(store)
    local path = store .. ".matrix"
    local there = io.open(path, "rb")
    if not there then return openai.matrix(DIMENSIONS) end
    there:close()
    return openai.assert(openai.matrix.load(path, { map = true }))
end

-- Progress -----------------------------------------------------------------------------------------------------------

local tested = os.execute "test -t 1" -- true or nil; in Lua 5.1 the exit status
local is_terminal = (tested == true or tested == 0) and os.getenv "TERM" ~= "dumb"

local function duration(seconds)
    return ("%d:%02d"):format(math.floor(seconds / 60), math.floor(seconds % 60))
end

local function bar(share)
    local full = math.floor(share * 30 + 0.5)
    return ("█"):rep(full) .. ("░"):rep(30 - full)
end

--- A line on a terminal, which the next one overwrites; on a pipe a line for every tenth.
local function progress_line(before, total)
    local began, tenth = openai.loop:now(), -1
    return function(done)
        local share, seconds = done / total, openai.loop:now() - began
        local rate = (done - before) / math.max(0.001, seconds)
        local left = rate > 0 and duration((total - done) / rate) or "?"
        local line = ("%s %3.0f %%  %d of %d paragraphs  %.0f a second  %s left"):format(bar(share), share * 100, done,
            total, rate, left)
        if is_terminal then
            io.write("\r\27[K", line)
        elseif math.floor(share * 10) > tenth then
            tenth = math.floor(share * 10)
            io.write(line, "\n")
        end
        io.flush()
    end
end

-- Building and searching ---------------------------------------------------------------------------------------------

local function connect()
    if os.getenv "OPENAI_API_KEY" or os.getenv "OPENAI_BASE_URL" then return openai.new() end
    local emulator = require("openai.emulator").start {}
    return openai.new { base_url = emulator.base_url, api_key = "sk-emulator" }, emulator
end

local function embed(client, texts, on_progress)
    return openai.assert(client.embeddings:embed({ model = MODEL, input = texts, dimensions = DIMENSIONS }, {
        on_progress = on_progress,
    }))
end

local function build(client, store, folder)
    local corpus, matrix = open_corpus(store, folder), open_matrix(store)
    local before = #matrix
    local show = progress_line(before, #corpus)
    while #matrix < #corpus do
        local texts, first = {}, #matrix
        for i = first + 1, math.min(first + PORTION, #corpus) do texts[#texts + 1] = corpus[i].text end
        local rows = embed(client, texts, function(progress) show(first + progress.done) end)
        for i = 1, #rows do matrix:append(rows[i]) end
        openai.assert(matrix:save(store .. ".matrix"))
    end
    if is_terminal and before < #corpus then print() end
    print(("%d paragraphs in %s.matrix (%d of them before). Now ask, e.g.:"):format(#matrix, store, before))
    print(('    lua examples/embed_corpus.lua search "may I sell it" %s'):format(store))
end

local function search(client, words, store, count)
    local corpus, matrix = open_corpus(store), open_matrix(store)
    local indices, scores = matrix:search(embed(client, { words })[1], count)
    for i, index in ipairs(indices) do
        local paragraph = corpus[index]
        local text = beginning(paragraph.text, SHOWN)
        if text ~= paragraph.text then text = text .. " …" end
        print(("%.3f  %s, line %d\n       %s"):format(scores[i], paragraph.file, paragraph.line, text))
    end
end

local function run(client)
    if arg[1] ~= "search" then
        return build(client, arg[1] or "licenses", arg[2] or "/usr/share/common-licenses")
    end
    local store = arg[3] or "licenses"
    if not arg[2] then error('search for what? lua examples/embed_corpus.lua search "may I sell it"', 0) end
    if not io.open(store .. ".matrix", "rb") then
        error(("there is no %s.matrix yet: lua examples/embed_corpus.lua %s"):format(store, store), 0)
    end
    search(client, arg[2], store, tonumber(arg[4] or 3))
end

local client, emulator = connect()
local ok, problem = pcall(run, client)
if emulator then emulator:stop() end
if not ok then
    local words = type(problem) == "table" and problem.summary and problem:summary() or tostring(problem)
    print(words:find("interrupted!", 1, true) and "\ninterrupted: the same command goes on" or words)
end
os.exit(ok and 0 or 1)
