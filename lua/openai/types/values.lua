---@meta _
-- luacheck: ignore 211 212 241

-- Iterators ---------------------------------------------------------------------------------------------------------

---The items of a list, page after page, requested as they are needed. In a `for` an error is raised; `next` returns it.
---@class openai.Pager
---@overload fun(): table?
local pager = {}

---@return table? item nil at the end, or on an error
---@return openai.Error? err
function pager:next() end

---The next page as it was sent.
---@return table? page
---@return openai.Error? err
function pager:page() end

---@param max? integer at most so many items
---@return table[]? items
---@return openai.Error? err
function pager:collect(max) end

-- Values ------------------------------------------------------------------------------------------------------------

---What an upload reads: see `openai.file` and `openai.bytes`.
---@class openai.Source: userdata
local source = {}

---@return string name that the service sees
function source:name() end

---@return integer? bytes
---@return string? message why it cannot be read
function source:size() end

---@return string media type, by the name
function source:type() end

---@param offset integer from 0
---@param length integer
---@return string? bytes fewer at the end
---@return string? message why it cannot be read
function source:read(offset, length) end

---32-bit floats in one block of memory; a view that keeps the block alive.
---@class openai.Vector: userdata
---@field [integer] number from 1 to #vector
---@operator len: integer
local vector = {}

---@param other openai.Vector of the same length
---@return number
function vector:dot(other) end

---@param other openai.Vector of the same length
---@return number similarity from -1 to 1
function vector:cosine(other) end

---@return number length by Euclid
function vector:norm() end

---@return number[] numbers
function vector:table() end

---@return string bytes little-endian floats, 4 bytes each
function vector:bytes() end
