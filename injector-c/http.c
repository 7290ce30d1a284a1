// HTTP/1.1 (RFC 9112) for many slow clients in one thread: each connection is a state that poll() moves one step at a time.
#include "injector.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum state { FREE, READING, SENDING, CLOSING };

struct connection {
    enum state state;
    int socket;
    bool ends;              // after this answer
    int64_t since;          // milliseconds: when it last got on
    size_t used;            // bytes of requests, the first of which is being answered or awaited
    size_t header_count, header_sent;
    const char *body;
    size_t body_left;
    int file;
    off_t offset;
    uint64_t file_left, moved;
    char request[MAX_REQUEST];
    char header[MAX_HEADER];
    bool tail;  // behind the body comes the end of a list
};

static struct connection connections[MAX_CONNECTIONS];
static volatile sig_atomic_t is_stopping;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void put(struct connection *c, const char *text) {
    size_t count = strlen(text);
    if (count > MAX_HEADER - c->header_count) count = MAX_HEADER - c->header_count;
    memcpy(c->header + c->header_count, text, count);
    c->header_count += count;
}

static void put_all(struct connection *c, const char *const *texts) {
    while (*texts) put(c, *texts++);
}
#define PUT(c, ...) put_all(c, (const char *const[]){__VA_ARGS__, NULL})

static const char *reason(int status) {
    switch (status) {
        case 200: return "200 OK";
        case 206: return "206 Partial Content";
        case 304: return "304 Not Modified";
        case 400: return "400 Bad Request";
        case 404: return "404 Not Found";
        case 405: return "405 Method Not Allowed";
        case 416: return "416 Range Not Satisfiable";
        case 431: return "431 Request Header Fields Too Large";
        case 503: return "503 Service Unavailable";
        default: return "505 HTTP Version Not Supported";
    }
}

// Whether a client has the content already: its validators are digests in quotes.
static bool has_already(struct span none_match, const char *digest) {
    if (none_match.count == 0 || !digest[0]) return false;
    return list_has(none_match, "*") || memmem(none_match.bytes, none_match.count, digest, SHA256_HEX) != NULL;
}

// RFC 9110 §13.1.5: a part of something else than the client has the beginning of is of no use to it.
static bool wants_range(const struct request *request, const char *digest) {
    struct span known = request->if_range;
    return request->range.count > 0
        && (known.count == 0 || (known.bytes[0] == '"' && memmem(known.bytes, known.count, digest, SHA256_HEX) != NULL));
}

// Makes header and body of an answer; the connection sends them from here on.
static void begin_answer(struct connection *c, const struct request *request, struct answer *answer) {
    int status = answer->status;
    uint64_t size = answer->file >= 0 ? answer->file_size : answer->body_count, first = 0, last = 0;
    if (answer->page) size += strlen(TAGS_BEGIN TAGS_MIDDLE TAGS_END) + strlen(answer->page->name);
    if (status == 200 && has_already(request->none_match, answer->digest)) status = 304;
    else if (status == 200 && answer->file >= 0 && request->is_get && wants_range(request, answer->digest)) {
        status = parse_range(request->range, size, &first, &last);
    }
    if (status != 206) first = 0;
    uint64_t length = status == 206 ? last - first + 1 : status == 304 || status == 416 ? 0 : size;
    c->header_count = c->header_sent = 0, c->tail = false;
    PUT(c, "HTTP/1.1 ", reason(status), "\r\nDocker-Distribution-Api-Version: registry/2.0\r\n");
    if (status != 304) PUT(c, "Content-Length: ", decimal(length), "\r\n");
    if (status == 200 || status == 206 || (length > 0 && status != 304)) {
        PUT(c, "Content-Type: ", answer->media_type, "\r\n");
    }
    if (answer->digest[0]) {
        PUT(c, "Docker-Content-Digest: sha256:", answer->digest, "\r\nEtag: \"sha256:", answer->digest, "\"\r\n");
    }
    if (answer->file >= 0) put(c, "Accept-Ranges: bytes\r\n");
    if (status == 206) {
        PUT(c, "Content-Range: bytes ", decimal(first), "-", decimal(last), "/", decimal(size), "\r\n");
    }
    if (status == 416) PUT(c, "Content-Range: bytes */", decimal(size), "\r\n");
    if (answer->page_last) {
        PUT(c, "Link: </v2/", answer->page->name, "/tags/list?n=", decimal(answer->page_limit), "&last=",
            answer->page_last->tag, ">; rel=\"next\"\r\n");
    }
    if (status == 405) put(c, "Allow: GET, HEAD\r\n");
    if (status == 503) put(c, "Retry-After: 1\r\n");
    c->ends = !request->keeps_alive || is_stopping;
    put(c, c->ends ? "Connection: close\r\n\r\n" : "\r\n");
    bool has_body = !request->is_head && length > 0;
    if (answer->page && has_body) {
        PUT(c, TAGS_BEGIN, answer->page->name, TAGS_MIDDLE);
        length = answer->body_count, c->tail = true;
    }
    c->body = answer->body, c->body_left = has_body && answer->file < 0 ? length : 0;
    c->file = answer->file, c->offset = (off_t)first, c->file_left = has_body && answer->file >= 0 ? length : 0;
    c->state = SENDING, c->moved = 0;
}

