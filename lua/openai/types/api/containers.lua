---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Containers
---@field files openai.resource.ContainersFiles
local containers = {}

---`POST /containers` (CreateContainer)
---@param params openai.ContainerCreateParams
---@param options? openai.CallOptions
---@return openai.Container? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function containers:create(params, options) end

---`DELETE /containers/{container_id}` (DeleteContainer)
---@param container_id string|openai.Container
---@param options? openai.CallOptions
---@return true? done
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function containers:delete(container_id, options) end

---`GET /containers` (ListContainers)
---@param params? openai.ContainerListParams
---@param options? openai.CallOptions
---@return openai.ContainerPager pager
function containers:list(params, options) end

---`GET /containers/{container_id}` (RetrieveContainer)
---@param container_id string|openai.Container
---@param options? openai.CallOptions
---@return openai.Container? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function containers:retrieve(container_id, options) end

---@class openai.resource.ContainersFiles
---@field content openai.resource.ContainersFilesContent
local containers_files = {}

---`POST /containers/{container_id}/files` (CreateContainerFile)
---@param container_id string|openai.Container
---@param params? openai.ContainerFileCreateParams
---@param options? openai.CallOptions
---@return openai.ContainerFile? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function containers_files:create(container_id, params, options) end

---`DELETE /containers/{container_id}/files/{file_id}` (DeleteContainerFile)
---@param container_id string|openai.Container
---@param file_id string|openai.ContainerFile
---@param options? openai.CallOptions
---@return true? done
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function containers_files:delete(container_id, file_id, options) end

---`GET /containers/{container_id}/files` (ListContainerFiles)
---@param container_id string|openai.Container
---@param params? openai.ContainerFileListParams
---@param options? openai.CallOptions
---@return openai.ContainerFilePager pager
function containers_files:list(container_id, params, options) end

---`GET /containers/{container_id}/files/{file_id}` (RetrieveContainerFile)
---@param container_id string|openai.Container
---@param file_id string|openai.ContainerFile
---@param options? openai.CallOptions
---@return openai.ContainerFile? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function containers_files:retrieve(container_id, file_id, options) end

---@class openai.resource.ContainersFilesContent
local containers_files_content = {}

---`GET /containers/{container_id}/files/{file_id}/content` (RetrieveContainerFileContent)
---@param container_id string|openai.Container
---@param file_id string|openai.ContainerFile
---@param options? openai.ContentOptions
---@return string|true|nil content `true` with the option `to`
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function containers_files_content:retrieve(container_id, file_id, options) end

---@class openai.ContainerCreateParams
---@field name string
---@field expires_after? openai.ContainerCreateExpiresAfter
---@field file_ids? string[]
---@field memory_limit? "1g"|"4g"|"16g"|"64g"
---@field network_policy? openai.ContainerCreateNetworkPolicy
---@field skills? (openai.SkillReferenceParam|openai.InlineSkillParam)[]

---@class openai.ContainerListParams
---@field limit? integer default 20
---@field order? "asc"|"desc" default "desc"
---@field after? string
---@field name? string

---@class openai.ContainerFileCreateParams
---@field file? openai.Source
---@field file_id? string

---@class openai.ContainerFileListParams
---@field limit? integer default 20
---@field order? "asc"|"desc" default "desc"
---@field after? string

---@class openai.ContainerPager: openai.Pager
---@overload fun(): openai.Container?
---@field next fun(self: openai.ContainerPager): openai.Container?, openai.Error?
---@field collect fun(self: openai.ContainerPager, max?: integer): openai.Container[]?, openai.Error?

---@class openai.ContainerFilePager: openai.Pager
---@overload fun(): openai.ContainerFile?
---@field next fun(self: openai.ContainerFilePager): openai.ContainerFile?, openai.Error?
---@field collect fun(self: openai.ContainerFilePager, max?: integer): openai.ContainerFile[]?, openai.Error?

---@class openai.Container
---@field id string
---@field object string
---@field name string
---@field created_at integer
---@field status string
---@field expires_after? openai.ContainerExpiresAfter
---@field last_active_at? integer
---@field memory_limit? "1g"|"4g"|"16g"|"64g"
---@field network_policy? openai.ContainerNetworkPolicy

---@class openai.ContainerCreateExpiresAfter
---@field anchor "last_active_at"
---@field minutes integer

---@alias openai.ContainerCreateNetworkPolicy
---| openai.ContainerNetworkPolicyDisabledParam
---| openai.ContainerNetworkPolicyAllowlistParam

---@class openai.ContainerExpiresAfter
---@field anchor? "last_active_at"
---@field minutes? integer

---@class openai.ContainerFile
---@field id string
---@field object string
---@field created_at integer
---@field bytes integer
---@field container_id string
---@field path string
---@field source string

---@class openai.ContainerNetworkPolicy
---@field type "allowlist"|"disabled"
---@field allowed_domains? string[]
