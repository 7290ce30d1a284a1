#include <curl/curl.h>

// curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic, which Swift cannot call.
static inline CURLcode zarf_curl_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode zarf_curl_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode zarf_curl_setopt_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode zarf_curl_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*zarf_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*zarf_curl_seek_callback)(void *context, curl_off_t offset, int origin);
typedef curl_socket_t (*zarf_curl_socket_callback)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

static inline void zarf_curl_set_body_writer(CURL *handle, zarf_curl_data_callback callback, void *context) {
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, callback);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}
static inline void zarf_curl_set_header_writer(CURL *handle, zarf_curl_data_callback callback, void *context) {
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, callback);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
}
static inline void zarf_curl_set_body_reader(
    CURL *handle, zarf_curl_data_callback read, zarf_curl_seek_callback seek, void *context) {
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, read);
    curl_easy_setopt(handle, CURLOPT_READDATA, context);
    curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, seek);
    curl_easy_setopt(handle, CURLOPT_SEEKDATA, context);
}
static inline void zarf_curl_set_socket_opener(CURL *handle, zarf_curl_socket_callback callback, void *context) {
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
}

static inline long zarf_curl_info_long(CURL *handle, CURLINFO information) {
    long value = 0;
    curl_easy_getinfo(handle, information, &value);
    return value;
}
// NULL when there is none; valid until the handle is used again.
static inline const char *zarf_curl_info_string(CURL *handle, CURLINFO information) {
    char *value = 0;
    curl_easy_getinfo(handle, information, &value);
    return value;
}
static inline CURLMcode zarf_curl_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
// The next finished transfer and its result, or NULL; CURLMsg holds a union that is awkward elsewhere.
static inline CURL *zarf_curl_multi_next_done(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return 0;
}
