#!/bin/sh
# zarf-oci against a Debian registry, nginx with TLS, and a registry that misbehaves; skopeo is the judge.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
for program in docker-registry skopeo nginx openssl htpasswd python3; do
    command -v "$program" >/dev/null || skip_all "$program is not there"
done
unset HTTP_PROXY HTTPS_PROXY http_proxy https_proxy ALL_PROXY all_proxy
DOCKER_CONFIG=$work/docker
export DOCKER_CONFIG
mkdir "$DOCKER_CONFIG"
cd "$work" || exit 1
start_registry "$work/registry" || exit 1

mkdir a b
echo one >a/file
dd if=/dev/urandom of=b/file bs=1024 count=3000 2>/dev/null
tar -C a -cf a.tar file
tar -C b -czf b.tgz file

# -- append
first=$(zarf-oci append --layer a.tar --entrypoint '["/bin/x"]' --cmd '["y"]' --env A=1 --label k=v \
    --platform linux/amd64 --annotation org.test=1 "$registry/team/first:1")
like "append prints a digest" '^sha256:[0-9a-f]{64}$' "$first"
second=$(zarf-oci append --base "$registry/team/first:1" --layer b.tgz --cmd '["z"]' "$registry/team/second:1")
is "the same again is the same image" "$second" \
    "$(zarf-oci append --base "$registry/team/first:1" --layer b.tgz --cmd '["z"]' oci:layout:second)"
is "skopeo sees the digest" "$second" \
    "$(skopeo inspect --tls-verify=false --format '{{.Digest}}' "docker://$registry/team/second:1")"
like "and what runs" '"Entrypoint":\["/bin/x"\].*"Cmd":\["z"\]' \
    "$(skopeo inspect --raw --config --tls-verify=false "docker://$registry/team/second:1" | sed 's/^/ /')"
made=$(SOURCE_DATE_EPOCH=86400 zarf-oci append --layer a.tar oci:dated)
like "SOURCE_DATE_EPOCH is the image's time" '"created":"1970-01-02T00:00:00Z"' "$(zarf-oci config "oci:dated:$made")"
fails_with "append needs a layer" 64 'nothing to make an image of' zarf-oci append oci:x
ls -lR "$tap_root/Tests" >text
fails_with "append wants a tar" 3 'read text: ' zarf-oci append --layer text oci:x
fails_with "append wants JSON" 64 '--cmd is not a JSON array' zarf-oci append --layer a.tar --cmd sh oci:x
fails_with "append wants NAME=VALUE" 64 '--env is not NAME=VALUE' zarf-oci append --layer a.tar --env A oci:x
is "failed runs leave nothing" "" "$(ls -d x 2>/dev/null)"

