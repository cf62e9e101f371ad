-- The training data of the demo: worth fine-tuning on only if every answer is a script that the game would run.
local dataset = require "openai.dataset"
local game = require "spec.support.game"
local json = require "openai.json"

local TRAINING, VALIDATION = "examples/data/game_master.jsonl", "examples/data/game_master_validation.jsonl"

local function each_example(path, visit)
    local number = 0
    for line in io.lines(path) do
        number = number + 1
        visit(assert(json.decode(line)).messages, ("%s:%d"):format(path, number))
    end
    return number
end

describe("the game master's training data", function()
    it("passes the dataset check without a warning", function()
        for path, fewest in pairs({ [TRAINING] = 120, [VALIDATION] = 20 }) do
            local report = assert(dataset.check(path))
            assert.is_true(report.ok and report.warnings == 0, tostring(report))
            assert.is_true(report.examples >= fewest)
        end
    end)

    it("answers every wish with Lua that uses the game's API and nothing else", function()
        for _, path in ipairs({ TRAINING, VALIDATION }) do
            each_example(path, function(messages, place)
                for _, message in ipairs(messages) do
                    if message.role == "assistant" then
                        for _, lucky in ipairs({ true, false }) do
                            local ok, why = game.run(message.content, lucky)
                            assert.is_true(ok, ("%s: %s\n%s"):format(place, tostring(why), message.content))
                        end
                    end
                end
            end)
        end
    end)

    it("notices scripts that the game would refuse", function()
        for _, script in ipairs({ "spawn(", "fly(hero)", "hero:dance()", "weather(3, 10)", "hero.health = 5",
            "every(1, function() os.exit() end)", "find('x'):say('hi')", "camera.zoom(2)" }) do
            assert.is_false((game.run(script, false)), script)
        end
    end)

    it("has the same system message everywhere, and no wish twice, not even in the validation set", function()
        local system, seen = nil, {}
        for _, path in ipairs({ TRAINING, VALIDATION }) do
            each_example(path, function(messages, place)
                system = system or messages[1].content
                assert.are.equal(system, messages[1].content, place)
                local wish = messages[2].content:lower()
                assert.is_nil(seen[wish], ("%s: as in %s"):format(place, tostring(seen[wish])))
                seen[wish] = place
            end)
        end
    end)
end)
