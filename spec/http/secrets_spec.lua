-- What held a key is overwritten before its memory goes back.
local child = require "spec.support.child"
local native = require "spec.support.native"

local KEY = "sk-0123456789abcdef0123456789abcdef0123456789abcdef"

--- Says so for each block that the core or libcurl freed with the key in it while the program ran.
local function freed(program)
    local output, code = child.run(program, { FREED_TEXT = KEY, LD_PRELOAD = native.library("freed", "") })
    assert.are.equal(0, code, output)
    return output
end

-- The sanitizers have a free() of their own.
local unless_sanitized = (os.getenv "LUA" or ""):find("asan", 1, true) and pending or it

describe("memory that held a key", function()
    unless_sanitized("is overwritten when the client goes", function()
        assert.are.equal("", freed(([[
            local openai = require "openai"
            local client = openai.new { base_url = "http://127.0.0.1:1/v1", api_key = %q, admin_key = %q,
                                        headers = { ["X-Key"] = %q } }
            client:with { timeout = 3 }
            client = nil
            collectgarbage() collectgarbage()]]):format(KEY, KEY, KEY)))
    end)

    unless_sanitized("is overwritten when headers of a call are refused", function()
        assert.are.equal("", freed(([[
            local openai = require "openai"
            local client = openai.new { base_url = "http://127.0.0.1:1/v1", api_key = %q }
            assert(not pcall(client.models.list, client.models, { headers = { ["X-A"] = 5 } }))
            client = nil
            collectgarbage() collectgarbage()]]):format(KEY)))
    end)

    unless_sanitized("is overwritten when a callback gave the key", function()
        assert.are.equal("", freed(([[
            local openai = require "openai"
            local key = %q
            local client = openai.new { base_url = "http://127.0.0.1:1/v1", max_retries = 0,
                                        api_key = function() return key .. "-" .. #key end }
            local ok, err = client.models:retrieve "gpt"
            assert(not ok and err.kind, err)
            client = nil
            collectgarbage() collectgarbage()]]):format(KEY)))
    end)
end)
