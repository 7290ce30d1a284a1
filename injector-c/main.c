// zarf-injector [--unpack-only | --serve-only] [SHA256] [ADDRESS:PORT]
#include "injector.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void print(int file, const char *prefix, const char *first, va_list parts) {
    char line[1024];
    size_t used = 0;
    for (const char *part = prefix; part; part = part == prefix ? first : va_arg(parts, const char *)) {
        size_t count = strlen(part);
        if (count > sizeof line - 1 - used) count = sizeof line - 1 - used;
        memcpy(line + used, part, count);
        used += count;
    }
    line[used++] = '\n';
    // There is nobody left to tell when this fails.
    if (write(file, line, used) < 0) return;
}

void fail(const char *first, ...) {
    va_list parts;
    va_start(parts, first);
    print(2, "zarf-injector: error: ", first, parts);
    va_end(parts);
    _exit(1);
}

void say(const char *first, ...) {
    va_list parts;
    va_start(parts, first);
    print(1, "zarf-injector: ", first, parts);
    va_end(parts);
}

const char *decimal(uint64_t number) {
    static char buffers[4][24];
    static unsigned next;
    char *end = buffers[next++ % 4] + 23;
    do *--end = (char)('0' + number % 10);
    while (number /= 10);
    return end;
}

bool span_is(struct span span, const char *text) {
    return span.count == strlen(text) && memcmp(span.bytes, text, span.count) == 0;
}

bool span_starts(struct span span, const char *text) {
    size_t count = strlen(text);
    return span.count >= count && memcmp(span.bytes, text, count) == 0;
}

// The payload: its parts in order, read and hashed as one stream.
static struct {
    char names[MAX_PARTS][MAX_PART_NAME];
    unsigned count, next;
    int directory, file;
    uint64_t bytes;
    struct sha256 hash;
    uint8_t buffer[READ_SIZE];
} payload;

static const char part_prefix[] = "zarf-payload-";

// 9 before 10 before 100, although 1000 parts have names of different lengths.
static int compare_parts(const void *left, const void *right) {
    size_t left_count = strlen(left), right_count = strlen(right);
    return left_count != right_count ? (left_count < right_count ? -1 : 1) : strcmp(left, right);
}

static void take_part(const char *name) {
    struct stat status;
    if (strncmp(name, part_prefix, sizeof part_prefix - 1) != 0) return;
    if (fstatat(payload.directory, name, &status, 0) != 0 || !S_ISREG(status.st_mode)) return;
    if (strlen(name) >= MAX_PART_NAME) fail("read payload: a part's name is too long", NULL);
    if (payload.count == MAX_PARTS) fail("read payload: over ", decimal(MAX_PARTS), " parts", NULL);
    strcpy(payload.names[payload.count++], name);
}

