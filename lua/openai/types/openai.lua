---@meta
-- luacheck: ignore 211 212 241

-- What `require "openai"` returns. Files of this folder are for the Lua language server; they never run.
-- All durations are in seconds, all sizes in bytes, all times in seconds since 1970 (UTC).

---@class openai
---The loop that carries every transfer of this Lua state.
---@field loop openai.Loop
---The JSON null of arrays: a `null` field of an object is absent instead.
---@field null lightuserdata
---JSONL files, read and written in streams.
---@field jsonl openai.JsonlModule
---Many vectors in one value, searched by meaning: `openai.matrix(dimensions)`.
---@field matrix openai.MatrixModule
---The JSON codec itself.
---@field json openai.JsonModule
---What the service would refuse of a dataset, found before it is sent.
---@field dataset openai.DatasetModule
---The API on loopback, for tests without a key: `openai.emulator.start()`.
---@field emulator openai.EmulatorModule
---@field VERSION string
---Called with the error of a task that nobody awaits; default: `vim.notify` in Neovim, else standard error.
---@field on_error fun(err: any, traceback: string)
local openai = {}

---Makes a client. Options that are absent come from the environment, then from the defaults.
---Raises on an unknown option, a malformed `base_url`, or a key that cannot be sent.
---@param options? openai.ClientOptions
---@return openai.Client client
function openai.new(options) end

---A file to upload, read from disk while it is sent. A path never fails by itself: a file that is missing is the error
---(kind "file") of the call that sends it. An open file is read from where it stands to its end, without moving it; a
---pipe as it flows, like `chunks`, and everything else waits while it does.
---@param file string|file* a path, or an open file
---@param name? string the name that the service sees; default: the last part of the path; needed for an open file
---@return openai.Source source
function openai.file(file, name) end

---Bytes to upload as a file.
---@param name string the name that the service sees
---@param data string
---@return openai.Source source
function openai.bytes(name, data) end

---What a function produces to upload as a file. `fn()` returns the next string, nil at the end, or nil and a message
---when it fails; what it raises goes to the caller of the upload. It runs in the caller's coroutine and may suspend:
---the transfer waits. Chunks are gone once they are sent: such an upload is not retried after its first byte, and the
---source serves one upload only.
---@param name string the name that the service sees
---@param fn fun(): string?, any?
---@param size? integer bytes in all, where that is known; `uploads:file` needs it
---@return openai.Source source
function openai.chunks(name, fn, size) end

---Marks a table as an array, so that an empty one is sent as `[]`.
---@generic T: table
---@param list T
---@return T list the same table
function openai.array(list) end

---A vector of 32-bit floats.
---@param values number[]|string numbers, or little-endian floats as bytes
---@return openai.Vector vector
function openai.vector(values) end

---As `assert`, but the error keeps its message in every Lua version.
---@generic T
---@param value? T
---@param err? any
---@param ... any
---@return T value
---@return any ...
function openai.assert(value, err, ...) end

---Runs `fn(...)` as a task, at once up to its first wait.
---@param fn fun(...: any): any
---@param ... any
---@return openai.Task task
function openai.spawn(fn, ...) end

---Runs `fn(...)` as a task and returns its results when it and every task it spawned are done. Raises inside a task.
---@param fn fun(...: any): any
---@param ... any
---@return any ...
function openai.run(fn, ...) end

---Calls `fn(item, index)` for every item of a list, several at a time.
---@generic T, R
---@param list T[]
---@param fn fun(item: T, index: integer): R?, openai.Error?
---@param options? openai.MapOptions
---@return R[]? results in the order of the list
---@return openai.Error? err of the first call that returned `nil, err`; the others are cancelled
---@return integer? index of that call
function openai.map(list, fn, options) end

---@class openai.MapOptions
---@field concurrency? integer how many calls run at a time

---Waits: suspends inside a task, blocks outside.
---@param seconds number
---@return true?
---@return openai.Error? err kind "cancelled"
function openai.sleep(seconds) end
