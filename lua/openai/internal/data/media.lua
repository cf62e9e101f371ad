--- Pictures and sounds as parts of a message: their kind is told from their bytes, not from a name.
local core = require "openai.core"
local errors = require "openai.internal.base.error"
local sources = require "openai.internal.base.sources"

local media = {}

--- Beginning of the bytes -> kind. What the API reads in messages (its guides on images and audio).
local IMAGES = {
    { "^\137PNG\r\n\26\n", "png" },
    { "^\255\216\255", "jpeg" },
    { "^GIF8[79]a", "gif" },
    { "^RIFF....WEBP", "webp" },
}
local SOUNDS = {
    { "^RIFF....WAVE", "wav" },
    { "^ID3", "mp3" },
    { "^\255[\226\227\242\243\250\251]", "mp3" }, -- frame header: MPEG 1 to 2.5, layer III
}

local function kind_of(bytes, kinds)
    for _, known in ipairs(kinds) do
        if bytes:find(known[1]) then return known[2] end
    end
end

local function failure(operation, kind, message)
    return errors.failure(kind, message, { operation = operation })
end

local function read(operation, source)
    local size, message = source:size()
    if not size then return failure(operation, "file", message) end
    local bytes, problem = source:read(0, size)
    if not bytes then return failure(operation, "file", problem) end
    return bytes
end

--- A path never holds a zero byte, a picture or a sound always does.
local function bytes_of(operation, given)
    if type(given) == "string" then
        if given:find "%z" then return given end
        return read(operation, sources.file(given))
    elseif io.type(given) then
        return read(operation, sources.file(given, "handle"))
    elseif type(given) == "userdata" and pcall(function() return given:size() and given:name() end) then
        return read(operation, given)
    end
    errors.misuse(("%s takes a path, the bytes of the file or openai.file(…), not a %s"):format(operation, type(given)))
end

local function shown(bytes)
    return (bytes:sub(1, 8):gsub("[^ -~]", function(byte) return ("\\x%02X"):format(byte:byte()) end))
end

local function load(operation, given, kinds, names)
    local bytes, err = bytes_of(operation, given)
    if not bytes then return nil, err end
    local kind = kind_of(bytes, kinds)
    if kind then return bytes, kind end
    local what = type(given) == "string" and #given < 1000 and not given:find "%z" and ("'%s'"):format(given) or "it"
    local why = #bytes == 0 and "is empty" or ("is none of these: it begins with \"%s\""):format(shown(bytes))
    return failure(operation, "invalid", ("%s: %s %s"):format(names, what, why))
end

--- See openai.image.
function media.image(given)
    local bytes, kind = load("image", given, IMAGES, "PNG, JPEG, GIF or WebP")
    if not bytes then return nil, kind end
    return ("data:image/%s;base64,%s"):format(kind, core.base64.encode(bytes))
end

--- See openai.audio.
function media.audio(given)
    local bytes, kind = load("audio", given, SOUNDS, "WAV or MP3")
    if not bytes then return nil, kind end
    return { data = core.base64.encode(bytes), format = kind }
end

return media
