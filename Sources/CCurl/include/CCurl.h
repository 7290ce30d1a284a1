// libcurl, loaded when first needed. Linked in the ordinary way, it and its thirty libraries would cost every start of a
// tool 4 to 10 ms, network or not. Beside the loading there is what Swift cannot call: variadic functions and a union.
#pragma once
#include <curl/curl.h>

// Loads libcurl and initialises it. To be called once, before anything else; returns NULL or why it failed.
const char *zarf_curl_load(void);

CURL *zarf_curl_easy_init(void);
void zarf_curl_easy_cleanup(CURL *handle);
CURLcode zarf_curl_easy_pause(CURL *handle, int directions);
const char *zarf_curl_easy_strerror(CURLcode code);
void zarf_curl_free(void *pointer);
time_t zarf_curl_getdate(const char *text);
struct curl_slist *zarf_curl_slist_append(struct curl_slist *list, const char *text);
void zarf_curl_slist_free_all(struct curl_slist *list);

CURLU *zarf_curl_url(void);
void zarf_curl_url_cleanup(CURLU *url);
CURLUcode zarf_curl_url_get(CURLU *url, CURLUPart part, char **text, unsigned flags);
CURLUcode zarf_curl_url_set(CURLU *url, CURLUPart part, const char *text, unsigned flags);

CURLM *zarf_curl_multi_init(void);
CURLMcode zarf_curl_multi_cleanup(CURLM *multi);
CURLMcode zarf_curl_multi_add_handle(CURLM *multi, CURL *handle);
CURLMcode zarf_curl_multi_remove_handle(CURLM *multi, CURL *handle);
CURLMcode zarf_curl_multi_perform(CURLM *multi, int *running);
CURLMcode zarf_curl_multi_poll(CURLM *multi, int timeout_milliseconds);
CURLMcode zarf_curl_multi_wakeup(CURLM *multi);
CURLMcode zarf_curl_multi_setopt_long(CURLM *multi, CURLMoption option, long value);
// The next finished transfer and its result, or NULL; CURLMsg holds a union that is awkward elsewhere.
CURL *zarf_curl_multi_next_done(CURLM *multi, CURLcode *result);

CURLcode zarf_curl_setopt_long(CURL *handle, CURLoption option, long value);
CURLcode zarf_curl_setopt_offset(CURL *handle, CURLoption option, curl_off_t value);
CURLcode zarf_curl_setopt_pointer(CURL *handle, CURLoption option, const void *value);
CURLcode zarf_curl_setopt_string(CURL *handle, CURLoption option, const char *value);
// Bytes that libcurl copies: certificates and keys that are in no file.
CURLcode zarf_curl_setopt_blob(CURL *handle, CURLoption option, const void *bytes, size_t size);
// A connection of our own to talk over, after CURLOPT_CONNECT_ONLY.
CURLcode zarf_curl_easy_perform(CURL *handle);
CURLcode zarf_curl_easy_send(CURL *handle, const void *bytes, size_t size, size_t *sent);
CURLcode zarf_curl_easy_recv(CURL *handle, void *bytes, size_t size, size_t *received);
// The socket, or -1.
int zarf_curl_info_socket(CURL *handle);
long zarf_curl_info_long(CURL *handle, CURLINFO information);
// NULL when there is none; valid until the handle is used again.
const char *zarf_curl_info_string(CURL *handle, CURLINFO information);

typedef size_t (*zarf_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*zarf_curl_seek_callback)(void *context, curl_off_t offset, int origin);
typedef curl_socket_t (*zarf_curl_socket_callback)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

void zarf_curl_set_body_writer(CURL *handle, zarf_curl_data_callback callback, void *context);
void zarf_curl_set_header_writer(CURL *handle, zarf_curl_data_callback callback, void *context);
void zarf_curl_set_body_reader(
    CURL *handle, zarf_curl_data_callback read, zarf_curl_seek_callback seek, void *context);
void zarf_curl_set_socket_opener(CURL *handle, zarf_curl_socket_callback callback, void *context);
