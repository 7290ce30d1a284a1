// One target for every parser of the injector: FUZZ_PARSER names one, else the first byte chooses. Built with -fsanitize=fuzzer,address,undefined;
// see `make fuzz-injector`. Each file is included, so that functions that are static can be reached.
#define main injector_main
#include "../../injector-c/main.c"
#undef main
#include "../../injector-c/http.c"
#include "../../injector-c/inflate.c"
#include "../../injector-c/json.c"
#include "../../injector-c/registry.c"
#include "../../injector-c/request.c"
#include "../../injector-c/sha256.c"
#include "../../injector-c/untar.c"

#include <dirent.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

struct input {
    const uint8_t *bytes;
    size_t count, step;
};

static size_t give(void *context, const uint8_t **bytes) {
    struct input *input = context;
    size_t n = input->count < input->step ? input->count : input->step;
    *bytes = input->bytes;
    input->bytes += n, input->count -= n;
    return n;
}

static uint64_t swallowed;
static bool swallow(void *context, const uint8_t *bytes, size_t count) {
    (void)context, (void)bytes;
    // A bomb of a few bytes may unpack to a gigabyte: 16 MiB show as much.
    return (swallowed += count) < 16 << 20;
}

static void fuzz_inflate(const uint8_t *bytes, size_t count) {
    static struct inflater inflater;
    struct input input = {bytes, count, 7};
    swallowed = 0;
    memset(&inflater, 0, sizeof inflater);
    inflater.refill = give, inflater.write = swallow, inflater.context = &input;
    gunzip(&inflater);
}

// A checksum no fuzzer would guess: each header is given the right one.
static void fuzz_untar(uint8_t *bytes, size_t count, int root) {
    static struct untar tar;
    for (size_t at = 0; at + 512 <= count; at += 512) {
        unsigned sum = 0;
        memset(bytes + at + 148, ' ', 8);
        for (unsigned i = 0; i < 512; i++) sum += bytes[at + i];
        for (unsigned i = 0; i < 6; i++) bytes[at + 148 + i] = (uint8_t)('0' + (sum >> (15 - 3 * i) & 7));
    }
    untar_begin(&tar, root);
    for (size_t at = 0; at < count; at += 100) {
        if (!untar_add(&tar, bytes + at, count - at < 100 ? count - at : 100)) break;
    }
    untar_end(&tar);
}

static void fuzz_request(char *bytes, size_t count) {
    struct request request;
    if (count > MAX_REQUEST) count = MAX_REQUEST;
    int length = parse_request(bytes, count, &request);
    if (length <= 0) return;
    uint64_t first, last;
    if (parse_range(request.range, 1000, &first, &last) == 206 && (first > last || last >= 1000)) abort();
    struct answer answer;
    registry_answer(request.path, request.query, &answer);
    if (answer.file >= 0) close(answer.file);
    static struct connection connection;
    answer.file = -1;
    begin_answer(&connection, &request, &answer);
}

// A whole connection: what arrives, in pieces, and what is answered, into a socket that is read from and into one that is not.
static void fuzz_connection(const uint8_t *bytes, size_t count) {
    struct connection *c = &connections[0];
    int pair[2], small = 4096;
    char answer[4096];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) != 0) return;
    setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    c->state = READING, c->socket = pair[0], c->file = -1, c->since = 0, c->used = 0;
    bool is_reading = count == 0 || bytes[0] % 4 != 0;
    for (size_t at = 0; at < count && c->state != FREE;) {
        size_t n = 1 + bytes[at] % 64;
        if (n > count - at) n = count - at;
        if (write(pair[1], bytes + at, n) < 0) break;
        at += n;
        if (c->state == SENDING) advance(c, 1);
        else read_some(c, 1);
        while (is_reading && read(pair[1], answer, sizeof answer) > 0 && c->state == SENDING) advance(c, 1);
    }
    close(pair[1]);
    for (int i = 0; i < 64 && c->state != FREE; i++) {
        if (c->state == SENDING) advance(c, 2);
        else read_some(c, 2);
    }
    if (c->state != FREE) close_connection(c);
}

