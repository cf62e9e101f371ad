---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.VectorStores
---@field file_batches openai.resource.VectorStoresFileBatches
---@field files openai.resource.VectorStoresFiles
local vector_stores = {}

---`POST /vector_stores` (createVectorStore)
---@param params? openai.VectorStoreCreateParams
---@param options? openai.CallOptions
---@return openai.VectorStore? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores:create(params, options) end

---`DELETE /vector_stores/{vector_store_id}` (deleteVectorStore)
---@param vector_store_id string|openai.VectorStore
---@param options? openai.CallOptions
---@return openai.DeleteVectorStoreResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores:delete(vector_store_id, options) end

---`GET /vector_stores` (listVectorStores)
---@param params? openai.VectorStoreListParams
---@param options? openai.CallOptions
---@return openai.VectorStorePager pager
function vector_stores:list(params, options) end

---`GET /vector_stores/{vector_store_id}` (getVectorStore)
---@param vector_store_id string|openai.VectorStore
---@param options? openai.CallOptions
---@return openai.VectorStore? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores:retrieve(vector_store_id, options) end

---`POST /vector_stores/{vector_store_id}/search` (searchVectorStore)
---@param vector_store_id string|openai.VectorStore
---@param params openai.VectorStoreSearchParams
---@param options? openai.CallOptions
---@return openai.VectorStoreSearchResultItemPager? pager
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores:search(vector_store_id, params, options) end

---`POST /vector_stores/{vector_store_id}` (modifyVectorStore)
---@param vector_store_id string|openai.VectorStore
---@param params? openai.VectorStoreUpdateParams
---@param options? openai.CallOptions
---@return openai.VectorStore? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores:update(vector_store_id, params, options) end

---@class openai.resource.VectorStoresFileBatches
local vector_stores_file_batches = {}

---`POST /vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel` (cancelVectorStoreFileBatch)
---@param vector_store_id string|openai.VectorStore
---@param batch_id string|openai.VectorStoreFileBatch
---@param options? openai.CallOptions
---@return openai.VectorStoreFileBatch? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores_file_batches:cancel(vector_store_id, batch_id, options) end

---`POST /vector_stores/{vector_store_id}/file_batches` (createVectorStoreFileBatch)
---@param vector_store_id string|openai.VectorStore
---@param params? openai.VectorStoreFileBatchCreateParams
---@param options? openai.CallOptions
---@return openai.VectorStoreFileBatch? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores_file_batches:create(vector_store_id, params, options) end

---`GET /vector_stores/{vector_store_id}/file_batches/{batch_id}/files` (listFilesInVectorStoreBatch)
---@param vector_store_id string|openai.VectorStore
---@param batch_id string|openai.VectorStoreFileBatch
---@param params? openai.VectorStoreFileBatchListFilesParams
---@param options? openai.CallOptions
---@return openai.VectorStoreFilePager pager
function vector_stores_file_batches:list_files(vector_store_id, batch_id, params, options) end

---`GET /vector_stores/{vector_store_id}/file_batches/{batch_id}` (getVectorStoreFileBatch)
---@param vector_store_id string|openai.VectorStore
---@param batch_id string|openai.VectorStoreFileBatch
---@param options? openai.CallOptions
---@return openai.VectorStoreFileBatch? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores_file_batches:retrieve(vector_store_id, batch_id, options) end

---@class openai.resource.VectorStoresFiles
local vector_stores_files = {}

---`GET /vector_stores/{vector_store_id}/files/{file_id}/content` (retrieveVectorStoreFileContent)
---@param vector_store_id string|openai.VectorStore
---@param file_id string|openai.VectorStoreFile
---@param options? openai.CallOptions
---@return openai.VectorStoreFileContentItemPager pager
function vector_stores_files:content(vector_store_id, file_id, options) end

---`POST /vector_stores/{vector_store_id}/files` (createVectorStoreFile)
---@param vector_store_id string|openai.VectorStore
---@param params openai.VectorStoreFileCreateParams
---@param options? openai.CallOptions
---@return openai.VectorStoreFile? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores_files:create(vector_store_id, params, options) end

---`DELETE /vector_stores/{vector_store_id}/files/{file_id}` (deleteVectorStoreFile)
---@param vector_store_id string|openai.VectorStore
---@param file_id string|openai.VectorStoreFile
---@param options? openai.CallOptions
---@return openai.DeleteVectorStoreFileResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores_files:delete(vector_store_id, file_id, options) end

