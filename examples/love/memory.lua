--- What the characters remember. Every line becomes a vector in the background; the memories whose vectors are nearest
--- to that of a new line are what it reminds its listener of.
local openai = require "openai"

local MODEL = "text-embedding-3-small"
local SHOWN = 3 -- memories per line
local FRESH = 4 -- what was said in the last few lines need not be remembered yet

local memory = {}
memory.__index = memory

---@param client openai.Client
function memory.new(client)
    return setmetatable({ client = client, known = {}, waiting = 0, count = 0, answers = 0 }, memory)
end

--- The vectors of some lines; inside a task. Nil when the call failed: `problem` says why, and the game goes on.
local function embed(self, lines)
    local texts = {}
    for i, line in ipairs(lines) do texts[i] = line.text end
    self.waiting = self.waiting + #lines
    local answer, err = self.client.embeddings:create { model = MODEL, input = texts }
    self.waiting = self.waiting - #lines
    self.problem = err and tostring(err.message or err) or nil
    if not answer then return nil end
    for i, item in ipairs(answer.data) do lines[i].vector = item.embedding end
    self.count, self.answers = self.count + #lines, self.answers + 1
    return true
end

--- What was before the first scene: all of it in one call.
---@param lines table[] each with text, and `of` (who remembers it; nil: everyone)
function memory:begin(lines)
    self.beginning = openai.spawn(function()
        if not embed(self, lines) then return end
        for _, line in ipairs(lines) do table.insert(self.known, line) end
    end)
end

--- The memories of one character that are nearest to a vector, the nearest first.
local function nearest(self, who, vector)
    local found = {}
    for i, line in ipairs(self.known) do
        local old = line.of or i <= #self.known - FRESH
        if old and (line.of == nil or line.of == who) then
            found[#found + 1] = { line = line, likeness = vector:cosine(line.vector) }
        end
    end
    table.sort(found, function(a, b) return a.likeness > b.likeness end)
    for i = #found, SHOWN + 1, -1 do found[i] = nil end
    return found
end

--- Embeds a line, sets line.recalled to what it reminds the listener of, and keeps it. Returns at once.
---@param line table with text and to
function memory:hear(line)
    openai.spawn(function()
        self.beginning:await() -- a first line may come before the older memories are there
        if not embed(self, { line }) then return end
        line.recalled = nearest(self, line.to, line.vector)
        table.insert(self.known, line)
    end)
end

return memory
