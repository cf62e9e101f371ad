-- Examples for fine-tuning, good and bad: what openai.dataset.check says of them, and what becomes of a job that is to
-- learn from them in the emulator, goes by this one list.
local json = require "openai.json"

local user, assistant = { role = "user", content = "Hi" }, { role = "assistant", content = "Hello" }
local TOOLS = { { type = "function", ["function"] = { name = "spawn", parameters = { type = "object" } } } }

local function with_messages(messages, extra)
    local line = extra or {}
    line.messages = messages
    return line
end

local function call_message(name, arguments, more)
    local calls = { { id = "call_1", type = "function",
        ["function"] = { name = name, arguments = arguments or "{}" } }, more }
    return { role = "assistant", tool_calls = calls }
end

local function with_call(arguments)
    return with_messages({ user, call_message("spawn", arguments) }, { tools = TOOLS })
end

local PNG = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA"
local function with_image(url, more)
    return with_messages({ { role = "user", content = { { type = "text", text = "What is it?" },
        { type = "image_url", image_url = { url = url } }, more } }, assistant })
end

local function with_output(output, input)
    return { input = { messages = input or { user } }, preferred_output = { assistant },
        non_preferred_output = output }
end

local WRONG = { role = "assistant", content = "What?" }
local TEN = {}
for i = 1, 11 do TEN[i] = { type = "image_url", image_url = { url = PNG } } end

local cases = {}

