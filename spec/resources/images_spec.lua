-- The bytes of pictures, however an answer holds them.
local core = require "openai.core"
local emulated = require "spec.support.emulated"
local files = require "spec.support.files"
local openai = require "openai"
local wire = require "spec.support.wire"

local PNG = "\137PNG\r\n\26\n" .. ("\0\1\2\3"):rep(20000)

local function picture_server(...)
    local server = wire.start { { "read", ... }, repeats = true }
    return server, { url = server.base_url:gsub("/v1$", "/store/a.png?sig=secret") }
end

local function png(body, headers)
    local all = { ["Content-Type"] = "image/png" }
    for name, value in pairs(headers or {}) do all[name] = value end
    return wire.answer(200, body, all)
end

describe("images:content", function()
    local client = openai.new { base_url = "http://127.0.0.1:1/v1", api_key = "sk-secret", max_retries = 0,
        organization = "org-1", headers = { ["x-own"] = "mine" }, query = { own = "mine" } }
    after_each(function()
        wire.stop_all()
        files.remove_all()
    end)

    it("gives the bytes of base64, of an address, and of a data URL", function()
        local encoded = core.base64.encode(PNG)
        local _, remote = picture_server(png(PNG))
        for _, image in ipairs { { b64_json = encoded }, remote, { url = "data:image/png;base64," .. encoded } } do
            assert.is_true(assert(client.images:content(image)) == PNG)
            assert.is_true(assert(client.images:content { data = { image } }) == PNG)
        end
    end)

    it("gives them to a path, an open file or a function", function()
        local _, remote = picture_server(png(PNG))
        for _, image in ipairs { { b64_json = core.base64.encode(PNG) }, remote } do
            local folder, pieces = files.directory(), {}
            assert.is_true(client.images:content(image, { to = folder .. "/a.png" }))
            local handle = assert(io.open(folder .. "/b.png", "wb"))
            assert.is_true(client.images:content(image, { to = handle }))
            handle:close()
            assert.is_true(client.images:content(image, { to = function(piece) pieces[#pieces + 1] = piece end }))
            assert.same({ "a.png", "b.png" }, files.list(folder))
            assert.is_true(files.read(folder .. "/a.png") == PNG)
            assert.is_true(files.read(folder .. "/b.png") == PNG)
            assert.is_true(table.concat(pieces) == PNG)
        end
    end)

    it("sends nothing to another server by which the client proves who it is", function()
        local server, remote = picture_server(png(PNG))
        assert(client.images:content(remote))
        local azure = require("openai").azure { endpoint = "http://127.0.0.1:1", api_version = "2024-10-21",
            api_key = "azure-secret", deployment = "mine" }
        assert(azure.images:content(remote))
        assert.equal(2, #server:requests())
        for _, request in ipairs(server:requests()) do
            assert.equal("/store/a.png?sig=secret", request.target)
            for _, name in ipairs { "authorization", "api-key", "openai-organization", "x-own" } do
                assert.is_nil(request.headers[name])
            end
        end
    end)

    it("leaves no file of a picture that is cut, and goes on there", function()
        local cut = png(PNG:sub(1, 30000), { ["Content-Length"] = tostring(#PNG), ETag = '"x"' })
        local server = wire.start {
            { "read", cut, "close" },
            { "read", wire.answer(206, PNG:sub(30001), { ETag = '"x"',
                ["Content-Range"] = ("bytes 30000-%d/%d"):format(#PNG - 1, #PNG) }) },
        }
        local image, path = { url = server.base_url .. "/a.png" }, files.directory() .. "/a.png"
        local value = client.images:content(image, { to = path })
        if not value then
            assert.is_nil(files.read(path))
            assert.is_true(client.images:content(image, { to = path }))
        end
        assert.is_true(files.read(path) == PNG)
        assert.equal("bytes=30000-", server:requests()[2].headers.range)
    end)

    it("says what went wrong, without the address: its query may hold a secret", function()
        local _, remote = picture_server(wire.answer(403, "<Error>expired</Error>", { ["Content-Type"] = "text/xml" }))
        local folder = files.directory()
        local value, err = client.images:content(remote, { to = folder .. "/a.png" })
        assert.is_nil(value)
        assert.equal("permission_denied", err.kind)
        assert.matches("^images:content: ", tostring(err))
        assert.is_nil(tostring(err):find("sig=", 1, true))
        assert.same({}, files.list(folder))
    end)

    it("refuses what is no base64, and addresses that are not of the web", function()
        for _, image in ipairs { { b64_json = "!?" }, { url = "file:///etc/passwd" }, { url = "nowhere" } } do
            local value, err = client.images:content(image)
            assert.is_nil(value)
            assert.equal("protocol", err.kind)
        end
    end)

    it("says that a file cannot be written, and that a receiver wants no more", function()
        local image = { b64_json = core.base64.encode(PNG) }
        local _, err = client.images:content(image, { to = files.directory() .. "/none/a.png" })
        assert.equal("file", err.kind)
        _, err = client.images:content(image, { to = function() return false, "enough" end })
        assert.equal("enough", err.message)
    end)

    it("raises where it is given no picture, or several", function()
        local image = { b64_json = "AAAA" }
        assert.error_matches(function() client.images:content "a.png" end, "takes a picture of an answer")
        assert.error_matches(function() client.images:content {} end, "neither b64_json nor url")
        assert.error_matches(function() client.images:content { data = { image, image } } end, "holds 2 pictures")
        assert.error_matches(function() client.images:content(image, { to = 42 }) end, "must be a path, an open file")
        assert.error_matches(function() client.images:content(image, {}, {}) end, "too many arguments")
    end)
end)

describe("Pictures that were generated", function()
    local client
    emulated.around(function(_, made) client = made end)

    it("are had from either kind of answer", function()
        for _, format in ipairs { "url", "b64_json" } do
            local asked = { model = "dall-e-2", prompt = "fox", response_format = format }
            local answer = assert(client.images:generate(asked))
            assert.matches("^\137PNG", assert(client.images:content(answer)))
        end
    end)

    it("are had from a stream's last event", function()
        local stream = assert(client.images:generate { model = "gpt-image-1", prompt = "fox", stream = true })
        local last
        for event in stream:events() do last = event end
        assert.matches("^\137PNG", assert(client.images:content(last)))
    end)
end)
