--- Videos: waiting until one is made.
local lifecycle = require "openai.internal.task.lifecycle"
local text = require "openai.internal.base.text"

---@class openai.resource.Videos
local videos = {}

local life = lifecycle.new {
    name = "videos", noun = "the video", ids = { "video_id" }, fields = { "id" },
    working = { "queued", "in_progress" }, bad = { "failed" }, why = "error",
}

--- Waits until a video is made. Options: `poll_interval` (1 s growing to 10, or as the server says), `timeout`
--- seconds for
--- it all (none), `patience` seconds of failing calls (300), `on_status(video)`; those of calls.
---@param video_id string|openai.Video
---@param options? openai.PollOptions
---@return openai.Video? video
---@return openai.Error? err kind "failed", with `object`, when it could not be made
function videos:poll(video_id, options)
    return life:wait(self, "poll", video_id, options)
end

--- The same as `poll`.
---@param video_id string|openai.Video
---@param options? openai.PollOptions
---@return openai.Video? video
---@return openai.Error? err
function videos:wait(video_id, options)
    return life:wait(self, "wait", video_id, options)
end

--- Has a video made, and waits for it.
---@param params table as of `create`
---@param options? openai.PollOptions
---@return openai.Video? video
---@return openai.Error? err
function videos:create_and_poll(params, options)
    return life:make_and_wait(self, "create_and_poll", {}, function(call_options)
        return self:create(params, call_options)
    end, options)
end

local function describe(self)
    local progress = type(self.progress) == "number" and ("%d %%"):format(self.progress) or nil
    return text.words("video", self.id, self.model, self.status, progress)
end

return { resource = videos, object = { updates = {}, methods = { "wait" }, tostring = describe } }
