#include "loop/pipe_guard.h"

#include <curl/curl.h>

#define WRITES_QUIETLY 0x075700 /* 7.87.0: all TLS goes through libcurl's own sending */

bool pipe_guard_needed(void) {
#ifdef OPENAI_PIPE_GUARD
    return true;
#else
    return curl_version_info(CURLVERSION_NOW)->version_num < WRITES_QUIETLY;
#endif
}

static sigset_t pipe_set(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

static bool pipe_pending(void) {
    sigset_t pending;
    return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

/* A signal that is there already is not ours to take away: then it is left alone, too, what comes meanwhile. */
pipe_guard pipe_guard_enter(bool needed) {
    pipe_guard self = {.active = needed && !pipe_pending()};
    sigset_t set = pipe_set();
    if (self.active && pthread_sigmask(SIG_BLOCK, &set, &self.before) != 0) self.active = false;
    return self;
}

void pipe_guard_leave(const pipe_guard *self) {
    sigset_t set = pipe_set();
    int signal;
    if (!self->active) return;
    if (pipe_pending()) sigwait(&set, &signal);
    pthread_sigmask(SIG_SETMASK, &self->before, NULL);
}
