-- A name server that never answers: calls that wait for it end at once when they are cancelled, and nobody waits for
-- the resolver at the end of the process. In namespaces of its own, where the system permits that.
local child = require "spec.support.child"
local files = require "spec.support.files"
local launch = require "openai.emulator.launch"

--- The resolver itself would give up after five minutes; far less says that somebody waited for it.
local CONFIGURATION = "nameserver 127.0.0.1\noptions timeout:30 attempts:5\n"
local PATIENCE = 20 -- seconds for the whole process

--- A name server that takes questions and is silent; a call whose question has arrived there.
local PRELUDE = [[
    local openai, uv = require "openai", require "luv"
    local questions, name_server = 0, uv.new_udp()
    assert(name_server:bind("127.0.0.1", 53))
    assert(name_server:recv_start(function(_, data) if data then questions = questions + 1 end end))
    local client = openai.new { base_url = "http://api.example.org/v1", api_key = "sk", connect_timeout = 1000 }
    local value, err
    local task = openai.spawn(function() value, err = client.models:retrieve "m" end)
    while questions == 0 do
        openai.loop:poll(0.005)
        uv.run "nowait"
    end
    assert(not task:done())
]]

if not pcall(require, "luv") then return pending "While a name server is silent: luv plays it, this Lua has none" end

describe("While a name server is silent", function()
    local prefix, quick

    setup(function()
        quick = os.execute "pkg-config --atleast-version=7.87 libcurl"
        local resolver, order = files.write(CONFIGURATION), files.write "hosts: dns\n"
        local script = ("ip link set lo up && mount --bind %s /etc/resolv.conf && "
            .. "{ test ! -e /etc/nsswitch.conf || mount --bind %s /etc/nsswitch.conf; } && exec \"$@\""):format(
            launch.quote(resolver), launch.quote(order))
        prefix = ("timeout -k 1 %d unshare -r -m -n sh -c %s sh"):format(PATIENCE, launch.quote(script))
    end)
    teardown(files.remove_all)

    local function run(program)
        if quick ~= true and quick ~= 0 then return pending "before libcurl 7.87 who cancels waits for the resolver" end
        local output, code = child.run("", nil, prefix)
        if code ~= 0 then return pending("no namespaces here: " .. output) end
        output, code = child.run(PRELUDE .. program, nil, prefix)
        assert.same({ "ended\n", 0 }, { output, code })
    end

    it("a call is cancelled at once, and the process ends", function()
        run [[
            task:cancel()
            assert(openai.loop:poll(0) == 0)
            assert(task:done() and value == nil and err.kind == "cancelled")
            print "ended"
        ]]
    end)

    it("a call ends at its deadline, and the process ends", function()
        run [[
            local answer, problem = client:with({ timeout = 0.1 }).models:retrieve "m"
            assert(answer == nil and problem.kind == "timeout")
            task:cancel()
            print "ended"
        ]]
    end)

    it("other calls go on", function()
        run [[
            local server = uv.new_tcp()
            assert(server:bind("127.0.0.1", 0))
            assert(server:listen(8, function()
                local peer = uv.new_tcp()
                server:accept(peer)
                peer:read_start(function()
                    peer:write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
                        .. 'content-length: 10\r\n\r\n{"id":"m"}')
                end)
            end))
            local near = openai.new { base_url = ("http://127.0.0.1:%d/v1"):format(server:getsockname().port) }
            local other = openai.spawn(function() return assert(near.models:retrieve "m").id end)
            while not other:done() do
                openai.loop:poll(0.005)
                uv.run "nowait"
            end
            assert(other:await() == "m" and not task:done())
            print "ended"
        ]]
    end)

    it("the process ends when nobody cancelled the call", function()
        run [[ print "ended" ]]
    end)
end)
