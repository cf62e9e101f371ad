-- Pictures and sounds for messages.
local core = require "openai.core"
local files = require "spec.support.files"
local openai = require "openai"

local IMAGES = {
    png = "\137PNG\r\n\26\n\0\0\0\rIHDR", jpeg = "\255\216\255\224\0\16JFIF\0", gif = "GIF89a\1\0\1\0\0\0",
    webp = "RIFF\26\0\0\0WEBPVP8 ",
}
local SOUNDS = { wav = "RIFF\36\0\0\0WAVEfmt ", mp3 = "ID3\4\0\0\0", ["mp3 "] = "\255\251\144\0\0\0" }

describe("openai.image", function()
    after_each(files.remove_all)

    for kind, bytes in pairs(IMAGES) do
        it(("makes a data URL of a %s, whatever its name, from a path, bytes or a file"):format(kind), function()
            local path = files.write(bytes, "picture.txt")
            local expected = ("data:image/%s;base64,%s"):format(kind, core.base64.encode(bytes))
            assert.equal(expected, openai.image(path))
            assert.equal(expected, openai.image(bytes))
            assert.equal(expected, openai.image(openai.file(path)))
            assert.equal(expected, openai.image(openai.bytes("x", bytes)))
            local handle = assert(io.open(path, "rb"))
            assert.equal(expected, openai.image(handle))
            handle:close()
        end)
    end

    it("says what is none of them", function()
        for text, pattern in pairs {
            ["<svg xmlns='x'>"] = 'begins with "<svg xml"', [""] = "is empty", ["\0\1"] = 'begins with "\\x00\\x01"',
        } do
            local url, err = openai.image(files.write(text))
            assert.is_nil(url)
            assert.equal("invalid", err.kind)
            assert.is_truthy(err.message:find(pattern, 1, true), err.message)
        end
    end)

    it("is an error of kind file when there is none", function()
        local url, err = openai.image "/nowhere/x.png"
        assert.is_nil(url)
        assert.equal("file", err.kind)
        assert.matches("No such file", err.message)
    end)

    it("is misuse with something else", function()
        for _, given in ipairs { 5, {}, true } do
            local ok, problem = pcall(openai.image, given)
            assert.is_false(ok)
            assert.matches("^spec/data/media_spec.lua:%d+: openai: image takes a path", problem)
        end
    end)
end)

describe("openai.audio", function()
    after_each(files.remove_all)

    for kind, bytes in pairs(SOUNDS) do
        it("makes base64 and its format of a " .. kind, function()
            local sound = assert(openai.audio(files.write(bytes)))
            assert.same({ data = core.base64.encode(bytes), format = kind:match "%w+" }, sound)
        end)
    end

    it("says what is none of them", function()
        local sound, err = openai.audio(files.write "OggS\0\0")
        assert.is_nil(sound)
        assert.matches("WAV or MP3", err.message)
    end)
end)
