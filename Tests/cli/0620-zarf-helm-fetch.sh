#!/bin/sh
# zarf-helm's verbs that fetch: pull, dependency, and charts that other verbs name; from a Helm repository and a registry.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
cd "$work" || exit 1
unset HELM_REPOSITORY_CONFIG HELM_REPOSITORY_CACHE HELM_CONFIG_HOME HELM_CACHE_HOME XDG_CONFIG_HOME
HOME=$work
export HOME

# chart NAME VERSION [LINE]: a chart, packed into web/.
chart() {
    mkdir -p "$1/templates" web
    printf 'apiVersion: v2\nname: %s\nversion: %s\n%s\n' "$1" "$2" "${3:-}" >"$1/Chart.yaml"
    echo 'name: {{ .Chart.Name }}-{{ .Chart.Version }}' >"$1/templates/name.yaml"
    [ -n "${3:-}" ] || zarf-helm package "$1" -d web >/dev/null
}
entry() { printf '  - {version: %s, urls: ["%s"], digest: %s}\n' "$1" "$2" "$3"; }
digest() { sha256sum "$1" | cut -d ' ' -f 1; }

chart sub 1.2.3
chart sub 1.10.0
chart sub 2.0.0-rc.1
{
    printf 'apiVersion: v1\nentries:\n  sub:\n'
    for version in 1.2.3 2.0.0-rc.1 1.10.0; do
        entry $version "sub-$version.tgz" "$(digest web/sub-$version.tgz)"
    done
    printf '  damaged:\n'
    entry 1.0.0 sub-1.2.3.tgz "$(digest web/sub-1.10.0.tgz)"
} >web/index.yaml
serve repository folder-server.py web
repository=http://127.0.0.1:$served

ok "pull --repo: the latest that is no prerelease" zarf-helm pull sub --repo "$repository"
same "pull: its own bytes" web/sub-1.10.0.tgz sub-1.10.0.tgz
ok "pull --devel: prereleases, too" zarf-helm pull sub --repo "$repository" --devel -d .
same "pull --devel" web/sub-2.0.0-rc.1.tgz sub-2.0.0-rc.1.tgz
ok "pull --version: a range" zarf-helm pull sub --repo "$repository" --version '~1.2'
same "pull --version" web/sub-1.2.3.tgz sub-1.2.3.tgz
ok "pull: by its address, unpacked" zarf-helm pull "$repository/sub-1.2.3.tgz" --untar --untardir out
same "pull --untar" sub/templates/name.yaml out/sub/templates/name.yaml
fails_with "pull: another digest than the index says" 1 'sha256' zarf-helm pull damaged --repo "$repository" -d out
ok "and nothing is left" test ! -e out/sub-1.2.3.tgz
fails_with "pull: no such chart" 1 "^Error: chart \"no\" not found in $repository repository" \
    zarf-helm pull no --repo "$repository"
fails_with "pull: no such version" 1 "^Error: chart \"sub\" version \"9\" not found in" \
    zarf-helm pull sub --repo "$repository" --version 9
fails_with "pull: no server" 1 'is not a valid chart repository or cannot be reached: .*connection refused' \
    zarf-helm pull sub --repo http://127.0.0.1:1
fails_with "pull: no repository of this name" 1 '^Error: repo no not found' zarf-helm pull no/sub
fails_with "pull: neither" 1 'repo_name/path_to_chart, got: nothing' zarf-helm pull nothing
is "template: a chart of a repository" "name: sub-1.2.3" \
    "$(zarf-helm template x sub --repo "$repository" --version 1.2.3 | grep name:)"

echo '{{ .Values | toJson }}' >sub/templates/name.yaml
printf 'a: {b: 1}\n' >web/values.yaml
is "template: values at an address" '{"a":{"b":1},"t":"a: {b: 1}\n"}' \
    "$(zarf-helm template x sub -f "$repository/values.yaml" --set-file "t=$repository/values.yaml" | tail -n 1)"
fails_with "template: no values at an address" 1 "^Error: failed to fetch $repository/none.yaml : 404" \
    zarf-helm template x sub -f "$repository/none.yaml"

mkdir -p .config/helm
printf 'apiVersion: ""\nrepositories:\n- {name: near, url: "%s/"}\n' "$repository" >.config/helm/repositories.yaml
is "template: a chart by the repository's name" "name: sub-1.10.0" "$(zarf-helm template x near/sub | grep name:)"

