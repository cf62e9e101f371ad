-- The frames of event streams, by the WHATWG's rules, whole and cut at every byte.
local core = require "openai.core"

local frames = core.specs.event_frames

--- The events of a text, as "name|data", whatever it is cut into.
local function read(text, limit)
    local expected
    for piece = #text, 1, -1 do
        local events, status, torn = frames(text, piece, limit)
        local words = {}
        for _, event in ipairs(events) do words[#words + 1] = (event.name or "") .. "|" .. event.data end
        words[#words + 1] = status .. (torn and " torn" or "")
        local found = table.concat(words, "\n")
        expected = expected or found
        assert.equal(expected, found, ("in pieces of %d bytes"):format(piece))
    end
    return expected
end

describe("Event frames, cut anywhere,", function()
    local function it_reads(what, text, expected)
        it(what, function() assert.equal(expected, read(text)) end)
    end

    it_reads("end at an empty line", "data: a\n\ndata: b\n\n", "|a\n|b\nmore")
    it_reads("have names", "event: x\ndata: a\n\ndata: b\n\n", "x|a\n|b\nmore")
    it_reads("have names behind the data, too", "data: a\nevent: x\n\n", "x|a\nmore")
    it_reads("end their lines by CR LF", "event: x\r\ndata: a\r\n\r\ndata: b\r\n\r\n", "x|a\n|b\nmore")
    it_reads("end their lines by CR", "event: x\rdata: a\r\rdata: b\r\r", "x|a\n|b\nmore")
    it_reads("end their lines by any of them", "data: a\r\n\ndata: b\r\r\ndata: c\n\r", "|a\n|b\n|c\nmore")
    it_reads("join lines of data", "data: a\ndata: b\ndata:\n\n", "|a\nb\n\nmore")
    it_reads("take a line of data without a colon for an empty one", "data\ndata: a\n\n", "|\na\nmore")
    it_reads("lose one blank behind the colon", "data:  a\n\ndata:b\n\n", "| a\n|b\nmore")
    it_reads("skip comments", ": OPENROUTER PROCESSING\n\n:\ndata: a\n: b\n\n", "|a\nmore")
    it_reads("skip fields that are unknown or misspelt",
        "Data: a\ndata : b\nid: 7\nretry: 10\nx\ndatax: d\ndata: c\n\n", "|c\nmore")
    it_reads("forget an event without data, and its name", "event: x\n\ndata: a\n\n", "|a\nmore")
    it_reads("skip data that is blank", "event: x\ndata:\n\ndata:   \n\ndata: a\n\n", "|a\nmore")
    it_reads("lose a byte order mark", "\239\187\191data: a\n\n", "|a\nmore")
    it_reads("lose one only", "\239\187\191\239\187\191data: a\n\ndata: b\n\n", "|b\nmore")
    it_reads("keep what only begins like one", "\239\187data: a\n\ndata: b\n\n", "|b\nmore")
    it_reads("keep characters whole", "data: \195\164\226\130\172\240\159\152\128\n\n",
        "|\195\164\226\130\172\240\159\152\128\nmore")
    it_reads("end at the mark", "data: a\n\ndata: [DONE]\n\ndata: b\n\n", "|a\nmarked")
    it_reads("know the mark without a blank and with many", "data:[DONE]\n\n", "marked")
    it_reads("know the mark with blanks around it", "data:   [DONE] \r\n\r\n", "marked")
    it_reads("take no mark from within a text", "data: [DONE] x\n\ndata: x [DONE]\n\ndata: [DONE\n\n",
        "|[DONE] x\n|x [DONE]\n|[DONE\nmore")
    it_reads("tell of a last one that no line ended", "data: a\n\ndata: b\n", "|a\n|b\nmore torn")
    it_reads("tell of a last one whose line was not ended", "data: a\n\nevent: x\ndata: b", "|a\nx|b\nmore torn")
    it_reads("know the mark at an end that no line ended", "data: a\n\ndata: [DONE]", "|a\nmarked")
    it_reads("are none in nothing", "\n", "more")

    it("are refused above the limit, joined lines and lines that do not end as well", function()
        assert.equal("|12345678\nmore", read("data: 12345678\n\n", 8))
        assert.equal("too large", read("data: 123456789\n\n", 8))
        assert.equal("|1234\n678\nmore", read("data: 1234\ndata: 678\n\n", 8))
        assert.equal("too large", read("data: 1234\ndata: 6789\n\n", 8))
        assert.equal("too large", read(": " .. ("x"):rep(100), 8))
    end)
end)
