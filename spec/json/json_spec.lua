local json = require("openai.json")
local cjson = require("spec.support.reference_json")
local documents = require("spec.support.json_documents")

local function same(left, right) assert.is_nil(documents.difference(left, right)) end

local function refused(text, pattern)
    local value, err = json.decode(text)
    assert.is_nil(value, text)
    assert.equal("protocol", err.kind)
    if pattern then assert.truthy(err.message:find(pattern, 1, true), err.message) end
end

-- Raises the other way round: `json.encode` must fail with this message.
local function unencodable(value, message)
    local text, err = json.encode(value)
    assert.is_nil(text)
    assert.equal("invalid", err.kind)
    assert.equal(message, err.message)
end

describe("json.decode", function()
    it("reads every kind of value", function()
        local value = json.decode('{"a":[1,-2.5e1,true,false,null,"x"],"b":{"c":{}}}')
        same({ a = { 1, -25, true, false, json.null, "x" }, b = { c = {} } }, value)
    end)

    it("reads scalars as whole documents", function()
        assert.equal("x", json.decode('"x"'))
        assert.equal(12, json.decode(" 12 "))
        assert.is_false(json.decode("false"))
        assert.equal(json.null, json.decode("\tnull\n"))
    end)

    it("leaves null members out and keeps nulls in arrays", function()
        local value = json.decode('{"a":null,"b":[null,1,null]}')
        assert.is_nil(rawget(value, "a"))
        assert.equal(cjson.null, value.b[1])
        assert.equal(3, #value.b)
    end)

    it("lets the last of repeated keys count", function()
        same({ a = 3, b = 2 }, json.decode('{"a":1,"b":2,"a":3}'))
        same({ b = 2 }, json.decode('{"a":1,"b":2,"a":null}'))
        same({ a = 1 }, json.decode('{"a":null,"a":1}'))
    end)

    it("marks empty arrays, so that they are written as arrays again", function()
        assert.equal('[[],{}]', json.encode(json.decode("[ [ ] , { } ]")))
        assert.equal(getmetatable(json.array()), getmetatable(json.decode("[]")))
    end)

    it("takes white space everywhere between tokens", function()
        local text = ' \n{ \t"a"\r\n:         [ 1 ,\n2\t,          { "b" : 3 } ] } \r\n'
        same({ a = { 1, 2, { b = 3 } } }, json.decode(text))
    end)

    it("turns escapes into UTF-8", function()
        assert.equal('"\\/\b\f\n\r\t', json.decode([["\"\\\/\b\f\n\r\t"]]))
        assert.equal("\0A\127é߿ࠀ语￿", json.decode([["\u0000\u0041\u007f\u00E9\u07ff\u0800\u8bed\uffff"]]))
        assert.equal("😀\240\144\128\128\244\143\191\191", json.decode([["\uD83D\uDE00\ud800\udc00\uDBFF\uDFFF"]]))
    end)

    it("turns a surrogate without its other half into U+FFFD", function()
        local r = "\239\191\189"
        assert.equal("a" .. r .. "b", json.decode([["a\ud800b"]]))
        assert.equal(r .. r, json.decode([["\udc00\udbff"]]))
        assert.equal(r .. "A", json.decode([["\ud800\u0041"]]))
        assert.equal(r .. "😀", json.decode([["\ud83d\ud83d\ude00"]]))
    end)

    it("keeps strings of every length apart", function()
        local list = {}
        for length = 0, 80 do
            list[length + 1] = ("x"):rep(length)
            list[length + 82] = ("é"):rep(length) .. "\n"
        end
        same(list, json.decode(cjson.encode(list)))
    end)

    it("accepts all of well-formed UTF-8", function()
        for _, text in ipairs({ "\194\128", "\223\191", "\224\160\128", "\237\159\191", "\238\128\128", "\239\191\191",
            "\240\144\128\128", "\244\143\191\191" }) do
            assert.equal(text, json.decode('"' .. text .. '"'))
            assert.equal(text .. " and more", json.decode('"' .. text .. ' and more"'))
        end
    end)

    it("refuses ill-formed UTF-8", function()
        for _, text in ipairs({
            "\128", "\191", "\192\128", "\193\191", "\194", "\194A", "\224\159\191", "\224\160", "\237\160\128",
            "\237\191\191", "\240\143\191\191", "\240\144\128", "\244\144\128\128", "\245\128\128\128", "\254", "\255",
        }) do
            refused('"' .. text .. '"', "expected well-formed UTF-8")
            refused('{"key ' .. text .. 'more text behind it":1}', "expected well-formed UTF-8")
        end
    end)

    it("refuses what RFC 8259 does not allow", function()
        for _, text in ipairs({
            "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}", "{]", '{"a"}', '{"a":}',
            '{"a":1,}', '{,"a":1}', '{"a" 1}', '{a:1}', "{1:2}", "{null:1}", "{'a':1}", '{"a":1 "b":2}', '{"a":1]',
            '["a" "b"]', "nul", "nulll", "True", "tru", "fals", "NaN", "Infinity", "-Infinity", "undefined", "01",
            "-01", "00", "1.", ".5", "-.5", "+1", "-", "--1", "1e", "1e+", "1.e1", "1.5.2", "0x10", "1_000", "1a",
            "[1]x", "1 2", "// x\n1", "/* */1", '"', '"a', '"\\"', '"\\', '"\\x"', '"\\u12"', '"\\u123g"', '"\\U0041"',
            '"a\nb"', '"\t"', '"\0"', "\0", "[1]\0", "\239\187\1911", "[\f1]", "\194\160[1]", "\255\2541",
        }) do
            refused(text)
        end
    end)

    it("says what it expected, what it found and where", function()
        refused('{"a":1,}', "expected a key, found '}' at byte 8")
        refused("[1,2", "expected ',' or ']' after an element, found the end at byte 5")
        refused("[", "expected a value or ']', found the end at byte 2")
        refused("<html>", "expected a value, found '<' at byte 1")
        refused('"a\nb"', "found byte 0x0A at byte 3")
        refused("[1] 2", "expected nothing after the value, found '2' at byte 5")
        refused("[-]", "expected a digit, found ']' at byte 3")
        refused('{"a" 1}', "expected ':' after a key, found '1' at byte 6")
    end)

    it("goes 512 levels deep and no deeper", function()
        for _, pair in ipairs({ { "[", "]" }, { '{"a":', "}" } }) do
            local core = pair[1] == "[" and "" or "1"
            assert.is_table(json.decode(pair[1]:rep(512) .. core .. pair[2]:rep(512)))
            refused(pair[1]:rep(513) .. core .. pair[2]:rep(513), "no more than 512 levels")
            refused(pair[1]:rep(100000), "no more than 512 levels")
        end
    end)

    it("reads arrays of a million elements", function()
        local numbers = json.decode("[" .. ("7,"):rep(999999) .. "8]")
        assert.equal(1000000, #numbers)
        assert.equal(8, numbers[1000000])
        local mixed = json.decode("[" .. ('{},"x",'):rep(100000) .. "null]")
        assert.equal(200001, #mixed)
        assert.equal("x", mixed[199998 + 2])
    end)

    it("reads objects with many members", function()
        local members = {}
        for index = 1, 20000 do members[index] = ('"key %d":%d'):format(index, index) end
        local value = json.decode("{" .. table.concat(members, ",") .. "}")
        for index = 1, 20000 do assert(value["key " .. index] == index) end
    end)

    it("tells the keys and values of repetitive lists apart", function()
        -- long enough that known keys and values are used; lengths around the word sizes, common beginnings and ends
        local random, items, want = documents.random(3), {}, {}
        for index = 1, 2000 do
            local item = {}
            for length = 0, 20 do
                if random(3) > 0 then
                    local middle, half = random(4) == 0 and "y" or "x", math.floor(length / 2)
                    local key = ("a"):rep(half) .. middle .. ("b"):rep(length - half)
                    item[key] = ("v"):rep(random(20)) .. random(3)
                end
            end
            items[index], want[index] = cjson.encode(item), item
        end
        same(want, json.decode("[" .. table.concat(items, ",") .. "]"))
    end)

    it("agrees with lua-cjson on generated documents", function()
        for seed = 1, 300 do
            local text = cjson.encode(documents.value(documents.random(seed), cjson))
            local want = documents.without_null_members(cjson.decode(text), cjson.null)
            same(want, assert(json.decode(text)))
        end
    end)

    it("raises on an argument that is not a string", function()
        assert.has_error(function() json.decode({}) end)
        assert.has_error(function() json.decode() end)
    end)
end)

describe("json.encode", function()
    it("writes every kind of value", function()
        assert.equal('[1,-2.5,true,false,null,"x",{"a":[]}]', json.encode({ 1, -2.5, true, false, json.null, "x",
            { a = json.array() } }))
        assert.equal('"x"', json.encode("x"))
        assert.equal("null", json.encode(json.null))
    end)

    it("writes tables with keys 1..n as arrays wherever Lua keeps them", function()
        local backwards = {}
        for index = 20, 1, -1 do backwards[index] = index end
        assert.equal("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]", json.encode(backwards))
        local shrunk = { 1, 2, 3, 4, 5 }
        for index = 2, 5 do shrunk[index] = nil end
        assert.equal("[1]", json.encode(shrunk))
    end)

    it("writes an empty table as an object unless it is marked", function()
        assert.equal("{}", json.encode({}))
        assert.equal("[]", json.encode(json.array({})))
        assert.equal("[]", json.encode(json.array()))
        assert.equal("[1]", json.encode(json.array({ 1 })))
    end)

    it("writes the integer keys of sparse tables as strings", function()
        assert.equal('{"50256":-100}', json.encode({ [50256] = -100 }))
        assert.equal('{"0":"a"}', json.encode({ [0] = "a" }))
        assert.equal('{"-5":true}', json.encode({ [-5] = true }))
        same({ ["1"] = 1, ["3"] = 3 }, json.decode(json.encode({ 1, nil, 3 })))
    end)

    it("escapes what must be escaped and nothing else", function()
        assert.equal([["\"\\/\b\f\n\r\t\u0000\u001f]] .. "\127é😀" .. '"', json.encode('"\\/\b\f\n\r\t\0\31\127é😀'))
    end)

    it("does not run metamethods", function()
        local function raise() error("a metamethod ran") end
        local guarded = setmetatable({ a = { 1, 2 } }, { __index = raise, __pairs = raise, __len = raise,
            __tostring = raise })
        assert.equal('{"a":[1,2]}', json.encode(guarded))
    end)

    it("reads back on both codecs what it wrote of generated documents", function()
        for seed = 301, 600 do
            local value = documents.value(documents.random(seed), cjson)
            local text = assert(json.encode(value))
            same(value, cjson.decode(text))
            same(documents.without_null_members(value, cjson.null), json.decode(text))
        end
    end)

    it("names the path of what it refuses", function()
        unencodable({ messages = { { role = "user" }, { content = { { text = print } } } } },
            "messages[2].content[1].text: cannot encode a function")
        unencodable({ ["a key"] = { [7] = { io.stdout } } }, '["a key"][7][1]: cannot encode a userdata')
        unencodable({ { coroutine.create(function() end) } }, "[1][1]: cannot encode a thread")
        unencodable(print, "cannot encode a function")
        unencodable(nil, "cannot encode nil (use openai.null)")
    end)

    it("refuses numbers that JSON does not have", function()
        unencodable({ x = 0 / 0 }, "x: cannot encode NaN")
        unencodable({ 1 / 0 }, "[1]: cannot encode infinity")
        unencodable({ -1 / 0 }, "[1]: cannot encode minus infinity")
    end)

    it("refuses strings and keys that are not UTF-8, and shows no wild bytes", function()
        unencodable({ a = "xy\255\0" },
            "a: cannot encode a string that is not UTF-8 (byte 3); send binary data as base64")
        unencodable({ a = "caf\233\r\n" }, "a: cannot encode a string that is not UTF-8 (byte 4): convert it first, "
            .. "if it is text in another encoding (Latin-1?)")
        unencodable({ ["\255\1"] = 1 },
            '["??"]: cannot encode a string that is not UTF-8 (byte 1); send binary data as base64')
        assert.is_nil(json.encode("\237\160\128"))
    end)

    it("refuses cycles, but not the same table twice", function()
        local loop = { a = { b = {} } }
        loop.a.b.c = loop.a
        unencodable(loop, "a.b.c: cannot encode a table that contains itself")
        local leaf = { 1 }
        assert.equal("[[1],[1]]", json.encode({ leaf, leaf }))
    end)

    it("writes 512 levels and no more", function()
        local function nest(depth)
            local value = json.array()
            for _ = 2, depth do value = { value } end
            return value
        end
        assert.equal(("["):rep(512) .. ("]"):rep(512), json.encode(nest(512)))
        local _, err = json.encode(nest(513))
        assert.truthy(err.message:find("cannot encode more than 512 levels of nesting", 1, true))
    end)

    it("refuses tables that are neither array nor object", function()
        unencodable({ x = { 1, 2, a = 3 } }, "x: cannot encode a table that mixes string keys and integer keys")
        unencodable({ x = { a = 3, [7] = 1 } }, "x: cannot encode a table that mixes string keys and integer keys")
        unencodable({ [1.5] = 1 }, "cannot encode a table with a key that is a fractional number")
        unencodable({ x = { [true] = 1 } }, "x: cannot encode a table with a key that is a boolean")
        unencodable({ [{}] = 1 }, "cannot encode a table with a key that is a table")
    end)

    it("refuses marked arrays with holes or names", function()
        unencodable({ list = json.array({ [1] = 1, [3] = 3 }) },
            "list: cannot encode an array with holes (use openai.null)")
        unencodable(json.array({ a = 1 }), "cannot encode a table marked as an array with keys other than 1 … n")
    end)

    it("understands lua-cjson's and Neovim's values, looked up without metamethods", function()
        -- Debian's lua-cjson has no empty arrays, and only Neovim has vim: stand-ins for what they are known by
        local array_mt, empty_array_mt, empty_array, vim_nil = {}, {}, io.stdin, io.stderr
        local loaded, had_vim = package.loaded.cjson, rawget(_G, "vim")
        package.loaded.cjson = { array_mt = array_mt, empty_array_mt = empty_array_mt, empty_array = empty_array }
        rawset(_G, "vim", { NIL = vim_nil })
        finally(function()
            package.loaded.cjson = loaded
            rawset(_G, "vim", had_vim)
        end)
        assert.equal("[[],[],[],null]", json.encode({ setmetatable({}, array_mt), setmetatable({}, empty_array_mt),
            empty_array, vim_nil }))
        assert.equal('[[1],{"a":1}]', json.encode({ setmetatable({ 1 }, array_mt), setmetatable({ a = 1 },
            empty_array_mt) }))
        unencodable({ setmetatable({ a = 1 }, array_mt) },
            "[1]: cannot encode a table marked as an array with keys other than 1 … n")
    end)
end)

describe("json.array", function()
    it("marks and returns the same table", function()
        local items = { 1 }
        assert.equal(items, json.array(items))
        assert.equal(items, json.array(items))
    end)

    it("raises on a table with a metatable of its own and on other types", function()
        assert.has_error(function() json.array(setmetatable({}, {})) end)
        assert.has_error(function() json.array(1) end)
    end)

    describe("the order of an object's keys", function()
        local function ordered(order, members) return setmetatable(members, { __order = order }) end

        it("is that of the metatable's __order; what it does not name comes after", function()
            assert.equal('{"z":1,"a":[2],"m":{"b":1,"a":2}}', json.encode(ordered({ "z", "gone", "a", "m" }, {
                a = { 2 }, z = 1, m = ordered({ "b", "a" }, { a = 2, b = 1 }),
            })))
            assert.equal('{"b":1,"rest":2}', json.encode(ordered({ "b" }, { rest = 2, b = 1 })))
            assert.equal("{}", json.encode(ordered({ "a" }, {})))
        end)

        it("changes nothing about what cannot be encoded", function()
            for _, members in ipairs { { a = print }, { a = 1, b = print }, { a = 1, [1] = 2 },
                { a = { [{}] = 1 } } } do
                local text, err = json.encode(ordered({ "a" }, members))
                assert.is_nil(text)
                assert.equal("invalid", err.kind)
            end
        end)
    end)
end)
