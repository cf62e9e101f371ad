---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Skills
---@field content openai.resource.SkillsContent
---@field versions openai.resource.SkillsVersions
local skills = {}

---`POST /skills` (CreateSkill)
---@param params openai.SkillCreateParams
---@param options? openai.CallOptions
---@return openai.Skill? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function skills:create(params, options) end

---`DELETE /skills/{skill_id}` (DeleteSkill)
---@param skill_id string|openai.Skill
---@param options? openai.CallOptions
---@return openai.DeletedSkill? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function skills:delete(skill_id, options) end

---`GET /skills` (ListSkills)
---@param params? openai.SkillListParams
---@param options? openai.CallOptions
---@return openai.SkillPager pager
function skills:list(params, options) end

---`GET /skills/{skill_id}` (GetSkill)
---@param skill_id string|openai.Skill
---@param options? openai.CallOptions
---@return openai.Skill? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function skills:retrieve(skill_id, options) end

---`POST /skills/{skill_id}` (UpdateSkillDefaultVersion)
---@param skill_id string|openai.Skill
---@param params openai.SkillUpdateParams
---@param options? openai.CallOptions
---@return openai.Skill? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function skills:update(skill_id, params, options) end

---@class openai.resource.SkillsContent
local skills_content = {}

---`GET /skills/{skill_id}/content` (GetSkillContent)
---@param skill_id string|openai.Skill
---@param options? openai.ContentOptions
---@return string|true|nil content `true` with the option `to`
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function skills_content:retrieve(skill_id, options) end

---@class openai.resource.SkillsVersions
---@field content openai.resource.SkillsVersionsContent
local skills_versions = {}

---`POST /skills/{skill_id}/versions` (CreateSkillVersion)
---@param skill_id string|openai.Skill
---@param params openai.SkillVersionCreateParams
---@param options? openai.CallOptions
---@return openai.SkillVersion? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function skills_versions:create(skill_id, params, options) end

---`DELETE /skills/{skill_id}/versions/{version}` (DeleteSkillVersion)
---@param skill_id string|openai.Skill
---@param version string|openai.SkillVersion
---@param options? openai.CallOptions
---@return openai.DeletedSkillVersion? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function skills_versions:delete(skill_id, version, options) end

---`GET /skills/{skill_id}/versions` (ListSkillVersions)
---@param skill_id string|openai.Skill
---@param params? openai.SkillVersionListParams
---@param options? openai.CallOptions
---@return openai.SkillVersionPager pager
function skills_versions:list(skill_id, params, options) end

---`GET /skills/{skill_id}/versions/{version}` (GetSkillVersion)
---@param skill_id string|openai.Skill
---@param version string|openai.SkillVersion
---@param options? openai.CallOptions
---@return openai.SkillVersion? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function skills_versions:retrieve(skill_id, version, options) end

---@class openai.resource.SkillsVersionsContent
local skills_versions_content = {}

---`GET /skills/{skill_id}/versions/{version}/content` (GetSkillVersionContent)
---@param skill_id string|openai.Skill
---@param version string|openai.SkillVersion
---@param options? openai.ContentOptions
---@return string|true|nil content `true` with the option `to`
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function skills_versions_content:retrieve(skill_id, version, options) end

---@class openai.SkillCreateParams
---@field files openai.Source[]|openai.Source at most 500 items

---@class openai.SkillListParams
---@field limit? integer 0 to 100
---@field order? openai.OrderEnum
---@field after? string

---@class openai.SkillUpdateParams
---@field default_version string

---@class openai.SkillVersionCreateParams
---@field files openai.Source[]|openai.Source at most 500 items
---@field default? boolean

---@class openai.SkillVersionListParams
---@field limit? integer 0 to 100
---@field order? openai.OrderEnum
---@field after? string

---@class openai.SkillPager: openai.Pager
---@overload fun(): openai.Skill?
---@field next fun(self: openai.SkillPager): openai.Skill?, openai.Error?
---@field collect fun(self: openai.SkillPager, max?: integer): openai.Skill[]?, openai.Error?

---@class openai.SkillVersionPager: openai.Pager
---@overload fun(): openai.SkillVersion?
---@field next fun(self: openai.SkillVersionPager): openai.SkillVersion?, openai.Error?
---@field collect fun(self: openai.SkillVersionPager, max?: integer): openai.SkillVersion[]?, openai.Error?

---@class openai.DeletedSkill
---@field object "skill.deleted" default "skill.deleted"
---@field deleted boolean
---@field id string

---@class openai.DeletedSkillVersion
---@field object "skill.version.deleted" default "skill.version.deleted"
---@field deleted boolean
---@field id string
---@field version string

---@class openai.Skill
---@field id string
---@field object "skill" default "skill"
---@field name string
---@field description string
---@field created_at integer
---@field default_version string
---@field latest_version string

---@class openai.SkillVersion
---@field object "skill.version" default "skill.version"
---@field id string
---@field skill_id string
---@field version string
---@field created_at integer
---@field name string
---@field description string
