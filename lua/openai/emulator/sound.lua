--- Sounds: WAV files of a tone a word, MP3 files of silence. Both carry what they say as a comment, so that it can be
--- transcribed.
local meaning = require "openai.emulator.meaning"

local sound = {}

local char, floor = string.char, math.floor
local RATE = 24000 -- samples of 16 bits a second, one channel
local WORD = 1200 -- samples
local FRAME = "\255\243\68\196" .. ("\0"):rep(92) -- MPEG 2 layer III, 24 kHz, 32 kbit/s, one channel: silence
local FRAME_SECONDS = 0.024

local function little_endian(number, bytes)
    local parts = {}
    for i = 1, bytes do
        parts[i] = char(number % 256)
        number = floor(number / 256)
    end
    return table.concat(parts)
end

local function tone(word)
    local half = 20 + meaning.hash(word) % 60 -- samples: 150 to 600 Hz
    local wave = ("\0\16"):rep(half) .. ("\0\240"):rep(half)
    return wave:rep(math.ceil(WORD / (2 * half))):sub(1, 2 * WORD)
end

--- Samples without a head.
function sound.pcm(text)
    local parts = {}
    for word in text:gmatch "%S+" do parts[#parts + 1] = tone(word) end
    return table.concat(parts)
end

local function riff_chunk(kind, data)
    return kind .. little_endian(#data, 4) .. data .. (#data % 2 == 1 and "\0" or "")
end

function sound.wav(text)
    local format = little_endian(1, 2) .. little_endian(1, 2) .. little_endian(RATE, 4) .. little_endian(2 * RATE, 4)
        .. little_endian(2, 2) .. little_endian(16, 2)
    local comment = riff_chunk("LIST", "INFO" .. riff_chunk("ICMT", text))
    return riff_chunk("RIFF", "WAVE" .. riff_chunk("fmt ", format) .. comment .. riff_chunk("data", sound.pcm(text)))
end

-- Seven bits a byte.
local function synchsafe(number)
    return char(floor(number / 2097152) % 128, floor(number / 16384) % 128, floor(number / 128) % 128, number % 128)
end

function sound.mp3(text)
    local content = "\3text\0" .. text
    local frame = "TXXX" .. synchsafe(#content) .. "\0\0" .. content
    local _, words = text:gsub("%S+", "")
    return "ID3\4\0\0" .. synchsafe(#frame) .. frame .. FRAME:rep(math.max(1, words * 2))
end

--- What a file that was made here says; nil: it was not.
function sound.said(bytes)
    local at = bytes:sub(1, 4) == "RIFF" and bytes:find("ICMT", 1, true)
    if at and at < 100 then -- before the samples
        local a, b, c = bytes:byte(at + 4, at + 6)
        return c and bytes:sub(at + 8, at + 7 + a + b * 256 + c * 65536)
    end
    if bytes:sub(1, 3) ~= "ID3" or bytes:sub(11, 14) ~= "TXXX" then return nil end
    local e, f, g, h = bytes:byte(15, 18)
    local content = bytes:sub(21, 20 + ((e * 128 + f) * 128 + g) * 128 + h)
    return content:sub(1, 6) == "\3text\0" and content:sub(7) or nil
end

--- Seconds, roughly for files that were not made here.
function sound.seconds(bytes)
    if bytes:sub(1, 4) == "RIFF" then return #bytes / (2 * RATE) end
    return #bytes / #FRAME * FRAME_SECONDS
end

return sound
