local core = require "openai.core"
local cjson = require "spec.support.reference_json"
local url, base64 = core.specs.url, core.base64

local function query(parameters, names) return url.query(parameters, names and table.concat(names, ",")) end

-- What a server reads: the percent-encoding undone.
local function decoded(text)
    return (text:gsub("%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end))
end

describe("a path segment", function()
    it("keeps the unreserved characters of RFC 3986", function()
        local unreserved = "azAZ09-._~"
        assert.equal(unreserved, url.segment(unreserved))
    end)

    it("encodes every other byte as two upper-case digits", function()
        for byte = 0, 255 do
            local character = string.char(byte)
            if not character:match("[%w._~-]") then
                assert.equal(("%%%02X"):format(byte), url.segment(character))
            end
        end
    end)

    it("encodes a slash, so that a served model's name stays one segment", function()
        assert.equal("org%2Fmodel%3Aft", url.segment("org/model:ft"))
    end)

    it("takes an empty string and a long one", function()
        assert.equal("", url.segment(""))
        assert.equal(("%20"):rep(100000), url.segment((" "):rep(100000)))
    end)
end)

describe("a query", function()
    it("is empty for a table without values", function()
        assert.equal("", query({}))
        assert.equal("", query({ a = {}, b = cjson.null }))
    end)

    it("has its keys in byte order", function()
        assert.equal("B=1&a=2&b=3", query({ b = 3, a = 2, B = 1 }))
    end)

    it("takes only the keys it is asked for", function()
        assert.equal("after=x&limit=2", query({ limit = 2, after = "x", model = "m" }, { "limit", "after", "order" }))
    end)

    it("encodes keys and values, a space as %20", function()
        assert.equal("a%26b=c%3D%20%C3%BC", query({ ["a&b"] = "c= ü" }))
    end)

    it("writes an array as repeated key[]", function()
        assert.equal("include%5B%5D=a&include%5B%5D=b", query({ include = { "a", "b" } }))
        assert.equal("include[]=a&include[]=b", decoded(query({ include = { "a", "b" } })))
    end)

    it("writes a map as key[name]", function()
        assert.equal("metadata[a]=1&metadata[b]=x", decoded(query({ metadata = { b = "x", a = 1 } })))
    end)

    it("nests arrays and maps", function()
        assert.equal("a[][b]=1&a[][c][]=2", decoded(query({ a = { { b = 1, c = { 2 } } } })))
    end)

    it("takes a sparse map's integer keys as names", function()
        local text = query({ logit_bias = { [50256] = -100, [7] = 5 } })
        assert.equal("logit_bias[50256]=-100&logit_bias[7]=5", decoded(text))
    end)

    it("writes booleans as true and false", function()
        assert.equal("no=false&yes=true", query({ yes = true, no = false }))
    end)

    it("writes integral floats without a fraction and other floats as they read back", function()
        assert.equal("n=20", query({ n = 20.0 }))
        assert.equal("n=-3", query({ n = -3 }))
        assert.equal("n=1750000000", query({ n = 1.75e9 }))
        assert.equal("n=9007199254740991", query({ n = 2 ^ 53 - 1 }))
        assert.equal(0.1, tonumber((query({ n = 0.1 }):gsub("n=", ""))))
        assert.equal("n=0.1", query({ n = 0.1 }))
        assert.equal(1 / 3, tonumber((query({ n = 1 / 3 }):gsub("n=", ""))))
    end)

    it("skips nulls, also in arrays and maps", function()
        local text = query({ a = { cjson.null, 1 }, b = { c = 2, d = cjson.null }, e = cjson.null })
        assert.equal("a[]=1&b[c]=2", decoded(text))
    end)

    it("refuses what it cannot carry, with the path of the key", function()
        local function refused(parameters)
            local text, message = query(parameters)
            assert.is_nil(text)
            return message
        end
        assert.equal("metadata[f]: cannot send a function", refused({ metadata = { f = print } }))
        assert.equal("n: cannot send a number that is infinite or NaN", refused({ n = 0 / 0 }))
        assert.equal("a[][x]: cannot send a number that is infinite or NaN", refused({ a = { { x = 1 / 0 } } }))
        assert.equal("file: cannot send a userdata", refused({ file = io.stdout }))
        assert.equal("a: keys must be strings or 1..n", refused({ a = { [true] = 1 } }))
    end)

    it("refuses a table that contains itself", function()
        local cycle = {}
        cycle.again = cycle
        local text, message = query({ cycle = cycle })
        assert.is_nil(text)
        assert.matches("^cycle%[again%].*contains itself", message)
    end)
end)

describe("base64", function()
    -- RFC 4648 section 10
    local vectors = {
        [""] = "", f = "Zg==", fo = "Zm8=", foo = "Zm9v", foob = "Zm9vYg==", fooba = "Zm9vYmE=", foobar = "Zm9vYmFy",
    }

    it("agrees with the test vectors of RFC 4648", function()
        for plain, encoded in pairs(vectors) do
            assert.equal(encoded, base64.encode(plain))
            assert.equal(plain, base64.decode(encoded))
        end
    end)

    it("reads back every byte at every place of a group, at lengths around the bulk loop", function()
        local bytes = {}
        for byte = 0, 255 do bytes[#bytes + 1] = string.char(byte) end
        local all = table.concat(bytes)
        for length = 0, 160 do
            for start = 1, 4 do
                local part = all:rep(2):sub(start * 37, start * 37 + length - 1)
                assert.equal(part, base64.decode(base64.encode(part)))
            end
        end
        assert.equal(all:rep(99), base64.decode(base64.encode(all:rep(99))))
    end)

    -- Long enough for what decodes many characters at a time, with every digit in it.
    local digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    local long = digits .. digits:reverse()

    --- By arithmetic, a group after the other; the text has no padding.
    local function decoded_by_group(text)
        return (text:gsub("....", function(group)
            local bits = 0
            for digit in group:gmatch "." do bits = bits * 64 + digits:find(digit, 1, true) - 1 end
            return string.char(math.floor(bits / 65536), math.floor(bits / 256) % 256, bits % 256)
        end))
    end

    it("decodes texts of any length as group by group", function()
        for start = 1, 57, 7 do
            for length = 0, 200, 4 do
                local text = (long .. long):sub(start, start + length - 1)
                assert.equal(decoded_by_group(text), base64.decode(text))
            end
        end
    end)

    it("takes 64 of the 256 bytes as digits, at each place of a text", function()
        for at = 1, #long - 2 do -- at the last two '=' is no wrong character
            for byte = 0, 255 do
                local character = string.char(byte)
                local text = long:sub(1, at - 1) .. character .. long:sub(at + 1)
                local plain, message = base64.decode(text)
                local good = digits:find(character, 1, true) ~= nil
                local expected = good and decoded_by_group(text) or "unexpected character at byte " .. at
                if not good then plain = plain == nil and message:match("unexpected.*$") end
                if plain ~= expected then assert.equal(expected, plain, ("byte %d at %d"):format(byte, at)) end
            end
        end
    end)

    it("names the first character that is outside the alphabet", function()
        for _, character in ipairs({ "-", "_", " ", "\n", "\0", "\\", "\255", "=" }) do
            for _, at in ipairs({ 1, 2, 9, 13, 33, 61 }) do
                local text = ("A"):rep(at - 1) .. character .. ("*"):rep(96 - at)
                local plain, message = base64.decode(text)
                assert.is_nil(plain)
                assert.matches("unexpected character at byte " .. at .. "$", message)
            end
        end
    end)

    it("refuses missing padding, too much of it, text behind it, and bits that say nothing", function()
        local wrong = { "Z", "Zg", "Zg=", "Zm8", "Zg===", "Zg==Zg==", "Z===", "====", "Zh==", "Zm9=", "Zg=a" }
        for _, text in ipairs(wrong) do
            assert.is_nil((base64.decode(text)), text)
        end
    end)
end)
