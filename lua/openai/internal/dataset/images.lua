--- Images of vision examples: what the service takes, as far as it can be told without fetching them.
local base64 = require("openai.core").base64

local images = {}

local LARGEST = 10 * 1000 * 1000 -- bytes
local KINDS = { png = true, jpeg = true, jpg = true, webp = true }
local OTHERS = { gif = true, svg = true, bmp = true, tif = true, tiff = true, heic = true, avif = true, ico = true }
local WANTED = "; JPEG, PNG and WebP are taken"

local SIGNATURES = { { "^\137PNG", "png" }, { "^\255\216\255", "jpeg" }, { "^RIFF....WEBP", "webp" } }

local function is_known(head)
    for _, signature in ipairs(SIGNATURES) do
        if head:find(signature[1]) then return true end
    end
    return false
end

local function problem_of_data(kind, data)
    if not KINDS[kind:lower()] then return "the image is of the kind " .. kind .. WANTED end
    local digits, padding = data:match "^([%w+/]*)(=*)$"
    if not digits or digits == "" or #padding > 2 or #data % 4 ~= 0 then return "the image's data is not base64" end
    if #digits * 3 / 4 > LARGEST then
        return ("the image has %.1f MB; at most 10 MB are taken"):format(#digits * 3 / 4 / 1e6)
    end
    local head = base64.decode(data:sub(1, 16)) or ""
    if not is_known(head) then return "the image's data is of another kind than it says" .. WANTED end
end

--- What is wrong with an image's address, and whether that is an error or only likely one.
---@param url string
---@return string? problem
---@return "error"|"warning"|nil severity
function images.problem(url)
    local kind, data = url:match "^data:image/([%w.+-]+);base64,(.*)$"
    if kind then return problem_of_data(kind, data), "error" end
    if not url:find "^https?://" then
        local shown = #url > 40 and url:sub(1, 37) .. "…" or url
        return ('image_url.url must be http(s) or data:image/…;base64, not "%s"'):format(shown), "error"
    end
    local extension = url:gsub("[?#].*$", ""):match "%.(%a+)$"
    if extension and OTHERS[extension:lower()] then
        return "the image seems to be of the kind " .. extension .. WANTED, "warning"
    end
end

return images
