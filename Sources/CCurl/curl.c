#include "CCurl.h"

#include <dlfcn.h>

// The functions of libcurl that are used, without their prefix.
#define FUNCTIONS(F) \
    F(easy_cleanup) F(easy_getinfo) F(easy_init) F(easy_pause) F(easy_perform) F(easy_recv) F(easy_send) \
    F(easy_setopt) F(easy_strerror) F(free) F(getdate) \
    F(global_init) F(multi_add_handle) F(multi_cleanup) F(multi_info_read) F(multi_init) F(multi_perform) \
    F(multi_poll) F(multi_remove_handle) F(multi_setopt) F(multi_wakeup) F(slist_append) F(slist_free_all) \
    F(url) F(url_cleanup) F(url_get) F(url_set)

#define MEMBER(name) __typeof__(&curl_##name) name;
static struct { FUNCTIONS(MEMBER) } curl;

const char *zarf_curl_load(void) {
    // The name that libcurl has had on every distribution since 2006.
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return dlerror();
#define FIND(name) \
    if (!(curl.name = (__typeof__(curl.name))dlsym(library, "curl_" #name))) return dlerror();
    FUNCTIONS(FIND)
    return curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 0 : "libcurl cannot be initialised";
}

CURL *zarf_curl_easy_init(void) { return curl.easy_init(); }
void zarf_curl_easy_cleanup(CURL *handle) { curl.easy_cleanup(handle); }
CURLcode zarf_curl_easy_pause(CURL *handle, int directions) { return curl.easy_pause(handle, directions); }
const char *zarf_curl_easy_strerror(CURLcode code) { return curl.easy_strerror(code); }
void zarf_curl_free(void *pointer) { curl.free(pointer); }
time_t zarf_curl_getdate(const char *text) { return curl.getdate(text, 0); }
struct curl_slist *zarf_curl_slist_append(struct curl_slist *list, const char *text) {
    return curl.slist_append(list, text);
}
void zarf_curl_slist_free_all(struct curl_slist *list) { curl.slist_free_all(list); }

CURLU *zarf_curl_url(void) { return curl.url(); }
void zarf_curl_url_cleanup(CURLU *url) { curl.url_cleanup(url); }
CURLUcode zarf_curl_url_get(CURLU *url, CURLUPart part, char **text, unsigned flags) {
    return curl.url_get(url, part, text, flags);
}
CURLUcode zarf_curl_url_set(CURLU *url, CURLUPart part, const char *text, unsigned flags) {
    return curl.url_set(url, part, text, flags);
}

CURLM *zarf_curl_multi_init(void) { return curl.multi_init(); }
CURLMcode zarf_curl_multi_cleanup(CURLM *multi) { return curl.multi_cleanup(multi); }
CURLMcode zarf_curl_multi_add_handle(CURLM *multi, CURL *handle) { return curl.multi_add_handle(multi, handle); }
CURLMcode zarf_curl_multi_remove_handle(CURLM *multi, CURL *handle) { return curl.multi_remove_handle(multi, handle); }
CURLMcode zarf_curl_multi_perform(CURLM *multi, int *running) { return curl.multi_perform(multi, running); }
CURLMcode zarf_curl_multi_poll(CURLM *multi, int timeout_milliseconds) {
    return curl.multi_poll(multi, 0, 0, timeout_milliseconds, 0);
}
CURLMcode zarf_curl_multi_wakeup(CURLM *multi) { return curl.multi_wakeup(multi); }
CURLMcode zarf_curl_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
    return curl.multi_setopt(multi, option, value);
}
CURL *zarf_curl_multi_next_done(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl.multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return 0;
}

CURLcode zarf_curl_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl.easy_setopt(handle, option, value);
}
CURLcode zarf_curl_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl.easy_setopt(handle, option, value);
}
CURLcode zarf_curl_setopt_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl.easy_setopt(handle, option, value);
}
CURLcode zarf_curl_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl.easy_setopt(handle, option, value);
}
CURLcode zarf_curl_setopt_blob(CURL *handle, CURLoption option, const void *bytes, size_t size) {
    struct curl_blob blob = {.data = (void *)bytes, .len = size, .flags = CURL_BLOB_COPY};
    return curl.easy_setopt(handle, option, &blob);
}
CURLcode zarf_curl_easy_perform(CURL *handle) { return curl.easy_perform(handle); }
CURLcode zarf_curl_easy_send(CURL *handle, const void *bytes, size_t size, size_t *sent) {
    return curl.easy_send(handle, bytes, size, sent);
}
CURLcode zarf_curl_easy_recv(CURL *handle, void *bytes, size_t size, size_t *received) {
    return curl.easy_recv(handle, bytes, size, received);
}
int zarf_curl_info_socket(CURL *handle) {
    curl_socket_t found = CURL_SOCKET_BAD;
    curl.easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &found);
    return found;
}
long zarf_curl_info_long(CURL *handle, CURLINFO information) {
    long value = 0;
    curl.easy_getinfo(handle, information, &value);
    return value;
}
const char *zarf_curl_info_string(CURL *handle, CURLINFO information) {
    char *value = 0;
    curl.easy_getinfo(handle, information, &value);
    return value;
}

void zarf_curl_set_body_writer(CURL *handle, zarf_curl_data_callback callback, void *context) {
    curl.easy_setopt(handle, CURLOPT_WRITEFUNCTION, callback);
    curl.easy_setopt(handle, CURLOPT_WRITEDATA, context);
}
void zarf_curl_set_header_writer(CURL *handle, zarf_curl_data_callback callback, void *context) {
    curl.easy_setopt(handle, CURLOPT_HEADERFUNCTION, callback);
    curl.easy_setopt(handle, CURLOPT_HEADERDATA, context);
}
void zarf_curl_set_body_reader(
    CURL *handle, zarf_curl_data_callback read, zarf_curl_seek_callback seek, void *context) {
    curl.easy_setopt(handle, CURLOPT_READFUNCTION, read);
    curl.easy_setopt(handle, CURLOPT_READDATA, context);
    curl.easy_setopt(handle, CURLOPT_SEEKFUNCTION, seek);
    curl.easy_setopt(handle, CURLOPT_SEEKDATA, context);
}
void zarf_curl_set_socket_opener(CURL *handle, zarf_curl_socket_callback callback, void *context) {
    curl.easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
    curl.easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
}
