---@meta _
-- luacheck: ignore 211 212 241

---N × D float32 packed in one userdata. `m[i]` is the i-th row, a view that stays good while more is appended; `#m`
---the number of rows.
---@class openai.Matrix: userdata
---@field [integer] openai.Vector
---@operator len: integer
local matrix = {}

---The size of a row.
---@return integer
function matrix:dimensions() end

---Adds a row. Raises when it has another number of dimensions, or when a table holds something else than finite
---numbers.
---@param row openai.Vector|number[]
---@return integer index of the new row
function matrix:append(row) end

---The nearest rows to the query by cosine, best first, equal ones by index. Exact: every row is compared. Inside a
---task it rests between slices; rows appended meanwhile are not looked at. Rows that hold a NaN are never found.
---@param query openai.Vector|number[]
---@param k? integer at most so many; default 10
---@return integer[]? indices
---@return number[]|openai.Error scores cosines, in the same order; an error of kind "cancelled" beside nil
function matrix:search(query, k) end

---Saves the matrix. The file gets its name only when it is complete; until then it is `path.part`. Inside a task it
---rests between slices; rows appended meanwhile are not saved.
---@param path string
---@return true? saved
---@return openai.Error? err kind "file": why it could not be written; then nothing is left of it
function matrix:save(path) end

---What `save` writes, as a string: for hosts that own the file system. `openai.matrix(bytes)` makes a matrix of it.
---@return string bytes
function matrix:bytes() end

---Makes matrices: `openai.matrix(dimensions)` an empty one, `openai.matrix(bytes)` the one that `m:bytes()` wrote,
---or nil and an error of kind "file".
---@class openai.MatrixModule
---@overload fun(dimensions: integer): openai.Matrix
---@overload fun(bytes: string): openai.Matrix?, openai.Error?
local module = {}

---A saved matrix. The file is mapped, not read into memory, and must not be changed in place while the matrix is
---used. All of it is checked; inside a task this rests between slices. Appending is possible and does not change
---the file.
---@param path string
---@return openai.Matrix? loaded
---@return openai.Error? err kind "file": it cannot be read, is no saved matrix, is damaged or cut short
function module.load(path) end
