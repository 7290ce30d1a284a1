// One target for every parser of the injector: the first byte chooses. Built with -fsanitize=fuzzer,address,undefined;
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
    registry_answer(request.path, &answer);
    if (answer.file >= 0) close(answer.file);
    static struct connection connection;
    answer.file = -1;
    begin_answer(&connection, &request, &answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    static int root = -1;
    if (root < 0) {
        char path[] = "/tmp/fuzz-injector.XXXXXX";
        root = mkdtemp(path) ? open(path, O_RDONLY | O_DIRECTORY) : -1;
        layout = root;
        // The directory lives as long as it is open, and leaves nothing behind.
        rmdir(path);
    }
    if (count < 1) return 0;
    uint8_t kind = *bytes++ % 5;
    count--;
    uint8_t *copy = malloc(count + 1);
    if (!copy) return 0;
    memcpy(copy, bytes, count);
    if (kind == 0) fuzz_inflate(copy, count);
    if (kind == 1) fuzz_untar(copy, count, root);
    if (kind == 2) fuzz_request((char *)copy, count);
    if (kind == 3) {
        char media_type[128];
        manifest_media_type((struct span){(char *)copy, count}, media_type);
    }
    if (kind == 4) {
        struct json json = {(char *)copy, (char *)copy + count, 0, false};
        struct span key;
        image_count = 0;
        if (json_enter(&json, '{')) {
            while (json_member(&json, &key)) {
                if (json_enter(&json, '[')) while (json_element(&json)) read_descriptor(&json);
                else json_skip(&json);
            }
        }
        if (image_count < MAX_IMAGES) make_lists();
    }
    free(copy);
    return 0;
}