# -- pull, push, copy
is "pull into a directory" "$second" "$(zarf-oci pull "$registry/team/second:1" pulled)"
is "pull into an archive" "$second" "$(zarf-oci pull "$registry/team/second:1" pulled.tar)"
ok "tar lists the archive" tar -tf pulled.tar
is "push from a directory" "$second" "$(zarf-oci push pulled "$registry/again/dir:1")"
is "push from an archive" "$second" "$(zarf-oci push pulled.tar "$registry/again/tar:1")"
is "push in pieces" "$second" "$(zarf-oci push --chunk-size 1 pulled.tar "$registry/again/pieces:1")"
is "copy within a registry" "$second" "$(zarf-oci copy "$registry/team/second:1" "$registry/again/mounted:1")"
ok "skopeo reads our archive" skopeo copy -q oci-archive:pulled.tar oci:by-skopeo:x
is "we read skopeo's layout" "$second" "$(zarf-oci digest oci:by-skopeo:x)"
ok "skopeo writes a docker archive" skopeo copy -q --src-tls-verify=false "docker://$registry/team/second:1" docker-archive:docker.tar:name:1
is "we read it" "docker.io/library/name:1" "$(zarf-oci ls archive:docker.tar | cut -d' ' -f1)"
ok "and push it" zarf-oci push docker.tar "$registry/again/docker:1"
for blob in pulled/blobs/sha256/*; do
    is "blob ${blob##*/} is what it says" "${blob##*/}" "$(sha256sum "$blob" | cut -d' ' -f1)"
done

# -- looking
is "ls of a registry" "again/dir again/docker again/mounted again/pieces again/tar team/first team/second" \
    "$(zarf-oci ls "$registry" | tr '\n' ' ' | sed 's/ $//')"
is "ls of a repository" 1 "$(zarf-oci ls "$registry/team/first")"
is "tags --json" '["1"]' "$(zarf-oci tags --json "$registry/team/first")"
is "ls of a layout" "second $second" "$(zarf-oci ls oci:layout)"
is "ls --json of a layout" "[{\"name\":\"second\",\"digest\":\"$second\"}]" "$(zarf-oci ls --json oci:layout)"
is "digest" "$first" "$(zarf-oci digest "$registry/team/first:1")"
is "manifest is byte for byte" "$first" "sha256:$(zarf-oci manifest "$registry/team/first:1" | sha256sum | cut -d' ' -f1)"
like "config" '"Env":\["A=1"\]' "$(zarf-oci config "$registry/team/first:1")"
fails_with "digest of what is not there" 2 'look up .*/none/x:latest: 404' zarf-oci digest "$registry/none/x"
fails_with "manifest of what is not there" 2 '404 MANIFEST_UNKNOWN' zarf-oci manifest "$registry/none/x"
fails_with "pull of what is not there" 1 'pull manifest .*/none/x:latest: 404' zarf-oci pull "$registry/none/x" nothing
is "and nothing appears" "" "$(ls -d nothing 2>/dev/null)"
fails_with "an image the layout does not have" 1 'no image other in it' zarf-oci push oci:layout:other "$registry/o/o"
fails_with "no reference" 3 'not a repository name|lower case' zarf-oci digest 'Not A Reference'
fails_with "a full disk" 1 'no space left' sh -c "zarf-oci manifest '$registry/team/first:1' >/dev/full"

# -- rm
removed=$(zarf-oci copy "$registry/team/first:1" "$registry/gone/x:1")
is "rm prints the digest" "$removed" "$(zarf-oci rm "$registry/gone/x:1")"
fails_with "rm removed it" 2 404 zarf-oci digest "$registry/gone/x:1"
ok "rm in a layout" zarf-oci rm oci:layout:second
is "which is empty now" "" "$(zarf-oci ls oci:layout)"

# -- several platforms
arm=$(zarf-oci append --layer a.tar --platform linux/arm64 "$registry/multi/x:arm")
amd=$(zarf-oci append --layer a.tar --platform linux/amd64 "$registry/multi/x:amd")
index() { # DIGEST ARCHITECTURE
    bytes=$(zarf-oci manifest "$registry/multi/x@$1" | wc -c)
    printf '{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":%d,' "$1" "$bytes"
    printf '"platform":{"os":"linux","architecture":"%s"}}' "$2"
}
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s,%s]}' \
    "$(index "$arm" arm64)" "$(index "$amd" amd64)" >index.json
curl -sS -X PUT -H 'Content-Type: application/vnd.oci.image.index.v1+json' --data-binary @index.json \
    "http://$registry/v2/multi/x/manifests/all"
all="sha256:$(sha256sum index.json | cut -d' ' -f1)"
is "an index is copied whole" "$all" "$(zarf-oci copy "$registry/multi/x:all" "$registry/multi/copy:all")"
is "one platform of it" "$arm" "$(zarf-oci copy --platform linux/arm64 "$registry/multi/x:all" oci:arm)"
is "digest of a platform" "$amd" "$(zarf-oci digest --platform linux/amd64 "$registry/multi/x:all")"
fails_with "a platform it does not have" 1 'no image for platform linux/s390x' \
    zarf-oci pull --platform linux/s390x "$registry/multi/x:all" none
