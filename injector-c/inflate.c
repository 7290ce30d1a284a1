// gzip (RFC 1952) and deflate (RFC 1951), from a stream to a stream, in one pass.
#include "injector.h"

#include <string.h>

enum { FAST_BITS = 10, MAX_CODE = 15, LITERALS = 288, DISTANCES = 30, LENGTH_CODES = 19 };

// A canonical Huffman code. `fast` maps the next bits to symbol << 4 | length; 0 stands for a longer code.
struct code {
    uint16_t count[MAX_CODE + 1];
    uint16_t symbol[LITERALS];
    uint16_t fast[1 << FAST_BITS];
};

static struct code literal_code, distance_code;

// Slicing by eight: table[k][b] is the CRC of byte b followed by k zero bytes.
static uint32_t crc_table[8][256];

static void make_crc_table(void) {
    for (uint32_t b = 0; b < 256; b++) {
        uint32_t crc = b;
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
        crc_table[0][b] = crc;
    }
    for (int k = 1; k < 8; k++) {
        for (int b = 0; b < 256; b++) crc_table[k][b] = crc_table[k - 1][b] >> 8 ^ crc_table[0][crc_table[k - 1][b] & 255];
    }
}

static uint32_t add_to_crc(uint32_t crc, const uint8_t *bytes, size_t count) {
    crc = ~crc;
    for (; count >= 8; bytes += 8, count -= 8) {
        uint32_t low = crc ^ (bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24);
        crc = crc_table[7][low & 255] ^ crc_table[6][low >> 8 & 255] ^ crc_table[5][low >> 16 & 255]
            ^ crc_table[4][low >> 24] ^ crc_table[3][bytes[4]] ^ crc_table[2][bytes[5]] ^ crc_table[1][bytes[6]]
            ^ crc_table[0][bytes[7]];
    }
    while (count-- > 0) crc = crc >> 8 ^ crc_table[0][(crc ^ *bytes++) & 255];
    return ~crc;
}

// Makes sure there is input, if there is any more.
static bool has_input(struct inflater *in) {
    if (in->input_count == 0) in->input_count = in->refill(in->context, &in->input);
    return in->input_count > 0;
}

// Fills the bit buffer; at the end of the input it may hold less than was hoped for.
static void fill_bits(struct inflater *in) {
    while (in->bit_count <= 56 && has_input(in)) {
        in->bits |= (uint64_t)*in->input++ << in->bit_count;
        in->input_count--, in->bit_count += 8;
    }
}

static bool drop_bits(struct inflater *in, unsigned count) {
    if (in->bit_count < count) return false;
    in->bits >>= count, in->bit_count -= count;
    return true;
}

// The next `count` bits, at most 32, or -1 at the end of the input.
static int64_t take_bits(struct inflater *in, unsigned count) {
    if (in->bit_count < count) fill_bits(in);
    int64_t value = (int64_t)(in->bits & ((1ull << count) - 1));
    return drop_bits(in, count) ? value : -1;
}

// Makes a code from the lengths of its symbols; false if there are more codes than bits allow. Incomplete ones are
// accepted: an unused code is an error when it is met.
static bool make_code(struct code *code, const uint8_t *lengths, unsigned symbols) {
    uint16_t offset[MAX_CODE + 1], next[MAX_CODE + 1];
    memset(code->count, 0, sizeof code->count);
    memset(code->fast, 0, sizeof code->fast);
    for (unsigned s = 0; s < symbols; s++) code->count[lengths[s]]++;
    code->count[0] = 0;
    int left = 1;
    offset[1] = next[1] = 0;
    for (unsigned n = 1; n <= MAX_CODE; n++) {
        left = 2 * left - code->count[n];
        if (left < 0) return false;
        if (n < MAX_CODE) {
            offset[n + 1] = (uint16_t)(offset[n] + code->count[n]);
            next[n + 1] = (uint16_t)((next[n] + code->count[n]) << 1);
        }
    }
    for (unsigned s = 0; s < symbols; s++) {
        unsigned n = lengths[s];
        if (n == 0) continue;
        code->symbol[offset[n]++] = (uint16_t)s;
        unsigned bits = next[n]++;
        if (n > FAST_BITS) continue;
        unsigned reversed = 0;
        for (unsigned i = 0; i < n; i++) reversed |= (bits >> i & 1) << (n - 1 - i);
        for (unsigned i = reversed; i < 1 << FAST_BITS; i += 1u << n) code->fast[i] = (uint16_t)(s << 4 | n);
    }
    return true;
}

