--- What of an address says to whom something goes.
local origin = {}

---@param url string
---@return string host in lower case, without the brackets of an IPv6 address; "" when there is none
function origin.host(url)
    local rest = (url:match("^%a+://([^/?#]*)") or ""):gsub("^.*@", "")
    return (rest:match("^%[(.-)%]") or rest:match("^([^:]*)")):lower()
end

--- Scheme, host and port: what a key is bound to.
---@param url string
---@return string
function origin.of(url)
    local scheme, rest = url:match("^(%a+)://([^/?#]*)")
    scheme = (scheme or ""):lower()
    local port = (rest or ""):match(":(%d+)$") or (scheme == "https" and "443" or "80")
    return ("%s://%s:%s"):format(scheme, origin.host(url), port)
end

---@param host string
---@return boolean
function origin.is_loopback(host)
    return host == "localhost" or host == "::1" or host:match("^127%.%d+%.%d+%.%d+$") ~= nil
end

return origin