static void refuse_request(struct connection *c, int status) {
    struct request request = {0};
    struct answer answer;
    answer_error(&answer, status, "");
    begin_answer(c, &request, &answer);
    c->used = 0;
}

static void close_connection(struct connection *c) {
    if (c->file >= 0) close(c->file);
    close(c->socket);
    c->state = FREE, c->file = -1;
}

// Answers the first request in the buffer, if it is complete.
static bool take_request(struct connection *c) {
    struct request request;
    struct answer answer;
    int length = parse_request(c->request, c->used, &request);
    if (length == 0) return false;
    if (length < 0) {
        refuse_request(c, -length);
        return true;
    }
    if (request.is_get || request.is_head) registry_answer(request.path, request.query, &answer);
    else answer_error(&answer, 405, "UNSUPPORTED");
    begin_answer(c, &request, &answer);
    c->used -= (size_t)length;
    memmove(c->request, c->request + length, c->used);
    return true;
}

// One step of sending: -1 the connection broke, 0 it cannot take more now, 1 there may be more to do.
static int send_some(struct connection *c) {
    ssize_t n;
    if (c->header_sent < c->header_count) {
        int more = c->body_left > 0 || c->file_left > 0 ? MSG_MORE : 0;
        n = send(c->socket, c->header + c->header_sent, c->header_count - c->header_sent, MSG_NOSIGNAL | more);
        if (n > 0) c->header_sent += (size_t)n;
    } else if (c->body_left > 0) {
        n = send(c->socket, c->body, c->body_left, MSG_NOSIGNAL | (c->tail ? MSG_MORE : 0));
        if (n > 0) c->body += n, c->body_left -= (size_t)n;
    } else if (c->tail) {
        c->body = TAGS_END, c->body_left = strlen(TAGS_END), c->tail = false;
        return 1;
    } else {
        n = sendfile(c->socket, c->file, &c->offset, c->file_left < SEND_SIZE ? (size_t)c->file_left : SEND_SIZE);
        if (n == 0) return -1;  // the file became shorter
        if (n > 0) c->file_left -= (uint64_t)n;
    }
    if (n < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
    c->moved += (uint64_t)n;
    return 1;
}

// Sends what can be sent without waiting, one piece of a file at a time; then goes on to the next request.
static void advance(struct connection *c, int64_t time) {
    while (c->state == SENDING) {
        bool is_done = c->header_sent == c->header_count && c->body_left == 0 && !c->tail && c->file_left == 0;
        if (!is_done) {
            bool was_file = c->header_sent == c->header_count && c->body_left == 0;
            int result = send_some(c);
            if (result < 0) return close_connection(c);
            // A trickle does not count as getting on.
            if (c->moved >= MAX_REQUEST) c->since = time, c->moved = 0;
            if (result == 0 || was_file) {
                if (c->file_left > 0 || result == 0) return;
            }
            continue;
        }
        if (c->file >= 0) close(c->file);
        c->file = -1, c->since = time;
        if (c->ends) {
            shutdown(c->socket, SHUT_WR);
            c->state = CLOSING;
            return;
        }
        c->state = READING;
        take_request(c);
    }
}

static void read_some(struct connection *c, int64_t time) {
    char discarded[1024];
    bool is_closing = c->state == CLOSING;
    ssize_t n = recv(c->socket, is_closing ? discarded : c->request + c->used,
        is_closing ? sizeof discarded : MAX_REQUEST - c->used, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) return close_connection(c);
    if (is_closing) return;
    // The time of a request begins with its first byte, and more bytes do not lengthen it.
    if (c->used == 0) c->since = time;
    c->used += (size_t)n;
    if (take_request(c)) advance(c, time);
}

// A place for a new connection; if all are taken, that of the one silent longest, if that is a second or more.
static struct connection *find_place(int64_t time) {
    struct connection *silent = NULL;
    for (unsigned i = 0; i < MAX_CONNECTIONS; i++) {
        struct connection *c = &connections[i];
        if (c->state == FREE) return c;
        if (!silent || c->since < silent->since) silent = c;
    }
    if (time - silent->since < 1000) return NULL;
    close_connection(silent);
    return silent;
}

static bool accept_some(int listener, int64_t time) {
    for (unsigned i = 0; i < 64; i++) {
        struct connection *c = find_place(time);
        if (!c) return false;
        int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
        if (socket < 0) return errno != EMFILE && errno != ENFILE;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        c->state = READING, c->socket = socket, c->file = -1, c->since = time, c->used = 0;
    }
    return true;
}

static void stop(int signal) { is_stopping = signal; }

// Ends what has been silent too long. Returns how many connections are left, idle ones not counted once we stop.
static unsigned expire(int64_t time) {
    unsigned busy = 0;
    for (unsigned i = 0; i < MAX_CONNECTIONS; i++) {
        struct connection *c = &connections[i];
        if (c->state == FREE) continue;
        int64_t limit = c->state == CLOSING ? 1000 : IDLE_MILLISECONDS;
        bool is_idle = c->state == CLOSING || (c->state == READING && c->used == 0);
        if (time - c->since > limit || (is_stopping && is_idle)) close_connection(c);
        else busy++;
    }
    return busy;
}

void serve(int listener) {
    static struct pollfd polled[MAX_CONNECTIONS + 1];
    static struct connection *polled_connection[MAX_CONNECTIONS + 1];
    struct sigaction action = {.sa_handler = stop};
    sigset_t blocked, open;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM), sigaddset(&blocked, SIGINT);
    sigprocmask(SIG_BLOCK, &blocked, &open);
    sigaction(SIGTERM, &action, NULL), sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    bool has_room = true;
    int64_t stop_time = 0;
    for (;;) {
        int64_t time = now();
        unsigned busy = expire(time), count = 0;
        if (is_stopping) {
            if (stop_time == 0) close(listener), stop_time = time + DRAIN_MILLISECONDS;
            if (busy == 0 || time >= stop_time) return;
        } else if (has_room) polled[count++] = (struct pollfd){.fd = listener, .events = POLLIN};
        unsigned listeners = count;
        for (unsigned i = 0; i < MAX_CONNECTIONS; i++) {
            if (connections[i].state == FREE) continue;
            polled_connection[count] = &connections[i];
            short events = connections[i].state == SENDING ? POLLOUT : POLLIN;
            polled[count++] = (struct pollfd){.fd = connections[i].socket, .events = events};
        }
        // Without room for connections, look again soon whether somebody left.
        struct timespec limit = {is_stopping || !has_room ? 0 : 1, is_stopping || !has_room ? 50000000 : 0};
        int ready = ppoll(polled, count, &limit, &open);
        has_room = true;
        if (ready <= 0) continue;
        time = now();
        for (unsigned i = listeners; i < count; i++) {
            struct connection *c = polled_connection[i];
            if (polled[i].revents == 0) continue;
            if (c->state == SENDING) advance(c, time);
            else read_some(c, time);
        }
        if (listeners > 0 && polled[0].revents != 0) has_room = accept_some(listener, time);
    }
}
