-- Downloads whose first answer is cut, and whose second one is wrong in every way that an answer can be: whatever the
-- server says, what passes for the file is the file. The answers are generated; the third one is right.
local openai = require "openai"
local calls = require "spec.support.calls"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"
local wire = require "spec.support.wire"

local FILE = ("the line of a file\n"):rep(5) .. "its end.\n" -- 104 bytes
local SIZE, CUT = #FILE, 52
local OTHER = ("another file\n"):rep(7)

-- ---- answers ----

--- What each dimension of an answer may be.
local DIMENSIONS = {
    { "status", { 200, 206, 204, 202, 416 } },
    { "frame", { "right", "short", "long", "none", "none and cut", "none and more", "chunks", "chunks and cut" } },
    { "etag", { '"v1"', '"v2"', 'W/"v1"', false } },
    { "range", { "right", "elsewhere", "of another size", "of any size", "of less", false } },
    { "encoding", { false, "gzip" } },
    { "version", { "1.1", "1.0" } },
    { "first", { "of known length", "in chunks", "of unknown length" } },
    { "mode", { "path", "later", "memory", "function", "lines" } },
}

local RANGES = {
    right = ("bytes %d-%d/%d"):format(CUT, SIZE - 1, SIZE),
    elsewhere = ("bytes %d-%d/%d"):format(CUT - 1, SIZE - 1, SIZE),
    ["of another size"] = ("bytes %d-%d/%d"):format(CUT, SIZE - 1, SIZE + 1),
    ["of any size"] = ("bytes %d-%d/*"):format(CUT, SIZE - 1),
    ["of less"] = ("bytes %d-%d/%d"):format(CUT, CUT + 9, SIZE),
}
local REFUSED_RANGES = { right = "bytes */" .. SIZE, elsewhere = "bytes */" .. CUT, ["of less"] = "bytes */10" }

