// A pull parser for JSON (RFC 8259), as strict as reading an index needs: it never reads beyond the text, and never recurses.
#include "injector.h"

#include <string.h>

static bool give_up(struct json *json) {
    json->failed = true;
    json->next = json->end;
    return false;
}

// The next byte that is not white space, or 0.
static char peek(struct json *json) {
    while (json->next < json->end && strchr(" \t\r\n", *json->next) && *json->next) json->next++;
    return json->next < json->end ? *json->next : 0;
}

bool json_enter(struct json *json, char bracket) {
    if (peek(json) != bracket) return false;
    if (json->depth == MAX_JSON_DEPTH) return give_up(json);
    json->next++, json->depth++;
    return true;
}

// Goes on to the next entry of what was entered, or leaves it.
static bool next_entry(struct json *json, char close) {
    char c = peek(json);
    if (c == close) {
        json->next++, json->depth--;
        return false;
    }
    if (c == ',') json->next++, c = peek(json);
    return c != 0 || give_up(json);
}

// A string as it is written, between its quotes.
static bool raw_string(struct json *json, struct span *text) {
    if (peek(json) != '"') return give_up(json);
    const char *start = ++json->next;
    for (; json->next < json->end && *json->next != '"'; json->next++) {
        if (*json->next == '\\' && ++json->next == json->end) return give_up(json);
        if ((unsigned char)*json->next < 0x20) return give_up(json);
    }
    if (json->next == json->end) return give_up(json);
    *text = (struct span){start, (size_t)(json->next++ - start)};
    return true;
}

bool json_member(struct json *json, struct span *key) {
    if (!next_entry(json, '}') || !raw_string(json, key)) return false;
    if (peek(json) != ':') return give_up(json);
    json->next++;
    return true;
}

bool json_element(struct json *json) { return next_entry(json, ']'); }

struct span json_string(struct json *json) {
    struct span text = {"", 0};
    if (peek(json) != '"') json_skip(json);
    else if (!raw_string(json, &text) || memchr(text.bytes, '\\', text.count)) text.count = 0;
    return text;
}

void json_skip(struct json *json) {
    unsigned depth = json->depth;
    do {
        struct span text;
        switch (peek(json)) {
            case '{':
            case '[':
                if (json->depth == MAX_JSON_DEPTH) give_up(json);
                else json->next++, json->depth++;
                break;
            case '}':
            case ']':
                if (json->depth == depth) give_up(json);
                else json->next++, json->depth--;
                break;
            case '"': raw_string(json, &text); break;
            case ',':
            case ':':
                if (json->depth == depth) give_up(json);
                else json->next++;
                break;
            case 0: give_up(json); break;
            default:
                while (json->next < json->end && !strchr(",:]}[{\" \t\r\n", *json->next)) json->next++;
                if (json->next < json->end && *json->next == 0) give_up(json);
        }
    } while (json->depth > depth && !json->failed);
}
