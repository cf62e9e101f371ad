--- Uploads. The API cannot be asked for one: its state is what the last call answered.
local text = require "openai.text"

--- upload upload_1 train.jsonl 1.2 GB pending
local function describe(upload)
    return text.words("upload", upload.id, upload.filename, upload.bytes and text.size(upload.bytes), upload.status)
end

return { object = { updates = { "complete", "cancel" }, tostring = describe } }
