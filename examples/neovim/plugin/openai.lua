-- The commands. Everything else is loaded at the first use of one.
if vim.g.loaded_openai_nvim then return end
vim.g.loaded_openai_nvim = true

vim.api.nvim_create_user_command("OpenAIFineTune", function(command)
    require("openai_nvim").fine_tune(command.args)
end, { nargs = "?", complete = "file", desc = "Fine-tune a model on a JSONL file (default: this one)" })

vim.api.nvim_create_user_command("OpenAIJobs", function()
    require("openai_nvim").jobs()
end, { desc = "List the fine-tuning jobs: follow, cancel" })