// The next symbol, or -1 if there is none such or the input ends.
static int take_symbol(struct inflater *in, const struct code *code) {
    if (in->bit_count < MAX_CODE) fill_bits(in);
    unsigned fast = code->fast[in->bits & ((1 << FAST_BITS) - 1)];
    if (fast != 0) return drop_bits(in, fast & 15) ? (int)(fast >> 4) : -1;
    unsigned value = 0, first = 0, index = 0;
    for (unsigned n = 1; n <= MAX_CODE; n++) {
        value |= (unsigned)(in->bits >> (n - 1) & 1);
        unsigned count = code->count[n];
        if (value < first + count) return drop_bits(in, n) ? code->symbol[index + value - first] : -1;
        index += count, first = (first + count) << 1, value <<= 1;
    }
    return -1;
}

// Hands the window's content on and begins it anew; what was there stays for distances to refer to.
static bool flush(struct inflater *in) {
    in->crc = add_to_crc(in->crc, in->window, in->window_used);
    bool is_written = in->write(in->context, in->window, in->window_used);
    in->window_used = 0;
    return is_written;
}

static const char could_not_write[] = "unpacked content was refused";
static const char truncated[] = "compressed data ends early";

static const char *copy_stored(struct inflater *in) {
    drop_bits(in, in->bit_count % 8);
    int64_t count = take_bits(in, 16), complement = take_bits(in, 16);
    if (count < 0 || complement < 0) return truncated;
    if ((count ^ complement) != 0xffff) return "stored block with a wrong length";
    while (count > 0) {
        if (in->bit_count >= 8) {
            in->window[in->window_used++] = (uint8_t)take_bits(in, 8);
            in->written++, count--;
        } else {
            if (!has_input(in)) return truncated;
            size_t n = (size_t)count < in->input_count ? (size_t)count : in->input_count;
            if (n > WINDOW_SIZE - in->window_used) n = WINDOW_SIZE - in->window_used;
            memcpy(in->window + in->window_used, in->input, n);
            in->input += n, in->input_count -= n, in->window_used += n, in->written += n, count -= (int64_t)n;
        }
        if (in->window_used == WINDOW_SIZE && !flush(in)) return could_not_write;
    }
    return NULL;
}

// Repeats `length` bytes from `distance` back.
static bool repeat(struct inflater *in, size_t distance, size_t length) {
    in->written += length;
    while (length-- > 0) {
        in->window[in->window_used] = in->window[(in->window_used - distance) % WINDOW_SIZE];
        if (++in->window_used == WINDOW_SIZE && !flush(in)) return false;
    }
    return true;
}