chart parent 0.1.0 'dependencies: [{name: sub, version: "^1", repository: "@near"}]'
like "dependency list: missing" '^sub 	\^1     	@near     	missing$' "$(zarf-helm dependency list parent)"
fails_with "template: a dependency is missing" 1 'missing in charts/ directory: sub' zarf-helm template x parent
is "dependency update says what it does" "Hang tight while we grab the latest from your chart repositories...
...Successfully got an update from the \"near\" chart repository
Update Complete. ⎈Happy Helming!⎈
Saving 1 charts
Downloading sub from repo $repository/
Deleting outdated charts" "$(zarf-helm dependency update parent)"
same "dependency update: the archive" web/sub-1.10.0.tgz parent/charts/sub-1.10.0.tgz
like "dependency update: the lock names the version" '^  version: 1.10.0$' "$(cat parent/Chart.lock)"
like "dependency list: there" '	ok *$' "$(zarf-helm dependency list parent)"
cp parent/Chart.lock lock
ok "dependency update again" zarf-helm dependency update parent
same "leaves the lock alone" lock parent/Chart.lock
rm parent/charts/*
ok "dependency build" zarf-helm dependency build parent
same "fetches what the lock says" web/sub-1.10.0.tgz parent/charts/sub-1.10.0.tgz
sed -i 's/\^1/~1.2/' parent/Chart.yaml
fails_with "dependency build: the lock is of other dependencies" 1 'Chart.lock. is out of sync' \
    zarf-helm dependency build parent
ok "dependency update takes the other version" zarf-helm dependency update parent
is "and removes the old one" "sub-1.2.3.tgz" "$(ls parent/charts)"
sed -i 's/~1.2/>=7/' parent/Chart.yaml
fails_with "dependency update: no such version" 1 "can't get a valid version for 1 subchart" \
    zarf-helm dependency update parent
is "and leaves what was there" "sub-1.2.3.tgz" "$(ls parent/charts)"
ok "and nothing beside it" test -z "$(find parent -name 'tmp*')"
chart beside 0.1.0 "dependencies: [{name: sub, version: '>=0-0', repository: 'file://../sub'}]"
ok "dependency update: a folder" zarf-helm dep up beside
is "is packed" "sub-2.0.0-rc.1.tgz" "$(ls beside/charts)"

start_registry "$work/registry"
printf '{}' >config
tar -czf empty.tgz --files-from /dev/null
if python3 - "$registry" web/sub-1.2.3.tgz web/sub-1.10.0.tgz <<'END'
import hashlib, json, re, sys, urllib.request

def send(method, url, body=b"", kind="application/octet-stream"):
    request = urllib.request.Request(url, body, {"Content-Type": kind}, method=method)
    return urllib.request.urlopen(request)

def blob(base, body):
    digest = "sha256:" + hashlib.sha256(body).hexdigest()
    place = send("POST", base + "/blobs/uploads/").headers["Location"]
    send("PUT", place + ("&" if "?" in place else "?") + "digest=" + digest, body)
    return {"digest": digest, "size": len(body)}

base = "http://%s/v2/charts/sub" % sys.argv[1]
for path in sys.argv[2:]:
    config = dict(blob(base, b"{}"), mediaType="application/vnd.cncf.helm.config.v1+json")
    layer = dict(blob(base, open(path, "rb").read()), mediaType="application/vnd.cncf.helm.chart.content.v1.tar+gzip")
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": [layer]}
    tag = re.search(r"sub-(.*)\.tgz", path).group(1)
    send("PUT", base + "/manifests/" + tag, json.dumps(manifest).encode(), manifest["mediaType"])
END
then pass "charts are in a registry"; else fail "charts are in a registry"; fi
mkdir oci
ok "pull oci://: the latest" zarf-helm pull "oci://$registry/charts/sub" -d oci
same "pull oci://" web/sub-1.10.0.tgz oci/sub-1.10.0.tgz
is "template oci://: a version" "name: sub-1.2.3" \
    "$(zarf-helm template x "oci://$registry/charts/sub" --version 1.2.3 | grep name:)"
fails_with "pull oci://: no such version" 1 'could not locate a version matching provided version string 9.x' \
    zarf-helm pull "oci://$registry/charts/sub" --version 9.x
chart remote 0.1.0 "dependencies: [{name: sub, version: 1.x, repository: 'oci://$registry/charts'}]"
ok "dependency update: a registry" zarf-helm dependency update remote
same "dependency update oci://" web/sub-1.10.0.tgz remote/charts/sub-1.10.0.tgz
done_testing
