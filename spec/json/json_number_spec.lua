local json = require("openai.json")
local cjson = require("spec.support.reference_json")
local child = require "spec.support.child"
local documents = require("spec.support.json_documents")
local files = require "spec.support.files"

local has_integers = math.type ~= nil

--- Equal, of the same type, and with the same sign of zero.
local function identical(want, got, text)
    assert.equal(want, got, text)
    assert.equal(1 / want, 1 / got, text)
    if has_integers then assert.equal(math.type(want), math.type(got), text) end
end

--- As Lua reads it; an early LuaJIT 2.1 loses the sign of this one.
local function read(text)
    return text == "-0" and jit and -0.0 or tonumber(text)
end

--- A double of random bits within a range of binary exponents.
local function random_double(random, lowest, highest)
    local significand = (random(67108864) * 67108864 + random(67108864)) / 2 ^ 52 + 1
    return significand * 2 ^ (lowest + random(highest - lowest)) * (random(2) == 0 and 1 or -1)
end

describe("numbers read", function()
    it("are what Lua reads", function()
        for _, text in ipairs({ "0", "-0", "1", "-1", "10", "9007199254740991", "9007199254740993", "123456789",
            "12345678", "1234567",
            "0.0", "-0.0", "0.5", "1.0", "1e0", "1E1", "1e+1", "1e-1", "0e5", "0.1", "0.3", "1.7976931348623157e308",
            "2.2250738585072014e-308", "2.2250738585072011e-308", "4.9e-324", "2.5e-324", "2.4703282292062328e-324",
                "1e-400",
            "1e22", "1e23", "9007199254740992.5", "9007199254740993.0",
            "0.000000000000000000000000000000000000000000000000001e51",
                "100000000000000000000000000000000000000000000e-44",
            "8.98846567431158e307", "-0.006929283495992422", "0.017333277",
                "3.14159265358979323846264338327950288419716939937510" }) do
            identical(read(text), json.decode(text), text)
        end
    end)

    it("are zero when they are too small or have no digit but 0", function()
        assert.equal(0, json.decode("1e-99999999999999999999"))
        assert.equal(0, json.decode("0e99999999999999999999"))
        assert.equal(0, json.decode("0." .. ("0"):rep(400) .. "1"))
    end)

    it("are exact integers up to 64 bits and floats beyond", function()
        for _, text in ipairs({ "9223372036854775807", "-9223372036854775808", "9223372036854775808",
            "-9223372036854775809",
            "18446744073709551615", "18446744073709551616", "99999999999999999999", "10000000000000000000000" }) do
            identical(read(text), json.decode(text), text)
        end
    end)

    it("are rounded correctly in the middle between doubles", function()
        -- 2^53 + 1 is a middle: to even; any digit behind it decides, however far out
        for _, zeros in ipairs({ 0, 10, 100, 700, 2000 }) do
            local middle = "9007199254740993." .. ("0"):rep(zeros)
            assert.equal(9007199254740992, json.decode(middle .. "0"))
            assert.equal(9007199254740994, json.decode(middle .. "1"))
        end
        assert.equal(9007199254740992, json.decode("9007199254740992." .. ("9"):rep(900)))
    end)

    it("are rounded correctly next to zero", function()
        -- 5^1075 / 10^1075 is exactly half of the smallest double
        local digits = { 1 }
        for _ = 1, 1075 do
            local carry = 0
            for index = 1, #digits do
                carry = carry + digits[index] * 5
                digits[index] = carry % 10
                carry = math.floor(carry / 10)
            end
            if carry > 0 then digits[#digits + 1] = carry end
        end
        local middle = table.concat(digits):reverse()
        assert.equal(0, json.decode(middle .. "e-1075"))
        assert.equal(0, json.decode(middle .. ".000e-1075"))
        assert.equal(2 ^ -1074, json.decode(middle .. ".0001e-1075"))
        assert.equal(2 ^ -1074, json.decode("0." .. ("0"):rep(323) .. middle .. "1"))
    end)

    it("agree with the C library on random texts", function()
        local random = documents.random(11)
        for _ = 1, 20000 do
            local text = ("%%.%dg"):format(random(24) + 1):format(random_double(random, -1074, 1023))
            if not text:find("inf") then assert(tonumber(text) == json.decode(text), text) end
        end
    end)

    it("are refused beyond the range of a double", function()
        for _, text in ipairs({ "1e309", "-1e309", "1e400", "1.7976931348623159e308", "1e99999999999999999999",
            ("9"):rep(400) }) do
            local value, err = json.decode("[" .. text .. "]")
            assert.is_nil(value)
            assert.equal("expected a number within the range of a double, found '" .. text:sub(1,
                1) .. "' at byte 2", err.message)
        end
    end)

    it("do not look at the locale", function()
        local before, found = os.setlocale(nil, "numeric"), nil
        for _, name in ipairs({ "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE" }) do
            found = found or os.setlocale(name, "numeric")
        end
        local value, text = json.decode("1.5e0"), json.encode(2.25)
        os.setlocale(before, "numeric")
        assert.equal(1.5, value)
        assert.equal("2.25", text)
    end)
end)

describe("numbers written", function()
    it("are the shortest text that reads back", function()
        for _, text in ipairs({ "0.1", "0.7", "1.5", "-2.5", "0.3", "1e21", "1e100", "1.7976931348623157e308", "5e-324",
            "2.2250738585072014e-308", "0.000001", "1e-7", "123456.789", "1.23e-18", "0.30000000000000004",
                "9.5367431640625e-7" }) do
            assert.equal(text, json.encode(tonumber(text)))
        end
    end)

    it("have no fraction when they are integral and below 2^53", function()
        assert.equal("[1,-3,0,9007199254740991]", json.encode({ 1.0, -3.0, 0.0, 9007199254740991.0 }))
        assert.equal("9.007199254740992e15", json.encode(2 ^ 53))
    end)

    it("keep the sign of zero", function()
        identical(-0.0, json.decode(json.encode(-0.0)))
    end)

    it("read back as the same double", function()
        local random = documents.random(17)
        for index = 1, 20000 do
            local value = random_double(random, index % 2 == 0 and -1074 or -60, index % 2 == 0 and 1023 or 60)
            local text = json.encode(value)
            assert(tonumber(text) == value, text)
            assert(json.decode(text) == value, text)
        end
    end)

    it("are never longer than the least precision that the C library needs", function()
        local random = documents.random(23)
        for _ = 1, 5000 do
            local value = random_double(random, -1000, 1000)
            local digits = 1
            while tonumber(("%%.%dg"):format(digits):format(value)) ~= value do digits = digits + 1 end
            local mantissa = json.encode(value):gsub("e.*", ""):gsub("[-.]", ""):gsub("^0+", "")
            if value % 1 ~= 0 then assert(#mantissa <= digits, mantissa) end
        end
    end)

    if has_integers then
        it("are exact integers on Lua 5.3 and later", function()
            for _, value in ipairs({ 0, 1, -1, 99, 100, 12345678901, math.maxinteger, math.mininteger }) do
                assert.equal(("%d"):format(value), json.encode(value))
                identical(value, json.decode(json.encode(value)))
            end
            assert.equal('{"9223372036854775807":1}', json.encode({ [math.maxinteger] = 1 }))
        end)
    end

    if rawget(_G, "jit") then
        it("are exact for LuaJIT's 64-bit integers", function()
            local int64, uint64 = require("ffi").typeof("int64_t"), require("ffi").typeof("uint64_t")
            assert.equal("[-9223372036854775808,9007199254740993,18446744073709551615,0]", json.encode({ int64(-2) ^ 63,
                int64(9007199254740992) + 1, uint64(0) - 1, int64(0) }))
            local other = require("ffi").new("int[3]")
            local _, err = json.encode({ x = other })
            assert.equal("x: cannot encode a cdata other than int64_t and uint64_t", err.message)
        end)

        it("are told apart whatever was in the memory that they lie in before", function()
            local output = child.run [[
                local ffi = require "ffi"
                local function litter(round)
                    local texts = {}
                    for i = 1, 2000 do
                        texts[i] = string.char(i % 251, round % 253 + 1, i % 255, (i * 7 + round) % 256):rep(50) .. i
                    end
                    return #texts
                end
                for round = 1, 60 do
                    litter(round)
                    collectgarbage()
                    collectgarbage()
                    package.loaded["openai.json"] = nil -- it looks at its samples anew
                    local numbers = { ffi.new "uint64_t" - 1, ffi.new "int64_t" - 1 }
                    local text = require("openai.json").encode(numbers)
                    assert(text == "[18446744073709551615,-1]", text)
                end
                print "end"
            ]]
            files.remove_all()
            assert.equal("end\n", output)
        end)
    end

    it("agree with lua-cjson's reading", function()
        local random = documents.random(29)
        for _ = 1, 5000 do
            local value = random_double(random, -300, 300)
            assert(cjson.decode("[" .. json.encode(value) .. "]")[1] == value)
        end
    end)
end)
