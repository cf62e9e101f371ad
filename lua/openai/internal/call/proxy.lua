--- Which proxy requests go through: the option's or the environment's, and what NO_PROXY leaves out. libcurl would take
--- any text for an address; what it cannot use is refused here, before a password in it could reach an error or a log.
local origin = require "openai.internal.base.origin"

local proxy = {}

local SCHEMES = { http = true, https = true, socks4 = true, socks4a = true, socks5 = true, socks5h = true }
local FORM = "it must be of the form http://user:password@host:port, with what is special in user and password "
    .. "percent-encoded (/ is %2F, @ is %40)"

-- ---- addresses ----

local function is_host(host)
    return host:find "^%[[%x:.%%]+%]$" ~= nil or host:find "^[%w%-._]+$" ~= nil
end

local function is_port(port)
    return port == "" or (port:find "^%d+$" ~= nil and tonumber(port) >= 1 and tonumber(port) <= 65535)
end

--- What is wrong with the address of a proxy, in words that show nothing of it: a password may be anywhere in what
--- cannot be read. nil when it is one.
---@param address string
---@return string? problem
function proxy.problem(address)
    if address:find "[%s%c]" then return "it holds white space or control characters; " .. FORM end
    local scheme, rest = address:match "^([%w+.-]*)://(.*)$"
    if scheme and not SCHEMES[scheme:lower()] then return "its scheme must be http, https or socks5" end
    local authority, path = (rest or address):match "^([^/?#]*)(.*)$"
    local host, port = authority:gsub("^[^@]*@", ""):match "^(%[.-%]):?(.*)$"
    if not host then host, port = authority:gsub("^[^@]*@", ""):match "^([^:]*):?(.*)$" end
    if path:find("@", 1, true) or not is_host(host) or not is_port(port) then return FORM end
end

-- ---- NO_PROXY ----

local function parts_of(entry)
    local host, port = entry:match "^%[(.-)%]:?(%d*)$"
    if not host then host, port = entry:match "^([^:]*):(%d+)$" end
    host = (host or entry):lower()
    return host, tonumber(port)
end

local function number_of(address)
    local a, b, c, d = address:match "^(%d+)%.(%d+)%.(%d+)%.(%d+)$"
    return a and ((a * 256 + b) * 256 + c) * 256 + d
end

--- 10.0.0.0/8
local function in_network(host, network)
    local address, bits = network:match "^(.-)/(%d+)$"
    local from, number = address and number_of(address), number_of(host)
    if not from or not number or tonumber(bits) > 32 then return false end
    local size = 2 ^ (32 - bits)
    return math.floor(from / size) == math.floor(number / size)
end

--- "*" stands for anything: *.corp.test, 10.*
local function fits_pattern(host, pattern)
    local escaped = pattern:gsub("[%^%$%(%)%%%.%[%]%+%-%?]", "%%%0"):gsub("%*", ".*")
    return host:find("^" .. escaped .. "$") ~= nil
end

local function is_meant(host, name)
    if name:find("*", 1, true) then return fits_pattern(host, name) or name == "*." .. host end
    if name:find("/", 1, true) then return in_network(host, name) end
    name = name:gsub("^%.", "")
    return host == name or host:sub(-#name - 1) == "." .. name
end

--- libcurl knows names that end alike and, alone, "*"; it is asked where a redirect leads.
local function for_libcurl(name)
    name = name:gsub("^%*%.", ".")
    return not name:find("*", 1, true) and name
end

--- The list for libcurl. What it cannot express is judged for the base URL, which is where all but redirects go.
---@param list string what NO_PROXY says
---@param base_url string
---@return string
function proxy.direct(list, base_url)
    local host, port = origin.host(base_url), tonumber(origin.of(base_url):match ":(%d+)$")
    local direct = { "localhost", "127.0.0.1", "::1" }
    for entry in list:gmatch "[^%s,]+" do
        if entry == "*" then return "*" end
        local name, only = parts_of(entry)
        if is_meant(host, name) and (not only or only == port) then direct[#direct + 1] = host end
        direct[#direct + 1] = not only and for_libcurl(name) or nil
    end
    return table.concat(direct, ",")
end

-- ---- which one ----

local SECURE, PLAIN = { "https_proxy", "HTTPS_PROXY" }, { "http_proxy" } -- HTTP_PROXY may come from a CGI request
local ANY = { "all_proxy", "ALL_PROXY" }

local function from_environment(names, env)
    for _, variable in ipairs(names) do
        local value = env(variable)
        if value then return value, variable end
    end
end

--- The proxy for a base URL, "" for none, and who named it. What is on this machine is reached directly.
---@param option string|false|nil
---@param base_url string
---@param env fun(name: string): string?
---@return string address
---@return string? name the option or variable
function proxy.choose(option, base_url, env)
    if option == false or origin.is_loopback(origin.host(base_url)) then return "" end
    if option then return option, "proxy" end
    local address, variable = from_environment(base_url:lower():match "^https:" and SECURE or PLAIN, env)
    if not address then address, variable = from_environment(ANY, env) end
    return address or "", variable
end

return proxy
