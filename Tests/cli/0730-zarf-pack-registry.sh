#!/bin/sh
# zarf-pack and registries: every form of reference, every way to log in, and what broken registries do to it:
# message, status, nothing left behind. Docker's registry and skopeo judge the good cases.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"

export SOURCE_DATE_EPOCH=1700000000
HOME=$work/home
DOCKER_CONFIG=$work/docker
TMPDIR=$work/temporary
export HOME DOCKER_CONFIG TMPDIR
mkdir "$HOME" "$DOCKER_CONFIG" "$TMPDIR" "$work/in" && cd "$work/in" || exit 1

# define NAME IMAGE...: a definition whose one component has these images.
define() {
    mkdir -p "$1"
    printf 'kind: ZarfPackageConfig\nmetadata: {name: %s, version: 1.0.0, architecture: amd64}\ncomponents:\n' "$1" >"$1/zarf.yaml"
    printf -- '- name: web\n  required: true\n  images:\n' >>"$1/zarf.yaml"
    shift_from=$1
    shift
    for image; do printf '  - "%s"\n' "$image" >>"$shift_from/zarf.yaml"; done
}
# refuses NAME STATUS PATTERN IMAGE: packing it fails as told and leaves nothing, here or among the temporaries.
refuses() {
    define refused "$4"
    mkdir out
    fails_with "$1" "$2" "$3" zarf-pack refused -o out/
    is "$1: nothing is left" "" "$(find out "$TMPDIR" "$HOME/.zarf-cache" -mindepth 1 \( -path '*/out/*' -o -name '*partial*' -o -path '*/temporary/*' \))"
    rm -r out
}
# images PACKAGE: digest and name of each image, as the package's index has them.
images() {
    tar --zstd -xOf "$1" images/index.json |
        jq -r '.manifests[] | "\(.digest) \(.annotations["org.opencontainers.image.base.name"])"' | LC_ALL=C sort
}

# -- every form of reference, from Docker's registry
mkdir layer && printf 'one\n' >layer/one && tar --sort=name --mtime=@0 --owner=0 --group=0 -cf layer.tar -C layer one
start_registry "$work/storage"
amd64=$(zarf-oci append --layer layer.tar --platform linux/amd64 "$registry/team/app:1")
arm64=$(zarf-oci append --layer layer.tar --platform linux/arm64 "$registry/team/app:arm")
{
    printf '{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": ['
    separator=
    for pair in "$amd64 amd64" "$arm64 arm64"; do
        printf '%s{"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "%s", "size": %d, "platform": {"os": "linux", "architecture": "%s"}}' \
            "$separator" "${pair% *}" "$(zarf-oci manifest "$registry/team/app@${pair% *}" | wc -c)" "${pair#* }"
        separator=,
    done
    printf ']}'
} >index.json
curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.index.v1+json' --data-binary @index.json \
    "http://$registry/v2/team/app/manifests/all"
index=sha256:$(sha256sum <index.json | cut -d' ' -f1)
is "skopeo sees the index" "$index" "sha256:$(skopeo inspect --raw --tls-verify=false "docker://$registry/team/app:all" | sha256sum | cut -d' ' -f1)"
define forms "$registry/team/app:1" "$registry/team/app@$amd64" "$registry/team/app:1@$amd64" "$registry/team/app:all" "$registry/team/app@$index"
zarf-pack forms -o forms.tar.zst >/dev/null 2>forms.log || fail "references of every form" "$(cat forms.log)"
is "tag, digest, both, an index by tag: one image; an index by digest whole" "$(printf '%s\n' \
    "$amd64 $registry/team/app:1" "$amd64 $registry/team/app:1@$amd64" "$amd64 $registry/team/app:all" \
    "$amd64 $registry/team/app@$amd64" "$index $registry/team/app@$index" | LC_ALL=C sort)" "$(images forms.tar.zst)"
