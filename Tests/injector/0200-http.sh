#!/bin/sh
# zarf-injector serves an unpacked layout. curl and skopeo are the judges; clients.py does what they would not.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/../cli/tap.sh"
# shellcheck source=Tests/injector/payload.sh
. "$(dirname "$0")/payload.sh"
cd "$work" || exit 1
make_layout
load payload.gz
start_injector 127.0.0.1
blob=layout/blobs/sha256/${layer#sha256:}
size=$(stat -c %s "$blob")

get() { curl -sS "$@"; }
# head_of ARGUMENT...: status line and headers of an answer, without carriage returns.
head_of() { curl -sS -o /dev/null -D - "$@" | tr -d '\r'; }
status_of() { curl -sS -o /dev/null -w '%{http_code}' "$@"; }

for path in /v2 /v2/ /healthz; do is "GET $path" 200 "$(status_of "$url$path")"; done
like "it says what it is" '^Docker-Distribution-Api-Version: registry/2.0$' "$(head_of "$url/v2/")"
is "the catalog" '{"repositories":["library/registry"]}' "$(get "$url/v2/_catalog?n=5")"
is "no referrers: the tag schema is asked for instead" 404 "$(status_of "$url/v2/library/registry/referrers/$digest")"
is "the tags" '{"name":"library/registry","tags":["3.1.1"]}' "$(get "$url/v2/library/registry/tags/list")"
get "$url/v2/library/registry/manifests/3.1.1" >manifest
same "a manifest by tag" manifest "layout/blobs/sha256/${digest#sha256:}"
get "$url/v2/any/name/manifests/$digest" >manifest
same "a manifest by digest" manifest "layout/blobs/sha256/${digest#sha256:}"
like "its media type" '^Content-Type: application/vnd.oci.image.manifest.v1\+json$' \
    "$(head_of "$url/v2/library/registry/manifests/$digest")"
like "its digest" "^Docker-Content-Digest: $digest\$" "$(head_of -I "$url/v2/library/registry/manifests/3.1.1")"
get "$url/v2/library/registry/blobs/$layer" >got
same "a blob" got "$blob"
get "$url/v2/library/registry/blobs/sha256%3A${layer#sha256:}?ns=registry.test" >got
same "a blob, percent-encoded and with a query" got "$blob"
like "HEAD tells the size" "^Content-Length: $size\$" "$(head_of -I "$url/v2/library/registry/blobs/$layer")"
ok "skopeo pulls it" skopeo copy --src-tls-verify=false "docker://127.0.0.1:$port/library/registry:3.1.1" dir:pulled
same "and has the same layer" "pulled/${layer#sha256:}" "$blob"
is "our own tool finds it without being told there is no TLS" "$digest" \
    "$(zarf-oci digest "127.0.0.1:$port/library/registry:3.1.1")"

for range in 0-9 100-70000 1000- -1 -999999999 0-99999999999999999999; do
    get -r "$range" "$url/v2/a/blobs/$layer" >got
    python3 -c '
import sys
first, last = sys.argv[1].split("-")
data = open(sys.argv[2], "rb").read()
sys.stdout.buffer.write(data[-int(last):] if not first else data[int(first):int(last) + 1 if last else None])' \
        "$range" "$blob" >expected
    same "bytes $range" got expected
done
like "a range is told" "^Content-Range: bytes 5-9/$size\$" "$(head_of -r 5-9 "$url/v2/a/blobs/$layer")"
like "HEAD has no ranges" "^Content-Length: $size\$" "$(head_of -I -r 5-9 "$url/v2/a/blobs/$layer")"
is "HEAD is never partial" 200 "$(status_of -I -r 5-9 "$url/v2/a/blobs/$layer")"
is "a range of what is known" 206 "$(status_of -r 5-9 -H "If-Range: \"$layer\"" "$url/v2/a/blobs/$layer")"
is "a range of something else" 200 "$(status_of -r 5-9 -H "If-Range: \"$digest\"" "$url/v2/a/blobs/$layer")"
is "a range of what was changed on a date" 200 \
    "$(status_of -r 5-9 -H 'If-Range: Sat, 29 Oct 1994 19:43:31 GMT' "$url/v2/a/blobs/$layer")"
is "a range beyond the end" 416 "$(status_of -r "$size-" "$url/v2/a/blobs/$layer")"
for range in bytes=9-5 bytes= bytes=a-b lines=1-2 bytes=0-1,5-6 bytes=--1; do
    is "no single range: $range" 200 "$(curl -sS -o got -w '%{http_code}' -H "Range: $range" "$url/v2/a/blobs/$layer")"
    same "and all of it is given for $range" got "$blob"
done
is "what is there already" 304 "$(status_of -H "If-None-Match: \"$layer\"" "$url/v2/a/blobs/$layer")"
is "what was there before" 200 "$(status_of -H 'If-None-Match: "sha256:0"' "$url/v2/a/blobs/$layer")"

none=sha256:$(printf '%064d' 0)
is "a blob that is not there" '404 BLOB_UNKNOWN' \
    "$(get -w '%{http_code}' "$url/v2/a/blobs/$none" | jq -r --slurp '"\(.[1]) \(.[0].errors[0].code)"')"
