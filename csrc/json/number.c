#include "json/number.h"

#include <string.h>

#include "json/powers.h"
#include "json/text.h"

__extension__ typedef unsigned __int128 wide;

#define DOUBLE_HIDDEN_BIT  ((uint64_t)1 << 52)
#define DOUBLE_INFINITY    ((uint64_t)0x7FF << 52)
#define DOUBLE_BIAS        1075             /* value = significand * 2^(exponent field - bias) */
#define EXPONENT_CAP       1000000000000000 /* beyond any number of digits that memory holds */
#define SIGNIFICANT_DIGITS 19               /* fit into 64 bits whatever they are */

static double double_from_bits(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t double_to_bits(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* floor(k * log2 10): the binary exponent of 10^k, exact for every k of the table. */
static int power_exponent(int k) {
    return ((k * 1741647 + (2048 << 19)) >> 19) - 2048; /* no negative number is shifted */
}

/* ---- Big integers, for the few numbers that 128 bits cannot decide ---- */

/* 800 digits are enough to tell any double's midpoint from its neighbourhood (768 are); then 5^1130 and shifts by 1075
 * fit. */
#define BIG_DIGITS 800
#define BIG_LIMBS  80

typedef struct big {
    size_t used;
    uint64_t limb[BIG_LIMBS];
} big;

static void big_multiply_add(big *self, uint64_t factor, uint64_t carry) {
    for (size_t i = 0; i < self->used; i++) {
        wide product = (wide)self->limb[i] * factor + carry;
        self->limb[i] = (uint64_t)product;
        carry = (uint64_t)(product >> 64);
    }
    if (carry != 0 && self->used < BIG_LIMBS) self->limb[self->used++] = carry;
}

static void big_multiply_power_of_five(big *self, int exponent) {
    for (; exponent >= 27; exponent -= 27) big_multiply_add(self, 7450580596923828125u, 0);
    for (; exponent > 0; exponent--) big_multiply_add(self, 5, 0);
}

static void big_shift_left(big *self, int bits) {
    for (; bits >= 32; bits -= 32) big_multiply_add(self, (uint64_t)1 << 32, 0);
    big_multiply_add(self, (uint64_t)1 << bits, 0);
}

static int big_compare(const big *a, const big *b) {
    if (a->used != b->used) return a->used < b->used ? -1 : 1;
    for (size_t i = a->used; i-- > 0;) {
        if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
    }
    return 0;
}

/* ---- Text to double ---- */

typedef struct decimal {
    uint64_t significand; /* the first 19 significant digits (more: truncated) */
    int64_t exponent;     /* value = significand * 10^exponent */
    bool truncated;
    const char *digits, *digits_end; /* the text of integer part and fraction, '.' included */
    int64_t written_exponent;        /* what follows 'e' */
} decimal;

/* Where the decimal lies relative to the middle between the double `bits` and the next one: < 0, 0, > 0. */
static int midpoint_compare(const big *digits, int exponent, uint64_t bits) {
    int field = (int)(bits >> 52);
    uint64_t significand = bits & (DOUBLE_HIDDEN_BIT - 1);
    if (field != 0) significand |= DOUBLE_HIDDEN_BIT;
    big left = *digits, right = {1, {2 * significand + 1}};
    big_multiply_power_of_five(exponent > 0 ? &left : &right, exponent > 0 ? exponent : -exponent);
    int shift = (field != 0 ? field : 1) - DOUBLE_BIAS - 1 - exponent;
    big_shift_left(shift > 0 ? &right : &left, shift > 0 ? shift : -shift);
    return big_compare(&left, &right);
}

/* Returns the decimal exponent of the collected digits; what is cut off counts as a digit 1 behind them. */
static int digits_collect(const decimal *from, big *digits) {
    int64_t exponent = from->written_exponent;
    int count = 0;
    bool fraction = false, rest = false;
    digits->used = 0;
    for (const char *p = from->digits; p < from->digits_end; p++) {
        if (*p == '.') {
            fraction = true;
            continue;
        }
        if (count < BIG_DIGITS) {
            big_multiply_add(digits, 10, (uint64_t)(*p - '0'));
            if (digits->used > 0) count++;
            exponent -= fraction;
        } else {
            rest = rest || *p != '0';
            exponent += !fraction;
        }
    }
    if (rest) big_multiply_add(digits, 10, 1);
    return (int)(exponent - rest);
}

/* Exact: starts near the value and moves to the double whose neighbourhood holds the decimal (ties to even). */
static uint64_t bits_from_digits(const decimal *from, uint64_t bits) {
    big digits;
    int exponent = digits_collect(from, &digits);
    for (; bits < DOUBLE_INFINITY; bits++) {
        int order = midpoint_compare(&digits, exponent, bits);
        if (order < 0 || (order == 0 && (bits & 1) == 0)) break;
    }
    for (; bits > 0; bits--) {
        int order = midpoint_compare(&digits, exponent, bits - 1);
        if (order > 0 || (order == 0 && (bits & 1) == 0)) break;
    }
    return bits;
}

/* The upper 128 bits of normalised significand * 10^k, rounded down (Eisel and Lemire); the low half counts only if it
 * can matter. */
static inline wide product_estimate(uint64_t significand, int k) {
    json_power power = json_powers[k - JSON_POWER_MIN];
    if (k < 0 && k >= -27) power.low++; /* the reciprocal rounded up makes short divisions exact */
    wide product = (wide)significand * power.high;
    if (((uint64_t)(product >> 64) & 0x1FF) == 0x1FF) product += (wide)significand * power.low >> 64;
    return product;
}

/* The double next below or at significand * 2^exponent, significand >= 2^63: a start for the exact search. */
static uint64_t bits_truncate(uint64_t significand, int exponent) {
    int field = exponent + 11 + DOUBLE_BIAS;
    if (field >= 0x7FF) return DOUBLE_INFINITY - 1;
    if (field <= -52) return 0;
    if (field <= 0) return significand >> (12 - field);
    return ((uint64_t)field << 52) + ((significand >> 11) & (DOUBLE_HIDDEN_BIT - 1));
}

/* Rounds the product to 53 bits; false where the bits at hand do not decide it, or where it is not a normal number. */
static inline bool product_round(wide product, int k, int exponent, uint64_t *bits) {
    uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;
    int upper = (int)(high >> 63);
    uint64_t significand = high >> (upper + 9);
    int field = exponent + 64 + upper + 10 + DOUBLE_BIAS;
    if (low == UINT64_MAX && (k < -27 || k > 55)) return false;
    if (field <= 0 || field >= 0x7FE) return false;
    /* Exactly in the middle, which only small powers can be: to even. */
    if (low <= 1 && k >= -4 && k <= 23 && (significand & 3) == 1 && significand << (upper + 9) == high)
        significand &= ~(uint64_t)1;
    significand = (significand + (significand & 1)) >> 1;
    *bits = ((uint64_t)field << 52) + significand - DOUBLE_HIDDEN_BIT; /* a carry moves into the exponent field */
    return true;
}

/* value = product * 2^exponent */
static int product_exponent(int k, int zeros) {
    return power_exponent(k) - 63 - zeros;
}

static inline bool bits_estimate(uint64_t significand, int k, uint64_t *bits) {
    int zeros = __builtin_clzll(significand);
    return product_round(product_estimate(significand << zeros, k), k, product_exponent(k, zeros), bits);
}

static uint64_t bits_search(const decimal *from, int k) {
    int zeros = __builtin_clzll(from->significand);
    wide product = product_estimate(from->significand << zeros, k);
    int shift = 1 - (int)(product >> 127);
    return bits_from_digits(
        from, bits_truncate((uint64_t)((product << shift) >> 64), product_exponent(k, zeros) + 64 - shift));
}

/* The digits cut off lie between two significands: `bits`, what the lower one rounds to, is decided if the upper one
 * rounds alike. */
static uint64_t bits_from_truncated(const decimal *from, int k, uint64_t bits) {
    uint64_t above;
    if (bits_estimate(from->significand + 1, k, &above) && above == bits) return bits;
    return bits_search(from, k);
}

static inline uint64_t bits_from_decimal(const decimal *from) {
    uint64_t bits;
    if (from->significand == 0 || from->exponent < JSON_POWER_MIN) return 0; /* below 10^19 * 10^-343 */
    if (from->exponent > 308) return DOUBLE_INFINITY;
    int k = (int)from->exponent;
    if (!bits_estimate(from->significand, k, &bits)) return bits_search(from, k);
    return from->truncated ? bits_from_truncated(from, k, bits) : bits;
}

/* ---- The grammar ---- */

static const uint64_t small_powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

static bool is_digit(char c) {
    return (unsigned char)(c - '0') < 10;
}

/* Eight digits at once, each byte of `word` a value 0 … 9, the first in the lowest byte: pairs, then fours, then all.
 */
static inline uint64_t digits_combine(uint64_t word) {
    word = word * 10 + (word >> 8);
    uint64_t low = (word & 0x000000FF000000FF) * 0x000F424000000064;          /* 100 + 1000000 * 2^32 */
    uint64_t high = ((word >> 16) & 0x000000FF000000FF) * 0x0000271000000001; /* 1 + 10000 * 2^32 */
    return (low + high) >> 32;
}

/* Appends the digits at `p` to `*value` (modulo 2^64) and returns the place behind them. */
static inline const char *digits_read(const char *p, const char *end, uint64_t *value) {
    while (end - p >= 8) {
        uint64_t word = json_word_load(p) ^ JSON_EACH_BYTE('0');
        uint64_t other = ((word + JSON_EACH_BYTE(0x76)) | word) & JSON_EACH_BYTE(0x80);
        if (other != 0) { /* a shorter run: shifted up, so that zeros stand before it */
            unsigned bits = (unsigned)__builtin_ctzll(other) & ~7u;
            if (bits == 0) return p;
            *value = *value * small_powers[bits >> 3] + digits_combine(word << (64 - bits));
            return p + (bits >> 3);
        }
        *value = *value * 100000000 + digits_combine(word);
        p += 8;
    }
    for (; p < end && is_digit(*p); p++) *value = *value * 10 + (uint64_t)(*p - '0');
    return p;
}

/* For more than 19 digits: leading zeros do not count; what is beyond the 19th significant one is cut off. */
static void decimal_truncate(decimal *self) {
    int count = 0;
    bool fraction = false;
    self->significand = 0;
    self->exponent = self->written_exponent;
    for (const char *p = self->digits; p < self->digits_end; p++) {
        if (*p == '.') {
            fraction = true;
        } else if (count < SIGNIFICANT_DIGITS) {
            self->significand = self->significand * 10 + (uint64_t)(*p - '0');
            count += self->significand != 0;
            self->exponent -= fraction;
        } else {
            self->truncated = self->truncated || *p != '0';
            self->exponent += !fraction;
        }
    }
}

/* The sum of all digits has overflowed only if more than 19 of them are significant. */
static void decimal_check(decimal *self) {
    size_t zeros = 0, digits = 0;
    for (const char *p = self->digits; p < self->digits_end; p++) {
        digits += *p != '.';
        if (zeros + 1 == digits && *p == '0') zeros++;
    }
    if (digits - zeros > SIGNIFICANT_DIGITS) decimal_truncate(self);
}

/* `digits`: how many were written, a single zero before the decimal point not counted. */
static inline double decimal_round(decimal *self, size_t digits, bool negative) {
    if (digits > SIGNIFICANT_DIGITS) decimal_check(self);
    uint64_t bits = bits_from_decimal(self);
    return double_from_bits(bits | ((uint64_t)negative << 63));
}

static const char *fail(json_number *number, const char *problem, const char *at) {
    number->problem = problem;
    return at;
}

static const char *exponent_read(const char *p, const char *end, int64_t *exponent) {
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    if (p == end || !is_digit(*p)) return NULL;
    int64_t value = 0;
    for (; p < end && is_digit(*p); p++) {
        if (value < EXPONENT_CAP) value = value * 10 + (*p - '0');
    }
    *exponent = negative ? -value : value;
    return p;
}

/* Fraction and exponent; `p` is behind the integer part. */
static const char *real_read(const char *p, const char *end, decimal *from, bool negative, json_number *number) {
    size_t digits = *from->digits == '0' ? 0 : (size_t)(p - from->digits);
    if (*p == '.') {
        const char *fraction = p + 1;
        p = digits_read(fraction, end, &from->significand);
        if (p == fraction) return fail(number, "a digit after the decimal point", p);
        from->exponent = fraction - p;
        digits += (size_t)(p - fraction);
    }
    from->digits_end = p;
    if (p < end && (*p == 'e' || *p == 'E')) {
        const char *exponent = p + 1;
        p = exponent_read(exponent, end, &from->written_exponent);
        if (p == NULL) return fail(number, "a digit in the exponent", exponent);
        from->exponent += from->written_exponent;
    }
    number->value = decimal_round(from, digits, negative);
    number->is_integer = false;
    return p;
}

/* An integer beyond 19 digits or beyond int64 becomes a double, as in Lua. */
static void integer_finish(decimal *from, bool negative, json_number *number) {
    uint64_t magnitude = from->significand;
    size_t digits = (size_t)(from->digits_end - from->digits);
    number->is_integer = digits <= SIGNIFICANT_DIGITS && magnitude <= (uint64_t)INT64_MAX + negative;
    if (number->is_integer) {
        number->integer = (int64_t)(negative ? 0 - magnitude : magnitude);
        number->value = negative ? -(double)magnitude : (double)magnitude;
    } else {
        number->value = decimal_round(from, digits, negative);
    }
}

const char *json_number_read(const char *text, const char *end, json_number *number) {
    bool negative = *text == '-';
    decimal from = {.digits = text + negative};
    const char *p = from.digits;
    number->problem = NULL;
    if (p < end && *p == '0') {
        p++;
        if (p < end && is_digit(*p)) return fail(number, "no digit after a leading zero", p);
    } else {
        p = digits_read(p, end, &from.significand);
        if (p == from.digits) return fail(number, "a digit", p);
    }
    if (p < end && (*p == '.' || *p == 'e' || *p == 'E')) {
        p = real_read(p, end, &from, negative, number);
    } else {
        from.digits_end = p;
        integer_finish(&from, negative, number);
    }
    if (number->problem == NULL && double_to_bits(number->value) << 1 == DOUBLE_INFINITY << 1) {
        return fail(number, "a number within the range of a double", text);
    }
    return p;
}

/* ---- Double to text: Schubfach (Giulietti, "The Schubfach way to render doubles", 2020) ---- */

typedef struct shortest {
    uint64_t digits;
    int exponent; /* value = digits * 10^exponent */
} shortest;

/* floor of power * factor / 2^128, its last bit also standing for everything below it. */
static uint64_t round_to_odd(json_power power, uint64_t factor) {
    wide product = (wide)power.high * factor + ((wide)power.low * factor >> 64);
    return (uint64_t)(product >> 64) | ((uint64_t)product > 1);
}

/* 10^k, rounded up where it is not exact. */
static json_power power_above(int k) {
    json_power power = json_powers[k - JSON_POWER_MIN];
    if (k < 0 || k > 55) power.low++;
    return power;
}

/* Of the two decimals around the value at this precision, the one inside the rounding interval; both inside: the
 * nearer. All in quarters. */
static uint64_t decimal_choose(uint64_t lower, uint64_t value, uint64_t upper) {
    uint64_t below = value / 4;
    bool below_inside = lower <= 4 * below, above_inside = 4 * below + 4 <= upper;
    if (below_inside != above_inside) return below + above_inside;
    uint64_t middle = 4 * below + 2;
    return below + (value > middle || (value == middle && (below & 1) != 0));
}

static shortest shortest_find(uint64_t significand, int exponent, bool lower_is_closer) {
    uint64_t odd = significand & 1;
    int k = (exponent * 1262611 - (lower_is_closer ? 524031 : 0)) >>
            22; /* floor(log10(2^exponent)), of 3/4 of it where closer */
    int shift = exponent + power_exponent(-k) + 1;
    json_power power = power_above(-k);
    uint64_t value = round_to_odd(power, (4 * significand) << shift);
    uint64_t lower = round_to_odd(power, (4 * significand - 2 + lower_is_closer) << shift) + odd;
    uint64_t upper = round_to_odd(power, (4 * significand + 2) << shift) - odd;
    uint64_t tens = value / 40;
    bool below_inside = lower <= 40 * tens, above_inside = 40 * tens + 40 <= upper;
    if (value >= 40 && below_inside != above_inside) return (shortest){tens + above_inside, k + 1};
    return (shortest){decimal_choose(lower, value, upper), k};
}

static void zeros_trim(shortest *self) {
    while (self->digits % 10000 == 0) self->digits /= 10000, self->exponent += 4;
    while (self->digits % 10 == 0) self->digits /= 10, self->exponent++;
}

static const char digit_pairs[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
    "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/* Writes backwards, ending before `end`; returns the first digit. */
static char *digits_write(char *end, uint64_t value) {
    for (; value >= 100; value /= 100) end = memcpy(end - 2, digit_pairs + value % 100 * 2, 2);
    if (value >= 10) return memcpy(end - 2, digit_pairs + value * 2, 2);
    *--end = (char)('0' + value);
    return end;
}

size_t json_integer_write(char *out, uint64_t magnitude, bool negative) {
    char digits[JSON_NUMBER_SIZE], *end = digits + sizeof digits;
    char *first = digits_write(end, magnitude);
    size_t count = (size_t)(end - first);
    if (negative) *out = '-';
    memcpy(out + negative, first, count);
    return count + negative;
}

/* `point`: the number of digits before the decimal point, from -5 to count - 1. */
static size_t positional_write(char *out, const char *digits, size_t count, int point) {
    char *start = out;
    if (point <= 0) {
        memcpy(out, "0.000000", 8);
        out += 2 - point;
        memcpy(out, digits, count);
        return (size_t)(out - start) + count;
    }
    memcpy(out, digits, (size_t)point);
    out[point] = '.';
    memcpy(out + point + 1, digits + point, count - (size_t)point);
    return count + 1;
}

static size_t scientific_write(char *out, const char *digits, size_t count, int exponent) {
    char *start = out;
    *out++ = digits[0];
    if (count > 1) {
        *out++ = '.';
        memcpy(out, digits + 1, count - 1);
        out += count - 1;
    }
    *out++ = 'e';
    out += json_integer_write(out, (uint64_t)(exponent < 0 ? -exponent : exponent), exponent < 0);
    return (size_t)(out - start);
}

static size_t shortest_write(char *out, shortest value) {
    char digits[JSON_NUMBER_SIZE], *end = digits + sizeof digits;
    char *first = digits_write(end, value.digits);
    size_t count = (size_t)(end - first);
    int point = (int)count + value.exponent;
    if (value.exponent < 0 && point > -6) return positional_write(out, first, count, point);
    return scientific_write(out, first, count, point - 1);
}

size_t json_double_write(char *out, double value) {
    uint64_t bits = double_to_bits(value);
    bool negative = bits >> 63 != 0;
    int field = (int)(bits >> 52 & 0x7FF);
    uint64_t significand = bits & (DOUBLE_HIDDEN_BIT - 1);
    double magnitude = double_from_bits(bits & ~((uint64_t)1 << 63));
    if (magnitude < (double)(DOUBLE_HIDDEN_BIT << 1) && (double)(uint64_t)magnitude == magnitude) {
        if (negative && magnitude == 0) return memcpy(out, "-0.0", 4), 4;
        return json_integer_write(out, (uint64_t)magnitude, negative);
    }
    if (negative) *out++ = '-';
    bool lower_is_closer = significand == 0 && field > 1;
    if (field != 0) significand |= DOUBLE_HIDDEN_BIT;
    shortest found = shortest_find(significand, (field != 0 ? field : 1) - DOUBLE_BIAS, lower_is_closer);
    zeros_trim(&found);
    return shortest_write(out, found) + negative;
}
