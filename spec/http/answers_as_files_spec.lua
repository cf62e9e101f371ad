-- Answers that are files, whatever operation they come from: sounds, videos, contents of containers and skills.
local calls = require "spec.support.calls"
local files = require "spec.support.files"
local openai = require "openai"
local wire = require "spec.support.wire"

local SOUND = ("RIFF\0\1\2\3"):rep(5000)

local function serve(...)
    local server = wire.start { { "read", ... }, repeats = true }
    return server, calls.client(server, { max_retries = 0 })
end

local function bytes(body, kind)
    return wire.answer(200, body, { ["Content-Type"] = kind or "audio/mpeg" })
end

local function speak(client, options, more)
    local parameters = { model = "tts-1", voice = "alloy", input = "Hello" }
    for name, value in pairs(more or {}) do parameters[name] = value end
    return client.audio.speech:create(parameters, options)
end

describe("An operation whose answer is a file", function()
    local OPERATIONS = {
        speech = speak,
        video = function(client, options)
            return client.videos:download_content("v", { variant = "video" }, options)
        end,
        ["file of a container"] = function(client, options)
            return client.containers.files.content:retrieve("c", "f", options)
        end,
        skill = function(client, options) return client.skills.content:retrieve("s", options) end,
        ["version of a skill"] = function(client, options)
            return client.skills.versions.content:retrieve("s", "1", options)
        end,
        file = function(client, options) return client.files:content("f", options) end,
        ["request of one's own"] = function(client, options)
            return client:request("GET", "/things/1/content", nil, options)
        end,
    }
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    for what, carry_out in pairs(OPERATIONS) do
        it(("gives it to a function: %s"):format(what), function()
            local _, client = serve(bytes(SOUND))
            local pieces = {}
            assert.is_true(carry_out(client, { to = function(piece) pieces[#pieces + 1] = piece end }))
            assert.is_true(table.concat(pieces) == SOUND)
        end)

        it(("writes it to an open file: %s"):format(what), function()
            local _, client = serve(bytes(SOUND))
            local path = files.directory() .. "/there"
            local handle = assert(io.open(path, "wb"))
            assert.is_true(carry_out(client, { to = handle }))
            handle:close()
            assert.is_true(files.read(path) == SOUND)
        end)

        it(("writes it to a path: %s"):format(what), function()
            local _, client = serve(bytes(SOUND))
            local folder = files.directory()
            assert.is_true(carry_out(client, { to = folder .. "/there" }))
            assert.is_true(files.read(folder .. "/there") == SOUND)
            assert.same({ "there" }, files.list(folder))
        end)

        it(("has no file of a part: %s"):format(what), function()
            local folder = files.directory()
            local _, client = serve(wire.answer(200, SOUND, { ["Content-Length"] = "50000" }), "close")
            local value, err = carry_out(client, { to = folder .. "/there" })
            assert.is_nil(value)
            assert.equal("connection", err.kind)
            assert.is_nil(files.read(folder .. "/there"))
        end)
    end

    it("goes on giving pieces in a task while others run", function()
        local _, client = serve(bytes(SOUND))
        local count, others = 0, 0
        openai.run(function()
            openai.spawn(function()
                openai.sleep(0.001)
                others = others + 1
            end)
            assert(speak(client, { to = function(piece)
                openai.sleep(0.005)
                count = count + #piece
            end }))
        end)
        assert.equal(#SOUND, count)
        assert.equal(1, others)
    end)

    it("asks the object for the length that the server does not say, whatever the object is", function()
        local unsaid = wire.answer(200, SOUND, { ["Content-Length"] = false })
        unsaid[2] = unsaid[2]:gsub("HTTP/1.1", "HTTP/1.0")
        local server = wire.start {
            { "read", unsaid, "close" }, { "read", wire.json(200, { id = "f", object = "container.file",
                bytes = #SOUND }) },
        }
        local content = assert(calls.client(server).containers.files.content:retrieve("c", "f"))
        assert.is_true(content == SOUND)
        assert.equal("/v1/containers/c/files/f", server:requests()[2].target)
    end)

    it("is named by errors of the receiver", function()
        local _, client = serve(bytes(SOUND))
        local _, err = speak(client, { to = function() return false, "enough" end })
        assert.equal("file", err.kind)
        assert.equal("audio.speech:create", err.operation)
    end)

    it("refuses a receiver for what returns no file, or a stream, before anything is sent", function()
        local server, client = serve(bytes(SOUND))
        local function ignore() end
        assert.error_matches(function()
            client.models:retrieve("m", { to = ignore })
        end, "option to does not fit here: this operation returns no file")
        assert.error_matches(function() speak(client, { to = ignore }, { stream_format = "sse" }) end,
            "option to does not fit here: a stream of events is no file")
        assert.error_matches(function() speak(client, { to = "x" }, { stream_format = "sse" }) end,
            "option to does not fit here: a stream of events is no file")
        assert.equal(0, #server:requests())
    end)

    it("refuses JSON in place of a sound, with the server's words where it says why", function()
        local folder = files.directory()
        local receivers = { function() error "not reached" end, folder .. "/there", false }
        local words = {
            [{ error = { message = "no voice left" } }] = "no voice left", [{ a = 1 }] = "the answer is JSON",
        }
        for answer, expected in pairs(words) do
            for _, to in ipairs(receivers) do
                local _, client = serve(wire.json(200, answer))
                local value, err = speak(client, { to = to or nil })
                assert.is_nil(value)
                assert.matches(expected, err.message)
            end
        end
        assert.is_nil(files.read(folder .. "/there"))
    end)
end)

describe("A transcript", function()
    local SRT = "1\n00:00:00,000 --> 00:00:01,000\nHello\n"
    local function transcribe(client, format, options)
        return client.audio.transcriptions:create(
            { model = "whisper-1", file = openai.bytes("a.wav", SOUND), response_format = format }, options)
    end
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("is a text where text or subtitles are asked for, whatever type the server gives it", function()
        for _, format in ipairs { "text", "srt", "vtt" } do
            for _, kind in ipairs { "text/plain", "application/octet-stream" } do
                local _, client = serve(bytes(SRT, kind))
                assert.equal(SRT, transcribe(client, format))
                assert.equal(SRT, client.audio.translations:create {
                    model = "whisper-1", file = openai.bytes("a.wav", SOUND), response_format = format,
                })
            end
        end
    end)

    it("is a text also where the server makes a JSON string of it", function()
        local _, client = serve(wire.json(200, '"Hello \\u00e9"'))
        assert.equal("Hello \195\169", transcribe(client, "text"))
    end)

    it("is an object otherwise, whatever type the server gives it", function()
        for _, format in ipairs { "json", "verbose_json", "diarized_json", false } do
            local _, client = serve(bytes('{"text":"Hello"}', "text/plain"))
            assert.same({ text = "Hello" }, transcribe(client, format or nil))
        end
    end)

    it("that is an object is none where a text was asked for, and the other way round", function()
        local _, client = serve(wire.json(200, { text = "Hello" }))
        local value, err = transcribe(client, "srt")
        assert.is_nil(value)
        assert.equal("protocol", err.kind)
        _, client = serve(bytes("Hello", "text/plain"))
        value, err = transcribe(client)
        assert.is_nil(value)
        assert.equal("protocol", err.kind)
    end)

    it("goes to a path where it is text, and nowhere where it is an object", function()
        local _, client = serve(bytes(SRT, "text/plain"))
        local path = files.directory() .. "/film.srt"
        assert.is_true(transcribe(client, "srt", { to = path }))
        assert.equal(SRT, files.read(path))
        assert.error_matches(function() transcribe(client, "json", { to = path }) end, "returns no file")
    end)
end)
