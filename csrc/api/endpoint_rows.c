/* The table of the operations. Its rows are data, and generated. */
#include "api/endpoint.h"

#define CREATES  ENDPOINT_CREATES
#define STORES   ENDPOINT_STORES
#define TRANSFER ENDPOINT_TRANSFER
#define STREAMS  ENDPOINT_STREAMS
#define ADMIN    ENDPOINT_ADMIN

#define ROW(names, method, path, query, request, reply, cursor, flags, fields, header)                                 \
    {names, #method, path, query, REQUEST_##request, reply, cursor, flags, fields, header},

const endpoint endpoint_rows[] = {
#include "api/endpoints.inc"
};

const size_t endpoint_row_count = sizeof endpoint_rows / sizeof *endpoint_rows;
