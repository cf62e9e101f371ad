--- Fine-tuning from inside Neovim, and talking to what came of it; see doc/openai.txt. The commands are in
--- plugin/openai.lua.
local config = require "openai_nvim.config"
local notify = require "openai_nvim.notify"

local plugin = {}

---@class openai_nvim.Options
---@field api_key? string|fun(): string
---@field base_url? string
---@field model? string
---@field suffix? string
---@field n_epochs? integer
---@field poll_interval? number seconds
---@field chat_model? string
---@field instructions? string
---@field border? string of the windows, as `nvim_open_win` has them

--- Sets options; unknown ones are named in a notification.
---@param options openai_nvim.Options
function plugin.setup(options)
    config.set(options)
end

--- The file on the disk that is meant, or nil: a notification says why.
local function resolve(name)
    local path = vim.fn.fnamemodify(name ~= "" and vim.fn.expand(name) or vim.api.nvim_buf_get_name(0), ":p")
    local buffer = vim.fn.bufnr(path)
    if vim.fn.filereadable(path) == 0 then
        return notify.error(("there is no file %s to fine-tune on"):format(path == "" and "in this buffer" or path))
    elseif buffer > 0 and vim.bo[buffer].modified then
        return notify.error(("%s has unsaved changes: write it first"):format(vim.fn.fnamemodify(path, ":t")))
    end
    return path
end

--- Checks the file, uploads it, starts a job and shows how it goes. Returns at once.
---@param name string "" for the file of the current buffer
function plugin.fine_tune(name)
    local client = config.client()
    local path = client and resolve(name)
    if not path then return end
    local run = require("openai_nvim.run").start(client, path)
    require("openai_nvim.window").open(run)
end

--- Opens the list of jobs. Returns at once.
function plugin.jobs()
    local client = config.client()
    if client then require("openai_nvim.jobs").open(client) end
end

--- Opens a conversation.
---@param model string "" for the option chat_model, else the model that was fine-tuned last
function plugin.chat(model)
    local client = config.client()
    if client then require("openai_nvim.chat").open(client, model) end
end

--- Completes at the cursor, or cancels the completion that is on its way. Returns at once.
---@param model? string as for `chat`
function plugin.complete(model)
    local client = config.client()
    if client then require("openai_nvim.complete").at_cursor(client, model) end
end

return plugin