// RFC 1951 §3.2.5
static const char *unpack_block(struct inflater *in) {
    static const uint16_t base[29] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31,
                                      35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    static const uint8_t extra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    static const uint16_t far[DISTANCES] = {1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769,
                                            1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    for (;;) {
        int symbol = take_symbol(in, &literal_code);
        if (symbol < 0) return "compressed data is malformed or ends early";
        if (symbol < 256) {
            in->window[in->window_used] = (uint8_t)symbol;
            in->written++;
            if (++in->window_used == WINDOW_SIZE && !flush(in)) return could_not_write;
            continue;
        }
        if (symbol == 256) return NULL;
        if (symbol > 285) return "length code that does not exist";
        int64_t more = take_bits(in, extra[symbol - 257]);
        int code = take_symbol(in, &distance_code);
        if (more < 0 || code < 0 || code >= DISTANCES) return "distance code that does not exist";
        int64_t further = take_bits(in, code < 4 ? 0 : (unsigned)code / 2 - 1);
        if (further < 0) return truncated;
        uint64_t distance = far[code] + (uint64_t)further;
        if (distance > in->written) return "distance beyond the beginning";
        if (!repeat(in, distance, base[symbol - 257] + (size_t)more)) return could_not_write;
    }
}

// RFC 1951 §3.2.6
static void use_fixed_codes(void) {
    uint8_t lengths[LITERALS];
    for (unsigned s = 0; s < LITERALS; s++) lengths[s] = s < 144 ? 8 : s < 256 ? 9 : s < 280 ? 7 : 8;
    make_code(&literal_code, lengths, LITERALS);
    memset(lengths, 5, DISTANCES);
    make_code(&distance_code, lengths, DISTANCES);
}

// RFC 1951 §3.2.7
static const char *read_codes(struct inflater *in) {
    static const uint8_t order[LENGTH_CODES] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[LITERALS + 32] = {0};
    int64_t literals = take_bits(in, 5), distances = take_bits(in, 5), codes = take_bits(in, 4);
    if (literals < 0 || distances < 0 || codes < 0) return truncated;
    literals += 257, distances += 1, codes += 4;
    if (literals > 286 || distances > DISTANCES) return "too many codes";
    for (int64_t i = 0; i < codes; i++) {
        int64_t length = take_bits(in, 3);
        if (length < 0) return truncated;
        lengths[order[i]] = (uint8_t)length;
    }
    if (!make_code(&literal_code, lengths, LENGTH_CODES)) return "code lengths that no code has";
    memset(lengths, 0, sizeof lengths);
    for (int64_t used = 0; used < literals + distances;) {
        int symbol = take_symbol(in, &literal_code);
        if (symbol < 0) return truncated;
        if (symbol < 16) {
            lengths[used++] = (uint8_t)symbol;
            continue;
        }
        if (symbol == 16 && used == 0) return "repetition of nothing";
        uint8_t repeated = symbol == 16 ? lengths[used - 1] : 0;
        int64_t times = symbol == 16 ? take_bits(in, 2) : take_bits(in, symbol == 17 ? 3 : 7);
        if (times < 0) return truncated;
        times += symbol == 18 ? 11 : 3;
        if (used + times > literals + distances) return "more code lengths than codes";
        while (times-- > 0) lengths[used++] = repeated;
    }
    if (lengths[256] == 0) return "block without an end";
    return make_code(&literal_code, lengths, (unsigned)literals)
            && make_code(&distance_code, lengths + literals, (unsigned)distances)
        ? NULL
        : "code lengths that no code has";
}

static const char *inflate(struct inflater *in) {
    for (bool is_last = false; !is_last;) {
        int64_t last = take_bits(in, 1), kind = take_bits(in, 2);
        if (last < 0 || kind < 0) return truncated;
        is_last = last == 1;
        const char *error = NULL;
        if (kind == 0) error = copy_stored(in);
        else if (kind == 1) use_fixed_codes(), error = unpack_block(in);
        else if (kind == 2) error = read_codes(in), error = error ? error : unpack_block(in);
        else error = "block of an unknown kind";
        if (error) return error;
    }
    return flush(in) ? NULL : could_not_write;
}

// Passes over a text that ends with a zero byte.
static bool skip_text(struct inflater *in) {
    int64_t byte;
    do byte = take_bits(in, 8);
    while (byte > 0);
    return byte == 0;
}

// RFC 1952 §2.3
static const char *read_header(struct inflater *in) {
    if (take_bits(in, 16) != 0x8b1f || take_bits(in, 8) != 8) return "not gzip";
    int64_t flags = take_bits(in, 8);
    if (take_bits(in, 32) < 0 || take_bits(in, 16) < 0 || flags < 0) return truncated;
    if (flags & 0xe0) return "gzip header with unknown flags";
    if (flags & 4) {
        for (int64_t count = take_bits(in, 16); count != 0; count--) {
            if (count < 0 || take_bits(in, 8) < 0) return truncated;
        }
    }
    if ((flags & 8 && !skip_text(in)) || (flags & 16 && !skip_text(in))) return truncated;
    return flags & 2 && take_bits(in, 16) < 0 ? truncated : NULL;
}

const char *gunzip(struct inflater *in) {
    make_crc_table();
    do {
        in->crc = 0, in->window_used = 0, in->written = 0;
        const char *error = read_header(in);
        if (error || (error = inflate(in))) return error;
        drop_bits(in, in->bit_count % 8);
        int64_t crc = take_bits(in, 32), count = take_bits(in, 32);
        if (crc < 0 || count < 0) return truncated;
        if (crc != in->crc) return "gzip checksum does not match";
        if (count != (int64_t)(in->written & 0xffffffff)) return "gzip length does not match";
    } while (in->bit_count >= 8 || has_input(in));
    return NULL;
}
