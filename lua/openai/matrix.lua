--- Many vectors as one block of float32: search, save, load.
return require "openai.internal.data.matrix"
