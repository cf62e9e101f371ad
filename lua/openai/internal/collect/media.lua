--- Streams of speech, transcripts and pictures.
local core = require "openai.core"
local errors = require "openai.internal.base.error"

local media = {}

local function class(pattern)
    local made = {}
    made.__index = made
    function made.new() return setmetatable({ pieces = {} }, made) end
    function made.knows(event) return type(event.type) == "string" and event.type:find(pattern) ~= nil end
    return made
end

-- ---- speech: the bytes of the file ----

media.Speech = class "^speech%.audio%."

function media.Speech:add(event)
    if event.type == "speech.audio.delta" and type(event.audio) == "string" then
        self.pieces[#self.pieces + 1] = core.base64.decode(event.audio) or ""
    end
end

function media.Speech:result()
    return table.concat(self.pieces)
end

-- ---- transcripts: {text, …} ----

media.Transcript = class "^transcript%.text%."

function media.Transcript:add(event, say)
    if event.type == "transcript.text.delta" and type(event.delta) == "string" then
        say(event.delta, 0)
    elseif event.type == "transcript.text.segment" then
        self.segments = self.segments or {}
        table.insert(self.segments, event)
    elseif event.type == "transcript.text.done" then
        self.done = event
    end
end

function media.Transcript:result()
    if not self.done then return errors.failure("protocol", "the stream ended without the whole text") end
    local made = { segments = self.segments }
    for name, value in pairs(self.done) do
        if name ~= "type" then made[name] = value end
    end
    return made
end

-- ---- pictures: {created, data, usage, …} ----

media.Images = class "^image_%a+%."

local SHARED = { background = "background", output_format = "output_format", quality = "quality", size = "size" }

function media.Images:add(event)
    if event.type == "image_generation.completed" or event.type == "image_edit.completed" then
        self.pieces[#self.pieces + 1] = event
    end
end

function media.Images:result()
    local last = self.pieces[#self.pieces]
    if not last then return errors.failure("protocol", "the stream ended without a finished picture") end
    local made = { created = last.created_at, usage = last.usage, data = {} }
    for name in pairs(SHARED) do made[name] = last[name] end
    for index, event in ipairs(self.pieces) do made.data[index] = { b64_json = event.b64_json } end
    return made
end

return media
