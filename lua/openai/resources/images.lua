--- Images: their bytes, however the answer holds them.
local content = require "openai.internal.call.content"
local errors = require "openai.internal.base.error"

---@class openai.resource.Images
local images = {}

local OPERATION = "images:content"

-- An answer stands for its picture where it has but one.
local function picture_of(given)
    if type(given) ~= "table" then
        errors.misuse(("%s takes a picture of an answer (answer.data[1]), not a %s"):format(OPERATION, type(given)))
    end
    local data = given.data
    if type(data) ~= "table" then return given end
    if #data ~= 1 then
        errors.misuse(("%s: the answer holds %d pictures; give one of them: answer.data[1]"):format(OPERATION, #data))
    end
    return data[1]
end

local function is_text(value)
    return type(value) == "string" and value ~= ""
end

--- The bytes of a picture, whether the answer holds them (`b64_json`) or their address (`url`): as a string; with
--- option `to` into a file (by its path or an open handle) or to a function, as `files:content`. To an address no key
--- goes.
---@param image openai.Image|openai.ImagesResponse|table of an answer, an answer with one, or a stream's event
---@param options? openai.ContentOptions
---@return string|true|nil content `true` with option `to`
---@return openai.Error|openai.Response|nil info
function images:content(image, options, ...)
    if select("#", ...) > 0 then errors.misuse(OPERATION .. ": too many arguments: it takes 2") end
    options = options or {}
    if type(options) ~= "table" then errors.misuse(OPERATION .. ": the options must be a table") end
    local picture = picture_of(image)
    local url, held = picture.url, picture.b64_json
    if is_text(held) then return content.decode(OPERATION, held, options) end
    if is_text(url) then
        held = url:match "^data:[^,]*;base64,(.*)$"
        if held then return content.decode(OPERATION, held, options) end
        return content.fetch(getmetatable(self).context, OPERATION, url, options)
    end
    errors.misuse(OPERATION .. ": the picture has neither b64_json nor url")
end

return { resource = images }
