-- openai.csv: tables as people have them.
local openai = require "openai"

local function rows(text)
    local all = {}
    for row in openai.csv.rows(text) do all[#all + 1] = row end
    return all
end

describe("openai.csv", function()
    it("has the rows of a text, with commas, quotes and line ends inside of quotes", function()
        assert.same({ { "id", "review" }, { "1", 'so, "so"' }, { "2", "bad\nindeed" }, { "3", "" } },
            rows 'id,review\r\n1,"so, ""so"""\r\n\r\n2,"bad\nindeed"\n3,')
    end)

    it("yields nil and the place of what is no CSV", function()
        local row, problem = openai.csv.rows '"never closed'()
        assert.is_nil(row)
        assert.equal("the quote at byte 1 is never closed", problem)
    end)

    it("tells who gives it no text, at their line", function()
        local ok, problem = pcall(function() openai.csv.rows(io.stdin) end)
        assert.is_false(ok)
        assert.matches("^spec/data/csv_spec.lua:%d+: openai: csv.rows takes the text of a CSV file", problem)
    end)
end)
