--- The game that the training data of examples/data writes scripts for, as small as can be: it refuses names that
--- its API does not have and arguments of the wrong kind, and runs every callback, so that no line stays unread.
local game = {}

local PLACE = { string = true, table = true }

local function expect(value, kinds, what)
    local given = type(value)
    local ok = type(kinds) == "table" and kinds[given] or kinds == given
    if not ok then
        error(("%s: a %s"):format(what, given), 3)
    end
end

--- A function that checks its arguments: "place number?" and so on; a `?` may be left out.
local function checked(name, signature, result)
    local kinds = {}
    for kind in signature:gmatch("%S+") do
        kinds[#kinds + 1] = kind
    end
    return function(...)
        local count = select("#", ...)
        assert(count <= #kinds, name .. ": too many arguments")
        for i, kind in ipairs(kinds) do
            local value, optional = (select(i, ...)), kind:sub(-1) == "?"
            local bare = optional and kind:sub(1, -2) or kind
            if not (optional and value == nil) then
                expect(value, bare == "place" and PLACE or bare == "thing" and "table" or bare, name .. " #" .. i)
            end
        end
        if result then
            return result(...)
        end
    end
end

--- A table that has these names and no others.
local function closed(members, what)
    return setmetatable({}, {
        __index = function(_, name)
            local member = members[name]
            return member == nil and error(("%s has no %q"):format(what, tostring(name)), 2) or member
        end,
        __newindex = function(_, name)
            error(("%s: %q cannot be set"):format(what, tostring(name)), 2)
        end,
    })
end

local METHODS = {
    say = "string", move = "place", follow = "thing", attack = "thing", flee = "place", give = "string number",
    take = "string number", has = "string number", heal = "number", hurt = "number", near = "place number",
    play = "string", remove = "",
}

local function new_thing(world, name, kind)
    local members = { name = name, kind = kind, health = 20, max_health = 100, gold = 30, level = 4 }
    for method, signature in pairs(METHODS) do
        local check = checked(method, "thing " .. signature, function()
            return world.lucky
        end)
        members[method] = check
    end
    return closed(members, "a thing")
end

local function spawn_things(world, kind, count)
    local things = {}
    for i = 1, count or 1 do
        things[i] = new_thing(world, kind, kind)
    end
    return things
end

--- Callbacks wait until the script has ended: it may use the timer or listener that it is given.
local function defer(world, fn, times, ...)
    local arguments, handle = { ... }, { stopped = false }
    handle.stop = function(self)
        self.stopped = true
    end
    table.insert(world.waiting, function()
        for _ = 1, times do
            if not handle.stopped then
                fn((table.unpack or unpack)(arguments))
            end
        end
    end)
    return handle
end

local EVENTS = {
    enter = "string", leave = "string", death = "table", talk = "table", pickup = "string", hour = "number",
}

local function new_events(world)
    return {
        after = checked("after", "number function", function(_, fn) return defer(world, fn, 1) end),
        every = checked("every", "number function number?", function(_, fn, times)
            return defer(world, fn, math.min(times or 3, 20))
        end),
        on = function(event, subject, fn)
            expect(subject, EVENTS[event] or error("no event " .. tostring(event)), "on " .. event)
            expect(fn, "function", "on #3")
            return defer(world, fn, 1, world.hero)
        end,
        choose = checked("choose", "string table", function(_, choices)
            for _, choice in ipairs(choices) do
                expect(choice[1], "string", "choice")
                defer(world, choice[2], 1)
            end
        end),
    }
end

local function add_namespaces(env)
    env.quest = closed({
        start = checked("quest.start", "string string string"), step = checked("quest.step", "string string"),
        finish = checked("quest.finish", "string table"), fail = checked("quest.fail", "string string"),
        state = checked("quest.state", "string", function() return "open" end),
    }, "quest")
    env.door = closed({ open = checked("door.open", "string"), close = checked("door.close", "string"),
        lock = checked("door.lock", "string string") }, "door")
    env.camera = closed({ look = checked("camera.look", "place number"), follow = checked("camera.follow", "thing"),
        shake = checked("camera.shake", "number number"), fade = checked("camera.fade", "string number"),
        reset = checked("camera.reset", "") }, "camera")
    env.sound = closed({ play = checked("sound.play", "string place"), stop = checked("sound.stop", "number"),
        music = checked("sound.music", "string number") }, "sound")
end

local function add_things(env, world)
    env.hero, env.party = world.hero, { world.hero, new_thing(world, "Ida", "player") }
    env.spawn = checked("spawn", "string place number?", function(kind, _, count)
        return spawn_things(world, kind, count)
    end)
    env.find = checked("find", "string", function(name)
        return world.lucky and new_thing(world, name, name) or nil
    end)
    env.all = checked("all", "string place?", function(kind)
        return spawn_things(world, kind, world.lucky and 3 or 0)
    end)
    env.chest, env.drop = checked("chest", "place table"), checked("drop", "place string number")
end

--- The environment of a script. `lucky`: things are found, chances and questions are answered with yes; else with no.
local function new_environment(world)
    world.hero = new_thing(world, "Runa", "player")
    local env = new_events(world)
    add_namespaces(env)
    add_things(env, world)
    for name, signature in pairs({ narrate = "string", ask = "string", refuse = "string", weather = "string number",
        clock = "number", light = "place number" }) do
        env[name] = checked(name, signature)
    end
    env.pick = checked("pick", "table", function(list) return list[1] end)
    env.chance = checked("chance", "number", function() return world.lucky end)
    env.roll = checked("roll", "string", function() return world.lucky and 4 or 2 end)
    for _, name in ipairs({ "ipairs", "pairs", "tostring", "math", "string", "table" }) do
        env[name] = _G[name]
    end
    return closed(env, "the API")
end

local function compile(code, env)
    if setfenv then
        local chunk, message = loadstring(code, "=script")
        return chunk and setfenv(chunk, env), message
    end
    return load(code, "=script", "t", env)
end

--- Runs a script and all its callbacks, in a lucky or an unlucky world.
---@return boolean ok
---@return string? message
function game.run(code, lucky)
    local world = { lucky = lucky, waiting = {} }
    local chunk, message = compile(code, new_environment(world))
    if not chunk then
        return false, message
    end
    return pcall(function()
        chunk()
        local i = 1
        while world.waiting[i] and i < 200 do
            world.waiting[i]()
            i = i + 1
        end
    end)
end

return game
