local md5 = require("openai.core").md5

-- RFC 1321, A.5
local VECTORS = {
    [""] = "d41d8cd98f00b204e9800998ecf8427e",
    ["a"] = "0cc175b9c0f1b6a831c399e269772661",
    ["abc"] = "900150983cd24fb0d6963f7d28e17f72",
    ["message digest"] = "f96b697d7cb7938d525a2f31aaf161d0",
    ["abcdefghijklmnopqrstuvwxyz"] = "c3fcd3d76192e4007dfb496cca67e13b",
    ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"] = "d174ab98d277d9f5a5611c2c9f419d9f",
    [("1234567890"):rep(8)] = "57edf4a22be3c955ac49da2e2107b67a",
}

describe("MD5", function()
    it("gives the digests of RFC 1321", function()
        for text, digest in pairs(VECTORS) do assert.equal(digest, md5(text)) end
    end)

    it("is the same whatever the pieces", function()
        local text = {}
        for i = 1, 300 do text[i] = string.char(i * 7 % 256) end
        text = table.concat(text)
        for _, size in ipairs { 1, 3, 55, 56, 63, 64, 65, 128, 299 } do
            local state = md5()
            for at = 1, #text, size do assert.equal(state, state:update(text:sub(at, at + size - 1))) end
            assert.equal(md5(text), state:digest(), size .. " bytes a piece")
        end
    end)

    it("is right for every length around the ends of blocks", function()
        -- The padding of 56 … 64 bytes differs; the digest of their digests, by md5sum.
        local digests = {}
        for length = 50, 130 do digests[#digests + 1] = md5(("x"):rep(length)) end
        assert.equal("45c81b5e128c22c6653e1c67ac534e07", md5(table.concat(digests)))
    end)

    it("may be asked for in between, and goes on", function()
        local state = md5():update("mess")
        assert.equal(md5("mess"), state:digest())
        assert.equal(md5("mess"), state:digest())
        assert.equal(VECTORS["message digest"], state:update("age digest"):digest())
    end)
end)
