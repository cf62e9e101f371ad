--- RFC 4648 base64, standard alphabet with padding. Pure Lua, also loaded by the handle (Lua 5.1–5.4, LuaJIT).
local base64 = {}

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local DIGIT, VALUE = {}, {}
for i = 1, 64 do
  local character = ALPHABET:sub(i, i)
  DIGIT[i - 1], VALUE[character:byte()] = character, i - 1
end

local floor = math.floor

local function encode_group(a, b, c)
  local n = a * 65536 + (b or 0) * 256 + (c or 0)
  return DIGIT[floor(n / 262144)] .. DIGIT[floor(n / 4096) % 64]
    .. (b and DIGIT[floor(n / 64) % 64] or "=") .. (c and DIGIT[n % 64] or "=")
end

---@param bytes string
---@return string
function base64.encode(bytes)
  local out = {}
  for i = 1, #bytes, 3 do out[#out + 1] = encode_group(bytes:byte(i, i + 2)) end
  return table.concat(out)
end

local function decode_group(a, b, c, d)
  local n = VALUE[a] * 262144 + VALUE[b] * 4096 + (VALUE[c] or 0) * 64 + (VALUE[d] or 0)
  local bytes = string.char(floor(n / 65536), floor(n / 256) % 256, n % 256)
  if d ~= 61 then return bytes end
  return bytes:sub(1, c == 61 and 1 or 2)
end

--- Expects what `encode` wrote.
---@param text string
---@return string
function base64.decode(text)
  local out = {}
  for i = 1, #text, 4 do out[#out + 1] = decode_group(text:byte(i, i + 3)) end
  return table.concat(out)
end

return base64
