-- The commands. Everything else is loaded at the first use of one.
if vim.g.loaded_openai_nvim then return end
vim.g.loaded_openai_nvim = true

vim.api.nvim_create_user_command("OpenAIFineTune", function(command)
    require("openai_nvim").fine_tune(command.args)
end, { nargs = "?", complete = "file", desc = "Fine-tune a model on a JSONL file (default: this one)" })

vim.api.nvim_create_user_command("OpenAIJobs", function()
    require("openai_nvim").jobs()
end, { desc = "List the fine-tuning jobs: follow, cancel" })

local function models(start)
    return require("openai_nvim.chat").models(start)
end

vim.api.nvim_create_user_command("OpenAIChat", function(command)
    require("openai_nvim").chat(command.args)
end, { nargs = "?", complete = models, desc = "Talk to a model (default: the one that was fine-tuned last)" })

vim.api.nvim_create_user_command("OpenAIComplete", function(command)
    require("openai_nvim").complete(command.args)
end, { nargs = "?", complete = models, desc = "Complete at the cursor; once more: cancel" })

vim.keymap.set({ "n", "i" }, "<Plug>(openai-complete)", function()
    require("openai_nvim").complete()
end, { desc = "OpenAI: complete at the cursor" })
