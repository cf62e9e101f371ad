--- Uploads: large files in parts.
local blob = require "openai.emulator.blob"
local errors = require "openai.emulator.errors"
local files = require "openai.emulator.files"
local json = require "openai.emulator.json"
local store = require "openai.emulator.store"
local validate = require "openai.emulator.validate"

local uploads = {}

local CREATE = {
    filename = { type = "string", required = true, min_length = 1 },
    purpose = { type = "string", required = true,
        choices = { "assistants", "batch", "fine-tune", "vision", "user_data" } },
    bytes = { type = "integer", required = true, min = 1 },
    mime_type = { type = "string", required = true, min_length = 1 },
    expires_after = validate.file_expiration,
}

local COMPLETE = {
    part_ids = { type = "array", required = true, min_length = 1, items = { type = "string" } },
    md5 = { type = "string" },
}

local function public(upload)
    return {
        id = upload.id, object = "upload", bytes = upload.bytes, created_at = upload.created_at,
        filename = upload.filename, purpose = upload.purpose, status = upload.status, expires_at = upload.expires_at,
        file = upload.file and files.public(upload.file) or json.null,
    }
end

local function create(context, request)
    local parameters = validate.object(request:json(), CREATE)
    local limit = context.limits.upload_bytes
    if parameters.bytes > limit then
        errors.bad_request(("Invalid 'bytes': an upload can have at most %d bytes, but got %d."):format(limit,
            parameters.bytes), "bytes", "integer_above_max_value")
    end
    files.check_name(parameters.filename, parameters.purpose)
    local now = context.clock:timestamp()
    return public(context.state.uploads:add{
        id = store.id("upload_"), bytes = parameters.bytes, created_at = now, filename = parameters.filename,
        purpose = parameters.purpose, status = "pending", expires_at = now + context.timings.upload_lifetime,
        expires_after = parameters.expires_after, parts = {}, received = 0,
    })
end

-- Ends an upload: what is kept of it first, so that the parts are never missing from one that goes on.
local function close(context, upload, status)
    local parts = upload.parts
    upload.status, upload.parts = status, {}
    context.state.uploads:save(upload)
    for _, part in pairs(parts) do part.content:discard() end
end

--- Expires what was not completed in time.
function uploads.settle(context)
    local now = context.clock:now()
    for _, upload in ipairs(context.state.uploads.order) do
        if upload.status == "pending" and now >= upload.expires_at then
            close(context, upload, "expired")
        end
    end
end

local function pending(context, id)
    local upload = context.state.uploads:get(id) or errors.not_found("No such Upload object: " .. id, "upload_id")
    if upload.status ~= "pending" then
        errors.bad_request(("Upload %s is not pending: its status is '%s'."):format(id, upload.status), "upload_id",
            "invalid_upload_status")
    end
    return upload
end

local function add_part(context, request, id)
    local upload = pending(context, id)
    local part = request:fields().data
    if part == nil then
        errors.bad_request("Missing required parameter: 'data'.", "data", "missing_required_parameter")
    end
    local content = type(part) == "string" and blob.from(part) or part.body
    files.check_size(content.length, context.limits.part_bytes)
    if upload.received + content.length > context.limits.upload_bytes then
        errors.bad_request("The parts of this upload are larger than an upload may be.", "data", "upload_too_large")
    end
    upload.received = upload.received + content.length
    local record = { id = store.id("part_"), content = content }
    upload.parts[record.id] = record
    context.state.uploads:save(upload)
    return { id = record.id, object = "upload.part", created_at = context.clock:timestamp(), upload_id = id }
end

local function joined_parts(upload, part_ids)
    local content, used = blob.new(), {}
    for i, part_id in ipairs(part_ids) do
        local name = ("part_ids[%d]"):format(i - 1)
        local part = upload.parts[part_id]
        if not part then
            errors.bad_request(("Part %s does not belong to this upload."):format(part_id), name, "part_not_found")
        end
        if used[part_id] then errors.bad_request(("Part %s is listed twice."):format(part_id), name,
            "duplicate_part") end
        used[part_id] = true
        for piece in part.content:chunks() do content:write(piece) end
    end
    return content
end

local function check_content(content, upload, md5)
    if content.length ~= upload.bytes then
        errors.bad_request(("The number of bytes uploaded (%d) does not match the number of bytes of the upload (%d).")
            :format(content.length, upload.bytes), "part_ids", "bytes_mismatch")
    end
    if md5 and md5:lower() ~= content:md5() then
        errors.bad_request(("The MD5 checksum of the uploaded bytes is %s, not %s."):format(content:md5(), md5), "md5",
            "md5_mismatch")
    end
end

local function complete(context, request, id)
    local upload = pending(context, id)
    local parameters = validate.object(request:json(), COMPLETE)
    local content = joined_parts(upload, parameters.part_ids)
    check_content(content, upload, json.optional(parameters.md5))
    local lifetime = upload.expires_after and upload.expires_after.seconds
    upload.file = files.add(context, upload.filename, upload.purpose, content, lifetime)
    close(context, upload, "completed")
    return public(upload)
end

local function cancel(context, _, id)
    local upload = pending(context, id)
    close(context, upload, "cancelled")
    return public(upload)
end

function uploads.routes(add)
    add("POST", "/uploads", create)
    add("POST", "/uploads/{upload_id}/parts", add_part)
    add("POST", "/uploads/{upload_id}/complete", complete)
    add("POST", "/uploads/{upload_id}/cancel", cancel)
end

return uploads
