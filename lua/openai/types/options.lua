---@meta _
-- luacheck: ignore 211 212 241

-- All durations are in seconds; `false` switches a limit off.

---@class openai.ClientOptions
---Key, or a function called before every attempt, or `false` to send none. Needed for api.openai.com only.
---Environment: OPENAI_API_KEY, which never goes to a `base_url` given in code.
---@field api_key? string|false|fun(): string?
---@field admin_key? string key of the administration API; environment: OPENAI_ADMIN_KEY
---@field organization? string environment: OPENAI_ORG_ID
---@field project? string environment: OPENAI_PROJECT_ID
---@field base_url? string with `/v1`; default "https://api.openai.com/v1"; environment: OPENAI_BASE_URL
---@field headers? table<string, string|false> sent with every call; environment: OPENAI_CUSTOM_HEADERS
---@field query? table<string, any> in every call's query, unless the call names the same
---Deadline of one call with its retries and waits, default 600. Uploads, downloads and streams have none unless named.
---@field timeout? number|false
---@field connect_timeout? number|false seconds to connect, default 5
---Seconds without a byte while some should flow; default 60, for transfers of files. What is named here holds for every
---call.
---@field idle_timeout? number|false
---@field max_retries? integer default 2
---@field on_retry? fun(err: openai.Error, wait: number, attempt: integer): boolean? before each wait; `false` stops
---@field proxy? string|false environment: HTTPS_PROXY, NO_PROXY; loopback is never proxied
---@field ca_file? string certificates in place of the system's; environment: SSL_CERT_FILE, CURL_CA_BUNDLE
---@field ca_path? string directory of certificates
---@field max_connections? integer default 100
---@field max_response_bytes? integer largest answer held in memory, default 256 MiB
---@field upload_threshold? integer|false bytes above which `files:create` uploads in parts, default 512 MiB
---@field blocking? boolean default true; `false`: a call outside a task raises
---Environment: OPENAI_LOG=off|error|warn|info|debug, OPENAI_LOG_FILE.
---@field log? fun(level: "debug"|"info"|"warn"|"error", message: string, fields: table)

---How one call is carried out. Its own table, after the parameters.
---@class openai.CallOptions
---@field timeout? number|false deadline of this call in seconds
---@field idle_timeout? number|false
---@field max_retries? integer
---@field headers? table<string, string|false> `false` removes one of the client's
---@field query? table<string, any>
---@field with_response? boolean return an `openai.Response` as second value
---@field on_progress? fun(progress: openai.Progress) at most ten times a second
---@field idempotency_key? string

---@class openai.Progress
---@field phase string "upload", "download"; of `jobs:run` also "check"; "embed"
---@field file? string its name, of `jobs:run`
---@field done integer
---@field total? integer absent when unknown
---@field unit string e.g. "bytes"

---@class openai.Response
---@field status integer HTTP status
---@field headers table<string, string> lower-case names
---@field request_id? string quote it to OpenAI's support
---@field attempts integer
---@field elapsed number seconds, retries and waits included
---@field rate_limit? openai.RateLimit

---What the x-ratelimit headers say.
---@class openai.RateLimit
---@field requests? openai.RateLimitState
---@field tokens? openai.RateLimitState

---@class openai.RateLimitState
---@field limit? integer
---@field remaining? integer
---@field reset? number seconds until all of it is there again
