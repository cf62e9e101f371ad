--- What the characters answer when the player speaks to them: by a fine-tuned model, letter by letter. All of it runs
--- in tasks; love.update turns them by openai.loop:poll(0).
local openai = require "openai"
local story = require "story"

local BASE = "gpt-4o-mini-2024-07-18"
local INSTRUCTIONS = "You are %s, %s, at the ferry by night. Answer in at most two short sentences, in your own words."

local voice = {}
voice.__index = voice

local function instructions_of(character)
    return INSTRUCTIONS:format(character.name, character.trade)
end

--- Tonight's talk as training examples: what is said to somebody, and what that one says next.
function voice.examples()
    local lines = {}
    for i = 2, #story.lines do
        local heard, said = story.lines[i - 1], story.lines[i]
        if said.by == heard.to then
            lines[#lines + 1] = openai.json.encode { messages = {
                { role = "system", content = instructions_of(story.find(said.by)) },
                { role = "user", content = heard.text },
                { role = "assistant", content = said.text },
            } }
        end
    end
    return table.concat(lines, "\n") .. "\n"
end

---@param client? openai.Client
---@param model? string one that is there; without, its base model speaks until `train` has ended
function voice.new(client, model)
    if client then client.chat:session { model = BASE } end -- loads now what would cost a frame later
    return setmetatable({ client = client, model = model or BASE, sessions = {}, pieces = 0 }, voice)
end

--- Fine-tunes the model on tonight's talk, in the background: at the service that would cost money and an hour, on the
--- emulator it takes a moment. Who is spoken to meanwhile answers when it is there.
function voice:train()
    self.training = openai.spawn(function()
        local job, err = self.client.fine_tuning.jobs:run({
            model = BASE, suffix = "ferry", training_file = openai.bytes("ferry.jsonl", voice.examples()),
        }, { poll_interval = 0.1 })
        if job then self.model = job.fine_tuned_model else self.problem = err.message end
    end)
end

--- A conversation for each of them: they know what the player said to them before, and nobody else does.
local function session_with(self, character)
    local session = self.sessions[character.id]
    if not session then
        session = self.client.chat:session { model = self.model, instructions = instructions_of(character) }
        self.sessions[character.id] = session
    end
    return session
end

local function speak(self, line, question)
    if self.training then self.training:await() end
    local said, err = session_with(self, story.find(line.by)):say(question, {
        on_delta = function(text)
            line.text, line.pieces, self.pieces = line.text .. text, line.pieces + 1, self.pieces + 1
        end,
    })
    if not said then line.text, line.failed = ("(no answer: %s)"):format(err.message), true end
end

--- Answers a line of the player's. Returns the answer at once, without text: `coming` until it is whole.
---@param line table by the player
---@param on_whole fun(answer: table)
---@return table? answer nil: there is nobody to ask
function voice:answer(line, on_whole)
    if not self.client then return nil end
    local answer = { by = line.to, to = line.by, text = "", pieces = 0, coming = true }
    openai.spawn(function()
        speak(self, answer, line.text)
        answer.coming = false
        on_whole(answer)
    end)
    return answer
end

return voice
