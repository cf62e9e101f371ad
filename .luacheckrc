-- What Lua 5.1, LuaJIT and 5.4 have in common; names that only some have may be read (`table.unpack or unpack`).
std = "min"
max_line_length = 120
exclude_files = { "build" }
read_globals = {
    "jit", "unpack", "loadstring", "setfenv", "getfenv", "newproxy", "rawlen", "utf8", "vim",
    table = { fields = { "unpack", "pack", "move" } },
    math = { fields = { "type", "tointeger", "maxinteger", "mininteger", "ult" } },
    string = { fields = { "pack", "unpack" } },
    package = { fields = { "searchpath", "searchers", "loaders" } },
    coroutine = { fields = { "isyieldable", "running", "close" } },
    debug = { fields = { "setuservalue", "getuservalue", "upvalueid" } },
}
files["spec"] = { std = "+busted" }
files["examples/neovim"] = { globals = { "vim" } }
files["examples/love"] = { std = "+love" }
