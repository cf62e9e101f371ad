-- openai.matrix: rows, search, files.
local openai = require "openai"
local child = require "spec.support.child"
local core = require "openai.core"
local files = require "spec.support.files"

-- The same numbers on every Lua, exact in float32.
local function row_of(dimensions, seed)
    local list = {}
    for i = 1, dimensions do list[i] = ((i * 7919 + seed * 104729 + i * seed * 31) % 2001 - 1000) / 1024 end
    return list
end

local function filled(rows, dimensions)
    local m = openai.matrix(dimensions)
    for i = 1, rows do m:append(row_of(dimensions, i)) end
    return m
end

--- What a search must find, the slow way.
local function sorted_by_cosine(m, query)
    local order, scores = {}, {}
    for i = 1, #m do
        order[i], scores[i] = i, m[i]:cosine(query)
    end
    table.sort(order, function(a, b)
        if scores[a] ~= scores[b] then return scores[a] > scores[b] end
        return a < b
    end)
    return order, scores
end

local function assert_finds(m, query, k)
    local order, cosines = sorted_by_cosine(m, query)
    local indices, scores = m:search(query, k)
    assert.equal(math.min(k, #m), #indices)
    assert.equal(#indices, #scores)
    for i, index in ipairs(indices) do
        assert.equal(order[i], index)
        assert.is_true(math.abs(cosines[index] - scores[i]) < 1e-6)
    end
end

describe("a matrix", function()
    after_each(files.remove_all)

    it("holds the vectors and tables that were appended, in order", function()
        local m = openai.matrix(3)
        assert.equal(1, m:append({ 1, 2, 3 }))
        assert.equal(2, m:append(openai.vector { 4, 5, 6 }))
        assert.equal(2, #m)
        assert.equal(3, m:dimensions())
        assert.same({ 1, 2, 3 }, m[1]:table())
        assert.same({ 4, 5, 6 }, m[2]:table())
        assert.equal("openai.matrix 2 x 3", tostring(m))
    end)

    it("has nothing outside its rows", function()
        local m = filled(2, 3)
        for _, index in ipairs { 0, 3, -1, 1.5, 1e300 } do assert.is_nil(m[index]) end
        assert.is_nil(m.no_such_name)
    end)

    it("keeps every row in its place over many chunks", function()
        local m = filled(3000, 33)
        for i = 1, 3000, 13 do assert.same(row_of(33, i), m[i]:table()) end
        assert.same(row_of(33, 3000), m[3000]:table())
    end)

    it("keeps a view good while more is appended and when the matrix itself is gone", function()
        local m = filled(1, 100)
        local view = m[1]
        for i = 2, 5000 do m:append(row_of(100, i)) end
        assert.same(row_of(100, 1), view:table())
        local last = m[5000]
        m = nil -- luacheck: ignore 311
        collectgarbage()
        collectgarbage()
        assert.same(row_of(100, 1), view:table())
        assert.same(row_of(100, 5000), last:table())
    end)

    it("refuses rows of other sizes and values, and stays as it was", function()
        local m = filled(2, 3)
        assert.error_matches(function() m:append({ 1, 2 }) end, "table of 2 dimensions; those of the matrix have 3")
        assert.error_matches(function() m:append(openai.vector { 1 }) end, "vector of 1 dimensions")
        assert.error_matches(function() m:append({ 1, 2, 0 / 0 }) end, "element 3 is not a finite number")
        assert.error_matches(function() m:append({ 1, 1e39, 0 }) end, "element 2 is not a finite number")
        assert.error_matches(function() m:append("abc") end, "a vector or a table of numbers expected")
        assert.error_matches(function() m[1] = { 1, 2, 3 } end, "cannot be replaced")
        assert.equal(2, #m)
    end)

    it("is made for a sensible number of dimensions only", function()
        for _, count in ipairs { 0, -1, 1.5, 2 ^ 21, 0 / 0 } do
            assert.error_matches(function() openai.matrix(count) end, "whole number from 1 to 1048576")
        end
        assert.error_matches(function() openai.matrix({}) end, "not a table")
    end)

    it("frees its memory when it is forgotten, without waiting for Lua's own heap to grow", function()
        local output, code = child.run [[
            local openai = require "openai"
            local function resident()
                local file = io.open("/proc/self/statm")
                if not file then return 0 end
                local _, pages = file:read("*n", "*n")
                file:close()
                return pages * 4096
            end
            local row = {}
            for i = 1, 1024 do row[i] = i end
            row = openai.vector(row)
            local before = resident()
            for _ = 1, 60 do -- of 16 MB each
                local m = openai.matrix(1024)
                for _ = 1, 4096 do m:append(row) end
            end
            assert(resident() - before < 500e6, resident() - before) -- ASan keeps 256 MB back
        ]]
        assert.equal("", output)
        assert.equal(0, code)
    end)

    describe("searched", function()
        it("finds the nearest rows by cosine, best first", function()
            for _, dimensions in ipairs { 1, 3, 15, 16, 17, 64, 100 } do
                local m = filled(200, dimensions)
                assert_finds(m, openai.vector(row_of(dimensions, 77.5)), 10)
            end
        end)

        it("takes a table as the query, and 10 rows unless told", function()
            local m = filled(50, 8)
            local indices, scores = m:search(row_of(8, 3))
            assert.equal(10, #indices)
            assert.equal(3, indices[1])
            assert.is_true(math.abs(scores[1] - 1) < 1e-6)
        end)

        it("finds over all chunks, and every row when more are wanted than there are", function()
            assert_finds(filled(3000, 20), openai.vector(row_of(20, 5000)), 4000)
        end)

        it("orders equal scores by index", function()
            local m = openai.matrix(2)
            for _ = 1, 40 do
                m:append { 1, 1 }
                m:append { 2, 0 }
            end
            assert.same({ 2, 4, 6, 8, 10 }, (m:search({ 1, 0 }, 5)))
            local indices = m:search({ 1, 0 }, 45)
            assert.equal(80, indices[40])
            for i = 41, 45 do assert.equal(2 * (i - 41) + 1, indices[i]) end
        end)

        it("is right where squares of float32 over- and underflow", function()
            local m = openai.matrix(2)
            m:append { 1e30, 1e30 }
            m:append { 1e-30, 0 }
            m:append { 0, 1e-40 }
            assert_finds(m, openai.vector { 1, 0 }, 3)
            assert_finds(m, openai.vector { 1e-30, 1e-31 }, 3)
            assert_finds(m, openai.vector { 1e30, 0 }, 3)
        end)

        it("gives rows without length the score 0 and never finds those with a NaN", function()
            local m = openai.matrix(2)
            m:append { -1, 0 }
            m:append(openai.vector("\0\0\192\127" .. "\0\0\128\63")) -- NaN, 1
            m:append { 0, 0 }
            m:append { 1, 0 }
            local indices, scores = m:search({ 1, 0 }, 4)
            assert.same({ 4, 3, 1 }, indices)
            assert.same({ 1, 0, -1 }, scores)
        end)

        it("finds nothing in an empty matrix", function()
            assert.same({}, (openai.matrix(4):search({ 1, 2, 3, 4 }, 3)))
        end)

        it("refuses what is no query, at the caller's line", function()
            local m = filled(2, 3)
            local three = { 1, 2, 3 }
            for _, arguments in ipairs { { { 1, 2 } }, { { 1, 2, "x" } }, { three, 0 }, { three, 1.5 }, {} } do
                local ok, message = pcall(function() m:search(arguments[1], arguments[2]) end)
                assert.is_false(ok)
                assert.matches("^%S*matrix_spec.lua:%d+: openai: matrix:search: ", message)
            end
        end)

        it("gives the same in slices of any size, whatever is appended meanwhile", function()
            local m, query = filled(500, 24), openai.vector(row_of(24, 9000))
            local indices, scores = m:search(query, 20)
            for _, rows in ipairs { 1, 7, 499, 500, 501 } do
                local search, steps = core.matrix.search(m, query, 20), 0
                repeat
                    local done = search:step(rows)
                    steps = steps + 1
                    if not done then m:append(query) end
                until done
                assert.equal(math.ceil(500 / rows), steps)
                assert.same({ indices, scores }, { search:result() })
                m = filled(500, 24)
            end
        end)

        it("lets other tasks go on while one searches", function()
            local m = filled(1000, 2048) -- 8 MB: some slices
            local turns, found = 0, nil
            openai.run(function()
                local ticker = openai.spawn(function()
                    while not found and openai.sleep(0) do turns = turns + 1 end
                end)
                found = m:search(row_of(2048, 500), 1)
                ticker:await()
            end)
            assert.same({ 500 }, found)
            assert.is_true(turns >= 3, turns .. " turns")
        end)

        it("ends with its task", function()
            local m = filled(1000, 2048)
            local task, indices, err
            task = openai.spawn(function() indices, err = m:search(row_of(2048, 1), 1) end)
            task:cancel()
            while not task:done() do openai.loop:poll(1) end
            assert.is_nil(indices)
            assert.equal("cancelled", err.kind)
        end)
    end)

    describe("saved", function()
        local function same(a, b)
            assert.equal(tostring(a), tostring(b))
            for i = 1, #a do assert.equal(a[i]:bytes(), b[i]:bytes()) end
        end

        it("comes back as it was", function()
            for _, size in ipairs { { 0, 3 }, { 1, 1 }, { 7, 5 }, { 3000, 33 } } do
                local m, path = filled(size[1], size[2]), files.directory() .. "/m"
                assert.is_true(m:save(path))
                same(m, assert(openai.matrix.load(path)))
                assert.equal(files.read(path), m:bytes())
                same(m, assert(openai.matrix(m:bytes())))
            end
        end)

        it("is the format that is written down: little-endian, with an XXH64 behind it", function()
            local m = openai.matrix(2)
            m:append { 1, -2 }
            local header = "oaimatrx" .. "\1\0\0\0" .. "\64\0\0\0" .. "\2\0\0\0\0\0\0\0" .. "\1\0\0\0\0\0\0\0"
            local body = header .. ("\0"):rep(32) .. "\0\0\128\63" .. "\0\0\0\192"
            assert.equal(body, m:bytes():sub(1, -9))
            local sum = {}
            for at = -1, -8, -1 do sum[#sum + 1] = ("%02x"):format(m:bytes():byte(at)) end
            assert.equal("2af0f5441d6a0a6f", table.concat(sum))
        end)

        it("can be searched and appended to, which does not change the file", function()
            local path = files.directory() .. "/m"
            filled(100, 16):save(path)
            local before, m = files.read(path), assert(openai.matrix.load(path))
            assert_finds(m, openai.vector(row_of(16, 3.5)), 5)
            assert.equal(101, m:append(row_of(16, 101)))
            assert.same(row_of(16, 101), m[101]:table())
            assert.same(row_of(16, 100), m[100]:table())
            assert_finds(m, openai.vector(row_of(16, 101)), 101)
            assert.equal(before, files.read(path))
            assert.is_true(m:save(path))
            same(m, assert(openai.matrix.load(path)))
        end)

        it("stays good when the file is replaced, removed, or the matrix forgotten", function()
            local path = files.directory() .. "/m"
            filled(10, 4):save(path)
            local view = assert(openai.matrix.load(path))[10]
            filled(1, 9):save(path)
            os.remove(path)
            collectgarbage()
            collectgarbage()
            assert.same(row_of(4, 10), view:table())
        end)

        it("is refused when it is cut short, damaged or something else", function()
            local good, directory = filled(5, 6):bytes(), files.directory()
            local function refused(bytes, why)
                local path = files.write(bytes, "m", directory)
                local m, err = openai.matrix.load(path)
                assert.is_nil(m)
                assert.equal("file", err.kind)
                assert.equal(("'%s' %s"):format(path, why), err.message)
                m, err = openai.matrix(bytes)
                assert.is_nil(m)
                assert.equal("file", err.kind)
                assert.equal("the string " .. why, err.message)
            end
            local function changed(at, byte)
                return good:sub(1, at - 1) .. byte .. good:sub(at + 1)
            end
            refused("", "is not a saved matrix")
            refused("hello", "is not a saved matrix")
            refused(("x"):rep(500), "is not a saved matrix")
            refused(good:sub(1, 71), "is not a saved matrix")
            refused(good:sub(1, -2), "is cut short: 191 bytes instead of the 192 that its header says")
            refused(good .. "x", "is damaged: 193 bytes instead of the 192 that its header says")
            refused(changed(9, "\2"), "was saved in a format that this version of the library does not know")
            refused(changed(17, "\0"), "is damaged: its header makes no sense")
            refused(changed(24, "\127"), "is damaged: its header makes no sense")
            refused(changed(32, "\255"), "is damaged: its header makes no sense")
            for _, at in ipairs { 40, 65, 100, 184, 185, 192 } do
                local flipped = string.char((good:byte(at) + 128) % 256)
                refused(changed(at, flipped), "is damaged: its checksum does not match")
            end
        end)

        for how, options in pairs { read = false, mapped = { map = true } } do
            it("gives back what was saved, " .. how, function()
                local path = files.directory() .. "/m"
                for _, m in ipairs { filled(3, 2), filled(0, 5), filled(1000, 300) } do
                    assert(m:save(path))
                    same(m, assert(openai.matrix.load(path, options or nil)))
                end
            end)

            it("refuses a file that is damaged or cut short, " .. how, function()
                local good = filled(20, 20):bytes()
                local wrong_sum = good:sub(1, -9) .. ("x"):rep(8)
                for _, text in ipairs { good:sub(1, -2), good:sub(1, 100), wrong_sum, "", "short" } do
                    local loaded, err = openai.matrix.load(files.write(text), options or nil)
                    assert.is_nil(loaded)
                    assert.equal("file", err.kind)
                end
            end)
        end

        it("is a copy in memory: what happens to the file later does not matter", function()
            local path, m = files.directory() .. "/m", filled(2000, 100)
            assert(m:save(path))
            local loaded = assert(openai.matrix.load(path))
            assert(io.open(path, "wb")):close()
            same(m, loaded)
        end)

        it("says so when the file becomes shorter while it is read", function()
            local path = files.directory() .. "/m"
            assert(filled(2000, 3000):save(path))
            local loader = assert(core.matrix.loader(path, false))
            assert.is_false(loader:step(1000))
            assert(io.open(path, "wb")):close()
            local loaded, message = loader:step(1e9)
            assert.is_nil(loaded)
            assert.matches("became shorter while it was read", message)
        end)

        it("takes map and no other option", function()
            for _, bad in ipairs { { mapp = true }, { map = 1 }, "map" } do
                local ok, problem = pcall(openai.matrix.load, "m", bad)
                assert.is_false(ok)
                assert.matches("^spec/vector/matrix_spec.lua:%d+: openai: matrix.load", problem)
            end
        end)

        it("is an error of kind file when there is none, or it is a directory", function()
            local directory = files.directory()
            local m, err = openai.matrix.load(directory .. "/none")
            assert.is_nil(m)
            assert.equal("file", err.kind)
            assert.equal("'" .. directory .. "/none' cannot be read: No such file or directory", err.message)
            m, err = openai.matrix.load(directory)
            assert.is_nil(m)
            assert.equal("'" .. directory .. "' is a directory", err.message)
        end)

        it("leaves the old file and nothing else when it cannot be written", function()
            local directory = files.directory()
            local path = files.write("old", "m", directory)
            local output, code = child.run(([[
                local m = require("openai").matrix(1000)
                local row = {}
                for i = 1, 1000 do row[i] = i end
                for _ = 1, 100 do m:append(row) end
                local ok, err = m:save("%s")
                assert(ok == nil and err.kind == "file", err)
                print(err.message)
            ]]):format(path), nil, [[sh -c 'trap "" XFSZ; ulimit -f 200; exec "$@"' sh]])
            assert.equal("cannot write '" .. path .. "': File too large\n", output)
            assert.equal(0, code)
            assert.same({ "m" }, files.list(directory))
            assert.equal("old", files.read(path))
            local ok, err = filled(1, 1):save(directory .. "/none/m")
            assert.is_nil(ok)
            assert.equal("file", err.kind)
        end)

        it("rests between slices in a task, both ways, and leaves nothing when cancelled", function()
            local m, directory = filled(1500, 2048), files.directory()
            local path, turns, loaded = directory .. "/m", 0, nil
            openai.run(function()
                local ticker = openai.spawn(function()
                    while not loaded and openai.sleep(0) do turns = turns + 1 end
                end)
                assert(m:save(path))
                loaded = assert(openai.matrix.load(path))
                ticker:await()
            end)
            same(m, loaded)
            assert.is_true(turns >= 10, turns .. " turns")
            local err
            local task = openai.spawn(function() err = select(2, m:save(directory .. "/other")) end)
            task:cancel()
            while not task:done() do openai.loop:poll(1) end
            assert.equal("cancelled", err.kind)
            assert.same({ "m" }, files.list(directory))
        end)
    end)
end)
