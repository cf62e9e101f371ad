--- Journals: what batches:run, fine_tuning.jobs:run and uploads:file have done so far, on disk.
local calling = require "openai.internal.base.calling"
local errors = require "openai.internal.base.error"
local identity = require "openai.internal.bulk.identity"
local lazy = require "openai.internal.base.lazy"
local records = require "openai.internal.bulk.journal"
local settings = require "openai.internal.base.settings"

---@class openai.JournalModule
local journal = {}

local WHAT = "journal.forget"

local function plain(object)
    return object
end

--- For each kind, what reads its journals: `visit(record)`, `unfinished()`, perhaps `remove_rest()`.
local readers = {
    batches = function(path) return lazy.require("openai.internal.batch.state").reader(path) end,
    fine_tuning = function(path) return lazy.require("openai.resources.fine_tuning_journal").new(path, plain) end,
    uploads = function(path) return lazy.require("openai.internal.upload.record").new(path) end,
}

--- Gives each record to the reader of its kind.
local function visitor(self)
    self.reader = nil
    return function(record)
        local kind = identity.kind_of(record)
        if not self.reader and kind then
            if not readers[kind] then return ("a journal of %s"):format(kind) end
            self.reader = readers[kind](self.path)
        end
        return self.reader and self.reader.visit(record)
    end
end

local function exists(path)
    local file = io.open(path, "rb")
    if file then file:close() end
    return file ~= nil
end

local function refuse(self, message, code)
    return errors.failure("invalid", message, { operation = WHAT, journal = self.path, code = code })
end

local BY_FORCE = { journal_in_use = true, journal_damaged = true, journal_not_understood = true }

--- What is no journal is nobody's to remove; what is one, but in use or damaged, goes by force.
local function open(self)
    local opened, err = records.open(self.path, visitor(self), { must_exist = true, durable = false })
    if opened then return opened end
    if not BY_FORCE[err.code] then return nil, err end
    if not self.force then
        err.message = err.message .. "; {force = true} removes it all the same"
        return nil, err
    end
    records.read(self.path, visitor(self))
    return nil
end

local function remove(self)
    if self.reader and self.reader.remove_rest then self.reader:remove_rest() end
    local ok, message = os.remove(self.path)
    if ok then return true end
    return errors.failure("file", message, { operation = WHAT, journal = self.path })
end

--- Removes a journal and what belongs to it, so that the next call with this path begins anew. Nothing is asked of the
--- service, and nothing is removed there. Refused while somebody has it, and while its work is not over: then it is
--- all that knows what was made. Options: `force` removes it in spite of that.
---@param path string
---@param options? { force?: boolean }
---@return true?
---@return openai.Error? err code "journal_unfinished", "journal_in_use", "not_a_journal" …; kind "file": there is none
function journal.forget(path, options)
    if type(path) ~= "string" or path == "" then
        errors.misuse("journal.forget takes the path of a journal, not " .. (path == "" and "''" or "a " .. type(path)))
    end
    local given = settings.read(WHAT, { force = "boolean" }, options)
    local self = { path = path, force = given.force }
    if not exists(path) then
        return errors.failure("file", ("there is no journal '%s'"):format(path), { operation = WHAT, journal = path })
    end
    local opened, err = open(self)
    if err then return nil, err end
    local left = self.reader and self.reader:unfinished()
    if left and not self.force then
        opened:close()
        local message = "the work of the journal '%s' is not over: %s; the same call with it goes on. {force = true} "
            .. "removes it all the same"
        return refuse(self, message:format(path, left), "journal_unfinished")
    end
    local ok, problem = remove(self)
    if opened then opened:close() end
    return ok, problem
end

calling.module("openai.journal", journal)
return journal
