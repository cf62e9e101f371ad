--- Where the results of a collected part are: see layout.lua, N.index.jsonl.
local jsonl = require "openai.internal.data.jsonl"
local layout = require "openai.internal.batch.layout"

local index = {}

--- Calls visit(position, file, offset, outcome) for each request of the part. True; or nil, err.
function index.each(run, number, visit)
    local lines = jsonl.lines(layout.part(run, number, "index.jsonl"))
    while true do
        local entry, err = lines:next()
        if entry == nil then return err == nil or nil, err end
        visit(entry[1], entry[2], entry[3], entry[4])
    end
end

return index
