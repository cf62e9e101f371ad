---@meta _
-- luacheck: ignore 211 212 241

---@class openai.UploadFileParams
---@field file openai.Source of a known size
---@field purpose "assistants"|"batch"|"fine-tune"|"vision"|"user_data"
---@field mime_type? string default: by the name
---@field expires_after? openai.FileExpirationAfter

---@class openai.UploadFileOptions: openai.CallOptions
---Bytes; default (and most) 64 MiB; 16 MiB for what a function produces: those are held in memory.
---@field part_size? integer
---@field concurrency? integer parts at a time, default 4
---A path where it is noted what has been sent. After a crash or a failure the same call sends only what is missing,
---within the hour that an upload lives; when all is done it gets the same file, until `openai.journal.forget(path)`.
---@field resume? string
---@field on_restart? fun(reason: string) what was noted there is of no use: it starts over
---@field timeout? number|false seconds for it all, default none
