/* One row an operation, grouped as the namespaces are. */
#include "api/endpoint.h"

#define CREATES  ENDPOINT_CREATES
#define TRANSFER ENDPOINT_TRANSFER

const endpoint endpoint_rows[] = {
    {"batches.create", "POST", "/batches", "", REQUEST_JSON, REPLY_JSON, NULL, CREATES, "", NULL},
    {"batches.list", "GET", "/batches", "after,limit", REQUEST_NONE, REPLY_JSON, &cursor_after, 0, "", NULL},
    {"batches.retrieve", "GET", "/batches/{batch_id}", "", REQUEST_NONE, REPLY_JSON, NULL, 0, "", NULL},
    {"batches.cancel", "POST", "/batches/{batch_id}/cancel", "", REQUEST_NONE, REPLY_JSON, NULL, 0, "", NULL},

    {"embeddings.create", "POST", "/embeddings", "", REQUEST_JSON, REPLY_EMBEDDINGS, NULL, 0, "", NULL},

    {"files.list", "GET", "/files", "purpose,limit,order,after", REQUEST_NONE, REPLY_JSON, &cursor_after, 0, "", NULL},
    {"files.create", "POST", "/files", "", REQUEST_FORM, REPLY_JSON, NULL, CREATES | TRANSFER, "", NULL},
    {"files.delete", "DELETE", "/files/{file_id}", "", REQUEST_NONE, REPLY_JSON, NULL, 0, "", NULL},
    {"files.retrieve", "GET", "/files/{file_id}", "", REQUEST_NONE, REPLY_JSON, NULL, 0, "", NULL},
    {"files.content,files.retrieve_content", "GET", "/files/{file_id}/content", "", REQUEST_NONE, REPLY_BYTES, NULL,
     TRANSFER, "", NULL},

    {"fine_tuning.alpha.graders.run", "POST", "/fine_tuning/alpha/graders/run", "", REQUEST_JSON, REPLY_JSON, NULL, 0,
     "", NULL},
    {"fine_tuning.alpha.graders.validate", "POST", "/fine_tuning/alpha/graders/validate", "", REQUEST_JSON, REPLY_JSON,
     NULL, 0, "", NULL},
    {"fine_tuning.checkpoints.permissions.list,fine_tuning.checkpoints.permissions.retrieve", "GET",
     "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions", "project_id,after,limit,order", REQUEST_NONE,
     REPLY_JSON, &cursor_last_id, 0, "", NULL},
    {"fine_tuning.checkpoints.permissions.create", "POST",
     "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions", "", REQUEST_JSON, REPLY_JSON, &cursor_single,
     CREATES, "", NULL},
    {"fine_tuning.checkpoints.permissions.delete", "DELETE",
     "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}", "", REQUEST_NONE, REPLY_JSON,
     NULL, 0, "", NULL},
    {"fine_tuning.jobs.create", "POST", "/fine_tuning/jobs", "", REQUEST_JSON, REPLY_JSON, NULL, CREATES, "", NULL},
    {"fine_tuning.jobs.list", "GET", "/fine_tuning/jobs", "after,limit,metadata", REQUEST_NONE, REPLY_JSON,
     &cursor_after, 0, "", NULL},
    {"fine_tuning.jobs.retrieve", "GET", "/fine_tuning/jobs/{fine_tuning_job_id}", "", REQUEST_NONE, REPLY_JSON, NULL,
     0, "", NULL},
    {"fine_tuning.jobs.cancel", "POST", "/fine_tuning/jobs/{fine_tuning_job_id}/cancel", "", REQUEST_NONE, REPLY_JSON,
     NULL, 0, "", NULL},
    {"fine_tuning.jobs.checkpoints.list", "GET", "/fine_tuning/jobs/{fine_tuning_job_id}/checkpoints", "after,limit",
     REQUEST_NONE, REPLY_JSON, &cursor_after, 0, "", NULL},
    {"fine_tuning.jobs.list_events", "GET", "/fine_tuning/jobs/{fine_tuning_job_id}/events", "after,limit",
     REQUEST_NONE, REPLY_JSON, &cursor_after, 0, "", NULL},
    {"fine_tuning.jobs.pause", "POST", "/fine_tuning/jobs/{fine_tuning_job_id}/pause", "", REQUEST_NONE, REPLY_JSON,
     NULL, 0, "", NULL},
    {"fine_tuning.jobs.resume", "POST", "/fine_tuning/jobs/{fine_tuning_job_id}/resume", "", REQUEST_NONE, REPLY_JSON,
     NULL, 0, "", NULL},

    {"models.list", "GET", "/models", "", REQUEST_NONE, REPLY_JSON, &cursor_single, 0, "", NULL},
    {"models.retrieve", "GET", "/models/{model}", "", REQUEST_NONE, REPLY_JSON, NULL, 0, "", NULL},
    {"models.delete", "DELETE", "/models/{model}", "", REQUEST_NONE, REPLY_JSON, NULL, 0, "", NULL},

    {"uploads.create", "POST", "/uploads", "", REQUEST_JSON, REPLY_JSON, NULL, CREATES, "", NULL},
    {"uploads.cancel", "POST", "/uploads/{upload_id}/cancel", "", REQUEST_NONE, REPLY_JSON, NULL, 0, "", NULL},
    {"uploads.complete", "POST", "/uploads/{upload_id}/complete", "", REQUEST_JSON, REPLY_JSON, NULL, 0, "", NULL},
    {"uploads.parts.create", "POST", "/uploads/{upload_id}/parts", "", REQUEST_FORM, REPLY_JSON, NULL, TRANSFER, "",
     NULL},
};

const size_t endpoint_row_count = sizeof endpoint_rows / sizeof *endpoint_rows;
