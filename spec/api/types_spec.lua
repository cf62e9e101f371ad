-- The annotations for editors, held against the endpoint table and against themselves. The language server is not at
-- hand everywhere, so this reads the part of its syntax that we use, strictly.
local core = require "openai.core"

local TAGS = { meta = true, class = true, field = true, param = true, ["return"] = true, alias = true, overload = true,
    operator = true, generic = true, type = true }
local BUILTIN = { ["nil"] = true, any = true, boolean = true, string = true, number = true, integer = true,
    ["function"] = true, table = true, userdata = true, lightuserdata = true, thread = true, fun = true, self = true,
    file = true,
    ["true"] = true, ["false"] = true, T = true, R = true }

local function files_of(command)
    local list = {}
    local pipe = assert(io.popen(command))
    for path in pipe:lines() do list[#list + 1] = path end
    pipe:close()
    return list
end

--- The type at the head of a text: up to the first space that is outside brackets, quotes and `fun(…): …`.
local function split_type(text)
    local depth, at = 0, 1
    while at <= #text do
        local char = text:sub(at, at)
        if char == '"' then
            at = assert(text:find('"', at + 1, true), "unclosed quote: " .. text)
        elseif char:find("[%(<{]") then
            depth = depth + 1
        elseif char:find("[%)>}]") then
            depth = depth - 1
        elseif char == " " and depth == 0 and not text:sub(at - 1, at - 1):find("[:,|]") then
            break
        end
        at = at + 1
    end
    assert(depth == 0, "unbalanced brackets: " .. text)
    return text:sub(1, at - 1)
end

--- Calls visit(name) for every type name that a type mentions.
local function each_name(expression, visit)
    local bare = expression:gsub('"[^"]*"', "") -- literals
    bare = bare:gsub("([%w_]+)%??%s*:", "") -- names of parameters and fields, and the colon of a result
    for name in bare:gmatch("[%a_][%w_.]*") do visit(name) end
end

--- Reads one file: classes, their fields and methods, aliases, and the type names used, each with its place.
local function read_annotations(path, found)
    local class, variables, pending, number = nil, {}, nil, 0
    local function use(text, place)
        each_name(split_type(text), function(name) found.used[#found.used + 1] = { name = name, place = place } end)
    end
    local function define(name, place)
        assert.is_nil(found.defined[name], ("%s: %s is defined twice"):format(place, name))
        found.defined[name] = { fields = {}, methods = {}, parents = {} }
        return found.defined[name]
    end
    for line in io.lines(path) do
        number = number + 1
        local place = ("%s:%d"):format(path, number)
        local tag, rest = line:match("^%-%-%-@(%a+)%s*(.*)$")
        if tag then
            assert.is_true(TAGS[tag], ("%s: unknown tag @%s"):format(place, tag))
            pending = pending or { params = {} }
            if tag == "class" then
                local name, parents = rest:match("^([%w_.]+):?%s*([%w_., ]*)$")
                assert.is_truthy(name, place .. ": a class has a name and perhaps parents: " .. rest)
                class = define(name, place)
                for parent in parents:gmatch("[%w_.]+") do
                    class.parents[#class.parents + 1] = parent
                    use(parent, place)
                end
            elseif tag == "alias" then
                define(rest:match("^[%w_.]+"), place)
            elseif tag == "field" then
                local name, kind = rest:match("^([%w_]+)%??%s+(%S.*)$")
                if not name then kind = rest:match("^%[[%w_]+%]%s+(%S.*)$") end
                assert.is_truthy(kind, place .. ": a field has a name and a type")
                if name then class.fields[name] = kind end
                use(kind, place)
            elseif tag == "param" then
                local name, kind = rest:match("^([%w_.]+)%??%s+(%S.*)$")
                assert.is_truthy(name, place .. ": a parameter has a name and a type")
                pending.params[#pending.params + 1] = name
                use(kind, place)
            elseif tag == "return" then
                use(rest, place)
            end
        elseif line:find("^%-%-%-|") then
            use(line:match("^%-%-%-|%s*(.*)$"), place)
        elseif not line:find("^%-%-%-") then
            local variable = line:match("^local ([%w_]+) = ")
            local owner, name, list = line:match("^function ([%w_]+)[:.]([%w_]+)%((.-)%)")
            if variable then variables[variable] = class end
            if owner and variables[owner] then
                local params = pending and pending.params or {}
                variables[owner].methods[name] = { params = params, list = list, place = place }
            end
            pending = nil
        end
    end
    return found
end

local META = files_of("find lua/openai/types -name '*.lua' | sort")
local MODULE = "lua/openai/init.lua" -- it has the annotations of what it returns itself
local ANNOTATED = files_of("find lua examples -name '*.lua' -not -path '*/types/*' | sort")


--- Calls visit(place, tag, rest, generics) for every annotation of a file of code.
local function each_annotation(path, visit)
    local number, generics = 0, {}
    for line in io.lines(path) do
        number = number + 1
        local tag, rest = line:match "^%s*%-%-%-@(%a+)%s*(.*)$"
        if tag == "generic" then
            for name in rest:gmatch "[%a_][%w_]*" do generics[name] = true end
        elseif not line:find "^%s*%-%-%-" then
            generics = {}
        end
        if tag then visit(("%s:%d"):format(path, number), tag, rest, generics) end
    end
end

--- The type names that an annotation mentions.
local function names_in(place, tag, rest)
    local kind = rest
    if tag == "param" or tag == "field" then
        kind = rest:match "^[%w_.%[%]]+%??%s+(%S.*)$"
    elseif tag == "class" then
        kind = rest:match ":%s*(.*)$" or "nil"
    elseif tag == "alias" then
        kind = rest:match "^[%w_.]+%s+(.*)$" or "nil"
    elseif tag == "operator" or tag == "meta" or tag == "generic" then
        kind = "nil"
    end
    assert.is_truthy(kind, ("%s: a name and a type are wanted: %s"):format(place, rest))
    local whole, text = pcall(split_type, kind)
    assert.is_true(whole, ("%s: %s"):format(place, tostring(text)))
    local names = {}
    each_name(text, function(name) names[#names + 1] = name end)
    local at = 0
    return function()
        at = at + 1
        return names[at]
    end
end

--- Calls visit(place, annotated, parameters) for every function whose parameters are annotated.
local function each_function(path, visit)
    local number, said = 0, {}
    for line in io.lines(path) do
        number = number + 1
        local name = line:match "^%s*%-%-%-@param%s+([%w_.]+)"
        if name then
            said[#said + 1] = name
        elseif not line:find "^%s*%-%-%-" then
            local list, parameters = line:match "function[^(]*(%b())", {}
            for parameter in (list or ""):gmatch "[%w_.]+" do parameters[#parameters + 1] = parameter end
            if #said > 0 and list then visit(("%s:%d"):format(path, number), said, parameters) end
            said = {}
        end
    end
end

local function read_all()
    local found = { defined = {}, used = {} }
    for _, path in ipairs(META) do read_annotations(path, found) end
    return read_annotations(MODULE, found)
end

--- Classes that the code itself annotates.
local function defined_in_code()
    local names = {}
    for _, path in ipairs(ANNOTATED) do
        for line in io.lines(path) do
            local name = line:match("^%-%-%-@class ([%w_.]+)") or line:match("^%-%-%-@alias ([%w_.]+)")
            if name then names[name] = true end
        end
    end
    return names
end

--- Rows of the namespaces that have annotations.
local function annotated_rows(found)
    local rows = {}
    for _, row in ipairs(core.endpoints()) do
        if found.defined["openai.Client"].fields[row.name:match("^[%w_]+")] then rows[#rows + 1] = row end
    end
    assert(#rows >= 30)
    return rows
end

local function class_at(found, path)
    local class = found.defined["openai.Client"]
    for name in path:gmatch("[%w_]+") do
        local kind = class.fields[name]
        assert.is_truthy(kind, ("client.%s: no annotation of %q"):format(path, name))
        class = found.defined[kind:match("^[%w_.]+")]
    end
    return class
end

--- Fields of a class with those of its parents.
local function all_fields(found, name)
    local fields = {}
    local class = found.defined[name] or { fields = {}, parents = {} }
    for _, parent in ipairs(class.parents) do
        for field, kind in pairs(all_fields(found, parent)) do fields[field] = kind end
    end
    for field, kind in pairs(class.fields) do fields[field] = kind end
    return fields
end

describe("the annotations for editors", function()
    local found = read_all()

    it("are Lua that declares itself a definition file", function()
        assert.is_true(#META > 5)
        for _, path in ipairs(META) do
            assert(loadfile(path))
            assert.are.equal("---@meta _", assert(io.open(path)):read("*l"), path) -- `_`: no require finds it
        end
    end)

    it("share no name with a module that runs: a server would take the one for the other", function()
        local modules = {}
        for _, path in ipairs(files_of "find lua -name '*.lua' -not -path '*/types/*'") do
            modules[path:gsub("^lua/", ""):gsub("/init%.lua$", ""):gsub("%.lua$", "")] = true
        end
        assert.is_truthy(modules["openai"])
        for _, path in ipairs(META) do
            -- A server that has not been told where lua/ is takes every tail of a path for a name.
            local tail = path:gsub("%.lua$", "")
            while tail do
                assert.is_nil(modules[tail], path)
                tail = tail:match "^[^/]*/(.*)$"
            end
        end
    end)

    it("mention no type that is not defined", function()
        local in_code = defined_in_code()
        assert.is_true(#found.used > 300)
        for _, use in ipairs(found.used) do
            local known = BUILTIN[use.name] or found.defined[use.name] or in_code[use.name]
            assert.is_truthy(known, ("%s: unknown type %s"):format(use.place, use.name))
        end
    end)

    it("define every type that an annotation of the code mentions, each of which is whole on its line", function()
        local in_code = defined_in_code()
        local count = 0
        for _, path in ipairs(ANNOTATED) do
            each_annotation(path, function(place, tag, rest, generics)
                count = count + 1
                assert.is_true(TAGS[tag], ("%s: unknown tag @%s"):format(place, tag))
                for name in names_in(place, tag, rest) do
                    local known = BUILTIN[name] or generics[name] or found.defined[name] or in_code[name]
                    assert.is_truthy(known, ("%s: unknown type %s"):format(place, name))
                end
            end)
        end
        assert.is_true(count > 400)
    end)

    it("speak of parameters that the code's functions have, in their order", function()
        for _, path in ipairs(ANNOTATED) do
            each_function(path, function(place, said, list)
                local at = 1
                for _, name in ipairs(said) do
                    while list[at] and list[at] ~= name do at = at + 1 end
                    assert.is_truthy(list[at], ("%s: no parameter %s there"):format(place, name))
                end
            end)
        end
    end)

    it("describe the parameters of every function, by name and in order", function()
        for name, class in pairs(found.defined) do
            for method_name, method in pairs(class.methods) do
                local said = table.concat(method.params, ", ")
                assert.are.equal(method.list:gsub("%s", ""), (said:gsub("%s", "")),
                    ("%s: %s of %s"):format(method.place, method_name, name))
            end
        end
    end)

    for _, row in ipairs(annotated_rows(found)) do
        for full_name in row.name:gmatch("[^,]+") do
            it("cover " .. full_name, function()
                local path, name = full_name:match("^(.*)%.([^.]+)$")
                local method = class_at(found, path).methods[name]
                assert.is_truthy(method, "no annotation")
                local expected = {}
                for parameter in row.path:gmatch("{([%w_]+)}") do expected[#expected + 1] = parameter end
                if row.parameters then expected[#expected + 1] = "params" end
                expected[#expected + 1] = "options"
                assert.are.same(expected, method.params)
            end)
        end
    end

    it("name every query parameter of the endpoint table", function()
        local params_of = { ["files.list"] = "openai.FileListParams", ["batches.list"] = "openai.ListParams",
            ["fine_tuning.jobs.list"] = "openai.FineTuningJobListParams",
            ["fine_tuning.checkpoints.permissions.list"] = "openai.PermissionListParams" }
        for _, row in ipairs(annotated_rows(found)) do
            local fields = all_fields(found, params_of[row.name:match("^[^,]+")] or "openai.ListParams")
            for name in row.query:gmatch("[%w_]+") do
                assert.is_truthy(fields[name], ("%s: %s"):format(row.name, name))
            end
        end
    end)

    it("cover the helpers that the client offers", function()
        for path, helpers in pairs(require("openai.resources").helpers) do
            local class = class_at(found, path)
            local written, module = pcall(require, helpers.module)
            for _, name in ipairs(written and helpers or {}) do
                assert.is_function(module.resource[name], path .. ":" .. name)
                assert.is_truthy(class.methods[name] or class.fields[name], ("client.%s:%s"):format(path, name))
            end
        end
    end)

    it("cover every method of the client itself", function()
        local methods = getmetatable(require("openai").new { api_key = false }).__index
        local count = 0
        for name in pairs(methods) do
            count = count + 1
            assert.is_truthy(found.defined["openai.Client"].methods[name], "client:" .. name)
        end
        assert.is_true(count >= 3)
    end)

    it("cover every name of the module", function()
        local class = found.defined["openai"] or error("no class openai")
        local openai = require "openai"
        for _, name in ipairs { "loop", "json", "jsonl", "matrix", "dataset", "emulator", "on_error" } do
            assert.is_truthy(openai[name] and class.fields[name], "openai." .. name)
        end
        for name in pairs(openai) do
            assert.is_truthy(class.methods[name] or class.fields[name], "openai." .. name)
        end
    end)

    it("cover every method of the values", function()
        local openai = require "openai"
        local function cover(class, methods)
            for name in pairs(methods) do
                assert.is_truthy(found.defined[class].methods[name], class .. ":" .. name)
            end
        end
        local PRIVATE = { turn = 1, next_ready = 1, settle = 1, sleep = 1, idle = 1, spent = 1 } -- for task/init.lua
        local loop = {}
        for name in pairs(core.loop_methods) do loop[name] = not PRIVATE[name] or nil end
        cover("openai.Loop", loop)
        cover("openai.Pager", core.pager.type.__index)
        cover("openai.Matrix", core.matrix.methods)
        cover("openai.Vector", { dot = 1, cosine = 1, norm = 1, table = 1, bytes = 1 })
        local task = {}
        for name, value in pairs(getmetatable(openai.spawn(function() end)).__index) do
            task[name] = type(value) == "function" and not name:find "^__" or nil
        end
        cover("openai.Task", task)
    end)

    it("know every field of a job's parameters, so that an editor completes them", function()
        local fields = all_fields(found, "openai.FineTuningJobRunParams")
        for _, name in ipairs({ "model", "training_file", "validation_file", "method", "suffix", "seed", "metadata",
            "integrations", "hyperparameters" }) do
            assert.is_truthy(fields[name], name)
        end
    end)
end)
