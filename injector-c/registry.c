// The read-only registry over an unpacked OCI layout: what each path of the distribution API names.
#include "injector.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int layout = -1;
static struct image images[MAX_IMAGES];
static unsigned image_count;

// What `_catalog` and each `tags/list` answer, made once: names and tags come from JSON strings without escapes.
static char catalog[MAX_IMAGES * (MAX_IMAGE_NAME + 4) + 32];
static char tag_lists[MAX_IMAGES * (MAX_IMAGE_NAME + 192)];
static struct span tag_list[MAX_IMAGES], tag_text[MAX_IMAGES];

static const char manifest_type[] = "application/vnd.oci.image.manifest.v1+json";
static const char index_type[] = "application/vnd.oci.image.index.v1+json";
static const char json_type[] = "application/json";

static void copy_span(char *target, size_t capacity, struct span text) {
    size_t count = text.count < capacity ? text.count : capacity - 1;
    memcpy(target, text.bytes, count);
    target[count] = 0;
}

static struct span after(struct span text, size_t count) { return (struct span){text.bytes + count, text.count - count}; }

// The hex digits of "sha256:<hex>", or an empty span.
static struct span digest_hex(struct span text) {
    if (!span_starts(text, "sha256:") || !is_digest_hex(after(text, 7))) return (struct span){"", 0};
    return after(text, 7);
}

// Takes an image under the name "repository:tag"; one named by digest alone is found by that anyway.
static void add_image(struct span name, struct span digest, struct span media_type) {
    size_t colon = name.count;
    while (colon > 0 && name.bytes[colon - 1] != ':' && name.bytes[colon - 1] != '/') colon--;
    if (colon == 0 || name.bytes[colon - 1] != ':' || memchr(name.bytes, '@', name.count)) return;
    struct span tag = after(name, colon);
    name.count = colon - 1;
    if (name.count == 0 || name.count >= MAX_IMAGE_NAME || tag.count == 0 || tag.count > 128) return;
    for (unsigned i = 0; i < image_count; i++) {
        if (span_is(name, images[i].name) && span_is(tag, images[i].tag)) return;  // the first of a name counts
    }
    if (image_count == MAX_IMAGES) fail("read index.json: over ", decimal(MAX_IMAGES), " images", NULL);
    struct image *image = &images[image_count++];
    copy_span(image->name, sizeof image->name, name);
    copy_span(image->tag, sizeof image->tag, tag);
    copy_span(image->digest, sizeof image->digest, digest);
    copy_span(image->media_type, sizeof image->media_type, media_type);
}

// One descriptor of index.json. spec/zarf-interop.md §10: the annotation base.name is repository and tag, without host.
static void read_descriptor(struct json *json) {
    struct span key, digest = {"", 0}, media_type = {"", 0}, name = {"", 0};
    if (!json_enter(json, '{')) return json_skip(json);
    while (json_member(json, &key)) {
        if (span_is(key, "digest")) digest = digest_hex(json_string(json));
        else if (span_is(key, "mediaType")) media_type = json_string(json);
        else if (span_is(key, "annotations") && json_enter(json, '{')) {
            while (json_member(json, &key)) {
                if (span_is(key, "org.opencontainers.image.base.name")) name = json_string(json);
                else json_skip(json);
            }
        } else json_skip(json);
    }
    if (digest.count > 0 && name.count > 0) add_image(name, digest, media_type);
}

static size_t append(char *buffer, size_t used, const char *text) {
    size_t count = strlen(text);
    memcpy(buffer + used, text, count);
    return used + count;
}

static bool is_first_of_name(unsigned index) {
    for (unsigned i = 0; i < index; i++) {
        if (strcmp(images[i].name, images[index].name) == 0) return false;
    }
    return true;
}

// distribution-spec "Listing Tags": in lexical order.
static int compare_images(const void *left, const void *right) {
    const struct image *first = left, *second = right;
    int order = strcmp(first->name, second->name);
    return order ? order : strcmp(first->tag, second->tag);
}

static void make_lists(void) {
    qsort(images, image_count, sizeof *images, compare_images);
    size_t in_catalog = append(catalog, 0, "{\"repositories\":["), in_lists = 0;
    for (unsigned i = 0; i < image_count; i++) {
        if (!is_first_of_name(i)) continue;
        in_catalog = append(catalog, in_catalog, i > 0 ? ",\"" : "\"");
        in_catalog = append(catalog, append(catalog, in_catalog, images[i].name), "\"");
        size_t start = in_lists;
        in_lists = append(tag_lists, append(tag_lists, in_lists, TAGS_BEGIN), images[i].name);
        in_lists = append(tag_lists, in_lists, TAGS_MIDDLE);
        for (unsigned j = i; j < image_count; j++) {
            if (strcmp(images[j].name, images[i].name) != 0) continue;
            if (j > i) in_lists = append(tag_lists, in_lists, ",");
            size_t tag = in_lists;
            in_lists = append(tag_lists, append(tag_lists, append(tag_lists, in_lists, "\""), images[j].tag), "\"");
            tag_text[j] = (struct span){tag_lists + tag, in_lists - tag};
        }
        in_lists = append(tag_lists, in_lists, TAGS_END);
        tag_list[i] = (struct span){tag_lists + start, in_lists - start};
    }
    catalog[append(catalog, in_catalog, "]}")] = 0;
}

