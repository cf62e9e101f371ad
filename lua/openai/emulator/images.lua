--- Images: generations, edits and variations; the same request has the same picture.
local answer = require "openai.emulator.answer"
local base64 = require "openai.emulator.base64"
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local meaning = require "openai.emulator.meaning"
local models = require "openai.emulator.models"
local picture = require "openai.emulator.picture"
local validate = require "openai.emulator.validate"

local images = {}

local DEFAULT_MODEL, DEFAULT_SIZE = "dall-e-2", "1024x1024"
local PICTURE_TOKENS = 1056 -- of one of middling quality, as the service counts

local RULES = {
    prompt = { type = "string", min_length = 1, max_length = 32000 }, model = { type = "string" },
    n = { type = "integer", min = 1, max = 10 }, size = { type = "string" },
    quality = { type = "string", choices = { "standard", "hd", "low", "medium", "high", "auto" } },
    response_format = { type = "string", choices = { "url", "b64_json" } },
    output_format = { type = "string", choices = { "png", "jpeg", "webp" } },
    background = { type = "string", choices = { "transparent", "opaque", "auto" } },
    stream = { type = "boolean" }, partial_images = { type = "integer", min = 0, max = 3 },
}

local NUMBERS = { n = true, partial_images = true }

--- The parameters that are known, of JSON or a form, whose values are texts; others pass.
local function read(request)
    local given = {}
    for name, value in pairs(request.form and request:fields() or request:json()) do
        local plain = name:match "^[%w_]+"
        if request.form and NUMBERS[plain] then value = tonumber(value) or value end
        if request.form and plain == "stream" then value = value == "true" end
        given[plain] = json.optional(value)
    end
    for name, rule in pairs(RULES) do
        if given[name] ~= nil then validate.value(name, given[name], rule) end
    end
    return given
end

local function missing(name)
    errors.bad_request(("Missing required parameter: '%s'."):format(name), name, "missing_required_parameter")
end

local function is_gpt(model)
    return model:find("^gpt%-image") ~= nil
end

local function check_model(context, request, asked)
    asked.model = asked.model or DEFAULT_MODEL
    models.require(context.state, asked.model)
    if is_gpt(asked.model) and asked.response_format then
        errors.bad_request("Unknown parameter: 'response_format'.", "response_format", "unknown_parameter")
    end
    if asked.model == "dall-e-3" and (asked.n or 1) > 1 then
        errors.bad_request("Invalid 'n': integer above maximum value. Expected a value <= 1.", "n",
            "integer_above_max_value")
    end
    if asked.stream and not is_gpt(asked.model) then
        errors.bad_request(("Streaming is not supported by the model '%s'."):format(asked.model), "stream",
            "invalid_value")
    end
    if asked.stream and request.in_batch then
        errors.bad_request("Streaming is not supported in the Batch API.", "stream", "invalid_value")
    end
end

local function read_size(asked)
    local size = asked.size ~= "auto" and asked.size or DEFAULT_SIZE
    local width, height = size:match "^(%d+)x(%d+)$"
    width, height = tonumber(width), tonumber(height)
    if not width or math.min(width, height) < 256 or math.max(width, height) > 4096 then
        errors.bad_request(("Invalid value: '%s'. A size is WIDTHxHEIGHT, or auto."):format(size), "size",
            "invalid_value")
    end
    if asked.output_format and asked.output_format ~= "png" then
        errors.bad_request(("The emulator makes PNG files only, no '%s'."):format(asked.output_format),
            "output_format", "invalid_value")
    end
    return width, height, size
end

local function usage_of(asked, count)
    local words, seen = meaning.tokens(asked.prompt or ""), asked.image and PICTURE_TOKENS or 0
    return {
        input_tokens = words + seen, output_tokens = PICTURE_TOKENS * count,
        total_tokens = words + seen + PICTURE_TOKENS * count,
        input_tokens_details = { text_tokens = words, image_tokens = seen },
    }
end

--- The fields that answer and events share.
local function described(asked, size, fields)
    fields.size, fields.output_format = size, "png"
    fields.background = asked.background == "transparent" and "transparent" or "opaque"
    local quality = asked.quality
    fields.quality = (quality == "low" or quality == "high") and quality or "medium"
    return fields
end

local function events_of(context, made, asked, kind)
    local now, events = math.floor(context.clock:now()), {}
    local function add(name, bytes, fields)
        fields.type, fields.created_at, fields.b64_json = kind .. "." .. name, now, base64.encode(bytes)
        events[#events + 1] = { name = fields.type, data = described(asked, made.size, fields) }
    end
    for index, seed in ipairs(made) do
        for partial = 0, (asked.partial_images or 0) - 1 do
            local rough = picture.png(picture.seed(seed, partial), made.width, made.height)
            add("partial_image", rough, { partial_image_index = partial })
        end
        add("completed", picture.png(seed, made.width, made.height), { usage = usage_of(asked, index) })
    end
    return answer.events(events, context.timings.token)
end

local function answer_of(context, made, asked)
    local data = {}
    for index, seed in ipairs(made) do
        if is_gpt(asked.model) or asked.response_format == "b64_json" then
            data[index] = { b64_json = base64.encode(picture.png(seed, made.width, made.height)) }
        else
            data[index] = { url = ("%s/pictures/%d-%s.png"):format(context.origin, seed, made.size) }
        end
        if asked.model == "dall-e-3" then data[index].revised_prompt = asked.prompt end
    end
    local whole = { created = math.floor(context.clock:now()), data = json.array(data) }
    if not is_gpt(asked.model) then return whole end
    whole.usage = usage_of(asked, #data)
    return described(asked, made.size, whole)
end

local function bytes_of(asked)
    local file = type(asked.image) == "table" and asked.image.body
    return file and file:text() or ""
end

--- What an operation of this kind does; `needs` names what has to be there.
local function operation(kind, needs)
    return function(context, request)
        local asked = read(request)
        asked.image = asked.image or asked.images
        for _, name in ipairs(needs) do
            if asked[name] == nil then missing(name) end
        end
        check_model(context, request, asked)
        local made = {}
        made.width, made.height, made.size = read_size(asked)
        for i = 1, asked.n or 1 do made[i] = picture.seed(kind, asked.prompt or "", bytes_of(asked), i) end
        if asked.stream then return events_of(context, made, asked, kind) end
        return answer_of(context, made, asked)
    end
end

--- A picture by its address, which takes no key, as that of the service's store; nil: it is none.
function images.by_address(request)
    local seed, width, height = request.path:match "^/pictures/(%d+)%-(%d+)x(%d+)%.png$"
    if not seed or request.method ~= "GET" or #seed > 12 or tonumber(width) > 4096 or tonumber(height) > 4096 then
        return nil
    end
    local bytes = picture.png(tonumber(seed), tonumber(width), tonumber(height))
    return answer.text(200, { ["content-type"] = "image/png", etag = ('"%s"'):format(seed) }, bytes)
end

function images.routes(add)
    add("POST", "/images/generations", operation("image_generation", { "prompt" }))
    add("POST", "/images/edits", operation("image_edit", { "prompt", "image" }))
    add("POST", "/images/variations", operation("image_variation", { "image" }))
end

return images
