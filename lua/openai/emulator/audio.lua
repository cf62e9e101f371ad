--- Audio: speech, and what is said in it.
local answer = require "openai.emulator.answer"
local base64 = require "openai.emulator.base64"
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local language = require "openai.emulator.language"
local meaning = require "openai.emulator.meaning"
local models = require "openai.emulator.models"
local sound = require "openai.emulator.sound"
local validate = require "openai.emulator.validate"

local audio = {}

local PIECE = 4096 -- bytes of a sound in one event
local SEGMENT = 7 -- words

local SPEECH = {
    model = { type = "string", required = true }, voice = { type = "any", required = true },
    input = { type = "string", required = true, min_length = 1, max_length = 4096 },
    instructions = { type = "string", max_length = 4096 }, speed = { type = "number", min = 0.25, max = 4 },
    response_format = { type = "string", choices = { "mp3", "opus", "aac", "flac", "wav", "pcm" } },
    stream_format = { type = "string", choices = { "sse", "audio" } },
}

local MAKERS = { wav = sound.wav, mp3 = sound.mp3, pcm = sound.pcm }
local TYPES = { wav = "audio/wav", mp3 = "audio/mpeg", pcm = "audio/pcm" }

local function spoken_events(context, input, bytes)
    local events = {}
    for at = 1, #bytes, PIECE do
        events[#events + 1] = {
            data = { type = "speech.audio.delta", audio = base64.encode(bytes:sub(at, at + PIECE - 1)) },
        }
    end
    local heard, said = meaning.tokens(input), math.ceil(#bytes / 1000)
    events[#events + 1] = { data = { type = "speech.audio.done",
        usage = { input_tokens = heard, output_tokens = said, total_tokens = heard + said } } }
    return answer.events(events, context.timings.token)
end

local function speak(context, request)
    local asked = validate.object(request:json(), SPEECH)
    models.require(context.state, asked.model)
    local format = asked.response_format or "mp3"
    if not MAKERS[format] then
        errors.bad_request(("The emulator makes wav, pcm and (silent) mp3, no '%s'."):format(format), "response_format",
            "invalid_value")
    end
    local bytes = MAKERS[format](asked.input)
    if asked.stream_format ~= "sse" then return answer.text(200, { ["content-type"] = TYPES[format] }, bytes) end
    if asked.model:find "^tts%-1" then
        errors.bad_request(("The model '%s' does not support the stream format 'sse'."):format(asked.model),
            "stream_format", "invalid_value")
    end
    return spoken_events(context, asked.input, bytes)
end

-- ---- what is said ----

--- {start, stop, text} of some words each, over the whole length.
local function segments_of(heard)
    local words, list = language.tokens(heard.text), {}
    for at = 1, #words, SEGMENT do
        local upto = math.min(at + SEGMENT - 1, #words)
        list[#list + 1] = {
            start = heard.seconds * (at - 1) / #words, stop = heard.seconds * upto / #words,
            text = table.concat(words, "", at, upto):gsub("^%s+", ""),
        }
    end
    return list
end

local function time(seconds, point)
    local thousandths = math.floor(seconds * 1000 + 0.5)
    local whole = math.floor(thousandths / 1000)
    return ("%02d:%02d:%02d%s%03d"):format(math.floor(whole / 3600), math.floor(whole / 60) % 60, whole % 60, point,
        thousandths % 1000)
end

local function subtitles(heard, point, numbered)
    local parts = {}
    for i, segment in ipairs(segments_of(heard)) do
        parts[i] = ("%s%s --> %s\n%s\n\n"):format(numbered and i .. "\n" or "", time(segment.start, point),
            time(segment.stop, point), segment.text)
    end
    return table.concat(parts)
end

local function plain(text, kind)
    return answer.text(200, { ["content-type"] = (kind or "text/plain") .. "; charset=utf-8" }, text)
end

local function usage_of(heard)
    return { type = "duration", seconds = math.ceil(heard.seconds) }
end

local formats = {}

function formats.json(heard) return { text = heard.text, usage = usage_of(heard) } end
function formats.text(heard) return plain(heard.text .. "\n") end
function formats.srt(heard) return plain(subtitles(heard, ",", true)) end
function formats.vtt(heard) return plain("WEBVTT\n\n" .. subtitles(heard, "."), "text/vtt") end

function formats.verbose_json(heard)
    local segments = {}
    for i, segment in ipairs(segments_of(heard)) do
        segments[i] = {
            id = i - 1, seek = 0, start = segment.start, ["end"] = segment.stop, text = segment.text,
            tokens = json.array {}, temperature = 0, avg_logprob = -0.1, compression_ratio = 1, no_speech_prob = 0.01,
        }
    end
    return {
        task = heard.task, language = "english", duration = heard.seconds, text = heard.text,
        segments = json.array(segments), usage = usage_of(heard),
    }
end

local function heard_events(context, heard)
    local events = {}
    for i, word in ipairs(language.tokens(heard.text)) do
        events[i] = { data = { type = "transcript.text.delta", delta = word } }
    end
    events[#events + 1] = {
        data = { type = "transcript.text.done", text = heard.text, usage = usage_of(heard) },
    }
    return answer.events(events, context.timings.token)
end

local HEARING = {
    model = { type = "string", required = true }, file = { type = "object", required = true },
    response_format = { type = "string", choices = { "json", "text", "srt", "verbose_json", "vtt" } },
}

local function check_hearing(context, fields)
    local given = {}
    for name in pairs(HEARING) do given[name] = fields[name] end
    validate.object(given, HEARING)
    models.require(context.state, given.model)
    if given.file.body.length == 0 then errors.bad_request("The audio file is empty.", "file", "invalid_value") end
    local format = given.response_format or "json"
    if format ~= "json" and given.model:find "^gpt%-4o" then
        errors.bad_request(("response_format '%s' is not compatible with model '%s'. Use 'json' instead."):format(
            format, given.model), "response_format", "unsupported_value")
    end
    return format, given.file
end

local function hearing(task, streams)
    return function(context, request)
        local fields = request:fields()
        local format, file = check_hearing(context, fields)
        local bytes = file.body:text()
        local heard = {
            task = task, seconds = sound.seconds(bytes),
            text = sound.said(bytes) or ("Emulated transcript of %s."):format(file.filename),
        }
        local wanted = streams and fields.stream == "true"
        if wanted and fields.model ~= "whisper-1" then return heard_events(context, heard) end -- that one leaves it
        return formats[format](heard)
    end
end

function audio.routes(add)
    add("POST", "/audio/speech", speak)
    add("POST", "/audio/transcriptions", hearing("transcribe", true))
    add("POST", "/audio/translations", hearing("translate", false))
end

return audio
