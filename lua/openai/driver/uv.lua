--- Drives openai.loop from libuv: luv programs and Neovim.
---
---     require("openai.driver.uv").attach()     -- luv: before uv.run(); Neovim attaches by itself at the first spawn
---
--- The watcher is active only while something is in flight, so that uv.run() returns and Neovim can leave. In Neovim
--- nothing but vim.schedule happens inside a uv callback: tasks and callbacks run where all of vim.api is allowed.
local core = require "openai.core"
local calling = require "openai.internal.base.calling"
local task = require "openai.internal.task"
local unclaimed = require "openai.internal.task.unclaimed"

local driver = {}

--- Without a pollable descriptor (no epoll) the loop is polled this often while it is busy; milliseconds.
local INTERVAL = 10
--- How long Ctrl-C may go unnoticed, in milliseconds: vim.wait tells of it at its end only (Neovim 0.7). An answer
--- wakes it at once.
local LOOK = 200
local INTERRUPTED = -2

local vim = rawget(_G, "vim")
local in_neovim = type(vim) == "table" and vim.schedule ~= nil and vim.in_fast_event ~= nil

local uv = nil -- the libuv binding in use
local attached = 0
local watcher, timer = nil, nil -- uv handles; no watcher where the loop has no descriptor
local watched = nil -- the descriptor that they were made for
local watching = false
local scheduled = false -- a tick is on its way
local leaving = false -- Neovim closes its libuv loop: no handle may be opened any more

local function find_uv()
    if vim and (vim.uv or vim.loop) then return vim.uv or vim.loop end
    return require "luv"
end

-- ---- the watcher ----

local on_event

--- Stopping a handle that somebody closed (uv.walk with close, say) would end the process.
local function usable(handle)
    return handle and not handle:is_closing()
end

local function unwatch()
    if not watching then return end
    watching = false
    if usable(watcher) then watcher:stop() end
    if usable(timer) then timer:stop() end
end

--- The handles that were made before will do, unless somebody closed them or this is another process.
local function open_already(descriptor)
    return usable(timer) and watched == descriptor and (not watcher or usable(watcher))
end

local function open_handles()
    local descriptor = core.loop():pollfd()
    if open_already(descriptor) then return end
    watching = false
    watcher, watched = descriptor and assert(uv.new_poll(descriptor)), descriptor
    timer = assert(uv.new_timer())
end

local function watch()
    open_handles()
    if watching then return end
    watching = true
    if watcher then
        watcher:start("r", on_event)
    else
        timer:start(0, INTERVAL, on_event)
    end
end

--- Without a descriptor: work that poll left undone is taken up at once.
local function hurry()
    if not watcher and core.loop():timeout() == 0 then timer:start(0, INTERVAL, on_event) end
end

local function tick()
    scheduled = false
    if attached == 0 then return end
    local ok, busy = pcall(task.tick)
    if not ok then
        unwatch() -- it would fail again at once; the next call or spawn tries anew
        unclaimed.tell(busy, debug.traceback(unclaimed.text(busy)))
    elseif busy then
        watch()
        hurry()
    else
        unwatch()
    end
end

--- In a uv callback of Neovim: no error may leave it, and vim.api is out of bounds. While Neovim does not get round
--- to the tick (it waits for a key, say), the watcher rests: the descriptor stays readable and would spin.
local function schedule_tick()
    if scheduled then return unwatch() end
    scheduled = true
    vim.schedule(tick)
end

local function on_readable()
    pcall(in_neovim and schedule_tick or tick)
end

on_event = on_readable

-- ---- what task.lua asks of its host ----

local host = {}

--- The loop has something to do, or no longer. An error to be told is no event of the descriptor: the timer brings it.
function host.changed(busy)
    if leaving then return end
    if not busy then
        unwatch()
    elseif not scheduled then
        watch()
        if core.loop():idle() then timer:start(0, watcher and 0 or INTERVAL, on_event) end
    end
end

--- Blocks in Neovim's main context: screen, timers and other plugins live on, and Ctrl-C interrupts. In a fast
--- context vim.wait is forbidden: the core waits.
local function block_in_neovim(over)
    if leaving or vim.in_fast_event() then return false end
    if over() then return true end
    watch()
    local done, why
    repeat
        done, why = vim.wait(LOOK, over, LOOK)
        if why == INTERRUPTED then error("openai: interrupted (Ctrl-C) while waiting for an answer", 0) end
    until done
    return true
end

if in_neovim then host.block = block_in_neovim end

-- ---- attaching ----

--- Stands in until the first task or blocking call in Neovim, which attaches.
local first = {}

local function open()
    uv = uv or find_uv()
    open_handles()
    task.host = host
    if not core.loop():idle() then watch() end
end

local function close()
    unwatch()
    task.host = in_neovim and not leaving and first or nil
    -- luv (1.44) crashes when the program ends before its loop has turned once more. At rest they keep nothing alive.
    if not in_neovim then return end
    if usable(watcher) then watcher:close() end
    if usable(timer) then timer:close() end
    watcher, timer = nil, nil
end

--- Has libuv poll the loop. Counted: as many attaches, as many detaches. `binding`: the luv module in use (default:
--- vim.uv, vim.loop, or require "luv").
---@param binding? table
function driver.attach(binding)
    uv = uv or binding
    attached = attached + 1
    if attached == 1 then
        local ok, problem = pcall(open)
        if not ok then
            attached = 0
            error(problem, 2)
        end
    end
end

--- Undoes one attach. After the last one libuv knows nothing of the loop any more; what is in flight stays so.
function driver.detach()
    if attached == 0 then return end
    attached = attached - 1
    if attached == 0 then close() end
end

--- Neovim waits for open handles when it leaves; so they are closed when it says so. Whoever makes a call even later
--- blocks in the core.
local function leave()
    leaving = true
    if attached > 0 then
        attached = 0
        close()
    end
end

function first.changed(busy)
    if not busy then return end
    driver.attach()
end

function first.block(over)
    if vim.in_fast_event() then return false end
    driver.attach()
    return host.block(over)
end

--- In Neovim: attaches at the first task or blocking call.
function driver.attach_at_first_use()
    if not in_neovim then return end
    task.host = first
    local function await_leaving()
        vim.api.nvim_create_autocmd("VimLeavePre", { desc = "openai: let go of libuv", callback = leave })
    end
    if vim.in_fast_event() then vim.schedule(await_leaving) else await_leaving() end
end

calling.module("openai.driver.uv", driver)
return driver