---`GET /vector_stores/{vector_store_id}/files` (listVectorStoreFiles)
---@param vector_store_id string|openai.VectorStore
---@param params? openai.VectorStoreFileListParams
---@param options? openai.CallOptions
---@return openai.VectorStoreFilePager pager
function vector_stores_files:list(vector_store_id, params, options) end

---`GET /vector_stores/{vector_store_id}/files/{file_id}` (getVectorStoreFile)
---@param vector_store_id string|openai.VectorStore
---@param file_id string|openai.VectorStoreFile
---@param options? openai.CallOptions
---@return openai.VectorStoreFile? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores_files:retrieve(vector_store_id, file_id, options) end

---`POST /vector_stores/{vector_store_id}/files/{file_id}` (updateVectorStoreFileAttributes)
---@param vector_store_id string|openai.VectorStore
---@param file_id string|openai.VectorStoreFile
---@param params? openai.VectorStoreFileUpdateParams
---@param options? openai.CallOptions
---@return openai.VectorStoreFile? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function vector_stores_files:update(vector_store_id, file_id, params, options) end

---@class openai.VectorStoreCreateParams
---@field chunking_strategy? openai.VectorStoreCreateChunkingStrategy
---@field description? string
---@field expires_after? openai.VectorStoreExpirationAfter
---@field file_ids? string[] at most 500 items
---@field metadata? table<string, string>
---@field name? string

---@class openai.VectorStoreListParams
---@field limit? integer default 20
---@field order? "asc"|"desc" default "desc"
---@field after? string
---@field before? string

---@class openai.VectorStoreSearchParams
---@field query string|string[]
---@field filters? openai.ComparisonFilter|openai.CompoundFilter
---@field max_num_results? integer default 10; 1 to 50
---@field ranking_options? openai.VectorStoreSearchRankingOptions
---@field rewrite_query? boolean default false

---@class openai.VectorStoreUpdateParams
---@field expires_after? openai.VectorStoreUpdateExpiresAfter
---@field metadata? table<string, string>
---@field name? string

---@class openai.VectorStoreFileBatchCreateParams
---@field attributes? table<string, string|number|boolean>
---@field chunking_strategy? openai.ChunkingStrategyRequestParam
---@field file_ids? string[] 1 to 2,000 items
---@field files? openai.CreateVectorStoreFileRequest[] 1 to 2,000 items

---@class openai.VectorStoreFileBatchListFilesParams
---@field limit? integer default 20
---@field order? "asc"|"desc" default "desc"
---@field after? string
---@field before? string
---@field filter? "in_progress"|"completed"|"failed"|"cancelled"

---@class openai.VectorStoreFileCreateParams
---@field file_id string
---@field attributes? table<string, string|number|boolean>
---@field chunking_strategy? openai.ChunkingStrategyRequestParam

---@class openai.VectorStoreFileListParams
---@field limit? integer default 20
---@field order? "asc"|"desc" default "desc"
---@field after? string
---@field before? string
---@field filter? "in_progress"|"completed"|"failed"|"cancelled"

---@class openai.VectorStoreFileUpdateParams
---@field attributes? table<string, string|number|boolean>

---@class openai.VectorStorePager: openai.Pager
---@overload fun(): openai.VectorStore?
---@field next fun(self: openai.VectorStorePager): openai.VectorStore?, openai.Error?
---@field collect fun(self: openai.VectorStorePager, max?: integer): openai.VectorStore[]?, openai.Error?

---@class openai.VectorStoreSearchResultItemPager: openai.Pager
---@overload fun(): openai.VectorStoreSearchResultItem?
---@field next fun(self: openai.VectorStoreSearchResultItemPager): openai.VectorStoreSearchResultItem?, openai.Error?
---@field collect fun(self: openai.VectorStoreSearchResultItemPager, max?: integer): openai.VectorStoreSearchResultItem[]?, openai.Error?

---@class openai.VectorStoreFilePager: openai.Pager
---@overload fun(): openai.VectorStoreFile?
---@field next fun(self: openai.VectorStoreFilePager): openai.VectorStoreFile?, openai.Error?
---@field collect fun(self: openai.VectorStoreFilePager, max?: integer): openai.VectorStoreFile[]?, openai.Error?

