/* Put before every file of the core by `make faults`: its own allocations can be made to fail. */
#ifndef OPENAI_FAULT_H
#define OPENAI_FAULT_H

#include <stdlib.h>
#include <string.h>

void *fault_malloc(size_t size);
void *fault_calloc(size_t count, size_t size);
void *fault_realloc(void *block, size_t size);
char *fault_strdup(const char *text);
int fault_posix_memalign(void **block, size_t alignment, size_t size);

#define malloc         fault_malloc
#define calloc         fault_calloc
#define realloc        fault_realloc
#define strdup         fault_strdup
#define posix_memalign fault_posix_memalign

#endif
