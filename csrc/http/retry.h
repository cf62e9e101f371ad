/* The retry policy of OpenAI's SDKs. Pure: a failed attempt in, a decision out. */
#ifndef OPENAI_RETRY_H
#define OPENAI_RETRY_H

#include <stdbool.h>

/* A wait the server asks for is honoured up to here; beyond it there is no retry. */
#define RETRY_LONGEST_WAIT 120.0

typedef struct failure {
    int status;         /* 0: there was no answer */
    bool transient;     /* without an answer: a new attempt may fare better */
    bool handed_over;   /* the server may have got the whole request */
    bool creates;       /* repeating the request costs money or leaves a double */
    bool quota;         /* insufficient_quota: waiting does not help */
    bool delivered;     /* some of the answer was handed out and cannot be taken back */
    int should_retry;   /* x-should-retry: 1 true, 0 false, -1 absent */
    double retry_after; /* what the server asks for, in seconds; negative: nothing */
} failure;

/* The request may have been acted on although its answer is missing or says that something broke. */
bool failure_ambiguous(const failure *self);
/* A later attempt may succeed and does no harm. */
bool failure_retryable(const failure *self);
/* It may so within the time that we wait by ourselves. */
bool failure_retried(const failure *self);
/* Seconds to wait before retry number `retries` (0: the first); random in [0, 1). */
double failure_wait(const failure *self, int retries, double random);

#endif
