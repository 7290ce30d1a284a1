#!/bin/sh
# zarf-helm package --sign and every --verify: provenance files as gpg makes and judges them.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
command -v gpg gpgv gpgconf >/dev/null || skip_all "gpg is not here"
cd "$work" || exit 1
unset HELM_REPOSITORY_CONFIG HELM_CONFIG_HOME XDG_CONFIG_HOME GNUPGHOME
HOME=$work
export HOME

# Two people with keys; the second has a passphrase.
mkdir -m 700 keys
gpg() { command gpg --homedir keys --batch --quiet --pinentry-mode loopback "$@" 2>>gpg.log; }
gpg --passphrase '' --quick-generate-key 'Ada <ada@example.test>' ed25519 sign never
gpg --passphrase secret --quick-generate-key 'Bob <bob@example.test>' rsa2048 sign never
gpg --passphrase '' --quick-generate-key 'Eve <eve@example.test>' ed25519 sign never
gpg --export-secret-keys --passphrase '' ada >secret.gpg
gpg --export-secret-keys --passphrase secret bob >>secret.gpg
gpg --export ada bob >public.gpg
gpg --export eve >eve.gpg
fingerprint=$(gpg --list-keys --with-colons ada | sed -n 's/^fpr:*\([^:]*\):$/\1/p' | head -n 1)

mkdir -p sub/templates web
printf 'apiVersion: v2\nname: sub\nversion: 1.0.0\ndescription: "- dashes"\n' >sub/Chart.yaml
echo 'name: {{ .Chart.Name }}' >sub/templates/name.yaml
ok "package --sign" zarf-helm package sub -d web --sign --key ada --keyring secret.gpg
like "gpg verifies the signature" 'Good signature from "Ada' "$(gpgv --keyring "$work/public.gpg" web/sub-1.0.0.tgz.prov 2>&1)"
is "what is signed: the chart's definition and the archive's digest" "apiVersion: v2
description: '- dashes'
name: sub
version: 1.0.0

...
files:
  sub-1.0.0.tgz: sha256:$(sha256sum web/sub-1.0.0.tgz | cut -d ' ' -f 1)" \
    "$(gpgv --keyring "$work/public.gpg" --output - web/sub-1.0.0.tgz.prov 2>/dev/null)"
verdict="Signed by: Ada <ada@example.test>
Using Key With Fingerprint: $fingerprint
Chart Hash Verified: sha256:$(sha256sum web/sub-1.0.0.tgz | cut -d ' ' -f 1)"
is "verify" "$verdict" "$(zarf-helm verify web/sub-1.0.0.tgz --keyring public.gpg)"
mkdir .gnupg && cp public.gpg .gnupg/pubring.gpg
is "verify: GnuPG's own keyring" "$verdict" "$(zarf-helm verify web/sub-1.0.0.tgz)"
GNUPGHOME=$work/keys
export GNUPGHOME
fails_with "verify: that of \$GNUPGHOME" 1 "^Error: failed to load keyring: open $work/keys/pubring.gpg: no such file" \
    zarf-helm verify web/sub-1.0.0.tgz
unset GNUPGHOME

printf 'secret\nmore\n' >passphrase
mkdir bob
ok "package --passphrase-file" zarf-helm package sub -d bob --sign --key 'Bob <bob@example.test>' --keyring secret.gpg \
    --passphrase-file passphrase
like "verify: by the other key" '^Signed by: Bob ' "$(zarf-helm verify bob/sub-1.0.0.tgz)"
ok "package --passphrase-file -" sh -c 'zarf-helm package sub -d bob --sign --key bob --keyring secret.gpg --passphrase-file - <passphrase'
fails_with "package: a wrong passphrase" 1 'wrong passphrase' \
    sh -c 'echo wrong | zarf-helm package sub -d bob --sign --key bob --keyring secret.gpg --passphrase-file -'
fails_with "package --sign without a key" 1 '^Error: --key is required for signing a package' zarf-helm package sub --sign
fails_with "package: nobody's key" 1 '^Error: private key not found' \
    zarf-helm package sub -d bob --sign --key carol --keyring secret.gpg
fails_with "package: more than one's key" 1 '^Error: more than one key contain the id "example.test"' \
    zarf-helm package sub -d bob --sign --key example.test --keyring secret.gpg
fails_with "package: no keyring" 1 '^Error: open nothing.gpg: no such file' \
    zarf-helm package sub -d bob --sign --key ada --keyring nothing.gpg

