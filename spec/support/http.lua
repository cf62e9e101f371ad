--- Talks HTTP through the curl program, for specs of servers: no code in common with what the rock uses.
local busted = require "busted"
local cjson = require "spec.support.reference_json"
local emulator = require "openai.emulator"
local launch = require "openai.emulator.launch"

local http = {}

local client = {}
client.__index = client

local function temporary(text)
    local path = os.tmpname()
    if text then
        local file = assert(io.open(path, "wb"))
        file:write(text)
        file:close()
    end
    return path
end
http.temporary = temporary

local function read_and_remove(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read("*a")
    file:close()
    os.remove(path)
    return text
end

--- A client of one server. `key` is the API key of every request unless the request names another (or false).
function http.client(base_url, key)
    return setmetatable({ base_url = base_url, key = key or "sk-test" }, client)
end

local function parse_head(text)
    local headers = {}
    for name, value in text:gmatch("\n([^\r\n:]+):%s*([^\r\n]*)") do headers[name:lower()] = value end
    return headers
end

-- Every argument of curl goes through a file, so that nothing needs quoting twice.
local function config_line(name, value)
    return ('%s = "%s"'):format(name, (value:gsub('[\\"]', "\\%0")))
end

local function body_lines(lines, request, files)
    if request.json or request.body then
        files[#files + 1] = temporary(request.body or cjson.encode(request.json))
        lines[#lines + 1] = config_line("data-binary", "@" .. files[#files])
        if request.json then lines[#lines + 1] = config_line("header", "Content-Type: application/json") end
    end
    for _, field in ipairs(request.form or {}) do
        local name, value, filename = field[1], field[2], field.filename
        if filename then
            files[#files + 1] = temporary(value)
            lines[#lines + 1] = config_line("form", ('%s=@%s;filename=%s'):format(name, files[#files], filename))
        else
            lines[#lines + 1] = config_line("form-string", name .. "=" .. value)
        end
    end
end

local function header_lines(lines, request, key)
    if request.key ~= nil then key = request.key end
    if key then lines[#lines + 1] = config_line("header", "Authorization: Bearer " .. key) end
    for name, value in pairs(request.headers or {}) do
        lines[#lines + 1] = config_line("header", name .. ": " .. value)
    end
end

--- Sends a request. Returns {status, headers, body, json (when it is JSON), curl (exit code)}.
---@param method string
---@param path string under the base URL, or a whole URL
---@param request? {json: any, body: string, form: table[], headers: table, key: string|false, options: string[]}
function client:request(method, path, request)
    request = request or {}
    local head, body, files = temporary(), temporary(), {}
    local lines = {
        config_line("request", method), config_line("url", path:match("^http") and path or self.base_url .. path),
        config_line("dump-header", head), config_line("output", body), "silent", "globoff", 'noproxy = "*"',
    }
    header_lines(lines, request, self.key)
    body_lines(lines, request, files)
    for _, line in ipairs(request.options or {}) do lines[#lines + 1] = line end
    files[#files + 1] = temporary(table.concat(lines, "\n") .. "\n")
    local pipe = assert(io.popen("curl -w '%{http_code} ' -K " .. launch.quote(files[#files]) .. "; echo $?", "r"))
    local status, code = pipe:read("*a"):match("(%d+) (%d+)")
    pipe:close()
    for _, path_of_file in ipairs(files) do os.remove(path_of_file) end
    local answer = { status = tonumber(status), curl = tonumber(code), headers = parse_head(read_and_remove(head)),
        body = read_and_remove(body) }
    local ok, value = pcall(cjson.decode, answer.body)
    answer.json = ok and value or nil
    return answer
end

function client:get(path, request) return self:request("GET", path, request) end
function client:delete(path, request) return self:request("DELETE", path, request) end
function client:post(path, json) return self:request("POST", path, { json = json }) end

--- Uploads a file and returns its object.
function client:upload(filename, text, purpose)
    local answer = self:request("POST", "/files",
        { form = { { "purpose", purpose or "fine-tune" }, { "file", text, filename = filename } } })
    assert(answer.status == 200, answer.body)
    return answer.json
end

--- A JSONL text of `count` chat examples.
function http.examples(count)
    local lines = {}
    for i = 1, count do
        lines[i] = cjson.encode{ messages = {
            { role = "user", content = "Question number " .. i }, { role = "assistant", content = "Answer number "
                .. i },
        } } .. "\n"
    end
    return table.concat(lines)
end

--- For the specs of a block: an emulator, without a memory of the spec before, and a client of it. `use(emu, api)` gets
--- both. `clock`: "manual", a clock that stands still until a spec advances it.
function http.around(use, clock)
    local emu
    busted.setup(function()
        emu = emulator.start()
        use(emu, http.client(emu.base_url))
    end)
    busted.teardown(function() emu:stop() end)
    busted.before_each(function()
        emu:reset()
        if clock then emu:clock { mode = clock } end
    end)
end

return http
