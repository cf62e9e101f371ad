-- A libcurl that was built with less than Debian's.
local child = require "spec.support.child"
local native = require "spec.support.native"
local wire = require "spec.support.wire"

local OK = wire.json(200, { id = "x" })

local PROGRAM = [[
    %s
    local openai = require "openai"
    local client_of = function(options)
        options.base_url, options.api_key = os.getenv "SERVER", "k"
        return assert(openai.new(options))
    end
    %s
]]

local library
setup(function()
    library = native.library("other_libcurl", "-Wl,--no-as-needed $(pkg-config --cflags --libs libcurl)")
end)

--- What the program wrote. PUC 5.1 loads no library for all; to preload it, a sanitizer would not permit.
local function run(lacks, server, program)
    local environment = { OTHER_LIBCURL = lacks, SERVER = server and server.base_url or "" }
    local load = ("assert(package.loadlib(%q, '*'))"):format(library)
    if native.lua == "lua5.1" then environment.LD_PRELOAD, load = library, "" end
    return (child.run(PROGRAM:format(load, program), environment, "timeout 20"))
end

describe("a libcurl", function()
    after_each(wire.stop_all)

    it("without HTTP/2 makes calls over HTTP/1.1", function()
        local server = wire.start { { "read", OK }, repeats = true }
        assert.equal("x\n", run("http1", server, [[
            print(assert(client_of({}).models:retrieve "x").id)
        ]]))
        assert.equal("HTTP/1.1", server:requests()[1].version)
    end)

    it("without zlib does not ask for gzip", function()
        local server = wire.start { { "read", OK }, repeats = true }
        assert.equal("x\n", run("packed", server, [[
            print(assert(client_of({}).models:retrieve "x").id)
        ]]))
        assert.is_nil(server:requests()[1].headers["accept-encoding"])
        assert.equal("x\n", run("", server, [[print(assert(client_of({}).models:retrieve "x").id)]]))
        assert.equal("gzip", server:requests()[2].headers["accept-encoding"])
    end)

    it("whose TLS library reads no directories of certificates takes a file of them", function()
        local server = wire.start { { "read", OK }, repeats = true }
        assert.equal("x\n", run("files", server, [[
            print(assert(client_of({ ca_file = "/etc/ssl/certs/ca-certificates.crt" }).models:retrieve "x").id)
        ]]))
    end)

    it("whose TLS library reads no directories of certificates refuses one by name", function()
        assert.equal("ca_path: the TLS library of this libcurl (Schannel) reads no directories: name a ca_file\n",
            run("files", nil, [[
                local _, message = pcall(openai.new, { api_key = "k", ca_path = "/etc/ssl/certs" })
                print((tostring(message):match "ca_path: .*"))
            ]]))
    end)

    it("that takes no transfer ends a call, and a helper that would wait for ever, at once", function()
        local line = "1\tout of memory\tfalse\tnil\n"
        assert.equal(line .. line, run("broken", { base_url = "http://127.0.0.1:1/v1" }, [[
            local client = client_of {}
            local function tell(_, err) print(err.attempts, err.message, err.retryable, err.reason) end
            tell(client.models:retrieve "x")
            tell(client.fine_tuning.jobs:wait("ftjob-1", { patience = false }))
        ]]))
    end)
end)
