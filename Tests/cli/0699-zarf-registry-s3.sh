#!/bin/sh
# A registry of two pods that keeps its images in a bucket of an S3 server with a certificate of its own, on a real node.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/node.sh
. "$(dirname "$0")/node.sh"
cd "$work" || exit 1
prepare_init acme/hello:1.0.0
mkdir shop
cat >shop/zarf.yaml <<END
kind: ZarfPackageConfig
metadata: {name: shop, version: 1.0.0, architecture: amd64}
components:
- {name: shop, required: true, images: ["$registry/acme/hello:1.0.0"], manifests: [{name: pod, namespace: shop, files: [pod.yaml]}]}
END
cat >shop/pod.yaml <<END
{apiVersion: v1, kind: Pod, metadata: {name: shop}, spec: {terminationGracePeriodSeconds: 1, containers: [{name: c, image: "$registry/acme/hello:1.0.0"}]}}
END
zarf-pack shop -o . >/dev/null 2>pack.err || diagnose <pack.err
start_node

# --- an S3 server in the node's network ---
address=$(path node zlab-node '' '.status.addresses[0].address')
openssl req -x509 -newkey rsa:2048 -nodes -keyout s3.key -out s3.crt -days 2 -subj /CN=s3 -addext "subjectAltName=IP:$address" 2>/dev/null
# What this machine trusts is not what the pods trust.
unset AWS_CA_BUNDLE
"$work/c/inside" "${python%/*}/moto_server" -s -c s3.crt -k s3.key -H "$address" -p 9443 >s3.log 2>&1 &
tap_pids="$tap_pids $!"
# shellcheck disable=SC2317
s3() { inside curl -sf --cacert s3.crt "$@"; }
ok "an S3 server" wait_for "the S3 server" s3 -o /dev/null "https://$address:9443/"
ok "a bucket" s3 -X PUT "https://$address:9443/images"
# objects: how many there are in the bucket.
objects() { inside curl -s --cacert s3.crt -H 'Authorization: AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0' \
    "https://$address:9443/images?list-type=2" | grep -o '<Key>' | wc -l; }

cat >variables.json <<END
{"variables": {"REGISTRY_REPLICAS": {"value": "2"}, "REGISTRY_CA_BUNDLE": {"value": "$work/s3.crt"},
  "REGISTRY_S3": {"value": "region: us-east-1\nbucket: images\naccesskey: someone\nsecretkey: t0p-s3cr3t\nregionendpoint: https://$address:9443\nforcepathstyle: true"}}}
END
is "init" "registry at 127.0.0.1:31999" "$(inside zarf-init "$init" --confirm --variables variables.json --timeout 2m 2>init.err)"
sed 's/^/# /' init.err
is "two pods serve" 2 "$(path deployment zarf-docker-registry zarf .status.readyReplicas)"
is "there is no claim" "" "$(there pvc -n zarf)"
is "the secret is not told" "" "$(grep t0p-s3cr3t init.err)"
ok "images are in the bucket" test "$(objects)" -gt 0
is "a package is deployed" "deployed shop 1.0.0" "$(inside zarf-deploy zarf-package-shop-amd64-1.0.0.tar.zst --confirm 2>deploy.err)"
is "its pod runs from there" Running "$(path pod shop shop .status.phase)"

# Nodes need not reach the S3 server, which may be a Service that they have no name for: the registry hands out blobs itself.
user=zarf-pull:$(inside zarf-state creds registry-readonly)
# blob DIGEST FILE: fetches one as a node does; prints the status.
blob() { inside curl -s -o "$2" -w '%{http_code}' -u "$user" "http://127.0.0.1:31999/v2/acme/hello/blobs/$1"; }
layer=$(zarf-oci manifest "$registry/acme/hello:1.0.0" | jq -r '.layers[0].digest')
is "blobs come from the registry, not by a redirection" 200 "$(blob "$layer" blob)"
is "and are what was pushed" "$layer" "sha256:$(sha256sum blob | cut -c 1-64)"

# --- both pods go ---
kube delete pods -n zarf -l app=docker-registry >/dev/null
# shellcheck disable=SC2317
serves() { [ "$(path deployment zarf-docker-registry zarf .status.readyReplicas)" = 2 ]; }
ok "two others take over" wait_for "two pods" serves
rm blob
is "with all that was pushed" "200 $layer" "$(blob "$layer" blob) sha256:$(sha256sum blob | cut -c 1-64)"
rm s3.crt
is "init again repairs with nothing said, and without the file of certificates" "registry at 127.0.0.1:31999" "$(inside zarf-init "$init" --confirm 2>init.err)"
like "which the cluster remembers" "^-----BEGIN CERTIFICATE" "$(path secret zarf-docker-registry-secret zarf .data.caBundle | base64 -d | head -n 1)"
is "as it was chosen" "2 " "$(path deployment zarf-docker-registry zarf .spec.replicas) $(there pvc -n zarf)"
fails_with "a file of certificates that is not there" 1 'read none.crt: no such file' \
    inside zarf-init "$init" --confirm --set-variables REGISTRY_CA_BUNDLE=none.crt
done_testing
