--- JSONL files, read and written line by line.
return require "openai.internal.data.jsonl"
