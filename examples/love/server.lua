--- Where vectors and answers come from: OpenAI's service when there is a key, else the emulator, which this game starts
--- itself.
local openai = require "openai"

local server = {}

local SPEED = 600 -- how many of the emulator's seconds pass in one: its fine-tuning takes minutes
local TOKEN = 0.06 -- real seconds between two words of an answer, as of a model that takes its time

---@return openai.Client? client
---@return string label for the screen
---@return openai.emulator? emulator
function server.open()
    if (os.getenv("OPENAI_API_KEY") or "") ~= "" then
        return openai.new(), os.getenv("OPENAI_BASE_URL") or "api.openai.com", nil
    end
    local started, emulator = pcall(function()
        return require("openai.emulator").start { port = 0, speed = SPEED, timings = { token = TOKEN * SPEED } }
    end)
    if not started then return nil, "no server: " .. tostring(emulator), nil end
    local client = openai.new { base_url = emulator.base_url, api_key = "sk-emulator" }
    return client, "embedded emulator; no OPENAI_API_KEY", emulator
end

return server
