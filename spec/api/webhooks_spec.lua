-- Webhooks: signatures by another implementation (luaossl and lua-cjson alone), as a server would get them.
local cjson = require "cjson"
local openai = require "openai"

local found, hmac = pcall(require, "openssl.hmac")
if not found then return pending "openai.webhooks: this Lua has no luaossl" end

local child = require "spec.support.child"
local core = require "openai.core"

local KEY = "0123456789abcdef0123456789abcdef"
local SECRET = "whsec_" .. core.base64.encode(KEY)
local NOW = 1700000000
local BODY = cjson.encode { id = "evt_1", type = "batch.completed", created_at = NOW, data = { id = "batch_1" } }

local function sign(key, id, time, body)
    return "v1," .. core.base64.encode(hmac.new(key, "sha256"):final(("%s.%s.%s"):format(id, time, body)))
end

local function headers(changes)
    local all = { ["webhook-id"] = "wh_1", ["webhook-timestamp"] = tostring(NOW) }
    all["webhook-signature"] = sign(KEY, "wh_1", tostring(NOW), BODY)
    for name, value in pairs(changes or {}) do all[name] = value or nil end
    return all
end

local function unwrap(given, body, secret, options)
    return openai.webhooks.unwrap(body or BODY, given or headers(), secret or SECRET, options or { now = NOW })
end

describe("a webhook", function()
    local function refused(code, ...)
        local event, err = unwrap(...)
        assert.is_nil(event)
        assert.equal("authentication", err.kind)
        assert.equal(code, err.code)
        return err.message
    end

    it("becomes its event", function()
        local event = assert(unwrap())
        assert.equal("batch.completed", event.type)
        assert.equal("batch_1", event.data.id)
    end)

    it("has a signature as the reference vector of the standard says", function()
        local body = '{"test": 2432232314}'
        local event, err = unwrap({
            ["webhook-id"] = "msg_p5jXN8AQM9LWM0D4loKWxJek", ["webhook-timestamp"] = "1614265330",
            ["webhook-signature"] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        }, body, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", { now = 1614265330 })
        assert.is_nil(event)
        assert.equal("protocol", err.kind) -- signed as it should be, but no event
        assert.matches("no object with a type", err.message, 1, true)
    end)

    it("may be signed with several secrets, one of which fits", function()
        local right = headers()["webhook-signature"]
        for _, text in ipairs { "v1,AAAA " .. right, right .. " v1,AAAA", "v2,xyz v1,%%% " .. right } do
            assert(unwrap(headers { ["webhook-signature"] = text }))
        end
    end)

    it("takes header names in any case, and lists of values", function()
        local given = {}
        for name, value in pairs(headers()) do given[name:upper()] = { value } end
        assert(unwrap(given))
    end)

    it("takes a secret that is no whsec_ as the key itself, with blanks around it or not", function()
        local given = headers { ["webhook-signature"] = sign("plain", "wh_1", tostring(NOW), BODY) }
        assert(unwrap(given, BODY, "plain"))
        assert(unwrap(given, BODY, " plain\n"))
    end)

    it("takes the secret from the environment when none is given", function()
        local output = child.run(([[
            local openai = require "openai"
            local headers = { ["webhook-id"] = "wh_1", ["webhook-timestamp"] = "%d", ["webhook-signature"] = "%s" }
            print(openai.webhooks.unwrap('%s', headers, nil, { now = %d }).type)
        ]]):format(NOW, headers()["webhook-signature"], BODY, NOW), { OPENAI_WEBHOOK_SECRET = SECRET })
        assert.equal("batch.completed\n", output)
    end)

    it("is refused when one byte of it differs", function()
        for at = 1, #BODY do
            local other = BODY:sub(1, at - 1) .. string.char((BODY:byte(at) + 1) % 256) .. BODY:sub(at + 1)
            refused("signature", nil, other)
        end
        refused("signature", headers { ["webhook-id"] = "wh_2" })
        refused("signature", nil, nil, "whsec_" .. core.base64.encode(KEY:reverse()))
        refused("signature", headers { ["webhook-signature"] = "v1," })
        refused("signature", headers { ["webhook-signature"] = "v1a," .. headers()["webhook-signature"]:sub(4) })
    end)

    it("is refused when it is older than five minutes, or from the future", function()
        assert(unwrap(nil, nil, nil, { now = NOW + 300 }))
        assert(unwrap(nil, nil, nil, { now = NOW - 300 }))
        assert.matches("sent 301 s ago", refused("timestamp", nil, nil, nil, { now = NOW + 301 }))
        assert.matches("sent 301 s from now", refused("timestamp", nil, nil, nil, { now = NOW - 301 }))
        assert(unwrap(nil, nil, nil, { now = NOW + 1000, tolerance = 1000 }))
        refused("timestamp", headers { ["webhook-timestamp"] = "yesterday" })
    end)

    it("is refused without its headers, each by name", function()
        for _, name in ipairs { "webhook-id", "webhook-timestamp", "webhook-signature" } do
            assert.matches(name, refused("headers", headers { [name] = false }), 1, true)
        end
    end)

    it("says what a wrong argument is at the caller's line", function()
        local function misused(pattern, ...)
            local ok, problem = pcall(openai.webhooks.unwrap, ...)
            assert.is_false(ok)
            assert.matches("^spec/api/webhooks_spec.lua:%d+: openai: .*" .. pattern, problem)
        end
        misused("body", {}, headers(), SECRET)
        misused("headers", BODY, "webhook-id: 1", SECRET)
        misused("OPENAI_WEBHOOK_SECRET", BODY, headers(), "")
        misused("base64", BODY, headers(), "whsec_!!!")
        misused("tolerance", BODY, headers(), SECRET, { tolerance = "x" })
        misused("unknown option", BODY, headers(), SECRET, { skew = 1 })
    end)
end)