# What is not to be trusted.
bad() { rm -rf bad && mkdir bad && cp web/sub-1.0.0.tgz web/sub-1.0.0.tgz.prov bad; }
bad && echo >>bad/sub-1.0.0.tgz
fails_with "verify: another archive" 1 '^Error: sha256 sum does not match for sub-1.0.0.tgz: "sha256:' zarf-helm verify bad/sub-1.0.0.tgz
bad && sed -i 's/^  sub-1.0.0.tgz: sha256:./&0/' bad/*.prov
fails_with "verify: another message" 1 '^Error: openpgp: invalid signature' zarf-helm verify bad/sub-1.0.0.tgz
bad && printf 'files:\n  sub-1.0.0.tgz: sha256:0\n' | cat - web/sub-1.0.0.tgz.prov >bad/sub-1.0.0.tgz.prov
ok "verify: what stands before the message counts for nothing" zarf-helm verify bad/sub-1.0.0.tgz
bad && mv bad/sub-1.0.0.tgz bad/sub-2.0.0.tgz && mv bad/sub-1.0.0.tgz.prov bad/sub-2.0.0.tgz.prov
fails_with "verify: another name" 1 'provenance does not contain a SHA for a file named "sub-2.0.0.tgz"' \
    zarf-helm verify bad/sub-2.0.0.tgz
bad && echo 'no signature' >bad/sub-1.0.0.tgz.prov
fails_with "verify: no signature" 1 '^Error: signature block not found' zarf-helm verify bad/sub-1.0.0.tgz
rm bad/*.prov
fails_with "verify: no provenance" 1 '^Error: could not load provenance file bad/sub-1.0.0.tgz.prov: stat bad' zarf-helm verify bad/sub-1.0.0.tgz
fails_with "verify: a stranger's" 1 '^Error: openpgp: signature made by unknown entity' \
    zarf-helm verify web/sub-1.0.0.tgz --keyring eve.gpg
fails_with "verify: a folder" 1 '^Error: unpacked charts cannot be verified' zarf-helm verify sub
fails_with "verify: neither" 1 '^Error: chart must be a tgz file' zarf-helm verify sub/Chart.yaml
fails_with "verify: nothing there" 1 '^Error: stat nothing.tgz: no such file' zarf-helm verify nothing.tgz

# Wherever charts come from.
is "template --verify" "name: sub" "$(zarf-helm template x web/sub-1.0.0.tgz --verify | grep name:)"
fails_with "template --verify: a folder" 1 '^Error: unpacked charts cannot be verified' zarf-helm template x sub --verify
printf 'apiVersion: v2\nname: bare\nversion: 1.0.0\n' >sub/Chart.yaml
zarf-helm package sub -d web >/dev/null
for name in sub bare; do
    printf 'entries: {%s: [{version: 1.0.0, urls: [%s-1.0.0.tgz]}]}\n' $name $name
done | awk -F'entries: ' 'BEGIN { print "apiVersion: v1\nentries:" } { gsub(/^{|}$/, "", $2); print "  " $2 }' >web/index.yaml
serve repository folder-server.py web
repository=http://127.0.0.1:$served
mkdir got
is "pull --verify" "$verdict" "$(zarf-helm pull sub --repo "$repository" --verify -d got)"
is "pull --verify: both are there" "sub-1.0.0.tgz sub-1.0.0.tgz.prov" "$(cd got && echo *)"
rm got/*
fails_with "pull --verify: no provenance" 1 "^Error: failed to fetch provenance \"$repository/bare-1.0.0.tgz.prov\"" \
    zarf-helm pull bare --repo "$repository" --verify -d got
fails_with "pull --verify: a stranger's" 1 'unknown entity' \
    zarf-helm pull sub --repo "$repository" --verify -d got --keyring eve.gpg
is "pull --verify: nothing is left" "" "$(ls -A got)"
is "pull --verify --untar" "$verdict" "$(zarf-helm pull sub --repo "$repository" --verify --untar -d got)"
is "is unpacked" sub "$(ls -A got)"
is "pull --prov" "sub-1.0.0.tgz sub-1.0.0.tgz.prov" \
    "$(zarf-helm pull sub --repo "$repository" --prov -d got --keyring eve.gpg && cd got && echo sub-*)"
is "show --verify" "name: sub" "$(zarf-helm show chart sub --repo "$repository" --verify | grep name:)"

mkdir parent
printf 'apiVersion: v2\nname: parent\nversion: 1.0.0\ndependencies: [{name: sub, version: 1.x, repository: "%s"}]\n' \
    "$repository" >parent/Chart.yaml
fails_with "dependency update --verify: a stranger's" 1 'unknown entity' \
    zarf-helm dependency update parent --verify --keyring eve.gpg
ok "dependency update --verify" zarf-helm dependency update parent --verify
is "the archive alone is kept" sub-1.0.0.tgz "$(ls -A parent/charts)"
rm -r parent/charts parent/Chart.lock
like "template --dependency-update fetches first" '^Saving 1 charts$' "$(zarf-helm template x parent --dependency-update)"
is "template then has it" 1 "$(zarf-helm template x parent | grep -c 'name: sub')"
rm -r parent/charts
ok "package -u fetches first" zarf-helm package -u parent -d got
like "and packs it" 'parent/charts/sub/Chart.yaml' "$(tar -tzf got/parent-1.0.0.tgz)"
fails_with "without gpgv" 1 'run gpgv' env "PATH=$(dirname "$(command -v zarf-helm)")" "$(command -v zarf-helm)" verify web/sub-1.0.0.tgz
gpgconf --homedir keys --kill gpg-agent
done_testing
