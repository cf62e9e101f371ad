/* What became of HTTP/2 streams that were under way when their server closed the connection. */
#ifndef OPENAI_STREAMS_H
#define OPENAI_STREAMS_H

#include "http/attempt.h"

/* The handle tells this attempt's stream, and what servers say when they go. `listening`: it was told before, of
 * another attempt. */
bool streams_listen(attempt *self, CURL *easy, bool listening);
/* It is nobody's any more. */
void streams_leave(CURL *easy);

/* Whether the server of a connection that ended said that it did nothing with what this attempt sent. */
bool streams_spared(const attempt *self);

#endif