is "the other platform comes with the index alone" 1 "$(tar --zstd -tf forms.tar.zst | grep -c "${arm64#sha256:}")"
ok "every blob is what its name says" zarf-inspect forms.tar.zst check
ok "skopeo reads it as a layout" sh -c 'mkdir layout && tar --zstd -xf forms.tar.zst -C layout --strip-components=1 images &&
    skopeo copy -q --override-arch amd64 "oci:layout:$0/team/app:1" dir:copied' "$registry"
define forms "$registry/team/app:1" "$registry/team/app:arm" "$registry/team/app@$index"
is "an image for another architecture is packed, with a warning" \
    "zarf-pack: warning: image $registry/team/app:arm is for linux/arm64, the package for linux/amd64" \
    "$(zarf-pack forms -o other.tar.zst 2>&1 >/dev/null)"
define forms "$registry/team/app:1"
ok "again without a cache" zarf-pack forms -o again.tar.zst --no-cache
ok "again from the cache" zarf-pack forms -o cached.tar.zst
ok "gives the same bytes" cmp again.tar.zst cached.tar.zst
for blob in "$HOME"/.zarf-cache/images/blobs/sha256/*; do chmod u+w "$blob" && printf x >>"$blob"; done
ok "a damaged cache is seen and fetched anew" zarf-pack forms -o repaired.tar.zst
ok "and gives the same bytes" cmp repaired.tar.zst cached.tar.zst
define refused "$registry/team/app:all"
sed -i 's/amd64/s390x/' refused/zarf.yaml && mkdir out
fails_with "a platform that is not there" 1 'no image for platform linux/s390x' zarf-pack refused -o out/
is "a platform that is not there: nothing is left" "" "$(ls -A out)"
rm -r out
refuses "a tag that is not there" 1 "error: pull manifest $registry/team/app:2: 404 MANIFEST_UNKNOWN" "$registry/team/app:2"
refuses "a digest that is not there" 1 '404 MANIFEST_UNKNOWN' "$registry/team/app@sha256:$(printf '%064d' 0)"

# -- logging in, as Docker's configuration says
serve tokens token-server.py "$work/in"
cat >token.yml <<END
version: 0.1
log: {accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/storage}}
http: {addr: 127.0.0.1:0}
auth: {token: {realm: 'http://127.0.0.1:$served/token', service: registry, issuer: tokens, rootcertbundle: $work/in/token.crt}}
END
htpasswd -Bbn bob hunter2 >users
sed '/^auth/d' token.yml >basic.yml
printf 'auth: {htpasswd: {realm: r, path: %s}}\n' "$work/in/users" >>basic.yml
for kind in token basic; do
    background env OTEL_TRACES_EXPORTER=none docker-registry serve "$kind.yml" >"$kind.log" 2>&1
    wait_for "the $kind registry" grep -q 'listening on 127' "$kind.log"
    protected=$(sed -n 's/.*listening on \(127[^" ]*\).*/\1/p' "$kind.log" | head -n 1)
    rm -f "$DOCKER_CONFIG/config.json"
    refuses "$kind: nobody" 1 "pull manifest $protected/team/app:1: 401" "$protected/team/app:1"
    [ "$kind" = token ] && user=alice:secret || user=bob:hunter2
    printf '{"auths": {"%s": {"auth": "%s"}}}' "$protected" "$(printf 'eve:s3cr3t-wrong' | base64)" >"$DOCKER_CONFIG/config.json"
    refuses "$kind: a wrong password" 1 '401' "$protected/team/app:1"
    is "$kind: which is not shown" "" "$(zarf-pack refused -o x 2>&1 | grep -e s3cr3t -e "$(printf 'eve:s3cr3t-wrong' | base64)")"
    printf '{"auths": {"%s": {"auth": "%s"}}}' "$protected" "$(printf '%s' "$user" | base64)" >"$DOCKER_CONFIG/config.json"
    define entitled "$protected/team/app:1"
    ok "$kind: the right one" zarf-pack entitled -o entitled.tar.zst --no-cache
    is "$kind: which is not in the package" "" "$(tar --zstd -xOf entitled.tar.zst zarf.yaml | grep -e hunter2 -e secret)"
done
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=registry -addext 'subjectAltName=IP:127.0.0.1' -days 2 \
    -keyout tls.key -out tls.crt 2>/dev/null
sed -e '/^auth/d' -e "s,^http:.*,http: {addr: '127.0.0.1:0'\, tls: {certificate: $work/in/tls.crt\, key: $work/in/tls.key}}," token.yml >tls.yml
background env OTEL_TRACES_EXPORTER=none docker-registry serve tls.yml >tls.log 2>&1
wait_for "the TLS registry" grep -q 'listening on 127' tls.log
protected=$(sed -n 's/.*listening on \(127[^" ,]*\).*/\1/p' tls.log | head -n 1)
refuses "TLS: an unknown certificate" 1 'TLS: .*certificate' "$protected/team/app:1"
fails_with "TLS: --plain-http is for registries without" 1 'certificate' zarf-pack refused -o x --no-cache --plain-http
define secured "$protected/team/app:1"
ok "TLS: SSL_CERT_FILE" env SSL_CERT_FILE=tls.crt zarf-pack secured -o secured.tar.zst --no-cache
ok "TLS: any certificate" zarf-pack secured -o secured.tar.zst --no-cache --insecure-skip-tls-verify
fails_with "TLS: SSL_CERT_FILE that is not there" 1 'read none.crt: no such file' env SSL_CERT_FILE=none.crt zarf-pack secured -o x --no-cache
printf '{"auths": 12}' >"$DOCKER_CONFIG/config.json"
refuses "a broken configuration" 3 'config.json: ' "$registry/team/app:1"
rm "$DOCKER_CONFIG/config.json"

# -- broken registries
serve faulty faulty-registry.py
faulty=127.0.0.1:$served
refuses "401" 1 "error: pull manifest $faulty/unauthorized:1: 401 UNAUTHORIZED: authentication required" "$faulty/unauthorized:1"
refuses "403" 1 '403 DENIED: requested access' "$faulty/denied:1"
refuses "404" 1 '404 MANIFEST_UNKNOWN: manifest unknown' "$faulty/missing:1"
refuses "429" 4 '429 TOOMANYREQUESTS: slow down' "$faulty/limited:1"
refuses "500" 1 "pull manifest $faulty/broken:1: 500 Internal Server Error" "$faulty/broken:1"
refuses "a truncated blob" 1 'pull blob sha256:[0-9a-f]* from .*/cut: .*ended early' "$faulty/cut:1"
refuses "a blob of another size" 3 'expected [0-9]* bytes, the registry has' "$faulty/short-blob:1"
refuses "a blob of another digest" 3 'verify blob sha256:.*: expected sha256:.*, found sha256:' "$faulty/wrong-blob:1"
refuses "a manifest of another digest" 3 'expected sha256:0*, found sha256:' "$faulty/wrong-digest@sha256:$(printf '%064d' 0)"
refuses "a digest header that lies" 3 'expected sha256:.*, found sha256:' "$faulty/wrong-header:1"
refuses "a manifest without end" 3 'larger than the limit of 4194304 bytes' "$faulty/endless:1"
refuses "what is no registry" 3 'not JSON' "$faulty/garbage:1"
refuses "a token server at the metadata address" 3 'address 169.254.169.254 may not be contacted' "$faulty/realm-metadata:1"
refuses "a blob at the metadata address" 3 'address 169.254.169.254 may not be contacted' "$faulty/redirected-badly:1"
is "without its query" "" "$(zarf-pack refused -o x 2>&1 | grep signature)"
refuses "connection refused" 1 'pull manifest 127.0.0.1:1/a:1: .*connection refused' '127.0.0.1:1/a:1'
refuses "a name that does not resolve" '[14]' 'registry.invalid' 'registry.invalid/a:1'
define once "$faulty/cut-once:1"
ok "a blob that is cut once is taken up again" zarf-pack once -o once.tar.zst

# -- stopped while a blob is under way
define stopped "$faulty/slow-blob:1"
mkdir out
zarf-pack stopped -o out/ --no-cache >/dev/null 2>&1 &
stopped=$!
wait_for "the blob" sh -c 'find out -name "*partial*" | grep -q .'
kill -TERM "$stopped"
wait "$stopped" 2>/dev/null
is "a stopped run dies of the signal" 143 $?
is "and leaves nothing" "" "$(find out "$TMPDIR" -mindepth 1)"
done_testing
