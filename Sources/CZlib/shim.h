#include <zlib.h>

// inflateInit2 and deflateInit2 are macros, which Swift cannot call. Window bits 31: a gzip frame with the largest window.
static inline int zarf_gzip_inflate_init(z_stream *stream) { return inflateInit2(stream, 31); }
static inline int zarf_gzip_deflate_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
