--- What the emulator keeps between runs, in a folder: a journal of objects, one JSON text a line, where the last line
--- about an object counts; and the contents of files beside it. A line is written before the request that made it is
--- answered, and a last one without its end is none: the emulator may be killed at any moment.
local blob = require "openai.emulator.blob"
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local launch = require "openai.emulator.launch"

local disk = {}
disk.__index = disk

-- Makes the folder and takes its lock; that of a process which is gone counts for nothing.
local TAKE = [[
umask 077; mkdir -p %s/contents 2>&1 && cd %s || exit 1
if (set -C; echo $PPID > lock) 2>/dev/null; then echo taken; exit; fi
pid=$(cat lock)
if test "$pid" != "$PPID" && kill -0 "$pid" 2>/dev/null && { ! test -e /proc/self/cmdline ||
    grep -qs emulator "/proc/$pid/cmdline"; }; then echo "process $pid works with it"; exit; fi
echo $PPID > lock && echo taken]]

local function take(folder)
    local quoted = launch.quote(folder)
    local pipe = io.popen(TAKE:format(quoted, quoted), "r")
    local line = pipe:read("*l") or "it cannot be written"
    pipe:close()
    if line ~= "taken" then errors.raise(400, ("the folder %s cannot be used: %s"):format(folder, line)) end
end

--- Takes a folder, which is made when there is none; raises when it cannot be had.
---@param folder string
function disk.open(folder)
    take(folder)
    return setmetatable({ folder = folder, path = folder .. "/journal" }, disk)
end

local function copy_without(item, names)
    local copy = {}
    for name, value in pairs(item) do
        if not names[name] then copy[name] = value end
    end
    return copy
end

--- Lies beside the journal from now on.
function disk:keep(id, content)
    content:keep(self.folder .. "/contents/" .. id)
    return content.length
end

function disk:content(id, length)
    return blob.kept(self.folder .. "/contents/" .. id, length)
end

-- Each collection: what of an object is written, and the object anew from that. `known` is what earlier lines gave.
local forms = {}

forms.files = {
    pack = function(self, file)
        local record = copy_without(file, { content = true })
        record.bytes = self:keep(file.id, file.content)
        return record
    end,
    unpack = function(self, record)
        record.content, record.bytes = self:content(record.id, record.bytes), nil
        return record
    end,
    removed = function(file) file.content:forget() end,
}

forms.uploads = {
    pack = function(self, upload)
        local record = copy_without(upload, { parts = true, file = true })
        record.parts, record.file_id = {}, upload.file and upload.file.id
        for id, part in pairs(upload.parts) do record.parts[id] = self:keep(id, part.content) end
        return record
    end,
    unpack = function(self, record, _, state)
        for id, length in pairs(record.parts) do
            record.parts[id] = { id = id, content = self:content(id, length) }
        end
        record.file, record.file_id = record.file_id and state.files:get(record.file_id), nil
        return record
    end,
}

-- Events and examples are many: each line has those that are new.
forms.jobs = {
    pack = function(_, job)
        local record = copy_without(job, { events = true, plan = true, saved = true })
        local saved = job.saved or { events = 0 }
        record.events = {}
        for i = saved.events + 1, #job.events do record.events[#record.events + 1] = job.events[i] end
        if job.plan then
            record.plan = copy_without(job.plan, { examples = true })
            if not saved.examples then record.examples = job.plan.examples end
        end
        job.saved = { events = #job.events, examples = job.plan ~= nil }
        return record
    end,
    unpack = function(_, record, known)
        local events = known and known.events or {}
        for _, event in ipairs(record.events) do events[#events + 1] = event end
        record.events = events
        local plan = record.plan
        if plan then plan.examples = record.examples or known and known.plan and known.plan.examples or {} end
        record.examples = nil
        return record
    end,
}

forms.models = {
    pack = function(_, model) return copy_without(model, { examples = true }) end,
    unpack = function(_, record, _, state)
        local job = state.jobs:get(record.job)
        record.examples = job and job.plan and job.plan.examples
        return record
    end,
}

forms.batches = {
    pack = function(_, batch)
        return copy_without(batch, { output = true, error_output = true, next_line = true, busy = true })
    end,
    unpack = function(_, record) return record end,
}

forms.permissions = {
    pack = function(_, permission) return permission end,
    unpack = function(_, record) return record end,
}

local function write(self, line)
    line.time = self.clock and self.clock:now()
    assert(self.journal:write(json.encode(line), "\n"))
    assert(self.journal:flush())
end

--- Writes an object as it is now.
---@param collection string name
function disk:put(collection, item)
    if self.journal then write(self, { collection = collection, object = forms[collection].pack(self, item) }) end
end

--- Notes that an object is no more.
function disk:remove(collection, item)
    if not self.journal then return end
    write(self, { collection = collection, removed = item.id })
    local removed = forms[collection].removed
    if removed then removed(item) end
end

local function apply(self, state, line)
    local collection = state[line.collection]
    if line.removed then return collection:remove(line.removed) end
    local known = collection:get(line.object.id)
    local object = forms[line.collection].unpack(self, line.object, known, state)
    if known then collection:replace(object) else collection:add(object) end
end

local function read_journal(self, state)
    local file, latest = io.open(self.path, "rb"), 0
    if not file then return latest end
    for text in file:lines() do
        local line = json.decode(text)
        if type(line) ~= "table" then break end -- the last one, cut short
        apply(self, state, line)
        latest = math.max(latest, line.time or 0)
    end
    file:close()
    return latest
end

local ORDER = { "files", "uploads", "jobs", "models", "permissions", "batches" }

-- Begins a journal with what there is now, in place of the one before.
local function write_anew(self, state)
    self.journal = assert(io.open(self.path .. ".new", "wb"))
    for _, name in ipairs(ORDER) do
        for _, item in ipairs(state[name].order) do
            item.saved = nil
            self:put(name, item)
        end
    end
    assert(os.rename(self.path .. ".new", self.path))
end

-- Contents that no object refers to: of what was removed, or was never finished.
local function sweep(self, state)
    local wanted = {}
    for _, file in ipairs(state.files.order) do wanted[file.id] = true end
    for _, upload in ipairs(state.uploads.order) do
        for id in pairs(upload.parts) do wanted[id] = true end
    end
    local pipe = io.popen("ls " .. launch.quote(self.folder .. "/contents"), "r")
    for name in pipe:lines() do
        if not wanted[name] then os.remove(self.folder .. "/contents/" .. name) end
    end
    pipe:close()
end

--- Fills the state with what earlier runs kept; the clock goes on from where theirs was.
function disk:load(state, clock)
    local latest = read_journal(self, state)
    clock:set{ now = math.max(latest, clock:now()) }
    self.clock = clock
    write_anew(self, state)
    sweep(self, state)
end

--- Forgets everything; `state` is empty.
function disk:begin_anew(state, clock)
    if self.journal then self.journal:close() end
    self.clock = clock
    write_anew(self, state)
    sweep(self, state)
end

return disk