// Lists the parts. readdir would need a heap.
static void find_parts(const char *root) {
    struct entry {
        uint64_t inode;
        int64_t offset;
        uint16_t length;
        uint8_t kind;
        char name[];
    };
    payload.directory = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (payload.directory < 0) fail("open ", root, ": ", strerror(errno), NULL);
    static _Alignas(struct entry) char buffer[READ_SIZE];
    long count;
    while ((count = syscall(SYS_getdents64, payload.directory, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < count;) {
            const struct entry *entry = (const void *)(buffer + at);
            take_part(entry->name);
            at += entry->length;
        }
    }
    if (count < 0) fail("list ", root, ": ", strerror(errno), NULL);
    if (payload.count == 0) fail("read payload: no ", part_prefix, "… in ", root, NULL);
    qsort(payload.names, payload.count, MAX_PART_NAME, compare_parts);
}

// A part that is missing in between would otherwise only show as a wrong hash.
static void check_numbers(void) {
    for (unsigned i = 0; i < payload.count; i++) {
        const char *digits = payload.names[i] + sizeof part_prefix - 1;
        unsigned number = 0;
        for (; *digits >= '0' && *digits <= '9' && number <= MAX_PARTS; digits++) {
            number = number * 10 + (unsigned)(*digits - '0');
        }
        if (*digits != 0) return;
        if (number != i) fail("read payload: part ", decimal(i), " of ", decimal(payload.count), " or more is missing", NULL);
    }
}

static size_t refill(void *context, const uint8_t **bytes) {
    (void)context;
    for (;;) {
        if (payload.file < 0) {
            if (payload.next == payload.count) return 0;
            payload.file = openat(payload.directory, payload.names[payload.next++], O_RDONLY | O_CLOEXEC);
            if (payload.file < 0) fail("open ", payload.names[payload.next - 1], ": ", strerror(errno), NULL);
        }
        ssize_t count = read(payload.file, payload.buffer, sizeof payload.buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("read ", payload.names[payload.next - 1], ": ", strerror(errno), NULL);
        if (count > 0) {
            sha256_add(&payload.hash, payload.buffer, (size_t)count);
            payload.bytes += (uint64_t)count;
            *bytes = payload.buffer;
            return (size_t)count;
        }
        close(payload.file);
        payload.file = -1;
    }
}

static bool take_unpacked(void *context, const uint8_t *bytes, size_t count) { return untar_add(context, bytes, count); }

// Joins, checks and unpacks the payload below `seed`.
static void unpack(const char *root, int seed, const char *expected) {
    static struct inflater inflater;
    static struct untar tar;
    if (!is_digest_hex((struct span){expected, strlen(expected)})) fail("\"", expected, "\" is no sha256", NULL);
    find_parts(root);
    check_numbers();
    payload.file = -1;
    sha256_begin(&payload.hash);
    untar_begin(&tar, seed);
    // Only what was checked is served, also by another process: until then there is no index.json, so no layout.
    unlinkat(seed, "index.json", 0);
    inflater.refill = refill, inflater.write = take_unpacked, inflater.context = &tar;
    const char *error = gunzip(&inflater), *tar_error = untar_end(&tar);
    if (error || tar_error) {
        fail("unpack payload, at ", payload.names[payload.next - (payload.next > 0)], " of ", decimal(payload.count),
            " parts: ", tar.error ? tar.error : error ? error : tar_error, NULL);
    }
    char found[SHA256_HEX + 1] = {0};
    sha256_end(&payload.hash, found);
    if (strcmp(found, expected) != 0) {
        fail("check payload: sha256 is ", found, ", expected ", expected, " (", decimal(payload.count), " parts, ",
            decimal(payload.bytes), " bytes)", NULL);
    }
    if (renameat(seed, UNCHECKED_INDEX, seed, "index.json") != 0 && errno != ENOENT) {
        fail("write index.json: ", strerror(errno), NULL);
    }
    say("unpacked ", decimal(tar.files), " files from ", decimal(payload.count), " parts, ", decimal(payload.bytes),
        " bytes", NULL);
}

// Reads ADDRESS:PORT, the address IPv4, or IPv6 in brackets.
static socklen_t read_address(const char *text, struct sockaddr_storage *address) {
    struct sockaddr_in *v4 = (void *)address;
    struct sockaddr_in6 *v6 = (void *)address;
    char host[64] = {0};
    const char *colon = strrchr(text, ':');
    bool is_v6 = text[0] == '[';
    size_t count = colon ? (size_t)(colon - text) : 0;
    if (is_v6 && (count < 2 || text[count - 1] != ']')) count = 0;
    if (is_v6) text++, count = count > 1 ? count - 2 : 0;
    if (!colon || count == 0 || count >= sizeof host) return 0;
    memcpy(host, text, count);
    unsigned port = 0;
    for (const char *digit = colon + 1; *digit; digit++) {
        if (*digit < '0' || *digit > '9' || (port = port * 10 + (unsigned)(*digit - '0')) > 65535) return 0;
    }
    memset(address, 0, sizeof *address);
    if (is_v6) {
        v6->sin6_family = AF_INET6, v6->sin6_port = htons((uint16_t)port);
        return inet_pton(AF_INET6, host, &v6->sin6_addr) == 1 ? sizeof *v6 : 0;
    }
    v4->sin_family = AF_INET, v4->sin_port = htons((uint16_t)port);
    return inet_pton(AF_INET, host, &v4->sin_addr) == 1 ? sizeof *v4 : 0;
}

static int listen_on(const char *text) {
    struct sockaddr_storage address;
    socklen_t count = read_address(text, &address);
    int one = 1, zero = 0;
    int listener = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0) fail("listen on ", text, ": ", strerror(errno), NULL);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (address.ss_family == AF_INET6) setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
    if (bind(listener, (const struct sockaddr *)&address, count) != 0 || listen(listener, 1024) != 0
        || getsockname(listener, (struct sockaddr *)&address, &count) != 0)
        fail("listen on ", text, ": ", strerror(errno), NULL);
    uint16_t port = address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
                                                  : ((struct sockaddr_in *)&address)->sin_port;
    say("serving on port ", decimal(ntohs(port)), NULL);
    return listener;
}

int main(int count, char **arguments) {
    const char *init_root = getenv("ZARF_INJECTOR_INIT_ROOT"), *seed_root = getenv("ZARF_INJECTOR_SEED_ROOT");
    bool unpacks = true, serves = true;
    int next = 1;
    if (count > 1 && strcmp(arguments[1], "--unpack-only") == 0) serves = false, next++;
    if (count > 1 && strcmp(arguments[1], "--serve-only") == 0) unpacks = false, next++;
    static const char usage[] =
        "usage: zarf-injector SHA256 [ADDRESS:PORT] | --unpack-only SHA256 | --serve-only [ADDRESS:PORT]\n";
    if (count == 2 && (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "-h") == 0))
        return write(1, usage, sizeof usage - 1) < 0;
    if (!init_root || !*init_root) init_root = "/zarf-init";
    if (!seed_root || !*seed_root) seed_root = "/zarf-seed";
    const char *expected = unpacks && next < count ? arguments[next++] : NULL;
    const char *address = serves && next < count ? arguments[next++] : "0.0.0.0:5000";
    if (next != count || (unpacks && !expected)) return write(2, usage, sizeof usage - 1) < 0 ? 1 : 64;
    struct sockaddr_storage parsed;
    if (serves && read_address(address, &parsed) == 0) fail("listen on \"", address, "\": not ADDRESS:PORT", NULL);
    int seed = open(seed_root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (seed < 0) fail("open ", seed_root, ": ", strerror(errno), NULL);
    if (unpacks) unpack(init_root, seed, expected);
    if (!serves) return 0;
    registry_open(seed);
    serve(listen_on(address));
    return 0;
}
