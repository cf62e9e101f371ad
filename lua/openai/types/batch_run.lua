---@meta _
-- luacheck: ignore 211 212 241

-- Any number of requests through the Batch API: split at the service's limits (50,000 requests, 200 MB, 50,000
-- embedding inputs, one model a batch), uploaded, created, waited for, collected, joined by custom_id; what failed
-- in passing or expired is sent again.
--
-- With a `journal` a run survives anything: killed at any point and called again with the same arguments it goes
-- on, and makes nothing twice. It belongs to what was asked: another endpoint, server, account or request is refused,
-- and the requests are read again for that. When all is over it gives its results without sending anything, and says
-- so: `from_journal`. Beside the journal, in `<journal>.d`, lie the requests and the results;
-- `openai.journal.forget(path)` removes both. Memory: up to 40 bytes a request while they are read, 16 while results
-- are read.

---@class openai.BatchRunParams
---@field endpoint openai.BatchCreateEndpoint of all requests
---An array, an iterator (`fn()` returns a body, or an id and a body; nil ends; nil, err fails), or the path of a
---JSONL file. Each item is a request's body or a whole batch line {custom_id, method, url, body}; a custom_id that
---is missing is made of the request's place: "request-17".
---@field requests table[]|string|fun(): any, any
---@field completion_window? "24h" default "24h"
---@field metadata? table<string, string> of every batch; at most 15 pairs, one is needed to find batches again
---@field output_expires_after? openai.BatchFileExpirationAfter of the output and error files

---@class openai.BatchRunOptions
---@field journal? string path; without one the run is forgotten when it is closed, collected, or the program ends
---@field on_progress? fun(progress: openai.BatchRunProgress) at most ten times a second
---@field max_resubmits? integer how often a request is sent again that failed in passing or expired, default 1
---@field timeout? number|false seconds for it all; default: none
---@field poll_interval? number seconds between questions; default: grows from 2 to 30 (and to 600 between two tries
---  to create what the organization's limit on enqueued tokens held back)
---@field patience? number|false seconds of failing calls to survive, default 3600
---@field look_again? number seconds for which something that may have been made is looked for, default 10
---@field limits? openai.BatchRunLimits
---@field idle_timeout? number|false of each call, as in `openai.CallOptions`; so are the next three
---@field max_retries? integer
---@field headers? table<string, string|false>
---@field query? table<string, any>

---What one batch may hold, when it is less than the service's limits.
---@class openai.BatchRunLimits
---@field requests? integer default 50,000
---@field bytes? integer default 200,000,000
---@field inputs? integer embedding inputs, default 50,000

---@class openai.BatchRunProgress
---@field phase "prepare"|"upload"|"batches" requests are read; a file is sent; batches are worked on
---@field done integer requests: read, sent with their file, or answered
---@field total? integer requests; absent while they are read
---@field unit "requests"
---@field counts openai.BatchRunCounts
---@field batches openai.Batch[]

---@class openai.BatchRunCounts
---@field total integer
---@field completed integer
---@field failed integer for good
---@field pending integer
---@field resubmitted integer times that a request was sent again

---Something odd in a result file.
---@class openai.BatchRunProblem
---@field batch string
---@field file string
---@field line integer
---@field code "unknown_custom_id"|"duplicate_custom_id"|"bad_line"
---@field message string

---@class openai.BatchRun
---@field id string 16 hexadecimal digits; the batches' metadata has them in `openai_lua_run`
---@field counts openai.BatchRunCounts
---@field from_journal? boolean it was over before: the results are those of the journal
---@field batches openai.Batch[] as they were when they were asked for last
---@field problems openai.BatchRunProblem[]
