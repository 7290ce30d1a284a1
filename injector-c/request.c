// Parses request heads and ranges (RFC 9112, RFC 9110): everything a client can send is looked at here.
#include "injector.h"

#include <string.h>
#include <strings.h>

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Decodes %XX in place and takes the query off; false if the path is malformed.
static bool decode_path(char *bytes, size_t count, struct span *path, struct span *query) {
    char *mark = memchr(bytes, '#', count);
    if (mark) count = (size_t)(mark - bytes);
    mark = memchr(bytes, '?', count);
    if (mark) {
        *query = (struct span){mark + 1, count - (size_t)(mark - bytes) - 1};
        count = (size_t)(mark - bytes);
    }
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        char c = bytes[i];
        if (c == '%') {
            if (count - i < 3 || hex_digit(bytes[i + 1]) < 0 || hex_digit(bytes[i + 2]) < 0) return false;
            c = (char)(hex_digit(bytes[i + 1]) << 4 | hex_digit(bytes[i + 2]));
            i += 2;
        }
        if ((unsigned char)c <= 0x20 || c == 0x7f) return false;
        bytes[used++] = c;
    }
    *path = (struct span){bytes, used};
    return used > 0 && bytes[0] == '/';
}

static bool equals_ignoring_case(struct span span, const char *text) {
    return span.count == strlen(text) && strncasecmp(span.bytes, text, span.count) == 0;
}

bool list_has(struct span list, const char *word) {
    for (size_t start = 0, i = 0; i <= list.count; i++) {
        if (i < list.count && list.bytes[i] != ',') continue;
        struct span item = {list.bytes + start, i - start};
        while (item.count > 0 && item.bytes[0] == ' ') item.bytes++, item.count--;
        while (item.count > 0 && item.bytes[item.count - 1] == ' ') item.count--;
        if (equals_ignoring_case(item, word)) return true;
        start = i + 1;
    }
    return false;
}

static int parse_request_line(char *line, size_t count, struct request *request) {
    char *space = memchr(line, ' ', count), *end = line + count;
    if (!space || space == line) return -400;
    struct span method = {line, (size_t)(space - line)};
    char *target = space + 1, *second = memchr(target, ' ', (size_t)(end - target));
    if (!second) return -400;
    struct span version = {second + 1, (size_t)(end - second - 1)};
    if (version.count != 8 || !span_starts(version, "HTTP/")) return -400;
    if (!span_is(version, "HTTP/1.1") && !span_is(version, "HTTP/1.0")) return -505;
    size_t length = (size_t)(second - target);
    if (length > 7 && strncasecmp(target, "http://", 7) == 0) {  // absolute form, as proxies get it
        char *slash = memchr(target + 7, '/', length - 7);
        if (!slash) return -400;
        length -= (size_t)(slash - target), target = slash;
    }
    if (!decode_path(target, length, &request->path, &request->query)) return -400;
    request->is_get = span_is(method, "GET"), request->is_head = span_is(method, "HEAD");
    request->keeps_alive = span_is(version, "HTTP/1.1");
    return 0;
}

static int parse_header(struct span line, struct request *request, unsigned *hosts) {
    const char *colon = memchr(line.bytes, ':', line.count);
    if (!colon || colon == line.bytes || colon[-1] == ' ' || colon[-1] == '\t') return -400;
    if (line.bytes[0] == ' ' || line.bytes[0] == '\t') return -400;
    struct span name = {line.bytes, (size_t)(colon - line.bytes)};
    struct span value = {colon + 1, line.count - name.count - 1};
    while (value.count > 0 && (value.bytes[0] == ' ' || value.bytes[0] == '\t')) value.bytes++, value.count--;
    while (value.count > 0 && (value.bytes[value.count - 1] == ' ' || value.bytes[value.count - 1] == '\t')) value.count--;
    if (equals_ignoring_case(name, "host")) ++*hosts;
    else if (equals_ignoring_case(name, "range")) request->range = value;
    else if (equals_ignoring_case(name, "if-range")) request->if_range = value;
    else if (equals_ignoring_case(name, "if-none-match")) request->none_match = value;
    else if (equals_ignoring_case(name, "connection")) {
        if (list_has(value, "close")) request->keeps_alive = false;
        else if (list_has(value, "keep-alive")) request->keeps_alive = true;
    } else if (equals_ignoring_case(name, "transfer-encoding")
        || (equals_ignoring_case(name, "content-length") && !span_is(value, "0"))) {
        // A body is of no use here: it is not read, so what follows it cannot be told from it.
        return 1;
    }
    return 0;
}

int parse_request(char *bytes, size_t count, struct request *request) {
    size_t start = 0;
    while (count - start >= 2 && memcmp(bytes + start, "\r\n", 2) == 0) start += 2;
    // A client that tries TLS first sends 0x16 and waits: the answer in plain text tells it to do without.
    if (start < count && (bytes[start] < 'A' || bytes[start] > 'Z')) return -400;
    char *end = memmem(bytes + start, count - start, "\r\n\r\n", 4);
    if (!end) return count >= MAX_REQUEST ? -431 : 0;
    if (memchr(bytes + start, 0, (size_t)(end - bytes) - start)) return -400;
    memset(request, 0, sizeof *request);
    char *line = bytes + start, *line_end = memmem(line, (size_t)(end + 2 - line), "\r\n", 2);
    int status = parse_request_line(line, (size_t)(line_end - line), request);
    bool is_11 = request->keeps_alive, has_body = false;
    unsigned hosts = 0;
    while (status == 0 && line_end < end) {
        line = line_end + 2;
        line_end = memmem(line, (size_t)(end + 2 - line), "\r\n", 2);
        status = parse_header((struct span){line, (size_t)(line_end - line)}, request, &hosts);
        if (status == 1) has_body = true, status = 0;
    }
    if (status < 0) return status;
    if (hosts > 1 || (is_11 && hosts == 0)) return -400;  // RFC 9112 §3.2
    if (has_body) request->keeps_alive = false;
    return (int)(end + 4 - bytes);
}

bool take_number(struct span *text, uint64_t *number) {
    size_t start = text->count;
    *number = 0;
    while (text->count > 0 && *text->bytes >= '0' && *text->bytes <= '9') {
        *number = *number > UINT64_MAX / 20 ? UINT64_MAX - 1 : *number * 10 + (uint64_t)(*text->bytes - '0');
        text->bytes++, text->count--;
    }
    return text->count < start;
}

// RFC 9110 §14.2: one range is obeyed; several, and what is no range, are as if nothing was asked.
int parse_range(struct span range, uint64_t size, uint64_t *first, uint64_t *last) {
    if (!span_starts(range, "bytes=")) return 200;
    range.bytes += 6, range.count -= 6;
    bool has_first = take_number(&range, first), has_last;
    if (range.count == 0 || *range.bytes != '-') return 200;
    range.bytes++, range.count--;
    has_last = take_number(&range, last);
    if (range.count > 0 || (!has_first && !has_last) || (has_first && has_last && *first > *last)) return 200;
    if (!has_first) {
        if (*last == 0 || size == 0) return 416;
        *first = *last < size ? size - *last : 0;
        has_last = false;
    }
    if (*first >= size) return 416;
    if (!has_last || *last >= size) *last = size - 1;
    return 206;
}
