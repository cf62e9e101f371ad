-- Pictures and sounds as the emulator makes them.
local emulated = require "spec.support.emulated"
local openai = require "openai"

local emu, client

local function bytes_of(image)
    local data = assert(openai.image(require("openai.core").base64.decode(image.b64_json)))
    assert.matches("^data:image/png;base64,", data)
    return data
end

describe("Pictures of the emulator", function()
    emulated.around(function(...) emu, client = ... end)

    local function generate(more)
        local parameters = { model = "gpt-image-1", prompt = "a red fox" }
        for name, value in pairs(more or {}) do parameters[name] = value end
        return client.images:generate(parameters)
    end

    it("are PNG files, the same for the same prompt, and others for another one", function()
        local first, again = assert(generate()), assert(generate())
        assert.equal(bytes_of(first.data[1]), bytes_of(again.data[1]))
        assert.is_true(bytes_of(first.data[1]) ~= bytes_of(assert(generate { prompt = "a blue fox" }).data[1]))
        local png = require("openai.core").base64.decode(first.data[1].b64_json)
        assert.equal("\0\0\0\64\0\0\0\64", png:sub(17, 24))
        assert.equal("IEND\174B\96\130", png:sub(-8))
        assert.equal(first.usage.total_tokens, first.usage.input_tokens + first.usage.output_tokens)
    end)

    it("come as addresses that need no key from models that give such", function()
        local answer = assert(generate { model = "dall-e-2", n = 2, size = "256x256" })
        assert.equal(2, #answer.data)
        local without = openai.new { base_url = emu.base_url:gsub("/v1$", ""), api_key = false }
        for _, image in ipairs(answer.data) do
            local png = assert(without:request("GET", image.url:match "//[^/]*(/.*)$"))
            assert.matches("^\137PNG", png)
        end
        assert.is_string(assert(generate { model = "dall-e-3", response_format = "b64_json" }).data[1].b64_json)
    end)

    it("are edited and varied", function()
        local source = openai.bytes("a.png", "\137PNG")
        local edit = assert(client.images:edit { model = "gpt-image-1", prompt = "add a hat", image = source })
        assert.is_true(bytes_of(edit.data[1]) ~= bytes_of(assert(generate()).data[1]))
        local both = { source, openai.bytes("b.png", "\137PNG2") }
        assert(client.images:edit { model = "gpt-image-1", prompt = "join them", image = both })
        assert.equal(3, #assert(client.images:create_variation { image = source, n = 3 }).data)
    end)

    it("come in parts where they are streamed", function()
        local names = {}
        local stream = assert(generate { stream = true, partial_images = 2 })
        for event in stream:events() do names[#names + 1] = event.type end
        assert.same({ "image_generation.partial_image", "image_generation.partial_image",
            "image_generation.completed" }, names)
        local collected, whole = assert(assert(generate { stream = true }):collect()), assert(generate())
        collected.created = whole.created
        assert.same(whole, collected)
    end)

    it("are refused where the service refuses them", function()
        for param, parameters in pairs {
            n = { n = 11 }, size = { size = "big" }, prompt = { prompt = "" },
            response_format = { response_format = "url" }, stream = { model = "dall-e-2", stream = true },
            output_format = { output_format = "webp" },
        } do
            local value, err = generate(parameters)
            assert.is_nil(value)
            assert.equal(400, err.status)
            assert.equal(param, err.param)
        end
        local _, err = client.images:generate { model = "nobody", prompt = "x" }
        assert.equal("not_found", err.kind)
        _, err = client.images:edit { model = "gpt-image-1", prompt = "x" }
        assert.equal("image", err.param)
    end)

    it("are made in batches", function()
        local line = [[{"custom_id":"%d","method":"POST","url":"/v1/images/generations",]]
            .. [["body":{"model":"%s","prompt":"fox %d"}}]] .. "\n"
        local file = emulated.upload(client, line:format(1, "dall-e-2", 1) .. line:format(2, "dall-e-2", 2), "batch")
        local batch = assert(client.batches:create {
            input_file_id = file.id, endpoint = "/v1/images/generations", completion_window = "24h",
        })
        emu:advance(100000)
        assert.equal("completed", assert(batch:refresh()).status)
        local count = 0
        for record in client.files:records(batch.output_file_id) do
            assert.matches("^http", record.response.body.data[1].url)
            count = count + 1
        end
        assert.equal(2, count)
    end)
end)

describe("Sounds of the emulator", function()
    emulated.around(function(...) emu, client = ... end)

    local TEXT = "The quick brown fox jumps over the lazy dog, again and again."

    local function speak(more)
        local parameters = { model = "gpt-4o-mini-tts", voice = "alloy", input = TEXT, response_format = "wav" }
        for name, value in pairs(more or {}) do parameters[name] = value end
        return client.audio.speech:create(parameters)
    end

    local function transcribe(bytes, more, name)
        local parameters = { model = "whisper-1", file = openai.bytes(name or "a.wav", bytes) }
        for key, value in pairs(more or {}) do parameters[key] = value end
        return client.audio.transcriptions:create(parameters)
    end

    it("are WAV and MP3 files, the same for the same text", function()
        local wav = assert(speak())
        assert.equal(wav, assert(speak()))
        assert.equal("wav", assert(openai.audio(wav)).format)
        assert.equal("mp3", assert(openai.audio(assert(speak { response_format = "mp3" }))).format)
        assert.equal(0, #assert(speak { response_format = "pcm" }) % 2)
        local a, b, c = wav:byte(5, 7)
        assert.equal(#wav - 8, a + b * 256 + c * 65536)
    end)

    it("are streamed, and are the same then", function()
        local stream = assert(speak { stream_format = "sse" })
        assert.equal(assert(speak()), assert(stream:collect()))
    end)

    it("are transcribed to what was said", function()
        for _, format in ipairs { "wav", "mp3" } do
            local bytes = assert(speak { response_format = format })
            assert.equal(TEXT, assert(transcribe(bytes)).text)
        end
        assert.equal("Emulated transcript of song.mp3.", assert(transcribe("noise", nil, "song.mp3")).text)
        local file = openai.bytes("a.wav", assert(speak()))
        assert.equal(TEXT, assert(client.audio.translations:create { model = "whisper-1", file = file }).text)
    end)

    it("are transcribed as text, subtitles and with segments", function()
        local wav = assert(speak())
        assert.equal(TEXT .. "\n", assert(transcribe(wav, { response_format = "text" })))
        local srt = assert(transcribe(wav, { response_format = "srt" }))
        assert.matches("^1\n00:00:00,000 %-%-> 00:00:00,%d%d%d\nThe quick brown fox jumps over the\n\n2\n", srt)
        local vtt = assert(transcribe(wav, { response_format = "vtt" }))
        assert.matches("^WEBVTT\n\n00:00:00%.000 %-%-> ", vtt)
        local verbose = assert(transcribe(wav, { response_format = "verbose_json" }))
        assert.equal(2, #verbose.segments)
        assert.equal(verbose.duration, verbose.segments[2]["end"])
    end)

    it("are transcribed in a stream", function()
        local wav = assert(speak())
        local stream = assert(transcribe(wav, { model = "gpt-4o-transcribe", stream = true }))
        local whole = assert(transcribe(wav, { model = "gpt-4o-transcribe" }))
        assert.same(whole, assert(stream:collect()))
    end)

    it("are refused where the service, or the emulator, refuses them", function()
        for param, parameters in pairs {
            input = { input = "" }, response_format = { response_format = "flac" }, speed = { speed = 5 },
            stream_format = { model = "tts-1", stream_format = "sse" },
        } do
            local value, err = speak(parameters)
            assert.is_nil(value)
            assert.equal(400, err.status)
            assert.equal(param, err.param)
        end
        local _, err = transcribe("x", { model = "gpt-4o-transcribe", response_format = "srt" })
        assert.equal("response_format", err.param)
        _, err = transcribe("")
        assert.equal("file", err.param)
    end)
end)
