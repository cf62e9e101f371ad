#include "http/redirect.h"

#include <string.h>

#include "http/origin.h"
#include "http/reply.h"

#define MOST_REDIRECTS 10

/* A POST answered by 301 or 302 would become a GET without its body: what the caller asked for would silently not
 * happen. */
static const char *redirect_refused(const exchange *self) {
    int status = self->attempt.answer.status;
    bool reads = strcmp(self->attempt.request.method, "GET") == 0;
    if (self->redirects >= MOST_REDIRECTS) return "too many redirects";
    if (!reads && (status == 301 || status == 302))
        return "a redirect that would turn the request into a GET is not followed";
    return NULL;
}

static const char *redirect_origin(exchange *self, const char *location) {
    enum origin_change change;
    const char *problem = origin_follow(&self->attempt.request.url, location, &change);
    if (problem != NULL) return problem;
    if (change == ORIGIN_SAME) return NULL;
    if (change == ORIGIN_DOWNGRADE) return "a redirect from https to http is not followed";
    if (self->attempt.request.body != NULL) return "a request with a body is not sent on to another server";
    self->attempt.request.headers = NULL;
    self->attempt.request.elsewhere = true;
    self->plan.asks_key = false;
    buffer_wipe(&self->attempt.request.key_text);
    return NULL;
}

static void redirect_follow(lua_State *L, exchange *self, const char *location) {
    if (self->attempt.answer.status == 303 && strcmp(self->attempt.request.method, "GET") != 0) {
        self->attempt.request.method = "GET";
        body_free(self->attempt.request.body);
        self->attempt.request.body = NULL;
    }
    const char *problem = redirect_refused(self);
    if (problem == NULL) problem = redirect_origin(self, location);
    if (problem == NULL && !attempt_rewind(&self->attempt)) problem = "the body cannot be sent a second time";
    if (problem != NULL) {
        lua_pushfstring(L, "redirected to %s: %s; set base_url to where the API lives", location, problem);
        exchange_fail_protocol(L, self);
        return;
    }
    self->redirects++;
    self->state = STATE_KEY;
}

bool redirect_judge(lua_State *L, exchange *self) {
    char location[2048];
    int status = self->attempt.answer.status;
    if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) return false;
    reply_header_text(&self->attempt.answer.headers, "location", location, sizeof location);
    if (*location == '\0') return false;
    if (strlen(location) == sizeof location - 1) {
        lua_pushliteral(L, "redirected to an address of more than 2000 bytes");
        exchange_fail_protocol(L, self);
        return true;
    }
    redirect_follow(L, self, location);
    return true;
}