--- name, line (text or value), code, column (nil: not compared), what the message says, severity (nil: error)
cases.supervised = {
    { "a line that is not JSON", '{"messages": [}', "json", nil, "not JSON" },
    { "a line with a wild byte before it", "\1" .. '{"messages": []}', "json", 1, "found byte 0x01" },
    { "a line with a zero byte", '{"messages": "\0"}', "json", 15, "found byte 0x00" },
    { "bytes that are not UTF-8", '{"messages": "caf\233"}', "encoding", 18, "0xE9" },
    { "a line that is no object", '"messages"', "example", 1, "a string" },
    { "a line that is null", "null", "example", 1, "null" },
    { "missing messages", { tools = TOOLS }, "missing_messages", nil, "missing" },
    { "messages of another kind", '{"messages": {"role": "user"}}', "missing_messages", 2, "an object" },
    { "no messages", '{"messages": []}', "empty_messages", 2, "empty" },
    { "a message that is no object", '{"messages": ["Hi"]}', "message", nil, "a string" },
    { "a message that is null", '{"messages": [null]}', "message", nil, "not null" },
    { "an unknown role",
        '{"messages": [{"role": "human", "content": "Hi"}, {"role": "assistant", "content": "Yes"}]}',
        "role", 16, 'did you mean "user"?' },
    { "a missing role", '{"messages": [{"content": "Hi"}, {"role": "assistant", "content": "Yes"}]}',
        "role", nil, "role is missing" },
    { "empty content",
        '{"messages": [{"role": "user", "content": " "}, {"role": "assistant", "content": "Yes"}]}',
        "empty_content", 16, "messages[1]" },
    { "missing content", with_messages({ user, { role = "assistant" } }),
        "missing_content", nil, "messages[2]" },
    { "content of another kind", with_messages({ { role = "user", content = 7 }, assistant }),
        "content", nil, "a number" },
    { "audio and files as content", with_messages({ { role = "user", content = { { type = "input_audio" } } },
        assistant }), "content", nil, "input_audio" },
    { "images from the assistant", with_messages({ user, { role = "assistant", content = {
        { type = "image_url", image_url = { url = "https://example.com/a.png" } } } } }),
        "content", nil, "image_url" },
    { "no assistant message", with_messages({ user }), "no_assistant", nil, "nothing to learn" },
    { "assistant messages of weight 0 only", with_messages({ user,
        { role = "assistant", content = "Hello", weight = 0 } }), "no_assistant", nil, "weight 0" },
    { "a last message from the user", with_messages({ user, assistant, user }),
        "last_message", nil, '"user"' },
    { "a weight of 0.5", with_messages({ user, { role = "assistant", content = "Hello", weight = 0.5 } }),
        "weight", nil, "0.5" },
    { "a weight on a user message", with_messages({ { role = "user", content = "Hi", weight = 1 }, assistant }),
        "weight", nil, "belongs to assistant" },
    { "tool calls without tools", with_messages({ user, call_message("spawn") }),
        "missing_tools", nil, '"spawn"' },
    { "calls of an undefined tool", with_messages({ user, call_message("sing") }, { tools = TOOLS }),
        "undefined_tool", nil, '"sing"' },
    { "a tool message that answers nothing", with_messages({ user,
        { role = "tool", tool_call_id = "call_9", content = "5" }, assistant }),
        "tool_call_id", nil, "call_9" },
    { "a tool call nobody answered", with_messages({ user, call_message("spawn"), user, assistant },
        { tools = TOOLS }), "unanswered_call", nil, "messages[3]" },
    { "a tool with a bad name", with_messages({ user, assistant },
        { tools = { { type = "function", ["function"] = { name = "to spawn" } } } }),
        "tool", nil, '"to spawn"' },
    { "parallel_tool_calls of another kind", with_messages({ user, assistant },
        { tools = TOOLS, parallel_tool_calls = "yes" }), "parallel_tool_calls", nil, "true or false" },
    { "an example of another format", { prompt = "1 + 1 =", completion = " 2" }, "format", 1, "completions" },
    { "ShareGPT's format", { conversations = { { from = "human" } } }, "missing_messages", nil, "ShareGPT" },
    { "more than ten images", with_messages({ { role = "user", content = TEN }, assistant }), "images", nil, "10" },
    { "a GIF", with_image "data:image/gif;base64,R0lGODlhAQABAAAA", "image", nil, "of the kind gif" },
    { "an SVG", with_image "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=", "image", nil, "of the kind svg+xml" },
    { "a GIF that says it is a PNG", with_image "data:image/png;base64,R0lGODlhAQABAAAA", "image", nil,
        "another kind" },
    { "an image that is not base64", with_image "data:image/png;base64,iVBORw0KGgo*", "image", nil, "not base64" },
    { "an image cut off", with_image(PNG .. "A"), "image", nil, "not base64" },
    { "an image of 11 MB", with_image(PNG .. ("AAAA"):rep(3700000)), "image", nil, "at most 10 MB" },
    { "an image from a file", with_image "file:///a.png", "image", nil, "must be http" },
    { "parts that say nothing", with_messages { { role = "user", content = { { type = "text", text = "" } } },
        assistant }, "empty_content", nil, "messages[1]" },
    { "two calls with one id", with_messages({ user, call_message("spawn", "{}", { id = "call_1", type = "function",
        ["function"] = { name = "spawn", arguments = "{}" } }) }, { tools = TOOLS }), "tool_call", nil, "call_1" },
    { "arguments that are no text", with_messages({ user, call_message("spawn", { a = 1 }) }, { tools = TOOLS }),
        "tool_call", nil, "a string of JSON" },
    { "Alpaca's format", { instruction = "Sum", input = "1 1", output = "2", text = "1 1 2" }, "missing_messages", nil,
        "Alpaca" },
    { "a format of pairs", { prompt = "Hi", chosen = "Hello", rejected = "What?" }, "missing_messages", nil,
        'method = "dpo"' },
    { "a line of the dpo format", with_output { WRONG }, "missing_messages", nil, "dpo" },
    { "typographic quotes", '{“messages”: []}', "json", 2, "a typographic quote" },
    { "a byte order mark within", '\239\187\191{"messages": []}', "json", 1, "a byte order mark" },
    { "a comma at the end of the line", '{"messages": []},', "json", nil, "no commas between lines" },
    { "Python's way to write it", "{'messages': []}", "json", 2, "json.dumps" },
    { "a number that JSON has not", '{"messages": [], "a": NaN}', "json", nil, "NaN" },

    { "arguments that are no JSON", with_call "{a: 1}", "arguments", nil, "no JSON", "warning" },
    { "arguments that are encoded twice", with_call '"{\\"a\\": 1}"', "arguments", nil, "encoded twice", "warning" },
    { "arguments that are an array", with_call "[1]", "arguments", nil, "an array", "warning" },
    { "a key that occurs twice", '{"messages": [{"role": "user", "content": "a", "content": "Hi: \\"b\\" {"}, '
        .. '{"role": "assistant", "content": "Hello"}]}', "repeated_key", 48, '"content"', "warning" },
    { "an image that is named as a GIF", with_image "https://example.com/a.gif?x=1", "image", nil, "gif", "warning" },
    { "a field that a message has not", with_messages { { role = "user", content = "Hi", mood = "good" }, assistant },
        "unknown_field", nil, "mood", "warning" },
    { "fields that an example has not", with_messages({ user, assistant }, { id = 7 }), "unknown_field", nil, '"id"',
        "warning" },

    { "a good example", with_messages { user, assistant } },
    { "one with an image", with_image(PNG) },
    { "one with images elsewhere", with_image "https://example.com/a.png" },
    { "one with empty and other parts", with_image(PNG, { type = "text", text = "" }) },
    { "one with calls and answers", with_messages({ user, call_message "spawn",
        { role = "tool", tool_call_id = "call_1", content = "" }, assistant }, { tools = TOOLS }) },
    { "one with an id that was answered before", with_messages({ user, call_message "spawn",
        { role = "tool", tool_call_id = "call_1", content = "1" }, assistant, user, call_message "spawn" },
        { tools = TOOLS }) },
    { "one that ends with a call", with_call '{"a": [1]}' },
    { "one with weights", with_messages { user, { role = "assistant", content = "Eh?", weight = 0 }, user,
        { role = "assistant", content = "Hello", weight = 1 } } },
    { "one with the same key in two objects", '{"messages": [{"role": "user", "content": "content"}, '
        .. '{"role": "assistant", "content": "role\\": {"}]}' },
    { "one with a refusal", with_messages { user, { role = "assistant", refusal = "No." } } },
}

