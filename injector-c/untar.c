// Unpacks a tar archive as it arrives. Only files of an OCI layout are written, so no name can lead anywhere else.
#include "injector.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char blobs[] = "blobs/sha256/";

bool is_layout_path(struct span path) {
    if (span_is(path, "index.json") || span_is(path, "oci-layout")) return true;
    if (!span_starts(path, blobs)) return false;
    return is_digest_hex((struct span){path.bytes + sizeof blobs - 1, path.count - (sizeof blobs - 1)});
}

void untar_begin(struct untar *tar, int root) {
    memset(tar, 0, sizeof *tar);
    tar->root = root;
    tar->file = -1;
}

// A number of a tar header: octal digits, or binary with the first bit set. UINT64_MAX if it is neither.
static uint64_t header_number(const uint8_t *field, size_t count) {
    uint64_t number = 0;
    if (field[0] & 0x80) {
        // GNU base-256: sizes beyond 2^63 are nonsense.
        for (size_t i = 1; i < count; i++) {
            if (number >> 55) return UINT64_MAX;
            number = number << 8 | field[i];
        }
        return field[0] == 0x80 ? number : UINT64_MAX;
    }
    size_t i = 0;
    while (i < count && field[i] == ' ') i++;
    for (; i < count && field[i] >= '0' && field[i] <= '7'; i++) number = number << 3 | (field[i] - '0');
    return i == count || field[i] == 0 || field[i] == ' ' ? number : UINT64_MAX;
}

static bool has_right_checksum(const uint8_t header[512]) {
    uint64_t sum = 0;
    for (unsigned i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? ' ' : header[i];
    return sum == header_number(header + 148, 8);
}

static bool refuse(struct untar *tar, const char *error) {
    tar->error = error;
    return false;
}

// The records of an extended header: "LENGTH KEY=VALUE\n" (POSIX pax).
static bool read_pax(struct untar *tar) {
    const char *next = tar->pax, *end = tar->pax + tar->pax_used;
    while (next < end) {
        size_t length = 0;
        const char *record = next;
        while (next < end && *next >= '0' && *next <= '9' && length < MAX_PAX) length = length * 10 + (size_t)(*next++ - '0');
        if (next == end || *next != ' ' || length > (size_t)(end - record) || record + length <= next + 1
            || record[length - 1] != '\n')
            return refuse(tar, "tar: malformed extended header");
        struct span text = {next + 1, (size_t)(record + length - 1 - (next + 1))};
        next = record + length;
        if (span_starts(text, "path=")) {
            size_t count = text.count - 5;
            if (count >= sizeof tar->name) count = 0;  // longer than any name of a layout: not one of ours
            memcpy(tar->name, text.bytes + 5, count);
            tar->name[count] = 0;
            tar->has_pax_name = true;
        } else if (span_starts(text, "size=")) {
            tar->pax_size = 0;
            for (size_t i = 5; i < text.count; i++) {
                if (text.bytes[i] < '0' || text.bytes[i] > '9' || tar->pax_size >> 58)
                    return refuse(tar, "tar: malformed size");
                tar->pax_size = tar->pax_size * 10 + (uint64_t)(text.bytes[i] - '0');
            }
            tar->has_pax_size = true;
        }
    }
    return true;
}

// Opens the file an entry is written to; none for what is not part of a layout.
static bool open_file(struct untar *tar) {
    struct span path = {tar->name, strlen(tar->name)};
    while (span_starts(path, "./")) path.bytes += 2, path.count -= 2;
    if (!is_layout_path(path)) return true;
    if (span_starts(path, blobs)) {
        if ((mkdirat(tar->root, "blobs", 0755) != 0 && errno != EEXIST)
            || (mkdirat(tar->root, "blobs/sha256", 0755) != 0 && errno != EEXIST))
            return refuse(tar, "create blobs: cannot write to the seed directory");
    }
    // A layout may carry a blob twice, and an interrupted run may have left half of one.
    const char *target = span_is(path, "index.json") ? UNCHECKED_INDEX : path.bytes;
    tar->file = openat(tar->root, target, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
    tar->files++;
    return tar->file >= 0 || refuse(tar, "create a blob: cannot write to the seed directory");
}

static bool begin_entry(struct untar *tar) {
    static const uint8_t zeros[512];
    const uint8_t *header = tar->header;
    if (memcmp(header, zeros, 512) == 0) {
        tar->ended = true;
        return true;
    }
    if (!has_right_checksum(header)) return refuse(tar, "tar: header checksum does not match");
    uint64_t size = header_number(header + 124, 12);
    if (size == UINT64_MAX) return refuse(tar, "tar: malformed size");
    char kind = (char)header[156];
    tar->in_pax = kind == 'x';
    if (tar->in_pax) {
        if (size > MAX_PAX) return refuse(tar, "tar: extended header over 4 KiB");
        tar->pax_used = 0;
    } else {
        if (tar->has_pax_size) size = tar->pax_size;
        if (!tar->has_pax_name) {
            memcpy(tar->name, header, 100);
            tar->name[100] = 0;
            if (header[345] != 0 && memcmp(header + 257, "ustar", 5) == 0) tar->name[0] = 0;  // a longer path: not ours
        }
        if ((kind == '0' || kind == 0) && !open_file(tar)) return false;
        // GNU's long name belongs to the entry after it, which is too long to be ours: passed over like any other.
        if (kind != 'g' && kind != 'L' && kind != 'K') tar->has_pax_name = tar->has_pax_size = false;
    }
    tar->remaining = size;
    tar->padding = (size_t)(-size & 511);
    return true;
}

static bool end_entry(struct untar *tar) {
    if (tar->in_pax) {
        tar->in_pax = false;
        return read_pax(tar);
    }
    if (tar->file >= 0 && close(tar->file) != 0) return refuse(tar, "write a blob: disk full");
    tar->file = -1;
    return true;
}

// Puts content of the current entry where it belongs.
static bool add_content(struct untar *tar, const uint8_t *bytes, size_t count) {
    if (tar->in_pax) {
        memcpy(tar->pax + tar->pax_used, bytes, count);
        tar->pax_used += count;
    } else if (tar->file >= 0) {
        for (size_t done = 0; done < count;) {
            ssize_t n = write(tar->file, bytes + done, count - done);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return refuse(tar, "write a blob: cannot write to the seed directory, or disk full");
            done += (size_t)n;
        }
    }
    tar->remaining -= count;
    return tar->remaining > 0 || end_entry(tar);
}

bool untar_add(struct untar *tar, const uint8_t *bytes, size_t count) {
    if (tar->error) return false;
    while (count > 0 && !tar->ended) {
        size_t taken;
        if (tar->remaining > 0) {
            taken = tar->remaining < count ? (size_t)tar->remaining : count;
            if (!add_content(tar, bytes, taken)) return false;
        } else if (tar->padding > 0) {
            taken = tar->padding < count ? tar->padding : count;
            tar->padding -= taken;
        } else {
            taken = 512 - tar->header_used < count ? 512 - tar->header_used : count;
            memcpy(tar->header + tar->header_used, bytes, taken);
            tar->header_used += taken;
            if (tar->header_used == 512) {
                tar->header_used = 0;
                if (!begin_entry(tar) || (!tar->ended && tar->remaining == 0 && !end_entry(tar))) return false;
            }
        }
        bytes += taken, count -= taken;
    }
    return true;
}

const char *untar_end(struct untar *tar) {
    if (tar->file >= 0) {
        close(tar->file);
        tar->file = -1;
    }
    if (tar->error) return tar->error;
    return tar->ended ? NULL : "tar: ends early";
}
