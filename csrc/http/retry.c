#include "http/retry.h"

#define RETRY_FIRST_WAIT 0.5
#define RETRY_MOST_WAIT  8.0
#define RETRY_JITTER     0.25

/* 503 says that nobody took the request on; the other 5xx come from somewhere behind the door. */
static bool status_ambiguous(int status) {
    return status >= 500 && status != 503;
}

bool failure_ambiguous(const failure *self) {
    if (!self->creates) return false;
    return self->status == 0 ? self->handed_over : status_ambiguous(self->status);
}

static bool status_transient(int status) {
    return status == 408 || status == 409 || status == 429 || status >= 500;
}

bool failure_retryable(const failure *self) {
    if (self->quota) return false;
    if (self->should_retry >= 0) return self->should_retry == 1;
    if (failure_ambiguous(self)) return false;
    return self->status == 0 ? self->transient : status_transient(self->status);
}

bool failure_retried(const failure *self) {
    return failure_retryable(self) && !self->delivered && self->retry_after <= RETRY_LONGEST_WAIT;
}

/* Who were refused at once shall not come back at once: later than asked, never earlier, and over a longer time when
 * that was not enough. */
static double spread(double asked, int retries) {
    for (int i = 0; i < retries && asked < RETRY_MOST_WAIT; i++) asked *= 2;
    return asked < RETRY_MOST_WAIT ? asked : RETRY_MOST_WAIT;
}

double failure_wait(const failure *self, int retries, double random) {
    if (self->retry_after > 0) return self->retry_after + random * spread(self->retry_after, retries);
    double wait = RETRY_FIRST_WAIT;
    for (int i = 0; i < retries && wait < RETRY_MOST_WAIT; i++) wait *= 2;
    if (wait > RETRY_MOST_WAIT) wait = RETRY_MOST_WAIT;
    return wait * (1 - RETRY_JITTER * random);
}
