#!/bin/sh
# zarf, the front door: upstream's verbs reach the tools.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$work" || exit 1

# The scripts beside tools that only say how they were called.
mkdir doors
for script in zarf zarf-create zarf-deploy zarf-dev-inspect zarf-remove zarf-sha256sum zarf-verbs zarf-sh-setup; do cp "$tap_root/scripts/$script" doors/; done
for door in zarf-pack zarf-inspect zarf-oci zarf-state zarf-init zarf-action zarf-helm zarf-kube zarf-connect zarf-destroy; do
    printf '#!/bin/sh\nprintf "%s"; for word; do printf " <%%s>" "$word"; done; echo\n' "$door" >"doors/$door"
    chmod +x "doors/$door"
done
ln -s doors/zarf link

for shell in dash 'busybox sh'; do
    # is "NAME" EXPECTED COMMAND...
    reaches() {
        expected=$1
        shift
        # shellcheck disable=SC2086
        is "$shell: zarf $*" "$expected" "$($shell doors/zarf "$@" 2>&1)"
    }
    reaches 'zarf-pack <.>' package create
    reaches 'zarf-pack <dir> <--set> <A=b c> <-o> <out> <--confirm>' p c dir --set 'A=b c' --output=out --confirm --skip-sbom
    reaches 'zarf-pack <./-dir> <--flavor> <x> <-a> <arm64> <--max-package-size> <5> <--plain-http>' \
        package create --flavor x -a arm64 -m 5 --plain-http ./-dir
    reaches 'zarf-pack <d> <-o> <out> <--cache> <c> <--with-build-machine-info>' package create d \
        --output-directory out --cache c --with-build-machine-info --skip-version-check --features=values=true
    reaches 'zarf-pack <d e> <-a> <arm64> <--cache> <c d> <--plain-http>' \
        -a arm64 --cache='c d' --plain-http --log-format json package create 'd e' --no-progress -l warn
    reaches 'zarf-inspect <p.tar> <definition>' package inspect definition p.tar
    reaches 'zarf-inspect <p.tar> <images> <--json>' package inspect images p.tar --json
    reaches 'zarf-inspect <p.tar> <definition>' package inspect p.tar
    reaches 'zarf-pack <.> <--tmpdir> <t u> <--registry-override> <a=b> <--oci-concurrency> <3> <--cache> <c>' \
        package create --registry-override a=b --oci-concurrency 3 --zarf-cache c --tmpdir 't u'
    reaches 'zarf-inspect <p.tar> <check>' package verify p.tar
    reaches 'zarf-inspect <p.tar> <check> <--json>' package verify p.tar --json
    reaches 'zarf-inspect <p.tar> <definition> <--json>' package inspect p.tar --json
    reaches 'zarf-pack <dir> <--set=A=b> <--definition>' dev inspect definition dir --set A=b
    reaches 'zarf-pack <--lint>' dev lint
    reaches 'zarf-pack <dir> <--set=A=b> <--definition>' dev inspect definition --set A=b dir
    like "$shell: zarf dev inspect manifests" \
        '^zarf-inspect </.*/package.tar.zst> <manifests> <--set-variables=A=b c> <--kube-version=1.30>$' \
        "$($shell doors/zarf dev inspect manifests dir --deploy-set-variables 'A=b c' --kube-version 1.30)"
    like "$shell: zarf dev inspect values-files" '^zarf-inspect </.*/package.tar.zst> <values-files>$' \
        "$($shell doors/zarf dev inspect values-files --create-set=B=c)"
    reaches 'zarf-oci <tags> <r:5000/x>' tools registry ls r:5000/x
    reaches 'zarf-oci <ls> <r:5000>' tools registry catalog r:5000
    reaches 'zarf-oci <copy> <a> <b>' t r copy a b
    reaches 'zarf-oci <rm> <a>' --no-color -l debug --tmpdir=/tmp tools registry delete a
    reaches 'zarf-oci <copy> <-l> <b>' tools registry copy -l b
    reaches 'zarf-pack <--lint>' dev --no-color lint --log-level=debug
    reaches 'zarf-state <creds> <registry>' tools get-creds registry
    reaches 'zarf-state <rotate> <registry> <agent>' tools update-creds --confirm
    reaches 'zarf-state <rotate> <git>' tools update-creds git -c
    # shellcheck disable=SC2086
    fails_with "$shell: new passwords are asked for" 1 'pass --confirm' $shell doors/zarf tools update-creds registry
    # shellcheck disable=SC2086
    fails_with "$shell: of services that there are" 64 'no service mail' $shell doors/zarf tools update-creds mail --confirm
    reaches 'zarf-state <packages> <list>' package list
    reaches 'zarf-helm <template> <a b>' tools helm template 'a b'
    reaches 'zarf-kube <get> <pods> <-n> <x>' tools k get pods -n x
    reaches 'zarf-init <--confirm>' init --confirm
    reaches 'zarf-connect <git> <--local-port> <3000>' connect git --local-port 3000
    reaches 'zarf-destroy <--confirm>' destroy --confirm
    reaches 'zarf-state <packages> <show> <hello> <--definition>' package inspect hello
    reaches 'zarf-state <packages> <show> <hello> <--images>' package inspect images hello
    reaches 'zarf-action <wait> <pod> <web> <Ready> <-n> <shop>' tools wait-for pod web Ready -n shop
    reaches 'zarf-kube <wait> <deployment/web> <-n> <shop>' tools wait-for resource deployment web -n shop
    reaches 'zarf-kube <wait> <pods> <--selector> <app=web> <-n> <shop>' tools wait-for resource pods app=web -n shop
    reaches 'zarf-action <wait> <http> <localhost:1> <200>' tools wait-for network http localhost:1 200
    reaches 'zarf: error: package publish: not supported yet' package publish x y
