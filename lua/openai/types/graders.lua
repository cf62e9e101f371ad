---@meta _
-- luacheck: ignore 211 212 241

---@alias openai.Grader
---| openai.GraderStringCheck
---| openai.GraderTextSimilarity
---| openai.GraderPython
---| openai.GraderScoreModel
---| openai.GraderMulti

---Compares two texts. Texts may hold templates such as `{{sample.output_text}}` and `{{item.answer}}`.
---@class openai.GraderStringCheck
---@field type "string_check"
---@field name string
---@field input string
---@field reference string
---@field operation "eq"|"ne"|"like"|"ilike" equal, unequal, contains, contains in any case

---@class openai.GraderTextSimilarity
---@field type "text_similarity"
---@field name string
---@field input string
---@field reference string
---@field evaluation_metric openai.SimilarityMetric

---@alias openai.SimilarityMetric
---| "cosine"
---| "fuzzy_match"
---| "bleu"
---| "gleu"
---| "meteor"
---| "rouge_1"
---| "rouge_2"
---| "rouge_3"
---| "rouge_4"
---| "rouge_5"
---| "rouge_l"

---@class openai.GraderPython
---@field type "python"
---@field name string
---@field source string program with a function `grade(sample, item)`
---@field image_tag? string

---@class openai.GraderMessage
---@field role "user"|"assistant"|"system"|"developer"
---@field content string|table
---@field type? "message"

---A model gives the score.
---@class openai.GraderScoreModel
---@field type "score_model"
---@field name string
---@field model string
---@field input openai.GraderMessage[]
---@field range? number[] lowest and highest score; default {0, 1}
---@field sampling_params? openai.GraderSampling

---@class openai.GraderSampling
---@field seed? integer
---@field top_p? number default 1
---@field temperature? number
---@field max_completions_tokens? integer at least 1
---@field reasoning_effort? string

---A model gives a label. Only within a multi grader.
---@class openai.GraderLabelModel
---@field type "label_model"
---@field name string
---@field model string
---@field input openai.GraderMessage[]
---@field labels string[]
---@field passing_labels string[] those of `labels` that pass

---@class openai.GraderMulti
---@field type "multi"
---@field name string
---@field graders table<string, openai.Grader|openai.GraderLabelModel>
---@field calculate_output string formula over the graders' names, e.g. "0.7 * exact + 0.3 * similar"

---@class openai.GraderRunParams
---@field grader openai.Grader
---@field model_sample string the answer to be graded
---@field item? table the dataset's line, as `item` in templates

---@class openai.GraderValidateParams
---@field grader openai.Grader

---@class openai.GraderRunResult
---@field reward number
---@field metadata openai.GraderRunMetadata
---@field sub_rewards table<string, any>
---@field model_grader_token_usage_per_model table<string, any>

---@class openai.GraderRunMetadata
---@field name string
---@field type string
---@field errors table<string, boolean|string> which kinds of error there were
---@field execution_time number seconds
---@field scores table<string, any>
---@field token_usage? integer
---@field sampled_model_name? string

---@class openai.GraderValidated
---@field grader? openai.Grader

---@class openai.resource.Graders
local graders = {}

---Grades one answer. (runGrader)
---@param params openai.GraderRunParams
---@param options? openai.CallOptions
---@return openai.GraderRunResult? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function graders:run(params, options) end

---Checks a grader's definition. (validateGrader)
---@param params openai.GraderValidateParams
---@param options? openai.CallOptions
---@return openai.GraderValidated? validated
---@return openai.Error|openai.Response|nil info
function graders:validate(params, options) end
