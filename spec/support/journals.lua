-- Journals as text: read, and written anew with right checksums, as another version or a stranger would write them.
local cjson = require "spec.support.reference_json"
local core = require "openai.core"
local files = require "spec.support.files"

local journals = {}

--- The records of a journal.
---@param path string
---@return table[]
function journals.read(path)
    local records = {}
    for line in assert(files.read(path)):gmatch "[^\n]+" do
        records[#records + 1] = cjson.decode((line:match '"record":(.*)}$'))
    end
    return records
end

--- Writes records as a journal, numbered anew.
---@param path string
---@param records table[]
function journals.write(path, records)
    local lines = {}
    for i, record in ipairs(records) do
        record.n = i
        local text = cjson.encode(record)
        lines[i] = ('{"sum":"%s","record":%s}\n'):format(core.checksum(text), text)
    end
    files.write(table.concat(lines), path:match "[^/]+$", path:match "^(.*)/")
end

--- The first record of that event, and its place.
function journals.find(records, event)
    for i, record in ipairs(records) do
        if record.event == event then return record, i end
    end
end

return journals
