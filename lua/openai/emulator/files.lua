--- Files: upload, list, metadata, content (whole or a range), deletion and expiry.
local answer = require "openai.emulator.answer"
local blob = require "openai.emulator.blob"
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local pages = require "openai.emulator.pages"
local store = require "openai.emulator.store"
local validate = require "openai.emulator.validate"

local files = {}

local BATCH_LIFETIME = 30 * 24 * 3600
local BYTES_PROCESSED_PER_SECOND = 50e6
local PURPOSES = { "assistants", "batch", "fine-tune", "vision", "user_data", "evals" }
local JSONL_APIS = { ["fine-tune"] = "Fine-Tuning", batch = "Batch" }

files.PURPOSES = PURPOSES

local function public(file)
    return {
        id = file.id, object = "file", bytes = file.content.length, created_at = file.created_at,
        expires_at = json.nullable(file.expires_at), filename = file.filename, purpose = file.purpose,
        status = file.status, status_details = json.null,
    }
end
files.public = public

--- Adds a file. `lifetime` in seconds, nil for good; `at`: when it was made, default now.
function files.add(context, filename, purpose, content, lifetime, at)
    local now = math.floor(at or context.clock:now())
    if purpose == "batch" and not lifetime then lifetime = BATCH_LIFETIME end
    return context.state.files:add{
        id = store.id("file-"), filename = filename, purpose = purpose, content = content, created_at = now,
        expires_at = lifetime and now + lifetime, status = "processed",
    }
end

--- Refuses names the service refuses for a purpose.
function files.check_name(filename, purpose)
    local api = JSONL_APIS[purpose]
    if api and not filename:lower():match("%.jsonl$") then
        errors.bad_request(("Invalid file format for %s API. Must be .jsonl"):format(api), "file",
            "invalid_file_format")
    end
end

--- Refuses what is larger than one request may carry.
function files.check_size(bytes, limit)
    if bytes > limit then
        errors.raise(413, ("File is too large: %d bytes. The maximum is %d."):format(bytes, limit),
            { param = "file", code = "file_too_large" })
    end
end

local function form_parameters(fields)
    local parameters = { file = fields.file, purpose = fields.purpose }
    for name, value in pairs(fields) do
        local inner = name:match("^expires_after%[(%w+)%]$")
        if inner then
            parameters.expires_after = parameters.expires_after or {}
            parameters.expires_after[inner] = inner == "seconds" and tonumber(value) or value
        else
            parameters[name] = value
        end
    end
    return parameters
end

local CREATE = {
    file = { type = "object", required = true },
    purpose = { type = "string", required = true, choices = PURPOSES },
    expires_after = validate.file_expiration,
}

local function check_file_part(part)
    if part == nil or type(part) == "table" then return end
    errors.bad_request("Invalid type for 'file': expected a file, but got a string instead.", "file", "invalid_type")
end

local function create(context, request)
    local parameters = form_parameters(request:fields())
    check_file_part(parameters.file)
    validate.object(parameters, CREATE)
    local part, expires = parameters.file, parameters.expires_after
    files.check_name(part.filename, parameters.purpose)
    if part.body.length == 0 then errors.bad_request("File is empty.", "file", "empty_file") end
    files.check_size(part.body.length, context.limits.file_bytes)
    local file = files.add(context, part.filename, parameters.purpose, part.body, expires and expires.seconds)
    -- Large files take a moment before a job may use them.
    local processing = math.floor(part.body.length / BYTES_PROCESSED_PER_SECOND)
    if processing > 0 then
        file.status, file.processed_at = "uploaded", file.created_at + processing
        context.state.files:save(file)
    end
    return public(file)
end

--- The file, or nil.
function files.get(context, id)
    return context.state.files:get(id)
end

local function required(context, id)
    return context.state.files:get(id) or errors.not_found("No such File object: " .. id, "id")
end

local function list(context, request)
    local query, found = request.query, {}
    for _, file in ipairs(context.state.files.order) do
        if not query.purpose or query.purpose == file.purpose then found[#found + 1] = file end
    end
    return pages.list(found, query,
        { default = 10000, max = 10000, orders = { "desc", "asc" }, ids = true, present = public })
end

local function retrieve(context, _, id)
    return public(required(context, id))
end

local function delete(context, _, id)
    required(context, id)
    -- A batch or a download that has begun still reads the content; it is freed with its last reader.
    context.state.files:remove(id)
    return { id = id, object = "file", deleted = true }
end

-- "bytes=a-b", "bytes=a-", "bytes=-n"; nil for what is no single byte range, which is then ignored (RFC 9110, 14.2).
local function parse_range(text, length)
    local first, last = text:match("^bytes=(%d*)%-(%d*)$")
    if not first or first == "" and last == "" then return nil end
    if first == "" then return math.max(0, length - tonumber(last)), length - 1 end
    return tonumber(first), math.min(tonumber(last) or length - 1, length - 1)
end

local function wanted_range(headers, etag, length)
    if not headers.range then return nil end
    if headers["if-range"] and headers["if-range"] ~= etag then return nil end
    return parse_range(headers.range, length)
end

local function content(context, request, id)
    local file = required(context, id)
    local source = file.content
    local etag = ('"%s-%d"'):format(id, source.length) -- a file never changes
    local headers = {
        ["content-type"] = "application/octet-stream", ["accept-ranges"] = "bytes", etag = etag,
        ["content-disposition"] = ('attachment; filename="%s"'):format(file.filename:gsub('[%c"\\]', "_")),
    }
    local first, last = wanted_range(request.headers, etag, source.length)
    if not first then return answer.blob(200, headers, source, 0, source.length - 1) end
    if first > last or first >= source.length then
        headers["content-range"] = "bytes */" .. source.length
        errors.raise(416, "The requested range is not satisfiable.", { headers = headers })
    end
    headers["content-range"] = ("bytes %d-%d/%d"):format(first, last, source.length)
    return answer.blob(206, headers, source, first, last)
end

--- Brings every file up to now: processing ends, expired ones vanish.
function files.settle(context)
    local now, expired = context.clock:now(), {}
    for _, file in ipairs(context.state.files.order) do
        if file.processed_at and now >= file.processed_at then
            file.status, file.processed_at = "processed", nil
            context.state.files:save(file)
        end
        if file.expires_at and now >= file.expires_at then expired[#expired + 1] = file end
    end
    for _, file in ipairs(expired) do
        context.state.files:remove(file.id)
    end
end

--- A file whose content is a string.
function files.add_text(context, filename, purpose, text, lifetime, at)
    return files.add(context, filename, purpose, blob.from(text), lifetime, at)
end

function files.routes(add)
    add("GET", "/files", list)
    add("POST", "/files", create)
    add("GET", "/files/{file_id}", retrieve)
    add("DELETE", "/files/{file_id}", delete)
    add("GET", "/files/{file_id}/content", content)
end

return files
