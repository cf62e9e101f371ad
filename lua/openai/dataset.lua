--- What the service would refuse of a training file, found before it is sent.
return require "openai.internal.dataset"
