#!/bin/sh
# zarf-mutate as a filter and as a post-renderer; kubectl reads what it writes.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$work" || exit 1

cat >in.yaml <<'EOF'
# Source: web/templates/web.yaml
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: red}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      imagePullSecrets: [{name: own}]
      containers: [{name: web, image: "nginx:1.23.3"}]
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {mode: "0777", word: "yes", big: "12345678901234567890"}}
EOF
zarf-mutate --registry 127.0.0.1:31999 --package app <in.yaml >out.yaml
like "images" '^ +- image: 127.0.0.1:31999/library/nginx:1.23.3-zarf-3793515731$' "$(cat out.yaml)"
like "as annotation what they were" 'zarf.dev/original-image-web: nginx:1.23.3' "$(cat out.yaml)"
is "pull secrets: own ones stay" "      - name: own
      - name: private-registry" "$(grep -A 2 'imagePullSecrets:' out.yaml | tail -n 2)"
is "the package's label on all, and on templates" 4 "$(grep -c 'zarf.dev/package: app' out.yaml)"
is "texts that look like something else stay texts" 3 \
    "$(grep -Ec '^  (mode: "0777"|word: "yes"|big: "12345678901234567890")$' out.yaml)"
zarf-mutate --registry 127.0.0.1:31999 --package app <out.yaml >again.yaml
same "twice is once" out.yaml again.yaml
is "an empty stream" "" "$(zarf-mutate --registry r.test </dev/null)"

cat >state.json <<'EOF'
{"registryInfo": {"address": "127.0.0.1:31999", "port": 31999, "pullUsername": "zarf-pull", "pullPassword": "secret"},
 "gitServer": {"address": "http://git.test:3000", "pushUsername": "git-push", "pullUsername": "git-pull", "pullPassword": "word"}}
EOF
zarf-mutate --state state.json --namespace web --prerequisites first.yaml <in.yaml >release.yaml
is "Namespaces leave the stream" 0 "$(grep -c '^kind: Namespace' release.yaml)"
is "and are made with pull secrets" "Namespace shop
Namespace web
Secret private-registry shop
Secret private-git-server shop
Secret private-registry web
Secret private-git-server web" "$("$python" -c '
import sys, yaml
for o in yaml.safe_load_all(open("first.yaml")):
    print(*[x for x in (o["kind"], o["metadata"]["name"], o["metadata"].get("namespace")) if x])')"
like "what a Namespace says of itself stays" 'team: red' "$(cat first.yaml)"
is "the file with secrets is for the owner" 600 "$(stat -c %a first.yaml)"
like "the secret of an image registry" '"127.0.0.1:31999":\{"auth":"emFyZi1wdWxsOnNlY3JldA=="\}' \
    "$(sed -n 's/.*dockerconfigjson: \(.*\)/\1/p' first.yaml | head -n 1 | base64 -d)"
mkdir k && cp release.yaml k/ && printf 'resources: [release.yaml]\n' >k/kustomization.yaml
like "kubectl reads it" '^kind: Deployment$' "$("${python%/*}/kubectl" kustomize k)"
like "connected: nothing is redirected" 'image: nginx:1.23.3' "$(zarf-mutate --connected <in.yaml)"
like "connected: the agent is told" 'zarf.dev/agent: ignore' "$(zarf-mutate --connected <in.yaml)"

is "names of images alone" "gitlab.com/project/library/nginx:latest-zarf-3793515731
gitlab.com/project/stefanprodan/podinfo:6.3.3-zarf-2985051089" \
    "$(zarf-mutate --registry gitlab.com/project --image nginx --image ghcr.io/stefanprodan/podinfo:6.3.3)"

# shellcheck disable=SC2317
mutate() { printf '%s\n' "$1" | zarf-mutate --registry r.test; }
fails_with "no kind" 3 'read standard input:1:1: the object has no kind' mutate '{a: b}'
fails_with "a scalar" 3 'read standard input:1:1: is .*, not an object' mutate 'word'
fails_with "no YAML" 3 'read standard input:2:1' mutate '{a: b'
fails_with "a malformed image is named with its place" 3 'read standard input:1:1: redirect container "c": .*Not/An Image' \
    mutate '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: "Not/An Image"}]}}'
printf '{"registryInfo": []}' >broken.json
fails_with "a state that is none" 3 'registryInfo is no object' sh -c 'zarf-mutate --state broken.json <in.yaml'
fails_with "usage" 64 'say where images are' zarf-mutate
fails_with "a full disk" 1 'o space left' sh -c 'zarf-mutate --registry r.test <in.yaml >/dev/full'
done_testing
