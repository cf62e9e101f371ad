--- Event streams as servers send them.
local cjson = require "spec.support.reference_json"
local wire = require "spec.support.wire"

local event_streams = {}

--- The frames of these events; a string stands for itself, as data.
function event_streams.frames(events)
    local parts = {}
    for index, event in ipairs(events) do
        local name = type(event) == "table" and event.type and ("event: %s\n"):format(event.type) or ""
        parts[index] = ("%sdata: %s\n\n"):format(name, type(event) == "string" and event or cjson.encode(event))
    end
    return table.concat(parts)
end

--- A chunk of a chat completion.
function event_streams.chunk(content, finish_reason, index)
    return {
        id = "chatcmpl-1", object = "chat.completion.chunk", created = 1700000000, model = "gpt-4o-mini",
        choices = { {
            index = index or 0, delta = { content = content }, finish_reason = finish_reason or cjson.null,
        } },
    }
end

--- A step that sends such a stream with its length.
function event_streams.answer(events, headers)
    local all = { ["Content-Type"] = "text/event-stream" }
    for name, value in pairs(headers or {}) do all[name] = value end
    return wire.answer(200, type(events) == "string" and events or event_streams.frames(events), all)
end

--- Steps: the head of a chunked answer, and each piece as a chunk of its own.
function event_streams.head(status)
    return { "send", ("HTTP/1.1 %d OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        :format(status or 200) }
end

function event_streams.piece(text)
    return { "send", ("%x\r\n%s\r\n"):format(#text, text) }
end

event_streams.last = { "send", "0\r\n\r\n" }

--- What a client asks with.
event_streams.QUESTION = { model = "gpt-4o-mini", messages = { { role = "user", content = "Hi" } }, stream = true }

return event_streams
