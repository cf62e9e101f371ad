--- CSV, as results and tables of people have it.
return require "openai.internal.data.csv"