is "a manifest that is not there" MANIFEST_UNKNOWN "$(get "$url/v2/a/manifests/$none" | jq -r '.errors[0].code')"
is "a tag that is not there" MANIFEST_UNKNOWN "$(get "$url/v2/library/registry/manifests/4" | jq -r '.errors[0].code')"
is "a repository that is not there" NAME_UNKNOWN "$(get "$url/v2/other/tags/list" | jq -r '.errors[0].code')"
for path in /v2/a/manifests/sha256:zz /v2/a/blobs/sha256:../../etc/passwd /v2/a/blobs/sha512:00 /v2/%00/tags/list \
    "/v2/a/blobs/sha256:$(printf '%063d' 0)" "/v2/a/blobs/sha256:$(printf '%064d' 0 | tr 0 A)" /v2/%zz; do
    like "nothing but a digest is one: $path" '^40[04]$' "$(status_of --path-as-is "$url$path")"
done
is "other paths" 404 "$(status_of "$url/")"
for method in PUT POST DELETE PATCH; do
    is "$method is not for us" 405 "$(status_of -X $method -d x "$url/v2/library/registry/manifests/3.1.1")"
done
like "and it says what is" '^Allow: GET, HEAD$' "$(head_of -X DELETE "$url/v2/a/blobs/$layer")"

# What curl would not do: pipelining, trickles, floods, broken heads. Prints TAP lines without numbers.
python3 "$tap_here/clients.py" "$port" "$layer" "$blob" >clients.tap 2>&1
while read -r verdict name; do
    if [ "$verdict" = ok ]; then pass "$name"; else fail "$name"; fi
done <clients.tap

memory=$(awk '/^VmRSS/ { print $2 }' "/proc/$injector_pid/status")
[ -n "${INJECTOR:-}" ] || ok "it stays below 2 MiB after all that ($memory KiB)" test "$memory" -le 2048
# A slow reader gets all of its blob although the program is asked to end.
curl -sS --limit-rate 6M "$url/v2/a/blobs/$layer" >slow &
slow=$!
sleep 0.1
kill "$injector_pid"
status=0
wait "$slow" || status=$?
is "a transfer is finished after SIGTERM" 0 "$status"
same "and it is whole" slow "$blob"
status=0
wait "$injector_pid" || status=$?
is "then it ends with status 0" 0 "$status"
"$injector" --serve-only '[::1]:0' >serve.log 2>&1 &
background_pid=$!
tap_pids="$tap_pids $background_pid"
wait_for "the injector on IPv6" grep -q 'serving on port' serve.log
is "--serve-only, and IPv6" 200 "$(status_of "http://[::1]:$(sed -n 's/.*on port //p' serve.log)/v2/")"
descriptor() { printf '{"digest": "%s", "annotations": {"org.opencontainers.image.base.name": "%s"}}' "$digest" "$1"; }
printf '{"manifests": [%s, %s, %s, %s]}' "$(descriptor b/c:2)" "$(descriptor b/c:10)" "$(descriptor a:1)" "$(descriptor b/c:2)" \
    >"$work/seed/index.json"
"$injector" --serve-only 127.0.0.1:0 >several.log 2>&1 &
tap_pids="$tap_pids $!"
wait_for "the injector with several images" grep -q 'serving on port' several.log
several=http://127.0.0.1:$(sed -n 's/.*on port //p' several.log)
is "repositories and tags in lexical order, each once" '{"repositories":["a","b/c"]}{"name":"b/c","tags":["10","2"]}' \
    "$(get "$several/v2/_catalog" "$several/v2/b/c/tags/list")"
# page QUERY: the tags of a page, and where the next one is.
page() { get -i "$several/v2/b/c/tags/list?$1" | tr -d '\r' | sed -n 's/^Link: //p; /^{/p' | tr '\n' ' ' | sed 's/ $//'; }
is "a page of tags" '</v2/b/c/tags/list?n=1&last=10>; rel="next" {"name":"b/c","tags":["10"]}' "$(page n=1)"
is "the next one is the last" '{"name":"b/c","tags":["2"]}' "$(page 'n=1&last=10')"
is "behind the last there is nothing" '{"name":"b/c","tags":[]}' "$(page 'last=2&n=5')"
is "a tag that is not there has a place, too" '{"name":"b/c","tags":["2"]}' "$(page last=100)"
is "none of them" '{"name":"b/c","tags":[]}' "$(page n=0)"
is "all of them" '{"name":"b/c","tags":["10","2"]}' "$(page n=2)"
is "no number is no limit" '{"name":"b/c","tags":["10","2"]}' "$(page 'n=&x=1')"
is "pages have a length, with HEAD too" 200 "$(curl -sI -o /dev/null -w '%{http_code}' "$several/v2/b/c/tags/list?n=1")"
is "one after another on a connection" '{"name":"b/c","tags":["10"]}{"name":"b/c","tags":["2"]}{"repositories":["a","b/c"]}' \
    "$(get "$several/v2/b/c/tags/list?n=1" "$several/v2/b/c/tags/list?last=10" "$several/v2/_catalog")"
for index in '[]' '{"manifests":' '{"manifests":[{"digest":5}]' ''; do
    printf '%s' "$index" >"$work/seed/index.json"
    fails_with "an index that is none: $index" 1 'read index.json' "$injector" --serve-only 127.0.0.1:0
done
done_testing
