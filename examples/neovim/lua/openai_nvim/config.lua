--- Options, and the client that they make.
local notify = require "openai_nvim.notify"

local config = {
    options = {
        model = "gpt-4o-mini-2024-07-18",
        border = "rounded", -- of the floating window
        -- api_key, base_url: those of openai.new; suffix: part of the model's name; n_epochs: passes over the file;
        -- poll_interval: seconds between two looks at a job (default: 2, growing to 10); chat_model: what :OpenAIChat
        -- talks to (default: the model that was fine-tuned last); instructions: what stands before every chat
    },
}

local KNOWN = {
    "api_key", "base_url", "model", "suffix", "n_epochs", "poll_interval", "border", "chat_model", "instructions",
}

local client -- made at the first use, with the options of that time

--- Takes over what is given; false as a value takes an option back.
function config.set(options)
    for name, value in pairs(options or {}) do
        if vim.tbl_contains(KNOWN, name) then
            config.options[name] = value or nil
        else
            notify.error(("setup: there is no option %s; the options are %s"):format(name, table.concat(KNOWN, ", ")))
        end
    end
    client = nil
end

local ROCK_MISSING = "the Lua module `openai` is not on the runtime path. In the rock's folder run\n"
    .. "    make bundle LUA=luajit DIR=%s\n(%s)"

local KEY_MISSING = "no API key. Set OPENAI_API_KEY before Neovim starts, or in your init.lua\n"
    .. '    require("openai_nvim").setup { api_key = function() return vim.fn.system("pass openai") end }'

local function has_key()
    if config.options.api_key or (vim.env.OPENAI_API_KEY or "") ~= "" then return true end
    local base_url = config.options.base_url or vim.env.OPENAI_BASE_URL
    return base_url and not base_url:find("api.openai.com", 1, true)
end

--- The client, or nil: a notification says what is missing.
---@return openai.Client?
function config.client()
    if client then return client end
    local found, openai = pcall(require, "openai")
    if not found then
        local first = tostring(openai):match("^[^\n]*")
        return notify.error(ROCK_MISSING:format(vim.fn.stdpath("data") .. "/site/lua", first))
    elseif not has_key() then
        return notify.error(KEY_MISSING)
    end
    local made, value = pcall(openai.new, { api_key = config.options.api_key, base_url = config.options.base_url })
    if not made then return notify.error(tostring(value)) end
    client = value
    return client
end

--- What a job is created with, besides its file.
function config.job()
    local options = config.options
    local hyperparameters = options.n_epochs and { n_epochs = options.n_epochs } or nil
    return {
        model = options.model, suffix = options.suffix,
        method = { type = "supervised", supervised = { hyperparameters = hyperparameters } },
    }
end

return config
