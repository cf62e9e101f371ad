--- nginx, for what a common HTTP/2 server does: generated configuration, own directory, own port.
local files = require "spec.support.files"
local launch = require "openai.emulator.launch"
local wire = require "spec.support.wire"

local nginx = {}

local Server = {}
Server.__index = Server

local TEMPLATE = [[
daemon off;
worker_processes 1;
pid %s/pid;
error_log %s/error.log;
events { worker_connections 256; }
http {
    log_format plain "$connection $server_protocol $request_method $uri $status";
    access_log %s/access.log plain;
    client_body_temp_path %s/body;
    proxy_temp_path %s/proxy;
    fastcgi_temp_path %s/fastcgi;
    uwsgi_temp_path %s/uwsgi;
    scgi_temp_path %s/scgi;
    server {
        listen 127.0.0.1:%d ssl http2;
        ssl_certificate %s;
        ssl_certificate_key %s;
        default_type application/json;
        %s
    }
}
]]

--- Starts nginx with TLS and HTTP/2; `body` are directives of its server block.
---@param certificate { certificate: string, key: string }
---@param body string
function nginx.start(certificate, body)
    local d, port = files.directory(), wire.closed_port()
    local text = TEMPLATE:format(d, d, d, d, d, d, d, d, port, certificate.certificate, certificate.key, body)
    local config = files.write(text, "nginx.conf", d)
    local self = setmetatable({ directory = d, port = port }, Server)
    self.base_url = ("https://127.0.0.1:%d/v1"):format(port)
    local path = "PATH=$PATH:/usr/sbin:/usr/local/sbin "
    -- Ready when it has written its pid; ended by that pid.
    self.pipe = assert(io.popen(("%s exec nginx -c %s 2>&1"):format(path, launch.quote(config))))
    local deadline = os.time() + 10
    repeat
        if os.time() > deadline then error("nginx does not start: " .. (files.read(d .. "/error.log") or "")) end
        os.execute "sleep 0.01"
        self.pid = (files.read(d .. "/pid") or ""):match "%d+"
    until self.pid
    return self
end

local function parse(text)
    local list = {}
    for connection, protocol, method, path, status in
        text:gmatch "(%d+) (%S+) (%S+) (%S+) (%d+)\n" do
        list[#list + 1] = {
            connection = connection, protocol = protocol, method = method, path = path, status = tonumber(status),
        }
    end
    return list
end

--- Lines of its log: {connection, protocol, method, path, status}. Waits until there are at least `count`: nginx writes
--- a line after the answer.
function Server:requests(count)
    local deadline = os.time() + 10
    while true do
        local list = parse(files.read(self.directory .. "/access.log"))
        if #list >= count or os.time() > deadline then return list end
        os.execute "sleep 0.005"
    end
end

function Server:stop()
    os.execute("kill -TERM " .. self.pid)
    self.pipe:close()
end

return nginx