static void fuzz_json(char *bytes, size_t count) {
    struct json json = {bytes, bytes + count, 0, false};
    struct span key;
    image_count = 0;
    if (json_enter(&json, '{')) {
        while (json_member(&json, &key)) {
            // Too many images end the program, as they should.
            if (json_enter(&json, '[')) while (image_count + 1 < MAX_IMAGES && json_element(&json)) read_descriptor(&json);
            else json_skip(&json);
            if (image_count + 1 == MAX_IMAGES) break;
        }
    }
    make_lists();
    char media_type[128];
    manifest_media_type((struct span){bytes, count}, media_type);
}

enum parser { INFLATE, UNTAR, REQUEST, CONNECTION, JSON, PARSERS };
static const char *const parser_names[PARSERS] = {"inflate", "tar", "request", "http", "json"};

// The parser that the environment names, or PARSERS.
static enum parser chosen_parser(void) {
    const char *name = getenv("FUZZ_PARSER");
    if (!name || !*name) return PARSERS;
    for (enum parser parser = 0; parser < PARSERS; parser++) {
        if (strcmp(name, parser_names[parser]) == 0) return parser;
    }
    fail("FUZZ_PARSER: inflate, tar, request, http or json", NULL);
}

static char work[] = "/tmp/fuzz-injector.XXXXXX";
static int served = -1, unpacked = -1;

static void remove_below(const char *path) {
    char name[512];
    DIR *directory = opendir(path);
    if (!directory) return;
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (entry->d_type == DT_DIR) remove_below(name), rmdir(name);
        else unlink(name);
    }
    closedir(directory);
}

static void clean_up(void) {
    remove_below(work);
    rmdir(work);
}

// A folder to unpack into, and a layout of one image, a:1, to serve.
static void prepare(void) {
    static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
    char path[sizeof work + 128];
    static char content[100000];
    signal(SIGPIPE, SIG_IGN);
    if (!mkdtemp(work)) abort();
    atexit(clean_up);
    for (int i = 0; i < 4; i++) {
        static const char *const names[] = {"unpacked", "served", "served/blobs", "served/blobs/sha256"};
        snprintf(path, sizeof path, "%s/%s", work, names[i]);
        if (mkdir(path, 0700) != 0) abort();
        if (i < 2) *(i == 0 ? &unpacked : &served) = open(path, O_RDONLY | O_DIRECTORY);
    }
    snprintf(path, sizeof path, "blobs/sha256/%s", zeros);
    int file = openat(served, path, O_WRONLY | O_CREAT, 0600);
    if (file < 0 || write(file, content, sizeof content) != sizeof content) abort();
    close(file);
    layout = served;
}

static void serve_one_image(void) {
    image_count = 1;
    images[0] = (struct image){.name = "a", .tag = "1"};
    memset(images[0].digest, '0', SHA256_HEX);
    make_lists();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (served < 0) prepare();
    static enum parser chosen = PARSERS + 1;
    if (chosen > PARSERS) chosen = chosen_parser();
    enum parser parser = chosen;
    if (parser == PARSERS) {
        if (count < 1) return 0;
        parser = *bytes++ % PARSERS, count--;
    }
    uint8_t *copy = malloc(count + 1);
    if (!copy) return 0;
    memcpy(copy, bytes, count);
    if (parser == INFLATE) fuzz_inflate(copy, count);
    if (parser == UNTAR) {
        char path[sizeof work + 16];
        fuzz_untar(copy, count, unpacked);
        snprintf(path, sizeof path, "%s/unpacked", work);
        remove_below(path);
    }
    if (parser == REQUEST || parser == CONNECTION) serve_one_image();
    if (parser == REQUEST) fuzz_request((char *)copy, count);
    if (parser == CONNECTION) fuzz_connection(copy, count);
    if (parser == JSON) fuzz_json((char *)copy, count);
    free(copy);
    return 0;
}