// Reads a whole file into a buffer; the number of bytes, or -1 if it cannot be read or is longer than the buffer.
static ssize_t read_file(int file, char *buffer, size_t capacity) {
    size_t used = 0;
    for (;;) {
        ssize_t n = pread(file, buffer + used, capacity - used, (off_t)used);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        if (n == 0) return (ssize_t)used;
        used += (size_t)n;
        if (used == capacity) return -1;
    }
}

static char json_buffer[MAX_JSON];

void registry_open(int root) {
    layout = root;
    int file = openat(root, "index.json", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) fail("read index.json: the payload has none", NULL);
    ssize_t count = read_file(file, json_buffer, sizeof json_buffer);
    close(file);
    if (count < 0) fail("read index.json: unreadable, or over 256 KiB", NULL);
    struct json json = {json_buffer, json_buffer + count, 0, false};
    struct span key;
    if (!json_enter(&json, '{')) fail("read index.json: not a JSON object", NULL);
    while (json_member(&json, &key)) {
        if (span_is(key, "manifests") && json_enter(&json, '[')) {
            while (json_element(&json)) read_descriptor(&json);
        } else json_skip(&json);
    }
    if (json.failed) fail("read index.json: malformed JSON", NULL);
    make_lists();
}

void manifest_media_type(struct span text, char media_type[128]) {
    struct json json = {text.bytes, text.bytes + text.count, 0, false};
    struct span key, found = {manifest_type, sizeof manifest_type - 1};
    if (json_enter(&json, '{')) {
        while (json_member(&json, &key)) {
            if (span_is(key, "mediaType")) {
                struct span type = json_string(&json);
                if (type.count > 0 && type.count < 128) {
                    found = type;
                    break;
                }
                continue;
            }
            if (span_is(key, "manifests")) found = (struct span){index_type, sizeof index_type - 1};
            json_skip(&json);
        }
    }
    copy_span(media_type, 128, found);
}

// The body of an error, distribution-spec "Error Codes".
void answer_error(struct answer *answer, int status, const char *code) {
    static const struct { const char *code, *body; } bodies[] = {
#define ERROR(code, message) {code, "{\"errors\":[{\"code\":\"" code "\",\"message\":\"" message "\"}]}\n"}
        ERROR("BLOB_UNKNOWN", "no such blob"),
        ERROR("DIGEST_INVALID", "not a sha256 digest"),
        ERROR("MANIFEST_UNKNOWN", "no such manifest"),
        ERROR("NAME_UNKNOWN", "no such repository"),
        ERROR("TOOMANYREQUESTS", "busy, try again"),
        ERROR("UNSUPPORTED", "this registry is read-only"),
    };
    *answer = (struct answer){.status = status, .media_type = json_type, .file = -1};
    for (unsigned i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        if (strcmp(bodies[i].code, code) == 0) answer->body = bodies[i].body;
    }
    answer->body_count = answer->body ? strlen(answer->body) : 0;
}

static void answer_text(struct answer *answer, const char *media_type, struct span body) {
    *answer = (struct answer){
        .status = 200, .media_type = media_type, .body = body.bytes, .body_count = body.count, .file = -1};
}

static void answer_file(struct answer *answer, struct span hex, bool is_manifest) {
    static char media_type[128];
    char path[sizeof "blobs/sha256/" + SHA256_HEX] = "blobs/sha256/";
    copy_span(path + 13, sizeof path - 13, hex);
    int file = openat(layout, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    if (file < 0 && (errno == EMFILE || errno == ENFILE)) return answer_error(answer, 503, "TOOMANYREQUESTS");
    if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (file >= 0) close(file);
        return answer_error(answer, 404, is_manifest ? "MANIFEST_UNKNOWN" : "BLOB_UNKNOWN");
    }
    *answer = (struct answer){
        .status = 200, .media_type = "application/octet-stream", .file = file, .file_size = (uint64_t)status.st_size};
    copy_span(answer->digest, sizeof answer->digest, hex);
    if (!is_manifest) return;
    answer->media_type = media_type;
    ssize_t count = read_file(file, json_buffer, sizeof json_buffer);
    manifest_media_type((struct span){json_buffer, count < 0 ? 0 : (size_t)count}, media_type);
}

