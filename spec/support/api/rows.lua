-- The rows of csrc/api/endpoints.inc.
local rows = {}

local HEAD = [[
/*
 * The operations of the API, one row each. Written by `make api`: corrections belong into
 * spec/support/api/operations.txt.
 *
 * ROW(names, method, path, query, request, reply, cursor, flags, fields, header)
 */
]]

local FLAGS = {
    { "CREATES", function(operation) return operation.words.creates end },
    { "STORES", function(operation) return operation.words.stores end },
    { "TRANSFER", function(operation) return operation.words.transfer end },
    { "STREAMS", function(operation) return operation.streams end },
    { "ADMIN", function(operation) return operation.admin end },
}

local function flags_of(operation)
    local names = {}
    for _, flag in ipairs(FLAGS) do
        if flag[2](operation) then table.insert(names, flag[1]) end
    end
    return #names > 0 and table.concat(names, " | ") or "0"
end

local function quoted(names)
    return ("%q"):format(table.concat(names, ","))
end

local function query_of(operation)
    local names = {}
    for _, parameter in ipairs(operation.query) do table.insert(names, parameter.name) end
    return quoted(names)
end

local function cursor_of(operation)
    return operation.cursor == "none" and "NULL" or "&cursor_" .. operation.cursor
end

--- The words of a row, wrapped at 120 columns.
local function wrap(head, words)
    local lines, line = {}, head
    for index, word in ipairs(words) do
        local piece = word .. (index < #words and "," or ")")
        if #line + 1 + #piece > 120 then
            table.insert(lines, line)
            line = "    " .. piece
        else
            line = line .. " " .. piece
        end
    end
    table.insert(lines, line)
    return table.concat(lines, "\n")
end

local function row(operation)
    local words = {
        operation.method, ("%q"):format(operation.path), query_of(operation), operation.request:upper(),
        "&reply_" .. operation.reply, cursor_of(operation), flags_of(operation), quoted(operation.fields),
        operation.header and ("%q"):format(operation.header) or "NULL",
    }
    return wrap(("ROW(%q,"):format(table.concat(operation.names, ",")), words)
end

--- path -> text
function rows.files(api)
    local out, namespace = { HEAD }, nil
    for _, operation in ipairs(api.operations) do
        if operation.namespace ~= namespace then
            namespace = operation.namespace
            table.insert(out, ("\n/* %s */\n"):format(namespace))
        end
        table.insert(out, row(operation) .. "\n")
    end
    return { ["csrc/api/endpoints.inc"] = table.concat(out) }
end

return rows