local function chunk(text)
    return ("%x\r\n%s\r\n"):format(#text, text)
end

--- By the frame: headers, and what is sent of the body.
local FRAMES = {
    right = function(body) return { "Content-Length: " .. #body }, body end,
    short = function(body) return { "Content-Length: " .. math.max(#body - 7, 0) }, body end,
    long = function(body) return { "Content-Length: " .. #body + 7 }, body end,
    none = function(body) return {}, body end,
    ["none and cut"] = function(body) return {}, body:sub(1, -8) end,
    ["none and more"] = function(body) return {}, body .. "no more" end,
    chunks = function(body) return { "Transfer-Encoding: chunked" }, chunk(body) .. "0\r\n\r\n" end,
    ["chunks and cut"] = function(body) return { "Transfer-Encoding: chunked" }, chunk(body) end,
}

local function message(version, status, headers, body)
    return { { "send", ("HTTP/%s %d X\r\n%s\r\n\r\n%s"):format(version, status, table.concat(headers, "\r\n"), body) },
        "close" }
end

local function content_of(case)
    if case.status == 206 then return FILE:sub(CUT + 1, case.range == "of less" and CUT + 10 or nil) end
    return case.etag == '"v1"' and FILE or OTHER
end

local function second(case)
    local headers, body = FRAMES[case.frame](content_of(case))
    local range = case.range and (case.status == 416 and REFUSED_RANGES or RANGES)[case.range]
    if case.etag then headers[#headers + 1] = "ETag: " .. case.etag end
    if range then headers[#headers + 1] = "Content-Range: " .. range end
    if case.encoding then headers[#headers + 1] = "Content-Encoding: " .. case.encoding end
    return message(case.version, case.status, headers, body)
end

local FIRST = {
    ["of known length"] = message("1.1", 200, { 'ETag: "v1"', "Content-Length: " .. SIZE }, FILE:sub(1, CUT)),
    ["in chunks"] = message("1.1", 200, { 'ETag: "v1"', "Transfer-Encoding: chunked" }, chunk(FILE:sub(1, CUT))),
    ["of unknown length"] = message("1.1", 200, { 'ETag: "v1"' }, FILE:sub(1, CUT)),
}
local LAST = message("1.1", 200, { 'ETag: "v1"', "Content-Length: " .. SIZE }, FILE)

-- ---- what may come of them ----

--- The file that the second answer is by itself, for who believes HTTP: whole, unpacked, and not known to be wrong.
local function other_file(case)
    if case.status ~= 200 or case.encoding then return nil end
    if case.etag == '"v1"' then
        return case.frame == "short" and case.first ~= "of known length" and FILE:sub(1, -8) or nil
    end
    if case.frame == "right" or (case.frame == "chunks" and case.version == "1.1") then return OTHER end
    return case.frame == "short" and OTHER:sub(1, -8) or nil
end

--- It may be another file, whole or cut: nobody can tell.
local function is_unprovable(case)
    return case.status == 200 and not case.encoding and case.etag ~= '"v1"' and not other_file(case)
        and case.frame ~= "long" and case.frame ~= "chunks and cut"
end

--- A server that says that there is no more, where no length is known, has to be believed.
local function ends_here(case)
    return case.status == 416 and case.range == "elsewhere" and case.first ~= "of known length"
        and (case.etag == '"v1"' or not case.etag)
end

local function is_right(case, text)
    local right = { FILE, other_file(case) or FILE, ends_here(case) and FILE:sub(1, CUT) or FILE }
    for _, file in ipairs(right) do
        if text == (case.mode == "lines" and file:gsub("\n?$", "\n", 1) or file) then return true end
    end
    return false
end

-- ---- the ways of a download ----

--- By the mode: what came; nil, err.
local WAYS = {}

function WAYS.memory(client, id)
    return client.files:content(id)
end

function WAYS.path(client, id, path)
    local done, err = client.files:content(id, { to = path })
    if not done then return nil, err, files.read(path) end
    return files.read(path)
end

function WAYS.later(client, id, path)
    assert(not client.files:content(id, { to = path, max_retries = 0 }))
    return WAYS.path(client, id, path)
end

WAYS["function"] = function(client, id)
    local pieces = {}
    local done, err = client.files:content(id, { to = function(piece) pieces[#pieces + 1] = piece end })
    if not done then return nil, err end
    return table.concat(pieces)
end

function WAYS.lines(client, id)
    local lines, err = emulated.drain(client.files:lines(id))
    if err then return nil, err end
    return table.concat(lines, "\n") .. "\n"
end

--- What is handed out cannot be taken back; the others begin anew.
local function may_fail(case, err)
    local handed_out = case.mode == "function" or case.mode == "lines"
    return handed_out or (is_unprovable(case) and err.kind == "protocol")
end

-- ---- all of them ----

local STRIDE = 37 -- of all that are possible: coprime to every dimension, so that each value meets each

local function generate()
    local all = 1
    for _, dimension in ipairs(DIMENSIONS) do all = all * #dimension[2] end
    local cases = {}
    for index = 0, all - 1, STRIDE do
        local case, rest = {}, index
        for _, dimension in ipairs(DIMENSIONS) do
            local values = dimension[2]
            case[dimension[1]] = values[rest % #values + 1]
            rest = math.floor(rest / #values)
        end
        cases[#cases + 1] = case
    end
    return cases
end

local function describe_case(case, what)
    local words = {}
    for _, dimension in ipairs(DIMENSIONS) do
        words[#words + 1] = ("%s %s"):format(dimension[1], tostring(case[dimension[1]]))
    end
    return table.concat(words, ", ") .. ": " .. what
end

local function judge(case, client, path)
    local text, err, leftover = WAYS[case.mode](client, case.id, path)
    if text and not is_right(case, text) then return describe_case(case, ("%d wrong bytes"):format(#text)) end
    if leftover then return describe_case(case, "a name without success") end
    if not text and not may_fail(case, err) then return describe_case(case, tostring(err)) end
end

local function try_all(cases)
    local routes, problems, folder = {}, {}, files.directory()
    for i, case in ipairs(cases) do
        case.id = tostring(i)
        routes[("/v1/files/%d/content"):format(i)] = { FIRST[case.first], second(case), LAST }
    end
    local server = wire.start { { "route" }, repeats = true, routes = routes }
    calls.skipping(calls.client(server, { idle_timeout = false, timeout = false, max_retries = 4 }), function(client)
        return openai.map(cases, function(case)
            local problem = judge(case, client, folder .. "/" .. case.id)
            if problem then problems[#problems + 1] = problem end
            return true
        end, { concurrency = 16 })
    end)
    return problems
end

describe("A download whose second answer is wrong", function()
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("is the file, or fails, but never anything else under its name", function()
        local problems = try_all(generate())
        assert.equal("", table.concat(problems, "\n", 1, math.min(#problems, 20)))
    end)

    it("and what is right makes it whole, whatever came in between", function()
        local right = { status = 206, etag = '"v1"', range = "right", encoding = false, version = "1.1" }
        local cases = {}
        for frame in pairs(FRAMES) do
            for _, mode in ipairs(DIMENSIONS[8][2]) do
                local case = { frame = frame, mode = mode, first = "of known length" }
                for name, value in pairs(right) do case[name] = value end
                cases[#cases + 1] = case
            end
        end
        assert.same({}, try_all(cases))
    end)
end)
