---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Videos
local videos = {}

---`POST /videos` (createVideo)
---@deprecated
---@param params openai.VideoCreateParams
---@param options? openai.CallOptions
---@return openai.Video? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function videos:create(params, options) end

---`POST /videos/characters` (CreateVideoCharacter)
---@deprecated
---@param params openai.VideoCreateCharacterParams
---@param options? openai.CallOptions
---@return openai.VideoCharacter? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function videos:create_character(params, options) end

---`DELETE /videos/{video_id}` (DeleteVideo)
---@deprecated
---@param video_id string|openai.Video
---@param options? openai.CallOptions
---@return openai.DeletedVideo? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function videos:delete(video_id, options) end

---`GET /videos/{video_id}/content` (RetrieveVideoContent)
---@deprecated
---@param video_id string|openai.Video
---@param params? openai.VideoDownloadContentParams
---@param options? openai.ContentOptions
---@return string|true|nil content `true` with the option `to`
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function videos:download_content(video_id, params, options) end

---`POST /videos/edits` (CreateVideoEdit)
---@deprecated
---@param params openai.VideoEditParams
---@param options? openai.CallOptions
---@return openai.Video? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function videos:edit(params, options) end

---`POST /videos/extensions` (CreateVideoExtend)
---@deprecated
---@param params openai.VideoExtendParams
---@param options? openai.CallOptions
---@return openai.Video? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function videos:extend(params, options) end

---`GET /videos/characters/{character_id}` (GetVideoCharacter)
---@deprecated
---@param character_id string|openai.VideoCharacter
---@param options? openai.CallOptions
---@return openai.VideoCharacter? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function videos:get_character(character_id, options) end

---`GET /videos` (ListVideos)
---@deprecated
---@param params? openai.VideoListParams
---@param options? openai.CallOptions
---@return openai.VideoPager pager
function videos:list(params, options) end

---`POST /videos/{video_id}/remix` (CreateVideoRemix)
---@deprecated
---@param video_id string|openai.Video
---@param params openai.VideoRemixParams
---@param options? openai.CallOptions
---@return openai.Video? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function videos:remix(video_id, params, options) end

---`GET /videos/{video_id}` (GetVideo)
---@deprecated
---@param video_id string|openai.Video
---@param options? openai.CallOptions
---@return openai.Video? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function videos:retrieve(video_id, options) end

---@class openai.VideoCreateParams
---@field prompt string 1 to 32,000 characters
---@field input_reference? openai.ImageRefParam2|openai.Source
---@field model? openai.VideoModel
---@field seconds? openai.VideoSeconds
---@field size? openai.VideoSize

---@class openai.VideoCreateCharacterParams
---@field video openai.Source
---@field name string 1 to 80 characters

---@class openai.VideoDownloadContentParams
---@field variant? openai.VideoContentVariant

---@class openai.VideoEditParams
---@field video openai.VideoReferenceInputParam|openai.Source
---@field prompt string 1 to 32,000 characters

---@class openai.VideoExtendParams
---@field video openai.VideoReferenceInputParam|openai.Source
---@field prompt string 1 to 32,000 characters
---@field seconds openai.VideoSeconds

---@class openai.VideoListParams
---@field limit? integer 0 to 100
---@field order? openai.OrderEnum
---@field after? string

---@class openai.VideoRemixParams
---@field prompt string 1 to 32,000 characters

---@class openai.VideoPager: openai.Pager
---@overload fun(): openai.Video?
---@field next fun(self: openai.VideoPager): openai.Video?, openai.Error?
---@field collect fun(self: openai.VideoPager, max?: integer): openai.Video[]?, openai.Error?

---@class openai.DeletedVideo
---@field object "video.deleted" default "video.deleted"
---@field deleted boolean
---@field id string

---@class openai.Error2
---@field code string
---@field message string

---@class openai.ImageRefParam2
---@field file_id? string
---@field image_url? string at most 20,971,520 characters

---@class openai.Video
---@field id string
---@field object "video" default "video"
---@field model openai.VideoModel
---@field status openai.VideoStatus
---@field progress integer
---@field created_at integer
---@field completed_at? integer
---@field expires_at? integer
---@field prompt? string
---@field size openai.VideoSize
---@field seconds string
---@field remixed_from_video_id? string
---@field error? openai.Error2

---@class openai.VideoCharacter
---@field id? string
---@field name? string
---@field created_at integer

---@alias openai.VideoContentVariant
---| "video"
---| "thumbnail"
---| "spritesheet"

---@alias openai.VideoModel
---| string
---| "sora-2"
---| "sora-2-pro"
---| "sora-2-2025-10-06"
---| "sora-2-pro-2025-10-06"
---| "sora-2-2025-12-08"

---@class openai.VideoReferenceInputParam
---@field id string

---@alias openai.VideoSeconds
---| "4"
---| "8"
---| "12"

---@alias openai.VideoSize
---| "720x1280"
---| "1280x720"
---| "1024x1792"
---| "1792x1024"

---@alias openai.VideoStatus
---| "queued"
---| "in_progress"
---| "completed"
---| "failed"
