-- openai.jsonl: reading and writing, one JSON value a line.
local openai = require "openai"
local child = require "spec.support.child"
local documents = require "spec.support.json_documents"
local files = require "spec.support.files"

local jsonl = openai.jsonl

--- PUC Lua 5.1 cannot suspend within the iterator of a `for`.
local for_suspends = _VERSION ~= "Lua 5.1" or jit ~= nil

--- Values, numbers and offsets of all lines.
local function read_all(from, options)
    local values, numbers, offsets = {}, {}, {}
    for value, number, offset in jsonl.lines(from, options) do
        values[#values + 1], numbers[#numbers + 1], offsets[#offsets + 1] = value, number, offset
    end
    return values, numbers, offsets
end

--- An iterator of these strings.
local function each(list)
    local at = 0
    return function()
        at = at + 1
        return list[at]
    end
end

--- The text in pieces of so many bytes.
local function pieces(text, size)
    local list = {}
    for at = 1, #text, size do list[#list + 1] = text:sub(at, at + size - 1) end
    return each(list)
end

describe("lines of a JSONL text", function()
    after_each(files.remove_all)

    it("are values with their line numbers and offsets", function()
        local values, numbers, offsets = read_all(files.write('{"a":1}\n[true]\n"x"\n'))
        assert.same({ { a = 1 }, { true }, "x" }, values)
        assert.same({ 1, 2, 3 }, numbers)
        assert.same({ 0, 8, 15 }, offsets)
    end)

    it("may end in CRLF, or the last one not at all", function()
        assert.same({ 1, 2, 3 }, (read_all(files.write("1\r\n2\r\n3"))))
        assert.same({ 1, 2, 3 }, (read_all(files.write("1\r\n2\n3\r"))))
    end)

    it("are passed over when they are blank, and counted", function()
        local values, numbers, offsets = read_all(files.write("\n \t\r\n1\n\n\n2\n  "))
        assert.same({ 1, 2 }, values)
        assert.same({ 3, 6 }, numbers)
        assert.same({ 5, 9 }, offsets)
    end)

    it("may follow a byte order mark", function()
        local values, _, offsets = read_all(files.write("\239\187\1911\n2\n"))
        assert.same({ 1, 2 }, values)
        assert.same({ 3, 5 }, offsets)
        assert.same({}, (read_all(files.write("\239\187\191"))))
        local _, err = jsonl.lines(files.write("\239\187")):next()
        assert.equal("invalid", err.kind)
    end)

    it("may be null and false", function()
        assert.same({ openai.null, false, 0 }, (read_all(files.write("null\nfalse\n0\n"))))
    end)

    it("of an empty file are none", function()
        assert.same({}, (read_all(files.write(""))))
        local lines = jsonl.lines(files.write(""))
        assert.is_nil((lines:next()))
        assert.is_nil((lines:next()))
    end)

    it("are the same from a path, a handle, a source, pieces and an iterator of lines", function()
        local text = ('{"text":"%s"}\r\n\n[1,2,3]\n"last"'):format(("é\\n"):rep(1000))
        local path = files.write(text)
        local expected = { read_all(path) }
        local handle = assert(io.open(path, "rb"))
        assert.same(expected, { read_all(handle) })
        assert.equal("file", io.type(handle)) -- it is the caller's to close
        handle:close()
        assert.same(expected, { read_all(openai.file(path)) })
        assert.same(expected, { read_all(openai.bytes("a.jsonl", text)) })
        for _, size in ipairs { 1, 2, 3, 7, 100, 1e6 } do
            assert.same(expected, { read_all(pieces(text, size), { pieces = true }) })
        end
        assert.same(expected[1], (read_all(io.lines(path))))
        assert.same({ 1, 2, 3 }, (read_all(each { "1", "2\n", "3" })))
    end)

    it("are read on from where a handle is", function()
        local handle = assert(io.open(files.write("skipped\n1\n2\n"), "rb"))
        handle:read("*l")
        local values, numbers, offsets = read_all(handle)
        handle:close()
        assert.same({ 1, 2 }, values)
        assert.same({ 1, 2 }, numbers)
        assert.same({ 8, 10 }, offsets)
    end)

    it("are texts with option raw, and those cut out of the file at their offsets", function()
        local text = '{"a":1}\r\n\nnot JSON\n  "x" '
        local values, numbers, offsets = read_all(files.write(text), { raw = true })
        assert.same({ '{"a":1}', "not JSON", '  "x" ' }, values)
        assert.same({ 1, 3, 4 }, numbers)
        for i, value in ipairs(values) do assert.equal(value, text:sub(offsets[i] + 1, offsets[i] + #value)) end
    end)

    it("may be longer than any block", function()
        local long = ("x"):rep(3e6)
        local values = read_all(files.write('"a"\n"' .. long .. '"\n"b"\n'))
        assert.equal(3, #values)
        assert.is_true(values[2] == long)
        assert.equal("b", values[3])
    end)

    it("are many, of all lengths around the ends of blocks", function()
        local list = {}
        for i = 1, 3000 do list[i] = '"' .. ("y"):rep(i % 257) .. i .. '"' end
        local values, numbers = read_all(files.write(table.concat(list, "\n")))
        assert.equal(3000, #values)
        for i = 1, 3000 do
            assert.equal(list[i], '"' .. values[i] .. '"')
            assert.equal(i, numbers[i])
        end
    end)

    it("are the same values as decoded one by one, however much alike they are", function()
        local random, list, expected = documents.random(7), {}, {}
        for i = 1, 2000 do
            -- now and then many of one shape, a bad line, or something that is much larger
            local kind = i % 50
            local text = kind < 20 and ('{"a":[%d,2,{"b":null,"c":{}}],"d":[]}'):format(i)
                or kind == 30 and '{"a":[1,2'
                or kind == 40 and "[" .. ("[1,2],"):rep(random(3000)) .. "{}]"
                or assert(openai.json.encode(documents.value(random, { null = openai.null })))
            list[i], expected[i] = text, openai.json.decode(text)
        end
        local count = 0
        local lines = jsonl.lines(files.write(table.concat(list, "\n")), { on_bad_line = function() end })
        for value, number in lines do
            count = count + 1
            assert.is_nil(documents.difference(expected[number], value))
            if number % 50 < 20 then
                assert.equal("[]{}", openai.json.encode(value.d) .. openai.json.encode(value.a[3].c))
            end
        end
        assert.equal(2000 - 40, count)
    end)

    describe("that are bad", function()
        it("raise an error with file and line in a for", function()
            local path = files.write("1\n\noops\n2\n")
            local ok, err = pcall(read_all, path)
            assert.is_false(ok)
            assert.equal("invalid", err.kind)
            assert.equal(3, err.line)
            assert.equal(("'%s', line 3: not JSON: expected a value, found 'o' at byte 1"):format(path), err.message)
        end)

        it("are returned by next, which goes on behind them", function()
            local lines = jsonl.lines(files.write("1\n{\n2\n[1,\n"))
            assert.equal(1, (lines:next()))
            local value, err = lines:next()
            assert.is_nil(value)
            assert.equal(2, err.line)
            assert.equal(2, (lines:next()))
            assert.equal(4, select(2, lines:next()).line)
            assert.same({}, { lines:next() })
        end)

        it("go to on_bad_line with number, text and error", function()
            local bad = {}
            local values = read_all(files.write('1\n{"a":}\r\n2\n\255\n'), {
                on_bad_line = function(number, text, err) bad[#bad + 1] = { number, text, err.kind, err.line } end,
            })
            assert.same({ 1, 2 }, values)
            assert.same({ { 2, '{"a":}', "invalid", 2 }, { 4, "\255", "invalid", 4 } }, bad)
        end)

        it("are those above max_line_bytes, of which only the beginning is kept", function()
            local long = '"' .. ("z"):rep(5e6) .. '"'
            for _, source in ipairs { files.write("1\n" .. long .. "\n2\n"), files.write("1\n" .. long .. "\r\n2") } do
                for _, raw in ipairs { false, true } do
                    local bad = {}
                    local values = read_all(source, {
                        raw = raw, max_line_bytes = 1000,
                        on_bad_line = function(number, text, err) bad[#bad + 1] = { number, text, err.message } end,
                    })
                    assert.same(raw and { "1", "2" } or { 1, 2 }, values)
                    assert.equal(1, #bad)
                    assert.equal(2, bad[1][1])
                    assert.equal(long:sub(1, 256), bad[1][2])
                    assert.matches("line 2: longer than 1000 bytes %(option max_line_bytes%)$", bad[1][3])
                end
            end
        end)

        it("are not those of exactly the limit, whatever ends them", function()
            local line = '"' .. ("z"):rep(998) .. '"'
            for _, ending in ipairs { "\n", "\r\n", "" } do
                assert.same({ line }, (read_all(files.write(line .. ending), { raw = true, max_line_bytes = 1000 })))
                local lines = jsonl.lines(files.write(line .. ending), { raw = true, max_line_bytes = 999 })
                assert.equal(1, select(2, lines:next()).line)
                assert.is_nil((lines:next()))
            end
        end)
    end)

    it("of a file that is missing or a directory are an error of kind file", function()
        local directory = files.directory()
        local value, err = jsonl.lines(directory .. "/none"):next()
        assert.is_nil(value)
        assert.equal("file", err.kind)
        assert.equal(("cannot read '%s/none': No such file or directory"):format(directory), err.message)
        local ok, raised = pcall(read_all, directory)
        assert.is_false(ok)
        assert.equal(("cannot read '%s': Is a directory"):format(directory), raised.message)
        value, err = jsonl.lines(openai.file(directory .. "/none")):next()
        assert.is_nil(value)
        assert.equal("file", err.kind)
    end)

    it("hand on the error of an iterator", function()
        local failing = function() return nil, "the disk was pulled" end
        local value, err = jsonl.lines(failing):next()
        assert.is_nil(value)
        assert.equal("cannot read the source: the disk was pulled", err.message)
    end)

    it("end with close, and the file is closed then", function()
        local lines = jsonl.lines(files.write("1\n2\n"))
        assert.equal(1, (lines:next()))
        lines:close()
        lines:close()
        assert.is_nil((lines:next()))
    end)

    it("come from something sensible, with options that exist", function()
        for _, source in ipairs { 1, true, {} } do
            assert.error_matches(function() jsonl.lines(source) end, "takes a path, an open file, a source or")
        end
        local handle = assert(io.open(files.write("1")))
        handle:close()
        assert.error_matches(function() jsonl.lines(handle) end, "not closed file")
        assert.error_matches(function() jsonl.lines("x", { raww = true }) end, "did you mean 'raw'")
        assert.error_matches(function() jsonl.lines("x", { headers = {} }) end, "unknown option 'headers'")
        assert.error_matches(function() jsonl.lines("x", { max_line_bytes = 0 }) end, "whole number from 1")
    end)

    it("are never read ahead as a whole: memory stays small", function()
        local path = files.directory() .. "/large"
        local writer = assert(jsonl.writer(path))
        for i = 1, 20000 do assert(writer:write { id = i, text = ("x"):rep(1000) }) end
        assert(writer:close())
        local output = child.run(([[
            local jsonl = require("openai").jsonl
            collectgarbage()
            local before, most = collectgarbage("count"), 0
            for _, number in jsonl.lines("%s") do
                if number %% 100 == 0 then most = math.max(most, collectgarbage("count")) end
            end
            print(most - before < 4096 and "small" or most - before)
        ]]):format(path))
        assert.equal("small\n", output)
    end)

    it("rest between slices inside a task, one long line too", function()
        if not for_suspends then return end
        local list = {}
        for i = 1, 40000 do list[i] = ('{"number":%d,"text":"some text to read"}'):format(i) end
        local many = files.write(table.concat(list, "\n"))
        local one = files.write("[" .. table.concat(list, ",") .. "]")
        for _, path in ipairs { many, one } do
            local turns, read, ended = 0, 0, false
            openai.run(function()
                local ticker = openai.spawn(function()
                    while not ended and openai.sleep(0) do turns = turns + 1 end
                end)
                for value in jsonl.lines(path) do read = read + (#value > 0 and #value or 1) end
                ended = true
                ticker:await()
            end)
            assert.equal(40000, read)
            assert.is_true(turns >= 8, turns .. " turns")
        end
    end)

    it("end with a cancelled task", function()
        local path, err, value = files.write(("[1,2,3]\n"):rep(1e5)), nil, nil
        local task = openai.spawn(function()
            local lines = jsonl.lines(path)
            repeat value, err = lines:next() until value == nil
        end)
        task:cancel()
        while not task:done() do openai.loop:poll(1) end
        assert.equal("cancelled", err.kind)
    end)
end)

describe("a JSONL writer", function()
    after_each(files.remove_all)

    it("writes a value or a text a line, under the final name only when it is closed", function()
        local directory = files.directory()
        local writer = assert(jsonl.writer(directory .. "/a.jsonl"))
        assert.is_true(writer:write { a = 1 })
        assert.is_true(writer:write(openai.null))
        assert.is_true(writer:raw('{"b": 2}'))
        assert.is_true(writer:raw("3\r\n"))
        assert.same({ "a.jsonl.part" }, files.list(directory))
        assert.equal(4, writer:count())
        assert.equal(24, writer:size())
        assert.is_true(writer:close())
        assert.is_true(writer:close())
        assert.same({ "a.jsonl" }, files.list(directory))
        assert.equal('{"a":1}\nnull\n{"b": 2}\n3\n', files.read(directory .. "/a.jsonl"))
    end)

    it("writes what lines reads back", function()
        local path = files.directory() .. "/a"
        local writer, expected = assert(jsonl.writer(path)), {}
        for i = 1, 5000 do
            expected[i] = { id = i, text = ("line\nend \"%d\" é"):format(i), list = { i, i / 4, true } }
            assert(writer:write(expected[i]))
        end
        assert(writer:close())
        assert.same(expected, (read_all(path)))
    end)

    it("refuses a value that has no JSON and goes on as if nothing had been", function()
        local path = files.directory() .. "/a"
        local writer = assert(jsonl.writer(path))
        assert(writer:write(1))
        local written, err = writer:write { text = "x", call = print }
        assert.is_nil(written)
        assert.equal("invalid", err.kind)
        assert.equal(path .. ", line 2: call: cannot encode a function", err.message)
        written, err = writer:raw("1\n2")
        assert.is_nil(written)
        assert.matches("has a line end inside", err.message)
        assert(writer:write(2))
        assert(writer:close())
        assert.equal("1\n2\n", files.read(path))
    end)

    it("says false when a line does not fit any more, and writes nothing of it", function()
        local path = files.directory() .. "/a"
        local writer = assert(jsonl.writer(path, { max_bytes = 10 }))
        assert.is_true(writer:write("1234")) -- 7 bytes
        assert.is_false(writer:write("1"))
        assert.is_true(writer:raw("12"))
        assert.is_false(writer:raw(""))
        assert.equal(10, writer:size())
        assert(writer:close())
        assert.equal('"1234"\n12\n', files.read(path))
        writer = assert(jsonl.writer(path, { max_lines = 2 }))
        assert.same({ true, true, false }, { writer:write(1), writer:write(2), writer:write(3) })
        assert(writer:close())
        assert.equal("1\n2\n", files.read(path))
    end)

    it("leaves nothing, and an older file as it was, when it is discarded or forgotten", function()
        local directory = files.directory()
        local path = files.write("old", "a", directory)
        local writer = assert(jsonl.writer(path))
        assert(writer:write(1))
        writer:discard()
        writer:discard()
        assert.same({ "a" }, files.list(directory))
        writer = assert(jsonl.writer(path))
        assert(writer:write(1))
        writer = nil -- luacheck: ignore 311
        collectgarbage()
        collectgarbage()
        assert.same({ "a" }, files.list(directory))
        assert.equal("old", files.read(path))
    end)

    it("keeps what was closed when it is discarded afterwards", function()
        local path = files.directory() .. "/a"
        local writer = assert(jsonl.writer(path))
        assert(writer:close())
        writer:discard()
        assert.equal("", files.read(path))
    end)

    it("takes nothing more when it is closed or discarded", function()
        local writer = assert(jsonl.writer(files.directory() .. "/a"))
        assert(writer:close())
        assert.error_matches(function() writer:write(1) end, "the writer of .* is closed")
        writer = assert(jsonl.writer(files.directory() .. "/a"))
        writer:discard()
        assert.error_matches(function() writer:raw("1") end, "is discarded")
        assert.error_matches(function() writer:close() end, "is discarded")
    end)

    it("cannot be had where no file can be, or where another one writes", function()
        local directory = files.directory()
        for path, why in pairs {
            [directory .. "/none/a"] = "No such file or directory",
            [directory] = "it is a directory",
        } do
            local writer, err = jsonl.writer(path)
            assert.is_nil(writer)
            assert.equal("file", err.kind)
            assert.equal(("cannot write '%s': %s"):format(path, why), err.message)
        end
        local first = assert(jsonl.writer(directory .. "/a"))
        local second, err = jsonl.writer(directory .. "/a")
        assert.is_nil(second)
        assert.matches("something else is writing to this path$", err.message)
        first:discard()
    end)

    it("says so when the disk is full, and leaves nothing under the final name", function()
        local directory = files.directory()
        local output, code = child.run(([[
            local jsonl = require("openai").jsonl
            local writer = assert(jsonl.writer("%s/a"))
            local written, err
            for i = 1, 1000 do
                written, err = writer:raw(("x"):rep(1000))
                if not written then break end
            end
            assert(written == nil and err.kind == "file", err)
            print(err.message)
            assert(select(2, writer:write(1)).message == err.message)
            local closed, again = writer:close()
            assert(closed == nil and again.kind == "file")
            print(again.message)
        ]]):format(directory), nil, [[sh -c 'trap "" XFSZ; ulimit -f 300; exec "$@"' sh]])
        assert.equal(("cannot write '%s/a': File too large\n"):format(directory):rep(2), output)
        assert.equal(0, code)
        assert.same({}, files.list(directory))
    end)

    it("says so when only the last bytes do not fit", function()
        local directory = files.directory()
        local output, code = child.run(([[
            local writer = assert(require("openai").jsonl.writer("%s/a"))
            assert(writer:raw(("x"):rep(100000)))
            local closed, err = writer:close()
            assert(closed == nil and err.kind == "file", err)
        ]]):format(directory), nil, [[sh -c 'trap "" XFSZ; ulimit -f 100; exec "$@"' sh]])
        assert.equal("", output)
        assert.equal(0, code)
        assert.same({}, files.list(directory))
    end)

    it("lets other tasks go on while one writes much", function()
        local path, turns, ended = files.directory() .. "/a", 0, false
        openai.run(function()
            local ticker = openai.spawn(function()
                while not ended and openai.sleep(0) do turns = turns + 1 end
            end)
            local writer = assert(jsonl.writer(path))
            for _ = 1, 2000 do assert(writer:write(("x"):rep(1000))) end
            assert(writer:close())
            ended = true
            ticker:await()
        end)
        assert.is_true(turns >= 8, turns .. " turns")
    end)

    it("names itself", function()
        local writer = assert(jsonl.writer(files.directory() .. "/a"))
        writer:write(1)
        assert.matches("^openai.jsonl.writer '.*/a' open, 1 line$", tostring(writer))
        writer:discard()
    end)
end)
