--- What lies where beside a journal: all files of a run are in `<journal>.d`. Parts are numbered; each has
---     N.jsonl         the requests, as they are uploaded
---     N.ids.jsonl     [position among all requests, custom_id] of each, in the same order
---     N.output.jsonl  the service's results of those that were answered
---     N.error.jsonl   … of those that failed
---     N.index.jsonl   [position, 0 nowhere | 1 output | 2 error, offset in bytes, outcome] of each request
--- and `ids.jsonl` has the custom_ids of all requests in their order, `digests.jsonl` what tells whether they changed.
local core = require "openai.core"
local errors = require "openai.internal.base.error"

local disk = core.disk
local layout = {}

layout.SUFFIXES = { "jsonl", "ids.jsonl", "output.jsonl", "error.jsonl", "index.jsonl" }

function layout.part(run, number, suffix)
    return ("%s/%d.%s"):format(run.directory, number, suffix)
end

function layout.ids(run)
    return run.directory .. "/ids.jsonl"
end

function layout.digests(run)
    return run.directory .. "/digests.jsonl"
end

function layout.exists(path)
    local file = io.open(path, "rb")
    if file then file:close() end
    return file ~= nil
end

--- Words for when the files beside a journal are gone, which somebody must have removed; nil when they are there.
function layout.loss(run)
    if not run.journal_path or layout.exists(run.directory) then return nil end
    return ("the folder '%s', which goes with the journal, is gone; batches:results(id) has what the service still has")
        :format(run.directory)
end

function layout.create(run)
    local ok, message = disk.make_directory(run.directory)
    if not ok then return errors.failure("file", message) end
    return true
end

--- Waits until the disk has these files and the directory's names. Nothing for a run that ends with the program.
function layout.sync(run, paths)
    if not run.durable then return true end
    for _, path in ipairs(paths) do
        local ok, message = disk.sync(path)
        if not ok then return errors.failure("file", message) end
    end
    local ok, message = disk.sync(run.directory)
    if not ok then return errors.failure("file", message) end
    return true
end

local function remove_part(run, number)
    local any = false
    for _, suffix in ipairs(layout.SUFFIXES) do
        local path = layout.part(run, number, suffix)
        for _, name in ipairs { path, path .. ".part", path .. ".part.info" } do
            any = os.remove(name) ~= nil or any
        end
    end
    return any
end

--- Removes what lies beside the journal. Parts may have been begun that the journal does not know.
function layout.remove(run)
    for _, path in ipairs { layout.ids(run), layout.digests(run) } do
        os.remove(path)
        os.remove(path .. ".part")
    end
    local number = 1
    while remove_part(run, number) or number <= run.numbers do number = number + 1 end
    os.remove(run.directory)
end

return layout