cases.dpo = {
    { "an image in an input", with_output({ WRONG }, with_image(PNG).messages), "images", nil, "text only" },
    { "no input", { preferred_output = { assistant }, non_preferred_output = { WRONG } }, "missing_input", nil,
        "input" },
    { "no output", with_output(nil), "missing_messages", nil, "non_preferred_output" },
    { "a user's message as output", with_output { WRONG, user }, "role", nil, "non_preferred_output[2]" },
    { "an output without the assistant", with_output {}, "empty_messages", nil, "non_preferred_output" },
    { "a format of pairs", { prompt = "Hi", chosen = "Hello", rejected = "What?" }, "missing_messages", nil,
        '"preferred_output"' },
    { "two outputs that are the same", with_output { assistant }, "same_outputs", nil, "no preference", "warning" },
    { "a good example", with_output { WRONG } },
}

cases.reinforcement = {
    { "a last message from the assistant", with_messages { user, assistant }, "last_message", nil, "user" },
    { "a system message", with_messages { { role = "system", content = "Be brief." }, user }, "role", nil,
        "developer" },
    { "no messages", { answer = 1 }, "missing_messages", nil, "missing" },
    { "a good example", with_messages({ { role = "developer", content = "Be brief." }, user },
        { reference = { a = 1 } }) },
}

--- A good line for each method; `number` tells them apart.
function cases.good(method, number)
    local asked = { role = "user", content = "Question " .. number }
    if method == "dpo" then return with_output({ WRONG }, { asked }) end
    return with_messages(method == "supervised" and { asked, assistant } or { asked })
end

--- What happens to a good line on its way into a file: how it looks then, the code, what the message says.
local SPOILED = {
    { "a comma behind", function(line) return line .. "," end, "json", "no commas between lines" },
    { "itself once more on the line", function(line) return line .. " " .. line end, "json", "a line of its own" },
    { "its end cut off", function(line) return line:sub(1, -2) end, "json", "not JSON" },
    { "a bracket too many", function(line) return line .. "]" end, "json", "not JSON" },
    { "single quotes", function(line) return (line:gsub('"', "'")) end, "json", "a single quote" },
    { "typographic quotes", function(line) return (line:gsub('"', "“")) end, "json", "a typographic quote" },
    { "Python's None", function(line) return (line:gsub("{", '{"a": None, ', 1)) end, "json", "Python's None" },
    { "an infinite number", function(line) return (line:gsub("{", '{"a": Infinity, ', 1)) end, "json", "infinite" },
    { "Latin-1", function(line) return (line:gsub("Question", "Qu\233stion")) end, "encoding", "0xE9" },
    { "quotes of Windows-1252", function(line) return (line:gsub("Question", "\147Question\148")) end, "encoding",
        "0x93 is not UTF-8, but a quote" },
    { "a zero byte", function(line) return (line:gsub("Question", "Q\0")) end, "json", "0x00" },
    { "brackets around it", function(line) return "[" .. line .. "]" end, "example", "an array" },
    { "quotes around it", function(line) return json.encode(line) end, "example", "a string" },
}
for _, method in ipairs { "supervised", "dpo", "reinforcement" } do
    for _, spoiled in ipairs(SPOILED) do
        local line = spoiled[2](json.encode(cases.good(method, 99)))
        table.insert(cases[method], { "a line with " .. spoiled[1], line, spoiled[3], nil, spoiled[4] })
    end
end

return cases
