-- Keeps the file lists of the rockspec complete: `rockspec.lua write` writes them, `rockspec.lua check` compares.
local NAME = "openai-scm-1.rockspec"

local function read_file(name)
    local file = assert(io.open(name, "rb"))
    local text = file:read("*a")
    file:close()
    return text
end

local function list_files(command)
    local names, pipe = {}, assert(io.popen(command))
    for name in pipe:lines() do names[#names + 1] = name end
    pipe:close()
    return names
end

local function module_of(path)
    return (path:gsub("^lua/", ""):gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", "."))
end

-- The text between `modules = {` and its closing brace.
local function modules_text()
    local lines = {
        '        ["openai.core"] = {',
        "            sources = {",
    }
    local function add(...) lines[#lines + 1] = string.format(...) end
    for _, path in ipairs(list_files("ls csrc/*/*.c | LC_ALL=C sort")) do add("                %q,", path) end
    add("            },")
    add('            defines = { "_GNU_SOURCE" },')
    add('            libraries = { "curl", "m" },')
    add('            incdirs = { "csrc", "$(CURL_INCDIR)" },')
    add('            libdirs = { "$(CURL_LIBDIR)" },')
    add("        },")
    for _, path in ipairs(list_files("find lua -name '*.lua' | LC_ALL=C sort")) do
        add("        [%q] = %q,", module_of(path), path)
    end
    return table.concat(lines, "\n") .. "\n"
end

local old = read_file(NAME)
local head, tail = old:match("^(.-\n    modules = {\n).-\n?(    },\n    install = .*)$")
assert(head, NAME .. ": no `modules` before `install` found")
local new = head .. modules_text() .. tail

if arg[1] == "write" then
    local file = assert(io.open(NAME, "wb"))
    assert(file:write(new))
    assert(file:close())
elseif new ~= old then
    io.stderr:write(NAME .. ": its lists differ from the files in csrc/ and lua/; run `make rockspec` and commit it\n")
    os.exit(1)
end
