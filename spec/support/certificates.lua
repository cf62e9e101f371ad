--- Certificates for servers of specs: made anew, with the openssl program, in a directory that `remove` deletes.
local files = require "spec.support.files"
local launch = require "openai.emulator.launch"

local certificates = {}

local KEY = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"

local function openssl(command, ...)
    local quoted = {}
    for i, argument in ipairs { ... } do quoted[i] = launch.quote(argument) end
    local text = ("openssl " .. command .. " 2>&1"):format((table.unpack or unpack)(quoted)) -- luacheck: ignore
    local pipe = assert(io.popen(text))
    local output = pipe:read "*a"
    local ok = pipe:close()
    assert(ok ~= false and not output:match "rror:", output)
end

--- An authority: { file = path of its certificate }.
function certificates.authority(name)
    local self = { directory = files.directory(), serial = 0 }
    self.file, self.key = self.directory .. "/ca.pem", self.directory .. "/ca.key"
    openssl("req -x509 " .. KEY .. " -keyout %s -out %s -subj %s", self.key, self.file, "/CN=" .. name)
    return self
end

--- A certificate for these names ("DNS:api.test,IP:127.0.0.1"), signed by the authority: { certificate, key }, paths.
function certificates.issue(authority, names)
    authority.serial = authority.serial + 1
    local path = ("%s/%d"):format(authority.directory, authority.serial)
    local made = { certificate = path .. ".pem", key = path .. ".key" }
    local extensions = files.write("subjectAltName=" .. names .. "\n", authority.serial .. ".ext", authority.directory)
    openssl("req " .. KEY .. " -keyout %s -out %s -subj /CN=server", made.key, path .. ".csr")
    openssl("x509 -req -days 2 -CAcreateserial -in %s -CA %s -CAkey %s -out %s -extfile %s",
        path .. ".csr", authority.file, authority.key, made.certificate, extensions)
    return made
end

return certificates