static void answer_manifest(struct span name, struct span reference, struct answer *answer) {
    if (memchr(reference.bytes, ':', reference.count)) {
        struct span hex = digest_hex(reference);
        if (hex.count == 0) return answer_error(answer, 400, "DIGEST_INVALID");
        return answer_file(answer, hex, true);
    }
    for (unsigned i = 0; i < image_count; i++) {
        if (!span_is(name, images[i].name) || !span_is(reference, images[i].tag)) continue;
        answer_file(answer, (struct span){images[i].digest, SHA256_HEX}, true);
        if (answer->status == 200 && images[i].media_type[0]) answer->media_type = images[i].media_type;
        return;
    }
    answer_error(answer, 404, "MANIFEST_UNKNOWN");
}

// The value of a member of a query, or an empty span. Tags need no encoding.
static struct span query_value(struct span query, const char *key) {
    while (query.count > 0) {
        const char *end = memchr(query.bytes, '&', query.count);
        struct span item = {query.bytes, end ? (size_t)(end - query.bytes) : query.count};
        if (span_starts(item, key)) return after(item, strlen(key));
        query = after(query, end ? item.count + 1 : item.count);
    }
    return (struct span){"", 0};
}

// distribution-spec "Listing Tags": at most n of them, those behind `last`.
static void answer_tags(struct span name, struct span query, struct answer *answer) {
    unsigned first = 0;
    while (first < image_count && !span_is(name, images[first].name)) first++;
    if (first == image_count) return answer_error(answer, 404, "NAME_UNKNOWN");
    answer_text(answer, json_type, tag_list[first]);
    struct span limit_text = query_value(query, "n="), last = query_value(query, "last=");
    uint64_t limit = MAX_IMAGES;
    bool is_limited = take_number(&limit_text, &limit);
    if (!is_limited && last.count == 0) return;
    answer->page = &images[first], answer->page_limit = is_limited ? limit : MAX_IMAGES;
    answer->body = tag_text[first].bytes, answer->body_count = 0;
    for (unsigned i = first, count = 0; i < image_count && span_is(name, images[i].name); i++) {
        size_t length = strlen(images[i].tag);
        int order = memcmp(images[i].tag, last.bytes, length < last.count ? length : last.count);
        if (order < 0 || (order == 0 && length <= last.count)) continue;
        if (count == answer->page_limit) {
            if (count > 0) answer->page_last = &images[i - 1];
            return;
        }
        if (count++ == 0) answer->body = tag_text[i].bytes;
        answer->body_count = (size_t)(tag_text[i].bytes + tag_text[i].count - answer->body);
    }
}

// Where the last "/" of a text is, or its end.
static size_t last_slash(struct span text) {
    size_t at = text.count;
    while (at > 0 && text.bytes[at - 1] != '/') at--;
    return at > 0 ? at - 1 : text.count;
}

void registry_answer(struct span path, struct span query, struct answer *answer) {
    if (span_is(path, "/healthz")) return answer_text(answer, "text/plain", (struct span){"ok\n", 3});
    if (span_is(path, "/v2") || span_is(path, "/v2/")) return answer_text(answer, json_type, (struct span){"{}", 2});
    if (span_is(path, "/v2/_catalog")) return answer_text(answer, json_type, (struct span){catalog, strlen(catalog)});
    if (!span_starts(path, "/v2/")) return answer_error(answer, 404, "NAME_UNKNOWN");
    path = after(path, 4);
    size_t slash = last_slash(path);
    if (slash == path.count) return answer_error(answer, 404, "NAME_UNKNOWN");
    struct span last = after(path, slash + 1), name = {path.bytes, slash}, kind = {"", 0};
    slash = last_slash(name);
    if (slash < name.count) kind = after(name, slash + 1), name.count = slash;
    if (span_is(kind, "manifests")) return answer_manifest(name, last, answer);
    if (span_is(kind, "tags") && span_is(last, "list")) return answer_tags(name, query, answer);
    // distribution-spec "Listing Referrers": 404 says that the tag schema is to be asked instead.
    if (span_is(kind, "referrers")) return answer_error(answer, 404, "NAME_UNKNOWN");
    // Quirk: upstream's injector gives a blob for every other path that ends in a digest.
    struct span hex = digest_hex(last);
    if (hex.count > 0) return answer_file(answer, hex, false);
    if (span_is(kind, "blobs")) return answer_error(answer, 400, "DIGEST_INVALID");
    answer_error(answer, 404, "NAME_UNKNOWN");
}
