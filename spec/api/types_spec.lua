-- The annotations for editors, held against the endpoint table and against themselves. The language server is not at
-- hand everywhere, so this reads the part of its syntax that we use, strictly.
local core = require "openai.core"
local facts = require "openai.internal.facts.data"

local TAGS = { meta = true, class = true, field = true, param = true, ["return"] = true, alias = true, overload = true,
    operator = true, generic = true, type = true, deprecated = true }
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
    --- A class may be opened again, by the helpers that add methods to it; its fields and methods are given once.
    local function define(name, place, kind)
        local known = found.defined[name]
        assert.is_true(not known or known.kind == "class" and kind == "class",
            ("%s: %s is defined twice"):format(place, name))
        found.defined[name] = known or { kind = kind, fields = {}, methods = {}, parents = {}, required = {} }
        return found.defined[name]
    end
    local function set_once(list, name, value, place)
        assert.is_nil(list[name], ("%s: %s is annotated twice"):format(place, name))
        list[name] = value
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
                class = define(name, place, "class")
                pending.class = true
                for parent in parents:gmatch("[%w_.]+") do
                    class.parents[#class.parents + 1] = parent
                    use(parent, place)
                end
            elseif tag == "alias" then
                define(rest:match("^[%w_.]+"), place, "alias")
            elseif tag == "field" then
                local name, kind = rest:match("^([%w_]+)%??%s+(%S.*)$")
                if name then class.required[name] = not rest:find "^[%w_]+%?" end
                if not name then name, kind = rest:match('^%["([^"]+)"%]%s+(%S.*)$') end
                if not name then kind = rest:match("^%[[%w_]+%]%s+(%S.*)$") end
                assert.is_truthy(kind, place .. ": a field has a name and a type")
                if name then set_once(class.fields, name, kind, place) end
                use(kind, place)
            elseif tag == "param" then
                local name, kind = rest:match("^([%w_.]+)%??%s+(%S.*)$")
                assert.is_truthy(name, place .. ": a parameter has a name and a type")
                pending.params[#pending.params + 1] = name
                pending.params[name] = kind
                use(kind, place)
            elseif tag == "return" then
                use(rest, place)
            end
        elseif line:find("^%-%-%-|") then
            use(line:match("^%-%-%-|%s*(.*)$"), place)
        elseif not line:find("^%-%-%-") then
            local variable = line:match("^local ([%w_]+) = ")
            local owner, name, list = line:match("^function ([%w_]+)[:.]([%w_]+)%((.-)%)")
            if variable and pending and pending.class then variables[variable] = class end
            if owner and variables[owner] then
                local params = pending and pending.params or {}
                set_once(variables[owner].methods, name, { params = params, list = list, place = place }, place)
            end
            local same, other = line:match("^([%w_]+%.)([%w_]+) = %1[%w_]+$")
            if same and variables[same:sub(1, -2)] then
                variables[same:sub(1, -2)].methods[other] = variables[same:sub(1, -2)].methods[line:match "[%w_]+$"]
            end
            pending = nil
        end
    end
    return found
end

local META = files_of("find lua/openai/types -name '*.lua' | sort")
-- These have the annotations of what they add to the module, the client and its namespaces themselves.
local OURS = files_of("ls lua/openai/init.lua lua/openai/client/init.lua lua/openai/resources/*.lua")
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
    for _, path in ipairs(OURS) do read_annotations(path, found) end
    return found
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

    it("leave the API's aliases to the API: no class of the code has such a name", function()
        for name in pairs(defined_in_code()) do
            local known = found.defined[name]
            assert.is_false(known ~= nil and known.kind == "alias", name .. " is an alias and a class")
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
                local ours = method.place:find "^lua/openai/resources" -- helpers refuse what they get too much
                local said = table.concat(method.params, ", ")
                local list = ours and method.list:gsub(", more$", ""):gsub(", %.%.%.$", "") or method.list
                if not ours or name:find "^openai%.resource%." then
                    assert.are.equal(list, said, ("%s: %s of %s"):format(method.place, method_name, name))
                end
            end
        end
    end)

    --- The parameters of a row as its method's annotation must have them; helpers of ours call an id `id`.
    local function expected_params(row, method)
        local expected = {}
        for parameter in row.path:gmatch("{([%w_]+)}") do expected[#expected + 1] = parameter end
        if row.parameters then expected[#expected + 1] = "params" end
        expected[#expected + 1] = "options"
        if method.params[1] == "id" then expected[1] = "id" end
        return expected
    end

    local function names_of(list)
        local names = {}
        for index, name in ipairs(list) do names[index] = name end
        return names
    end

    it("cover every operation, with the parameters that it has and those that must be there", function()
        for _, row in ipairs(core.endpoints()) do
            local required = {}
            local known = facts.operations[row.name:match "^[^,]+"]
            for _, parameter in ipairs(known) do
                if parameter[3] ~= "path" then required[parameter[1]] = parameter.required or false end
            end
            for full_name in row.name:gmatch("[^,]+") do
                local path, name = full_name:match("^(.*)%.([^.]+)$")
                local method = class_at(found, path).methods[name]
                assert.is_truthy(method, "no annotation of " .. full_name)
                assert.are.same(expected_params(row, method), names_of(method.params), full_name)
                local class = method.params.params and method.params.params:match "^[%w_.]+"
                local given = {}
                for field in pairs(class and all_fields(found, class) or {}) do
                    given[field] = found.defined[class].required[field] or false
                end
                assert.are.same(required, given, full_name)
            end
        end
    end)

    it("cover the helpers that the client offers", function()
        for path, helpers in pairs(require("openai.resources").helpers) do
            local class, module = class_at(found, path), require(helpers.module)
            for _, name in ipairs(helpers) do
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
            assert.is_truthy(next(methods), class)
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
