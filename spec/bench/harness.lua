-- What the benchmark programs share: running both sides by turns, medians, the report line, and nginx with static
-- answers. A benchmark is a program of its own, `lua spec/bench/NAME.lua` from the top of the tree after `make bench`
-- has built the yardsticks; called with "ours" as its first argument it is our side, run as a child process.
local harness = {}

local DIR = "build/bench"
local KEY = "sk-bench-00000000000000000000000000000000000000000000"

local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end
harness.quote = quote

function harness.write_file(name, text)
    local file = assert(io.open(name, "wb"))
    assert(file:write(text))
    assert(file:close())
end

--- Runs a shell command and returns its standard output; raises when it fails.
function harness.capture(command)
    -- The status goes through the output: io.popen():close() does not tell it on Lua 5.1.
    local pipe = assert(io.popen(command .. "; echo status=$?"))
    local output = pipe:read("*a")
    pipe:close()
    local text, status = output:match("^(.-)status=(%d+)\n$")
    assert(status == "0", "failed: " .. command)
    return text
end

--- Both clocks in seconds: wall (monotonic) and CPU of this process.
function harness.clocks()
    return require("system").monotime(), os.clock()
end

--- Memory of this process in KiB: "VmRSS", its resident set now, or "VmHWM", the peak of that (proc(5)).
function harness.resident(name)
    for line in io.lines("/proc/self/status") do
        local value = line:match("^" .. name .. ":%s*(%d+) kB")
        if value then return tonumber(value) end
    end
    error("no " .. name .. " in /proc/self/status")
end

--- The peak counts from here.
function harness.forget_peak() harness.write_file("/proc/self/clear_refs", "5") end

--- The client of our side. The key goes with it: one from the environment is not sent to a base_url given in code.
function harness.client(base_url, ca_file)
    return require("openai").new({ base_url = base_url, api_key = KEY, ca_file = ca_file })
end

--- Our side: times `count` calls of `call` after one that is not timed (it connects), and prints "wall cpu" as the
--- yardsticks do.
function harness.time(count, call)
    assert(call())
    collectgarbage()
    local wall, cpu = harness.clocks()
    for _ = 1, count do
        if not call() then error("a call failed") end
    end
    local wall_end, cpu_end = harness.clocks()
    print(("%.9f %.9f"):format(wall_end - wall, cpu_end - cpu))
end

--- The command line that runs benchmark `name` as our side.
function harness.ours(name, ...)
    local words = { os.getenv("LUA") or "lua5.4", "spec/bench/" .. name .. ".lua", "ours", ... }
    for index, word in ipairs(words) do words[index] = quote(tostring(word)) end
    return table.concat(words, " ")
end

--- The command line of a yardstick program.
function harness.yardstick(name, ...)
    local words = { DIR .. "/" .. name, ... }
    for index, word in ipairs(words) do words[index] = quote(tostring(word)) end
    return table.concat(words, " ")
end

