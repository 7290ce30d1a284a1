# Sourced by tests in which the real Helm installs, upgrades and uninstalls beside zarf-helm.
# shellcheck shell=sh disable=SC2154

# need_judge: skips the test where Helm cannot be; $judge is a Python that knows it, $oracle what makes a program of it.
need_judge() {
    judge=$("$tap_root/scripts/helm-judge" 2>judge.log) || skip_all "no Helm: $(tail -n 1 judge.log)"
    oracle=$tap_root/Tests/oracles/helm_releases.py
    # Started by another name, Python does not find them by itself.
    PYTHONPATH=$(echo "${judge%/*}"/../lib/python3*/site-packages)
    export PYTHONPATH
}

# helm VERB [NAMESPACE] [NAME=VALUE]...: Helm's field manager is the name its program was started by.
# shellcheck disable=SC2317,SC2329
helm() { "$judge" -c 'import os, sys; os.execv(sys.argv[1], ["helm"] + sys.argv[2:])' "$judge" "$oracle" "$@" 2>>helm.log; }