done
is "by a link too" 'zarf-pack <.>' "$(./link package create)"
printf 'hello\n' >file
is "dev sha256sum" "$(sha256sum <file | cut -d' ' -f1)" "$(doors/zarf dev sha256sum file)"
is "dev sha256sum of what is in an archive" "$(printf 'inner\n' | sha256sum | cut -d' ' -f1)" "$(
    mkdir inner && printf 'inner\n' >inner/file && tar -czf inner.tgz inner &&
        doors/zarf dev sha256sum inner.tgz --extract-path inner/file)"
fails_with "of what is not in it" 1 'read inner.tgz: no file nothing in it' doors/zarf dev sha256sum inner.tgz -e nothing
fails_with "of a folder" 1 'read doors: not a file' doors/zarf dev sha256sum doors
fails_with "an unknown option before the verb" 64 "unknown option --colour" doors/zarf --colour package list
fails_with "an option without its value" 64 "-a needs a value" doors/zarf -a
fails_with "an unknown verb" 64 'unknown verb packge' doors/zarf packge
fails_with "and which is meant" 64 'hint: did you mean "package"' doors/zarf packge
is "nothing is guessed" "" "$(doors/zarf frobnicate 2>&1 | grep 'did you mean')"
fails_with "no verb" 64 'usage: zarf VERB' doors/zarf
fails_with "dev inspect of nothing" 64 'usage: zarf-dev-inspect' doors/zarf dev inspect
fails_with "dev inspect of what is not there" 64 'unknown: images' doors/zarf dev inspect images
fails_with "dev inspect: two directories" 64 'more than one directory' doors/zarf dev inspect manifests a b
fails_with "an unknown verb of tools" 64 'tools: unknown verb kubctl' doors/zarf tools kubctl
fails_with "and which of them" 64 'did you mean "kubectl"' doors/zarf tools kubctl
fails_with "a verb of tools that is not here" 64 'tools gen-pki: not supported yet' doors/zarf tools gen-pki
fails_with "package verify of nothing" 64 'package verify: no package named' doors/zarf package verify
fails_with "an unknown verb of package" 64 'package: unknown verb creat' doors/zarf package creat
fails_with "a missing tool" 1 'error: run zarf-plan: not found on PATH' \
    env "PATH=/usr/bin:/bin" doors/zarf package deploy x.tar --confirm
for verb in '' 'package' 'package create' 'package deploy' 'package remove' 'dev'; do
    # shellcheck disable=SC2086
    like "zarf $verb --help lists the statuses" '128\+N' "$(doors/zarf $verb --help)"
done
ok "no script is longer than 150 lines" sh -c "! wc -l '$tap_root'/scripts/zarf* | grep -v total | awk '\$1 > 150' | grep ."
done_testing