like "config of a platform" '"architecture":"arm64"' "$(zarf-oci config --platform linux/arm64 "$registry/multi/x:all")"
is "an index in an archive and back" "$all" \
    "$(zarf-oci pull "$registry/multi/x:all" all.tar >/dev/null && zarf-oci push all.tar "$registry/multi/back:1")"

# -- packages
package=$shared/rig/packages/made-by-zarf-0.84/zarf-package-everything-amd64-1.2.3.tar.zst
if [ -f "$package" ]; then
    zarf-oci ls "package:$package" >images
    while read -r name digest; do
        is "digest of $name in a package" "$digest" "$(zarf-oci digest "package:$package:$name")"
        is "push $name from a package" "$digest" "$(zarf-oci push "package:$package:$name" "$registry/from/package:1")"
        ok "skopeo agrees" skopeo inspect --raw --tls-verify=false "docker://$registry/from/package@$digest"
    done <images
    like "a package lists its images" '^127.0.0.1:5001/acme/' "$(cat images)"
    fails_with "a package is only read" 64 'can only be read' zarf-oci copy "$registry/team/first:1" package:x
fi

# -- TLS and passwords, behind nginx
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=ca -days 2 -keyout ca.key -out ca.crt 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout tls.key -out tls.csr 2>/dev/null
printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\n' >names
openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out tls.crt 2>/dev/null
htpasswd -bc htpasswd alice secret 2>/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >nginx.conf <<CONF
user $(id -un); pid $work/nginx.pid; daemon off; error_log $work/nginx.err; events {}
http {
    client_max_body_size 0; client_body_temp_path $work/body; proxy_temp_path $work/proxy;
    fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
    log_format protocols '\$request_method \$server_protocol'; access_log $work/nginx.log protocols;
    server {
        listen 127.0.0.1:$port ssl http2; ssl_certificate tls.crt; ssl_certificate_key tls.key;
        location / {
            auth_basic registry; auth_basic_user_file htpasswd;
            proxy_pass http://$registry; proxy_set_header Host \$http_host; proxy_set_header Authorization "";
        }
    }
}
CONF
background nginx -p "$work" -e "$work/nginx.err" -c "$work/nginx.conf"
wait_for nginx curl -s -o /dev/null --cacert ca.crt "https://127.0.0.1:$port/"
tls=127.0.0.1:$port
fails_with "an unknown certificate" 1 'TLS: .*certificate' zarf-oci digest "$tls/team/first:1"
fails_with "no password" 1 '401 Unauthorized' zarf-oci digest --ca-file ca.crt "$tls/team/first:1"
printf '{"auths":{"%s":{"auth":"%s"}}}' "$tls" "$(printf alice:secret | base64)" >"$DOCKER_CONFIG/config.json"
is "the password of Docker's configuration" "$first" "$(zarf-oci digest --ca-file ca.crt "$tls/team/first:1")"
is "any certificate" "$first" "$(zarf-oci digest --insecure-skip-tls-verify "$tls/team/first:1")"
is "SSL_CERT_FILE" "$first" "$(SSL_CERT_FILE=ca.crt zarf-oci digest "$tls/team/first:1")"
is "push over TLS" "$second" "$(zarf-oci push --ca-file ca.crt pulled "$tls/tls/pushed:1")"
is "pull over TLS" "$second" "$(zarf-oci pull --ca-file ca.crt "$tls/tls/pushed:1" over-tls)"
is "copy from one registry to another" "$second" \
    "$(zarf-oci copy --ca-file ca.crt "$registry/team/second:1" "$tls/tls/copied:1")"
