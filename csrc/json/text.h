/* What reading and writing of JSON strings have in common: strict UTF-8 and the search for the next byte that needs
 * care. */
#ifndef OPENAI_JSON_TEXT_H
#define OPENAI_JSON_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define JSON_EACH_BYTE(byte) (0x0101010101010101u * (byte))

/* Eight bytes, the first in the lowest place on every machine. */
static inline uint64_t json_word_load(const char *text) {
    uint64_t word;
    memcpy(&word, text, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* High bit set in the bytes that are a quote, a backslash, a control character or not ASCII. Exact up to the first such
 * byte: a borrow can only spoil bytes behind it. */
static inline uint64_t json_word_special(uint64_t word) {
    uint64_t quote = (word ^ JSON_EACH_BYTE('"')) - JSON_EACH_BYTE(1);
    uint64_t backslash = (word ^ JSON_EACH_BYTE('\\')) - JSON_EACH_BYTE(1);
    uint64_t control = word - JSON_EACH_BYTE(0x20);
    return (quote | backslash | control | word) & JSON_EACH_BYTE(0x80);
}

static inline int json_is_tail(unsigned char byte) {
    return (byte & 0xC0) == 0x80;
}

/* The length of the well-formed UTF-8 sequence (table 3-7 of the Unicode standard) that starts with the non-ASCII byte
 * at `text`; 0: none. */
static inline size_t json_utf8_length(const char *text, const char *end) {
    const unsigned char *byte = (const unsigned char *)text;
    size_t left = (size_t)(end - text);
    if (byte[0] < 0xC2 || byte[0] > 0xF4 || left < 2 || !json_is_tail(byte[1])) return 0;
    if (byte[0] < 0xE0) return 2;
    if (left < 3 || !json_is_tail(byte[2])) return 0;
    if (byte[0] < 0xF0) {
        if (byte[0] == 0xE0 && byte[1] < 0xA0) return 0; /* overlong */
        if (byte[0] == 0xED && byte[1] > 0x9F) return 0; /* a surrogate */
        return 3;
    }
    if (left < 4 || !json_is_tail(byte[3])) return 0;
    if (byte[0] == 0xF0 && byte[1] < 0x90) return 0; /* overlong */
    if (byte[0] == 0xF4 && byte[1] > 0x8F) return 0; /* beyond U+10FFFF */
    return 4;
}

/* The first byte at or after `text` that is a quote, a backslash, a control character or not part of well-formed UTF-8;
 * or `end`. */
static inline const char *json_text_span(const char *text, const char *end) {
    for (;;) {
        while (end - text >= 8) {
            uint64_t special = json_word_special(json_word_load(text));
            if (special != 0) {
                text += __builtin_ctzll(special) >> 3;
                break;
            }
            text += 8;
        }
        if (text == end) return text;
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\' || byte < 0x20) return text;
        if (byte < 0x80) text++; /* among the last seven bytes */
        while (text < end && (unsigned char)*text >= 0x80) {
            size_t length = json_utf8_length(text, end);
            if (length == 0) return text;
            text += length;
        }
    }
}

#endif
