#include "http/embedding_filter.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "vector/float32.h"

/* In JSON a string followed by ':' is a key and no other string is, so nesting need not be followed. */
enum {
    OUTSIDE, /* between strings */
    STRING,
    AFTER_KEY, /* behind "embedding": is it a key? */
    VALUE,     /* behind "embedding": */
    BASE64     /* inside the string that is replaced */
};

static const char key[] = "embedding";
#define KEY_LENGTH   (sizeof key - 1)
#define OTHER_STRING SIZE_MAX

typedef struct piece {
    const char *at, *end;
} piece;

void embedding_filter_init(embedding_filter *self) {
    memset(self, 0, sizeof *self);
}

void embedding_filter_reset(embedding_filter *self) {
    buffer block = self->block, spans = self->spans;
    embedding_filter_init(self);
    buffer_clear(&block);
    buffer_clear(&spans);
    self->block = block;
    self->spans = spans;
}

void embedding_filter_free(embedding_filter *self) {
    buffer_free(&self->block);
    buffer_free(&self->spans);
}

static bool filter_fail(embedding_filter *self, const char *format, ...) {
    size_t used = 0;
    if (self->state == BASE64) {
        used = (size_t)snprintf(self->message, sizeof self->message,
                                "data[%zu].embedding: ", embedding_filter_count(self) + 1);
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(self->message + used, sizeof self->message - used, format, arguments);
    va_end(arguments);
    self->failed = true;
    return false;
}

static bool filter_fail_memory(embedding_filter *self) {
    return filter_fail(self, "not enough memory for the answer, or it is longer than allowed");
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void outside_scan(embedding_filter *self, piece *in) {
    const char *quote = memchr(in->at, '"', (size_t)(in->end - in->at));
    in->at = quote != NULL ? quote + 1 : in->end;
    if (quote == NULL) return;
    self->state = STRING;
    self->matched = 0;
    self->escaped = false;
}

/* Follows how much of the current string is the key. */
static void key_match(embedding_filter *self, const char *text, size_t length) {
    if (self->matched == OTHER_STRING) return;
    bool same = length <= KEY_LENGTH - self->matched && memcmp(key + self->matched, text, length) == 0;
    self->matched = same ? self->matched + length : OTHER_STRING;
}

static void string_scan(embedding_filter *self, piece *in) {
    const char *from = in->at;
    if (self->escaped) {
        self->escaped = false;
        in->at++;
        return;
    }
    while (in->at < in->end && *in->at != '"' && *in->at != '\\') in->at++;
    key_match(self, from, (size_t)(in->at - from));
    if (in->at == in->end) return;
    if (*in->at++ == '"') {
        self->state = self->matched == KEY_LENGTH ? AFTER_KEY : OUTSIDE;
    } else {
        self->escaped = true;
        self->matched = OTHER_STRING;
    }
}

/* White space, then the awaited byte or something else, which is left for OUTSIDE. */
static void await(embedding_filter *self, piece *in, char byte, int then) {
    while (in->at < in->end && is_space(*in->at)) in->at++;
    if (in->at == in->end) return;
    self->state = *in->at == byte ? then : OUTSIDE;
    if (*in->at == byte) in->at++;
}

static void embedding_begin(embedding_filter *self) {
    self->start = self->block.length;
    memset(&self->decoder, 0, sizeof self->decoder);
}

/* By the exponent's bits. */
static bool all_finite(const float *values, size_t count) {
    uint32_t bits = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(&bits, values + i, sizeof bits);
        if ((bits & 0x7f800000u) == 0x7f800000u) return false;
    }
    return true;
}

/* Records the span and writes its number in place of the string. */
static bool embedding_finish(embedding_filter *self, buffer *out) {
    size_t bytes = self->block.length - self->start;
    if (!base64_decoder_complete(&self->decoder)) return filter_fail(self, "the base64 text is cut short");
    if (bytes == 0 || bytes % sizeof(float) != 0) {
        return filter_fail(self, "%zu bytes are not one or more float32 numbers", bytes);
    }
    embedding_span span = {self->start / sizeof(float), bytes / sizeof(float)};
    float32_from_wire(self->block.data + self->start, span.count);
    if (!all_finite((const float *)(const void *)(self->block.data + self->start), span.count)) {
        return filter_fail(self, "not a number, or an infinite one, is among its numbers");
    }
    char number[24];
    snprintf(number, sizeof number, "%zu", embedding_filter_count(self));
    if (!buffer_append(&self->spans, &span, sizeof span) || !buffer_append_text(out, number)) {
        return filter_fail_memory(self);
    }
    self->state = OUTSIDE;
    return true;
}

static bool base64_scan(embedding_filter *self, piece *in, buffer *out) {
    size_t length = (size_t)(in->end - in->at), written = 0;
    if (!buffer_reserve(&self->block, BASE64_ROOM(length))) return filter_fail_memory(self);
    unsigned char *to = (unsigned char *)self->block.data + self->block.length;
    in->at += base64_decoder_feed(&self->decoder, in->at, length, to, &written);
    self->block.length += written;
    if (in->at == in->end) return true;
    if (*in->at != '"') return filter_fail(self, "byte 0x%02X is not base64", (unsigned)(unsigned char)*in->at);
    in->at++;
    return embedding_finish(self, out);
}

/* Goes on until the state needs its bytes replaced; what lies before is copied in one go. */
static bool text_scan(embedding_filter *self, piece *in, buffer *out) {
    const char *from = in->at;
    while (in->at < in->end && self->state != BASE64) {
        switch (self->state) {
        case OUTSIDE: outside_scan(self, in); break;
        case STRING: string_scan(self, in); break;
        case AFTER_KEY: await(self, in, ':', VALUE); break;
        case VALUE: await(self, in, '"', BASE64); break;
        }
    }
    size_t length = (size_t)(in->at - from);
    if (self->state == BASE64) length--; /* the opening quote */
    if (!buffer_append(out, from, length)) return filter_fail_memory(self);
    if (self->state == BASE64) embedding_begin(self);
    return true;
}

bool embedding_filter_feed(embedding_filter *self, const char *bytes, size_t length, buffer *out) {
    piece in = {bytes, bytes + length};
    if (self->failed) return false;
    while (in.at < in.end) {
        bool good = self->state == BASE64 ? base64_scan(self, &in, out) : text_scan(self, &in, out);
        if (!good) return false;
    }
    return true;
}
