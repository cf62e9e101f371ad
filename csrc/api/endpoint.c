#include "api/endpoint.h"

#include <string.h>

/* ---- the table ---- */

#define CREATES  ENDPOINT_CREATES
#define TRANSFER ENDPOINT_TRANSFER

static const endpoint endpoints[] = {
    {"batches.create", "POST", "/batches", "", REQUEST_JSON, REPLY_JSON, PAGE_NONE, CREATES},
    {"batches.list", "GET", "/batches", "after,limit", REQUEST_NONE, REPLY_JSON, PAGE_AFTER, 0},
    {"batches.retrieve", "GET", "/batches/{batch_id}", "", REQUEST_NONE, REPLY_JSON, PAGE_NONE, 0},
    {"batches.cancel", "POST", "/batches/{batch_id}/cancel", "", REQUEST_NONE, REPLY_JSON, PAGE_NONE, 0},

    {"embeddings.create", "POST", "/embeddings", "", REQUEST_JSON, REPLY_EMBEDDINGS, PAGE_NONE, 0},

    {"files.list", "GET", "/files", "purpose,limit,order,after", REQUEST_NONE, REPLY_JSON, PAGE_AFTER, 0},
    {"files.create", "POST", "/files", "", REQUEST_FORM, REPLY_JSON, PAGE_NONE, CREATES | TRANSFER},
    {"files.delete", "DELETE", "/files/{file_id}", "", REQUEST_NONE, REPLY_JSON, PAGE_NONE, 0},
    {"files.retrieve", "GET", "/files/{file_id}", "", REQUEST_NONE, REPLY_JSON, PAGE_NONE, 0},
    {"files.content,files.retrieve_content", "GET", "/files/{file_id}/content", "", REQUEST_NONE, REPLY_BYTES,
     PAGE_NONE, TRANSFER},

    {"fine_tuning.alpha.graders.run", "POST", "/fine_tuning/alpha/graders/run", "", REQUEST_JSON, REPLY_JSON, PAGE_NONE,
     0},
    {"fine_tuning.alpha.graders.validate", "POST", "/fine_tuning/alpha/graders/validate", "", REQUEST_JSON, REPLY_JSON,
     PAGE_NONE, 0},
    {"fine_tuning.checkpoints.permissions.list,fine_tuning.checkpoints.permissions.retrieve", "GET",
     "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions", "project_id,after,limit,order", REQUEST_NONE,
     REPLY_JSON, PAGE_LAST_ID, 0},
    {"fine_tuning.checkpoints.permissions.create", "POST",
     "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions", "", REQUEST_JSON, REPLY_JSON, PAGE_SINGLE,
     CREATES},
    {"fine_tuning.checkpoints.permissions.delete", "DELETE",
     "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}", "", REQUEST_NONE, REPLY_JSON,
     PAGE_NONE, 0},
    {"fine_tuning.jobs.create", "POST", "/fine_tuning/jobs", "", REQUEST_JSON, REPLY_JSON, PAGE_NONE, CREATES},
    {"fine_tuning.jobs.list", "GET", "/fine_tuning/jobs", "after,limit,metadata", REQUEST_NONE, REPLY_JSON, PAGE_AFTER,
     0},
    {"fine_tuning.jobs.retrieve", "GET", "/fine_tuning/jobs/{fine_tuning_job_id}", "", REQUEST_NONE, REPLY_JSON,
     PAGE_NONE, 0},
    {"fine_tuning.jobs.cancel", "POST", "/fine_tuning/jobs/{fine_tuning_job_id}/cancel", "", REQUEST_NONE, REPLY_JSON,
     PAGE_NONE, 0},
    {"fine_tuning.jobs.checkpoints.list", "GET", "/fine_tuning/jobs/{fine_tuning_job_id}/checkpoints", "after,limit",
     REQUEST_NONE, REPLY_JSON, PAGE_AFTER, 0},
    {"fine_tuning.jobs.list_events", "GET", "/fine_tuning/jobs/{fine_tuning_job_id}/events", "after,limit",
     REQUEST_NONE, REPLY_JSON, PAGE_AFTER, 0},
    {"fine_tuning.jobs.pause", "POST", "/fine_tuning/jobs/{fine_tuning_job_id}/pause", "", REQUEST_NONE, REPLY_JSON,
     PAGE_NONE, 0},
    {"fine_tuning.jobs.resume", "POST", "/fine_tuning/jobs/{fine_tuning_job_id}/resume", "", REQUEST_NONE, REPLY_JSON,
     PAGE_NONE, 0},

    {"models.list", "GET", "/models", "", REQUEST_NONE, REPLY_JSON, PAGE_SINGLE, 0},
    {"models.retrieve", "GET", "/models/{model}", "", REQUEST_NONE, REPLY_JSON, PAGE_NONE, 0},
    {"models.delete", "DELETE", "/models/{model}", "", REQUEST_NONE, REPLY_JSON, PAGE_NONE, 0},

    {"uploads.create", "POST", "/uploads", "", REQUEST_JSON, REPLY_JSON, PAGE_NONE, CREATES},
    {"uploads.cancel", "POST", "/uploads/{upload_id}/cancel", "", REQUEST_NONE, REPLY_JSON, PAGE_NONE, 0},
    {"uploads.complete", "POST", "/uploads/{upload_id}/complete", "", REQUEST_JSON, REPLY_JSON, PAGE_NONE, 0},
    {"uploads.parts.create", "POST", "/uploads/{upload_id}/parts", "", REQUEST_FORM, REPLY_JSON, PAGE_NONE, TRANSFER},
};

