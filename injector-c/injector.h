// zarf-injector: joins a payload that travelled as ConfigMaps, unpacks the OCI layout in it, and serves that read-only.
// It runs in a borrowed container of which nothing is known, so it is one static binary without a heap: every buffer is
// here or in a static variable, every limit is named below, and nothing is sized by input.
//
// Protocol: spec/zarf-interop.md §10; a drop-in for upstream's zarf-injector v0.3.0.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    // 4,096 parts of 768 KiB are 3 GiB: more than any API server would take as ConfigMaps.
    MAX_PARTS = 4096,
    // "zarf-payload-" and a number; longer names are none of ours.
    MAX_PART_NAME = 48,
    // The window of deflate (RFC 1951 §2).
    WINDOW_SIZE = 32768,
    // Read from a part at a time.
    READ_SIZE = 65536,
    // Images that can be named by a tag: a seed carries one or two.
    MAX_IMAGES = 64,
    // Registry names are at most 255 characters (OCI distribution-spec, "Pulling manifests"), tags 128.
    MAX_IMAGE_NAME = 384,
    // An index or manifest that is read as JSON. Larger manifests are served, but their media type is a guess.
    MAX_JSON = 262144,
    // Arrays and objects within each other; an OCI index has four.
    MAX_JSON_DEPTH = 32,
    // Extended headers (pax) of a tar entry.
    MAX_PAX = 4096,
    // Connections at a time, so that all of them together stay below 2 MiB. When all are taken, the one that has been silent longest makes room.
    MAX_CONNECTIONS = 320,
    // Request line and headers; containerd sends some 300 bytes.
    MAX_REQUEST = 4096,
    // Of an answer; a page of tags has the repository's name in it twice.
    MAX_HEADER = 1280,
    // Requests that are not complete, answers that do not move, and kept connections are ended after so long.
    IDLE_MILLISECONDS = 20000,
    // After SIGTERM: a pod has one second.
    DRAIN_MILLISECONDS = 900,
    // A file is sent in pieces, so that one fast reader does not starve the others.
    SEND_SIZE = 1 << 20,
    SHA256_HEX = 64,
};

// Bytes with their length: a string without a terminator.
struct span {
    const char *bytes;
    size_t count;
};

// main.c

// Ends the program with "zarf-injector: error: " and the parts, of which the last is NULL.
_Noreturn void fail(const char *first, ...);
// Prints the parts, of which the last is NULL, as one line on standard output.
void say(const char *first, ...);
// The decimal digits of a number, in a buffer that the next call but three uses again.
const char *decimal(uint64_t number);
bool span_is(struct span span, const char *text);
bool span_starts(struct span span, const char *text);

// sha256.c

struct sha256 {
    uint32_t state[8];
    uint64_t count;
    uint8_t block[64];
};
void sha256_begin(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *bytes, size_t count);
// Writes 64 lower-case hex digits, without a terminator.
void sha256_end(struct sha256 *hash, char hex[SHA256_HEX]);
// True for exactly 64 lower-case hex digits: only then may a digest become a path.
bool is_digest_hex(struct span span);

// inflate.c

// Where inflate reads from and writes to. `refill` gives the next bytes, or 0 at the end; `write` takes what was unpacked.
struct inflater {
    size_t (*refill)(void *context, const uint8_t **bytes);
    bool (*write)(void *context, const uint8_t *bytes, size_t count);
    void *context;
    const uint8_t *input;
    size_t input_count;
    uint64_t bits;
    unsigned bit_count;
    size_t window_used;
    uint64_t written;
    uint32_t crc;
    uint8_t window[WINDOW_SIZE];
};
// Unpacks one gzip file (RFC 1952), several members joined. Returns NULL, or what is wrong with it.
const char *gunzip(struct inflater *inflater);

// untar.c

struct untar {
    int root;            // descriptor of the directory to write into
    int file;            // the file being written, or -1
    uint64_t remaining;  // bytes of the entry still to come
    size_t padding;      // bytes of filling after it
    size_t header_used;
    size_t pax_used;
    bool in_pax, has_pax_name, has_pax_size, ended;
    uint64_t pax_size;
    unsigned files;
    const char *error;   // what is wrong, once something is
    char name[MAX_IMAGE_NAME];
    char pax[MAX_PAX];
    uint8_t header[512];
};
// What index.json is called until the sha256 of the whole payload is found to be right.
#define UNCHECKED_INDEX "index.json.unchecked"
void untar_begin(struct untar *tar, int root);
// Takes the next bytes of the archive; false when something is wrong, which `error` says.
bool untar_add(struct untar *tar, const uint8_t *bytes, size_t count);
// NULL if the archive was complete, or what is wrong.
const char *untar_end(struct untar *tar);
// Whether a path is part of an OCI layout: only such entries are unpacked, all others are passed over.
bool is_layout_path(struct span path);

// json.c

// Steps through a JSON text from token to token.
struct json {
    const char *next, *end;
    unsigned depth;
    bool failed;
};
// Goes into an object or array: true if there is one here. Then `json_member` or `json_element` until they are false.
bool json_enter(struct json *json, char bracket);
// The next member of the object: its key, and the value is next. A key with escapes is given as it is written.
bool json_member(struct json *json, struct span *key);
bool json_element(struct json *json);
// A string without escapes; anything else is passed over, and gives an empty span.
struct span json_string(struct json *json);
void json_skip(struct json *json);

// registry.c

// A manifest that a tag names.
struct image {
    char name[MAX_IMAGE_NAME];  // repository, without the tag
    char tag[129];
    char digest[SHA256_HEX + 1];
    char media_type[128];
};
// What an answer consists of.
struct answer {
    int status;
    const char *media_type;
    const char *body;    // a constant text, or NULL
    size_t body_count;
    int file;            // or a file, or -1
    uint64_t file_size;
    char digest[SHA256_HEX + 1];  // empty if none
    // A page of tags: the body is some of a list, of the repository of this image; NULL for anything else.
    const struct image *page;
    uint64_t page_limit;
    const struct image *page_last;  // the last tag, if others follow it
};
#define TAGS_BEGIN "{\"name\":\""
#define TAGS_MIDDLE "\",\"tags\":["
#define TAGS_END "]}"
// Reads index.json below `root`; fails if there is none or it is malformed.
void registry_open(int root);
// Finds what a path, decoded, and its query, not decoded, name.
void registry_answer(struct span path, struct span query, struct answer *answer);
void answer_error(struct answer *answer, int status, const char *code);
// The media type of a manifest: what it says itself, or what its members tell.
void manifest_media_type(struct span text, char media_type[128]);

// http.c

// Serves on a listening socket until SIGTERM or SIGINT.
void serve(int listener);

// request.c

// One request's head. Returns its length, 0 if it is not complete yet, or the negative status to refuse it with.
struct request {
    bool is_get, is_head, keeps_alive;
    struct span path;     // decoded in place, without the query
    struct span query;    // as it was sent
    struct span range, if_range, none_match;
};
int parse_request(char *bytes, size_t count, struct request *request);
// Reads `bytes=…` for a body of `size`: 200 the whole, 206 from *first to *last, 416 nothing.
int parse_range(struct span range, uint64_t size, uint64_t *first, uint64_t *last);
// Takes the digits a text begins with; false if there are none. UINT64_MAX - 1 stands for anything beyond.
bool take_number(struct span *text, uint64_t *number);
// Whether a comma-separated list has a word, in any case.
bool list_has(struct span list, const char *word);
