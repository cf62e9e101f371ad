--- Lua programs in a process of their own: with their own environment, to be interrupted, or to end in a special way.
local files = require "spec.support.files"
local launch = require "openai.emulator.launch"

local child = {}

--- Variables that a child does not inherit from whoever runs the specs.
local CLEARED = {
    "OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_LOG",
    "OPENAI_LOG_FILE", "OPENAI_CUSTOM_HEADERS", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy",
    "ALL_PROXY", "no_proxy", "NO_PROXY", "SSL_CERT_FILE", "CURL_CA_BUNDLE",
}

local function command(program, environment, prefix)
    local parts = { "env" }
    for _, name in ipairs(CLEARED) do parts[#parts + 1] = "-u " .. name end
    for name, value in pairs(environment or {}) do parts[#parts + 1] = launch.quote(name .. "=" .. value) end
    parts[#parts + 1] = prefix
    parts[#parts + 1] = launch.quote(os.getenv "LUA" or "lua5.4")
    parts[#parts + 1] = launch.quote(files.write(program, "program.lua"))
    return table.concat(parts, " ")
end

--- Runs the program (Lua source) to its end: what it wrote (standard output and error), and its exit code as the shell
--- sees it (128 + n: ended by signal n).
---@param program string
---@param environment? table<string, string>
---@param prefix? string a command that runs it, e.g. "timeout -s INT 1"
---@return string output
---@return integer code
function child.run(program, environment, prefix)
    local text = ("{ %s; } 2>&1; code=$?; echo; echo $code"):format(command(program, environment, prefix))
    local pipe = assert(io.popen(text))
    local output, code = pipe:read("*a"):match("^(.-)\n(%d+)\n$")
    pipe:close()
    return output, tonumber(code)
end

return child
