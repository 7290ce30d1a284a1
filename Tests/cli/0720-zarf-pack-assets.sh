#!/bin/sh
# zarf-pack with repositories from a git daemon, charts and kustomizations: git and kubectl judge what it packs.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

export SOURCE_DATE_EPOCH=1700000000
HOME=$work/home
export HOME
mkdir "$HOME"
cd "$work" || exit 1
PATH=$PATH:${python%/*}

# define NAME: a definition of one component; the component is standard input.
define() {
    mkdir -p "$1"
    printf 'kind: ZarfPackageConfig\nmetadata:\n  name: %s\n  version: 1.0.0\n  architecture: amd64\ncomponents:\n- name: web\n  required: true\n' \
        "$1" >"$1/zarf.yaml"
    cat >>"$1/zarf.yaml"
}
# pack NAME: makes the package and extracts the component's tar into NAME.web.
pack() {
    if ! zarf-pack "$1" -o "$1.tar.zst" >"$1.out" 2>"$1.log"; then
        fail "zarf-pack $1" "$(cat "$1.log")"
        return
    fi
    mkdir "$1.web"
    tar --zstd -xOf "$1.tar.zst" components/web.tar | tar -xf - -C "$1.web"
}
refuses() {
    rm -rf refused && mkdir refused
    fails_with "$1" "$2" "$3" zarf-pack "$4" -o refused/
    [ -z "$(ls -A refused)" ] || fail "$1 leaves nothing behind" "$(ls -A refused)"
}

# A repository behind a git daemon on a free port.
git config --global user.name tester
git config --global user.email tester@example.test
git init -q -b main git/acme/app
(
    cd git/acme/app || exit 1
    printf 'one\n' >README.md && git add -A && git commit -qm one && git tag v1
    mkdir -p deep/er && printf '#!/bin/sh\n' >deep/er/run && chmod +x deep/er/run && git add -A && git commit -qm two
    git tag -am annotated v2 && git checkout -qb side && printf 'x' >side && git add -A && git commit -qm three
    git checkout -q main
)
port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
git daemon --reuseaddr --listen=127.0.0.1 --port="$port" --base-path="$work/git" --export-all "$work/git" >git.log 2>&1 &
tap_pids="$tap_pids $!"
url=git://127.0.0.1:$port/acme/app
wait_for "the git server" git ls-remote "$url"
commit=$(git -C git/acme/app rev-parse side~1)

define repositories <<END
  repos: ["$url", "$url@v1", "$url@refs/tags/v2", "$url@refs/heads/side", "$url@$commit"]
END
pack repositories
is "five clones" 5 "$(find repositories.web/web/repos -mindepth 1 -maxdepth 1 | wc -l)"
for clone in repositories.web/web/repos/*; do
    ok "git fsck ${clone##*-}" git -C "$clone" fsck --strict --full
    is "git status ${clone##*-}" "" "$(git -C "$clone" status --porcelain)"
    is "remote ${clone##*-}" "online-upstream" "$(git -C "$clone" remote)"
    ok "it can be cloned" git clone -q "$clone" "again${clone##*-}"
done
is "the branches" "main side side~1 v1^0 v2^0" "$(
    for clone in repositories.web/web/repos/*; do
        head=$(git -C "$clone" rev-parse HEAD)
        for name in main side side~1 v1^0 v2^0; do
            [ "$(git -C git/acme/app rev-parse "$name")" = "$head" ] && echo "$name"
        done
    done | sort -u | tr '\n' ' ' | sed 's/ $//'
)"
cp repositories.tar.zst first.tar.zst
git -C git/acme/app repack -adfq --depth=1 --window=0
ok "another pack on the server, the same package" sh -c 'zarf-pack repositories -o second.tar.zst >/dev/null 2>&1 && cmp first.tar.zst second.tar.zst'

define wrong <<END
  repos: ["$url@v3"]
END
refuses "a tag that is not there" 1 'fetch repository git://127.0.0.1:[0-9]*/acme/app@v3: it has no ref "v3"' wrong
fails_with "with a suggestion" 1 'hint: did you mean "v1"' zarf-pack wrong -o refused/
define dead <<END
  repos: ["git://127.0.0.1:1/acme/app"]
END
refuses "a server that is not there" 1 'unable to connect' dead
define evil <<END
  repos: ["ext://sh/-c/touch/owned.git"]
  actions: {onCreate: {before: [{cmd: "touch $work/ran"}]}}
END
refuses "a transport that runs programs" 1 'only https, http, ssh, git and file' evil
ok "before any action" test ! -e ran
define secret <<END
  repos: ["https://me:hunter2@127.0.0.1:1/acme/app.git"]
END
refuses "an address with a password" 1 '127.0.0.1' secret
zarf-pack secret -o refused/ >secret.out 2>&1
is "which is not shown" "" "$(grep hunter2 secret.out)"

# A repository behind TLS, whose authority SSL_CERT_FILE names.
if command -v nginx >/dev/null 2>&1; then
    mkdir www
    git clone -q --bare git/acme/app www/app.git && git -C www/app.git update-server-info
    openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=git -addext 'subjectAltName=IP:127.0.0.1' -days 2 \
        -keyout tls.key -out tls.crt 2>/dev/null
    tls_port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    cat >nginx.conf <<END
user $(id -un); pid $work/nginx.pid; daemon off; error_log $work/nginx.err; events {}
http { access_log off; server { listen 127.0.0.1:$tls_port ssl; root $work/www;
    ssl_certificate $work/tls.crt; ssl_certificate_key $work/tls.key; } }
END
    background nginx -p "$work" -c "$work/nginx.conf" >/dev/null 2>&1
    wait_for "nginx" curl -fsSk "https://127.0.0.1:$tls_port/app.git/info/refs"
    define secured <<END
  repos: ["https://127.0.0.1:$tls_port/app.git@v1"]
END
    refuses "a repository behind an unknown certificate" 1 'certificate' secured
    ok "SSL_CERT_FILE is for git too" env -u GIT_SSL_CAINFO SSL_CERT_FILE="$work/tls.crt" zarf-pack secured -o secured.tar.zst
else
    fail "nginx" "it is not installed: run scripts/setup"
fi

# Kustomizations: what kubectl prints is what is packed.
mkdir -p base/outside kustomize/sub
printf 'resources: [sub/a.yaml]\nnamePrefix: x-\n' >kustomize/kustomization.yaml
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n' | tee kustomize/sub/a.yaml >base/outside/b.yaml
mkdir outer && printf 'resources: [../base/outside/b.yaml]\n' >outer/kustomization.yaml
define kustomized <<'END'
  manifests: [{name: m, namespace: n, kustomizations: [../kustomize]}]
END
if command -v kubectl >/dev/null 2>&1 || command -v kustomize >/dev/null 2>&1; then
    pack kustomized
    kubectl kustomize kustomize >expected.yaml 2>/dev/null || kustomize build kustomize >expected.yaml
    same "the built kustomization" expected.yaml kustomized.web/web/manifests/kustomization-m-0.yaml
    define restricted <<'END'
  manifests: [{name: m, namespace: n, kustomizations: [../outer]}]
END
    refuses "a file above the folder" 1 'build kustomization .*outer: kube[a-z]*: .*is not in or below' restricted
    define allowed <<'END'
  manifests: [{name: m, namespace: n, kustomizations: [../outer], kustomizeAllowAnyDirectory: true}]
END
    pack allowed
    like "unless it is allowed" '^  name: a$' "$(cat allowed.web/web/manifests/kustomization-m-0.yaml)"
else
    fail "kubectl" "it is not installed: run scripts/setup"
fi
mkdir programs
for program in sh git zarf-pack; do ln -s "$(command -v "$program")" programs/; done
rm -rf refused && mkdir refused
fails_with "without kustomize and kubectl both are named" 1 'neither kustomize nor kubectl is on PATH' \
    env PATH="$work/programs" zarf-pack kustomized -o refused/

# Charts: a folder with a dependency beside it, packaged the same every time.
mkdir -p chart/templates library
printf 'apiVersion: v2\nname: site\nversion: 1.2.3\ndependencies: [{name: lib, version: 1.x, repository: "file://../library"}]\n' >chart/Chart.yaml
printf 'x' >chart/templates/x.yaml && printf '*.bak\n' >chart/.helmignore && printf 'old' >chart/x.bak
printf 'apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n' >library/Chart.yaml
define charts <<'END'
  charts: [{name: site, version: 1.2.3, namespace: n, localPath: ../chart, valuesFiles: [../chart/templates/x.yaml]}]
END
pack charts
is "the chart's files" "site/Chart.yaml site/templates/x.yaml site/.helmignore site/charts/lib/Chart.yaml" \
    "$(tar -tzf charts.web/web/charts/site-1.2.3.tgz | tr '\n' ' ' | sed 's/ $//')"
touch -d '2001-01-01' chart/Chart.yaml
ok "the same bytes at another time" sh -c 'zarf-pack charts -o again.tar.zst >/dev/null 2>&1 && cmp charts.tar.zst again.tar.zst'
printf 'apiVersion: v2\nname: site\nversion: 1.2.3\ndependencies: [{name: db, version: 1.x, repository: "https://charts.test"}]\n' >chart/Chart.yaml
refuses "a dependency that is not there" 1 'dependency "db".*https://charts.test' charts
is "nothing is left in the author's folders" "chart chart/.helmignore chart/Chart.yaml chart/templates chart/templates/x.yaml chart/x.bak" \
    "$(find chart | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
done_testing