---@class openai.VectorStoreFileContentItemPager: openai.Pager
---@overload fun(): openai.VectorStoreFileContentItem?
---@field next fun(self: openai.VectorStoreFileContentItemPager): openai.VectorStoreFileContentItem?, openai.Error?
---@field collect fun(self: openai.VectorStoreFileContentItemPager, max?: integer): openai.VectorStoreFileContentItem[]?, openai.Error?

---@class openai.AutoChunkingStrategyRequestParam
---@field type "auto"

---@alias openai.ChunkingStrategyRequestParam
---| openai.AutoChunkingStrategyRequestParam
---| openai.StaticChunkingStrategyRequestParam

---@class openai.CreateVectorStoreFileRequest
---@field file_id string
---@field attributes? table<string, string|number|boolean>
---@field chunking_strategy? openai.ChunkingStrategyRequestParam

---@class openai.DeleteVectorStoreFileResponse
---@field id string
---@field object "vector_store.file.deleted"
---@field deleted boolean

---@class openai.DeleteVectorStoreResponse
---@field id string
---@field object "vector_store.deleted"
---@field deleted boolean

---@class openai.OtherChunkingStrategyResponseParam
---@field type "other"

---@class openai.StaticChunkingStrategy
---@field max_chunk_size_tokens integer 100 to 4,096
---@field chunk_overlap_tokens integer

---@class openai.StaticChunkingStrategyRequestParam
---@field type "static"
---@field static openai.StaticChunkingStrategy

---@class openai.StaticChunkingStrategyResponseParam
---@field type "static"
---@field static openai.StaticChunkingStrategy

---@class openai.VectorStore
---@field id string
---@field object "vector_store"
---@field usage_bytes integer
---@field created_at integer
---@field status "expired"|"in_progress"|"completed"
---@field last_active_at? integer
---@field name string
---@field file_counts openai.VectorStoreFileCounts
---@field metadata? table<string, string>
---@field expires_after? openai.VectorStoreExpirationAfter
---@field expires_at? integer

---@alias openai.VectorStoreCreateChunkingStrategy
---| openai.AutoChunkingStrategyRequestParam
---| openai.StaticChunkingStrategyRequestParam

---@class openai.VectorStoreExpirationAfter
---@field anchor "last_active_at"
---@field days integer 1 to 365

---@class openai.VectorStoreFile
---@field id string
---@field object "vector_store.file"
---@field usage_bytes integer
---@field created_at integer
---@field vector_store_id string
---@field status "in_progress"|"completed"|"cancelled"|"failed"
---@field last_error? openai.VectorStoreFileLastError
---@field attributes? table<string, string|number|boolean>
---@field chunking_strategy? openai.VectorStoreFileChunkingStrategy

---@class openai.VectorStoreFileBatch
---@field id string
---@field object "vector_store.files_batch"
---@field created_at integer
---@field vector_store_id string
---@field status "in_progress"|"completed"|"cancelled"|"failed"
---@field file_counts openai.VectorStoreFileBatchFileCounts

---@class openai.VectorStoreFileBatchFileCounts
---@field in_progress integer
---@field completed integer
---@field cancelled integer
---@field failed integer
---@field total integer

---@alias openai.VectorStoreFileChunkingStrategy
---| openai.StaticChunkingStrategyResponseParam
---| openai.OtherChunkingStrategyResponseParam

---@class openai.VectorStoreFileContentItem
---@field text? string
---@field type? string

---@class openai.VectorStoreFileCounts
---@field in_progress integer
---@field completed integer
---@field failed integer
---@field cancelled integer
---@field total integer

---@class openai.VectorStoreFileLastError
---@field code "server_error"|"unsupported_file"|"invalid_file"
---@field message string

---@class openai.VectorStoreSearchRankingOptions
---@field ranker? "none"|"auto"|"default-2024-11-15" default "auto"
---@field score_threshold? number default 0; 0 to 1

---@class openai.VectorStoreSearchResultContent
---@field type "text"
---@field text string

---@class openai.VectorStoreSearchResultItem
---@field file_id string
---@field filename string
---@field score number 0 to 1
---@field attributes? table<string, string|number|boolean>
---@field content openai.VectorStoreSearchResultContent[]

---@class openai.VectorStoreUpdateExpiresAfter
---@field anchor "last_active_at"
---@field days integer 1 to 365
