--- What a failed call returns beside nil.
return require "openai.internal.base.error"