#define ENDPOINT_COUNT (sizeof endpoints / sizeof *endpoints)

const endpoint *endpoint_check(lua_State *L, int index) {
    lua_Integer number = luaL_checkinteger(L, index);
    luaL_argcheck(L, number >= 1 && number <= (lua_Integer)ENDPOINT_COUNT, index, "no such endpoint");
    return &endpoints[number - 1];
}

bool endpoint_takes_parameters(const endpoint *row) {
    return row->request != REQUEST_NONE || *row->query != '\0';
}

int endpoint_path_count(const endpoint *row) {
    int count = 0;
    for (const char *at = strchr(row->path, '{'); at != NULL; at = strchr(at + 1, '{')) count++;
    return count;
}

int endpoint_parameter_count(const endpoint *row) {
    return endpoint_path_count(row) + endpoint_takes_parameters(row);
}

/* ---- Lua-facing ---- */

static void set_name(lua_State *L, const char *field, const char *text) {
    lua_pushstring(L, text);
    lua_setfield(L, -2, field);
}

static void endpoint_push(lua_State *L, const endpoint *row) {
    static const char *const requests[] = {"none", "json", "form"};
    static const char *const pages[] = {"none", "single", "after", "last_id", "next"};
    lua_createtable(L, 0, 8);
    set_name(L, "name", row->name);
    set_name(L, "method", row->method);
    set_name(L, "path", row->path);
    set_name(L, "query", row->query);
    set_name(L, "request", requests[row->request]);
    set_name(L, "reply", row->reply == REPLY_BYTES ? "bytes" : "json");
    set_name(L, "page", pages[row->page]);
    lua_pushboolean(L, (row->flags & ENDPOINT_CREATES) != 0);
    lua_setfield(L, -2, "creates");
    lua_pushboolean(L, endpoint_takes_parameters(row));
    lua_setfield(L, -2, "parameters");
}

/* endpoints() → the rows, in the order of their numbers */
static int endpoint_lua_list(lua_State *L) {
    lua_createtable(L, (int)ENDPOINT_COUNT, 0);
    for (size_t i = 0; i < ENDPOINT_COUNT; i++) {
        endpoint_push(L, &endpoints[i]);
        lua_rawseti(L, -2, (int)i + 1);
    }
    return 1;
}

void endpoint_open(lua_State *L) {
    lua_pushcfunction(L, endpoint_lua_list);
    lua_setfield(L, -2, "endpoints");
}
