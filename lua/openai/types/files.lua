---@meta _
-- luacheck: ignore 211 212 241

---@class openai.File
local file = {}

---The content; see `files:content`.
---@param options? openai.ContentOptions
---@return string|true|nil content `true` with option `to`
---@return openai.Error|openai.Response|nil info
function file:content(options) end

---Asks the service for this file's state and updates it in place.
---@param options? openai.CallOptions
---@return openai.File? file itself
---@return openai.Error|openai.Response|nil info
function file:refresh(options) end

---@param options? openai.CallOptions
---@return openai.FileDeleted? deleted
---@return openai.Error|openai.Response|nil info
function file:delete(options) end

---Waits until the file is processed and updates it in place.
---@param options? openai.WaitOptions
---@return openai.File? file itself
---@return openai.Error? err
function file:wait(options) end

---@class openai.ContentOptions: openai.CallOptions
---Where it goes: a path, where the file appears when it is complete; an open file; or a function that gets it piece by
---piece, while which the transfer waits, and may return `false` and a message to end it. What came of a download to a
---path that failed stays beside it (`path.part`, `path.part.info`) where the server has named a strong ETag: the same
---call goes on there, in a later process too.
---@field to? string|file*|fun(piece: string): false?, string?

---@class openai.LinesOptions: openai.CallOptions
---@field max_line_bytes? integer an error above it, default 64 MiB

---@class openai.RecordsOptions: openai.LinesOptions
---@field on_bad_line? fun(line_number: integer, text: string, err: any) called in place of raising; the line is skipped