like "small requests went over HTTP/2" 'HEAD HTTP/2.0' "$(cat nginx.log)"
like "blobs over HTTP/1.1" 'GET HTTP/1.1' "$(cat nginx.log)"
printf '{"auths":{"%s":{"auth":"%s"}}}' "$tls" "$(printf alice:wrong-password | base64)" >"$DOCKER_CONFIG/config.json"
fails_with "a wrong password" 1 '401 Unauthorized' zarf-oci digest --ca-file ca.crt "$tls/team/first:1"
printf '{"auths":' >"$DOCKER_CONFIG/config.json"
fails_with "a broken configuration" 3 'config.json: not a JSON object' zarf-oci digest "$registry/team/first:1"
rm "$DOCKER_CONFIG/config.json"

# -- what registries do to us
serve faulty faulty-registry.py
faulty=127.0.0.1:$served
try() { # NAME STATUS PATTERN REPOSITORY
    fails_with "$1" "$2" "$3" zarf-oci pull --retries 2 "$faulty/$4:1" out
    is "$1: nothing is left" "" "$(ls -d out 2>/dev/null)"
}
try "401" 1 "error: pull manifest $faulty/unauthorized:1: 401 UNAUTHORIZED: authentication required" unauthorized
try "403" 1 "403 DENIED: requested access" denied
try "404" 1 "404 MANIFEST_UNKNOWN" missing
try "429" 4 "429 TOOMANYREQUESTS: slow down" limited
try "500" 1 "pull manifest $faulty/broken:1: 500 Internal Server Error" broken
try "a cut blob" 1 'pull blob sha256:[0-9a-f]* from .*/cut: .*ended early' cut
try "a wrong blob" 3 'verify blob sha256:.*: expected sha256:.*, found sha256:' wrong-blob
try "a blob of another size" 3 'expected 2[0-9]* bytes, the registry has 1' short-blob
try "a wrong digest header" 3 'expected sha256:.*, found sha256:' wrong-header
try "an endless manifest" 3 'larger than the limit of 4194304 bytes' endless
try "no registry at all" 3 'not JSON' garbage
try "a token server at the metadata address" 3 'address 169.254.169.254 may not be contacted' realm-metadata
try "a blob at the metadata address" 3 'address 169.254.169.254 may not be contacted' redirected-badly
fails_with "connection refused" 1 'connection refused' zarf-oci pull 127.0.0.1:1/x:1 out
fails_with "tags at another host" 3 'its next page is at another host' zarf-oci tags "$faulty/link-away"
for target in stopped stopped.tar; do
    # An interactive shell's background jobs take SIGINT; a script's do not, so the signal here is SIGTERM.
    zarf-oci pull "$faulty/slow-blob:1" "$target" >/dev/null 2>&1 &
    stopped_pid=$!
    if [ "$target" = stopped ]; then wait_for "the blob" sh -c 'ls -A stopped/blobs/sha256 | grep -q partial'; else sleep 1; fi
    kill -TERM "$stopped_pid"
    wait "$stopped_pid" 2>/dev/null
    is "a stopped pull dies of the signal" 143 $?
    is "and leaves nothing" "" "$(ls -dA stopped* .stopped* 2>/dev/null)"
done
if [ "$(id -u)" -eq 0 ] && mkdir small && mount -t tmpfs -o size=1m tmpfs small 2>/dev/null; then
    fails_with "a full disk: layout" 1 'no space left on device' zarf-oci pull "$registry/team/second:1" small/out
    fails_with "a full disk: archive" 1 'no space left on device' zarf-oci pull "$registry/team/second:1" small/out.tar
    is "a full disk: nothing is left" "" "$(ls -A small)"
    mount -o remount,ro small
    fails_with "a read-only disk" 1 'read-only file system' zarf-oci pull "$registry/team/second:1" small/out
    umount small
fi
is "a blob cut once is taken up again" 0 "$(zarf-oci pull "$faulty/cut-once:1" resumed >/dev/null 2>&1; echo $?)"
done_testing
