--- Permissions of projects to use a checkpoint of a fine-tuned model.
local errors = require "openai.emulator.errors"
local json = require "openai.emulator.json"
local pages = require "openai.emulator.pages"
local store = require "openai.emulator.store"
local validate = require "openai.emulator.validate"

local permissions = {}

local CREATE = {
    project_ids = { type = "array", required = true, min_length = 1, items = { type = "string", min_length = 1 } },
}

local function public(permission)
    return {
        id = permission.id, object = "checkpoint.permission", created_at = permission.created_at,
        project_id = permission.project_id,
    }
end

local function check_checkpoint(context, name)
    if not context.state.models:get(name) then
        errors.not_found(("The checkpoint '%s' does not exist"):format(name), "fine_tuned_model_checkpoint",
            "checkpoint_not_found")
    end
end

local function create(context, request, name)
    check_checkpoint(context, name)
    local created = {}
    for _, project in ipairs(validate.object(request:json(), CREATE).project_ids) do
        created[#created + 1] = public(context.state.permissions:add{
            id = store.id("cp_"), checkpoint = name, created_at = context.clock:timestamp(), project_id = project,
        })
    end
    return { object = "list", data = json.array(created), first_id = created[1].id, last_id = created[#created].id,
        has_more = false }
end

local function list(context, request, name)
    check_checkpoint(context, name)
    local found, project = {}, request.query.project_id
    for _, permission in ipairs(context.state.permissions.order) do
        if permission.checkpoint == name and (not project or permission.project_id == project) then
            found[#found + 1] = permission
        end
    end
    return pages.list(found, request.query,
        { default = 10, cap = 100, orders = { "descending", "ascending" }, ids = true, present = public })
end

local function delete(context, _, name, id)
    check_checkpoint(context, name)
    local permission = context.state.permissions:get(id)
    if not permission or permission.checkpoint ~= name then
        errors.not_found(("No such permission: %s"):format(id), "permission_id", "permission_not_found")
    end
    context.state.permissions:remove(id)
    return { id = id, object = "checkpoint.permission", deleted = true }
end

function permissions.routes(add)
    add("POST", "/fine_tuning/checkpoints/{checkpoint}/permissions", create)
    add("GET", "/fine_tuning/checkpoints/{checkpoint}/permissions", list)
    add("DELETE", "/fine_tuning/checkpoints/{checkpoint}/permissions/{permission_id}", delete)
end

return permissions