--- The command line that runs benchmark `name` inside headless Neovim, which takes its parameters from the environment.
--- Neovim is LuaJIT, whichever Lua runs the benchmark.
function harness.neovim(name, variables)
    local root = os.getenv("PWD")
    local words = {
        "env -u LUA_PATH_5_4 -u LUA_CPATH_5_4",
        quote(("LUA_PATH=%s/lua/?.lua;%s/lua/?/init.lua;;"):format(root, root)),
        quote(("LUA_CPATH=%s/build/luajit/?.so;;"):format(root)),
    }
    for variable, value in pairs(variables) do words[#words + 1] = quote(variable .. "=" .. value) end
    words[#words + 1] = "nvim --headless -u NONE -i NONE -c 'luafile spec/bench/" .. name .. ".lua' -c qa!"
    return table.concat(words, " ")
end

--- Keeps this process and what it starts from now on, both sides and nginx, on one core. Where client and server of a
--- short call sit on the same or on different cores changes its time threefold, and the scheduler decides it anew for
--- every process: two runs of one yardstick differed by 30 %, on one core by 1 to 3 %. It is also the stricter way:
--- no work of ours hides behind the server's.
function harness.pin()
    local stat = io.open("/proc/self/stat")
    if not stat then return end
    os.execute(("taskset -cp $(($(nproc) - 1)) %d >/dev/null 2>&1"):format(stat:read("*n")))
    stat:close()
end

function harness.median(list)
    local sorted = {}
    for index, value in ipairs(list) do sorted[index] = value end
    table.sort(sorted)
    local middle = #sorted / 2
    if middle % 1 ~= 0 then return sorted[math.ceil(middle)] end
    return (sorted[middle] + sorted[middle + 1]) / 2
end

--- Runs the commands by turns and returns, per command in order, its medians {wall =, cpu =} in seconds.
function harness.by_turns(rounds, commands)
    local series, medians = {}, {}
    for index in ipairs(commands) do series[index] = { wall = {}, cpu = {} } end
    for _ = 1, rounds do
        for index, command in ipairs(commands) do
            local wall, cpu = harness.capture(command):match("(%S+) (%S+)")
            table.insert(series[index].wall, tonumber(wall) or error("no times from " .. command))
            table.insert(series[index].cpu, tonumber(cpu))
        end
    end
    for index, one in ipairs(series) do
        medians[index] = { wall = harness.median(one.wall), cpu = harness.median(one.cpu) }
    end
    return medians
end

--- One line per benchmark. `sense` is "<=" or ">="; `raw` says the medians the ratio was made from.
function harness.report(name, ratio, sense, target, what, raw)
    local met
    if sense == "<=" then met = ratio <= target else met = ratio >= target end
    print(("bench %s ratio=%.2f target=%s%g (%s)%s"):format(name, ratio, sense, target, what, met and "" or " MISSED"))
    if raw then print("      " .. raw .. ", " .. (os.getenv("LUA") or "lua5.4")) end
    io.stdout:flush()
end

-- nginx -----------------------------------------------------------------------------------------------------------

-- A fine-tuning job as the service sends it, with every field.
local JOB = [[{
  "object": "fine_tuning.job",
  "id": "ftjob-bench",
  "model": "gpt-4o-mini-2024-07-18",
  "created_at": 1721764800,
  "finished_at": 1721768400,
  "fine_tuned_model": "ft:gpt-4o-mini-2024-07-18:bench::9aBcDeFg",
  "organization_id": "org-bench",
  "result_files": ["file-result"],
  "status": "succeeded",
  "validation_file": null,
  "training_file": "file-train",
  "hyperparameters": {"n_epochs": 4, "batch_size": 1, "learning_rate_multiplier": 1.8},
  "trained_tokens": 5768,
  "integrations": [],
  "seed": 1317048411,
  "estimated_finish": null,
  "user_provided_suffix": "bench",
  "error": {"code": null, "message": null, "param": null},
  "metadata": {"purpose": "benchmark"},
  "method": {
    "type": "supervised",
    "supervised": {"hyperparameters": {"n_epochs": 4, "batch_size": 1, "learning_rate_multiplier": 1.8}}
  }
}]]
local FILE = [[{
  "object": "file", "id": "file-bench", "bytes": 268435456, "created_at": 1721764800, "filename": "train.jsonl",
  "purpose": "fine-tune", "status": "processed"
}]]

-- POST: `mirror` reads the request's body to its end before anything else happens; then the static module finds no
-- file, and its 404 is turned into the answer. auth_delay holds an answer back without keeping a worker busy: the
-- delayed location refuses everybody, and the refusal is turned into the answer.
local CONFIG = [[
daemon on; master_process on; worker_processes 1; pid nginx.pid; error_log error.log warn; $user
events { worker_connections 4096; }
http {
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; default_type application/json;
  keepalive_requests 1000000000; keepalive_timeout 1h; client_max_body_size 0; client_body_buffer_size 1m;
  open_file_cache max=100 inactive=1h; open_file_cache_valid 1h;
  client_body_temp_path temp_body; proxy_temp_path temp_proxy; fastcgi_temp_path temp_fastcgi;
  uwsgi_temp_path temp_uwsgi; scgi_temp_path temp_scgi;
  ssl_certificate cert.pem; ssl_certificate_key key.pem; ssl_session_cache shared:tls:1m;
  server {
    listen 127.0.0.1:$http backlog=4096; listen 127.0.0.1:$https ssl http2 backlog=4096; root www;
    location = /read_body { internal; return 204; }
    location = /v1/files { mirror /read_body; error_page 404 405 =200 /file.json; }
    location = /v1/chat/completions { mirror /read_body; error_page 404 405 =200 /stream.txt; }
    location = /stream.txt { default_type text/event-stream; types { } }
    location = /v1/embeddings { mirror /read_body; error_page 404 405 =200 /embeddings.json; }
    location ~ ^/v1/files/(file-\d+)/content$ { default_type application/octet-stream; alias $prefix/www/$1; }
    location /v1/delayed/ {
      auth_delay 50ms; auth_basic bench; auth_basic_user_file nobody; error_page 401 =200 /job.json;
    }
    location /v1/fine_tuning/jobs/ { try_files /job.json =404; }
    location = /v1/files/file-bench { try_files /file.json =404; }
  }
}
]]

local MAKE_CERTIFICATE = [[cd %s && test -s cert.pem || openssl req -x509 -nodes -days 3650 -subj /CN=localhost \
    -newkey ec -pkeyopt ec_paramgen_curve:P-256 -addext subjectAltName=IP:127.0.0.1,DNS:localhost \
    -keyout key.pem -out cert.pem 2>&1]]

local function nginx(prefix, arguments)
    return ("PATH=$PATH:/usr/sbin nginx -p %s -c nginx.conf %s 2>>%s"):format(
        quote(prefix), arguments, quote(prefix .. "/start.log"))
end

-- Ports nobody listens on cannot be reserved for nginx; when a guess is taken, nginx says so and another one is tried.
local function start_at_free_ports(prefix)
    math.randomseed(os.time() + math.floor(select(1, harness.clocks()) * 1e6) % 1e6)
    for _ = 1, 20 do
        local ports = { http = math.random(20000, 30000), https = math.random(30001, 40000) }
        local user = harness.capture("id -u") == "0\n" and "user root;" or ""
        local values = { http = ports.http, https = ports.https, prefix = prefix, user = user }
        harness.write_file(prefix .. "/nginx.conf", (CONFIG:gsub("%$(%a+)", values)))
        if pcall(harness.capture, nginx(prefix, "")) then return ports end
    end
    error("nginx does not start, see " .. prefix .. "/start.log")
end

-- The folder of one nginx: configuration, certificate, static answers, logs.
local function make_prefix()
    local prefix = harness.capture(("mkdir -p %s && mktemp -d \"$PWD/%s/nginx-XXXXXX\""):format(DIR, DIR))
    prefix = prefix:gsub("\n", "")
    harness.capture(MAKE_CERTIFICATE:format(DIR))
    harness.capture(("cd %s && mkdir www && : > nobody && cp ../cert.pem ../key.pem ."):format(quote(prefix)))
    harness.write_file(prefix .. "/www/job.json", JOB)
    harness.write_file(prefix .. "/www/file.json", FILE)
    return prefix
end

--- Starts nginx and calls `body` with {http =, https =, ca =, prefix =, www =}: base URLs with /v1, the CA file, a
--- folder for files of the benchmark's own, the folder of static answers. Stops nginx whatever happens.
function harness.with_server(body)
    local prefix = make_prefix()
    local ports = start_at_free_ports(prefix)
    local ok, message = xpcall(function()
        body({
            http = ("http://127.0.0.1:%d/v1"):format(ports.http),
            https = ("https://127.0.0.1:%d/v1"):format(ports.https),
            ca = prefix .. "/cert.pem",
            prefix = prefix,
            www = prefix .. "/www",
        })
    end, debug.traceback)
    harness.capture(nginx(prefix, "-s stop"))
    harness.capture("rm -rf " .. quote(prefix))
    if not ok then error(message, 0) end
end

return harness
