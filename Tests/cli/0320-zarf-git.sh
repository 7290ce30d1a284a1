#!/bin/sh
# zarf-git: repositories of packages on a git server that asks who one is; hostile ones have nothing run.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
# shellcheck source=Tests/cli/package.sh
. "$(dirname "$0")/package.sh"
cd "$work" || exit 1
export KUBECONFIG="$work/none" GIT_CONFIG_GLOBAL=/dev/null

mkdir source
git init --quiet --initial-branch=main source/sample.git
commit() { git -C source/sample.git -c user.name=t -c user.email=t@example.test commit --quiet --allow-empty -m "$1"; }
commit one
git -C source/sample.git tag v1.0.0
commit two
mkdir package
cat >package/zarf.yaml <<END
kind: ZarfPackageConfig
metadata: {name: source, version: 0.1.0, architecture: amd64}
components:
- {name: all, required: true, repos: ["file://$work/source/sample.git"]}
- {name: tag, required: true, repos: ["file://$work/source/sample.git@v1.0.0"]}
- {name: none, required: true}
END
zarf-pack package -o . >/dev/null 2>pack.err || diagnose <pack.err
package=$work/zarf-package-source-amd64-0.1.0.tar.zst

serve git git-http.py "$work/server" git-user s3cr3t
server=$served
# state PASSWORD: what a cluster with that server would know.
state() {
    printf '{"gitServer": {"address": "%s", "pushUsername": "git-user", "pushPassword": "%s"}}' "$server" "$1" >state.json
}
state s3cr3t
pushed=$(zarf-git push "$package" --component all --state state.json)
is "it says where the repository is" "$(basename "$pushed" .git | grep -Eo '^sample-[0-9]+$')" "$(basename "$pushed" .git)"
is "below the user" "$server/git-user/$(basename "$pushed")" "$pushed"
repository=$work/server/git-user/$(basename "$pushed")
is "with all branches and tags" "$(git -C source/sample.git for-each-ref --format='%(refname) %(objectname)')" \
    "$(git -C "$repository" for-each-ref --format='%(refname) %(objectname)')"
is "--check finds nothing missing" "" "$(zarf-git push "$package" --component all --state state.json --check)"
git -C "$repository" update-ref -d refs/tags/v1.0.0
fails_with "a tag that is gone" 2 '' zarf-git push "$package" --component all --state state.json --check
is "is named, with its repository" "$pushed" "$(zarf-git push "$package" --component all --state state.json --check)"
is "nothing is pushed" "" "$(git -C "$repository" for-each-ref refs/tags)"
ok "again" zarf-git push "$package" --component all --state state.json
rm -rf "$repository"
is "a repository that is gone" "$pushed" "$(zarf-git push "$package" --component all --state state.json --check)"
ok "a tag alone" zarf-git push "$package" --component tag --state state.json
is "is what arrives" "refs/heads/zarf-ref-v1.0.0 refs/tags/v1.0.0" \
    "$(git -C "$repository" for-each-ref --format='%(refname)' | tr '\n' ' ' | sed 's/ $//')"
is "nothing to push is no failure" "" "$(zarf-git push "$package" --component none --state state.json)"
is "no file is left" "" "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'zarf*' -newer state.json ! -path "$work" -user "$(id -un)" 2>/dev/null | grep -v zarf-test)"

state wrong
fails_with "a wrong password" 1 'push repository .*: git: .*Authentication failed' \
    zarf-git push "$package" --component tag --state state.json
is "is not repeated" "" "$(zarf-git push "$package" --component tag --state state.json 2>&1 | grep -c wrong | grep -v 0)"
printf '{"gitServer": {"address": ""}}' >state.json
fails_with "a cluster without a git server" 1 'the cluster has no git server' \
    zarf-git push "$package" --component tag --state state.json
fails_with "a component that is not there" 64 'did you mean "all"' zarf-git push "$package" --component al --state state.json

# --- a package whose repository has hooks, configuration and alternates of its own ---
state s3cr3t
zarf-unpack "$package" -o unpacked >/dev/null
tar -xf unpacked/components/tag.tar
clone=$(echo tag/repos/*)
mkdir -p components/tag/repos "$clone/.git/hooks" "$clone/.git/objects/info"
printf '#!/bin/sh\ntouch %s/ran-hook\n' "$work" >"$clone/.git/hooks/pre-push"
chmod +x "$clone/.git/hooks/pre-push"
printf '[core]\n\tfsmonitor = "touch %s/ran-fsmonitor"\n\tsshCommand = touch %s/ran-ssh\n[url "ext::touch %s/ran-url"]\n\tinsteadOf = http://\n' \
    "$work" "$work" "$work" >>"$clone/.git/config"
echo "$work/source/sample.git/.git/objects" >"$clone/.git/objects/info/alternates"
mv "$clone" components/tag/repos/
cat >zarf.yaml <<END
kind: ZarfPackageConfig
metadata:
  name: hostile
  version: 0.1.0
  aggregateChecksum: X
build: {architecture: amd64, version: v0.84.0, timestamp: "Mon, 02 Jan 2006 15:04:05 -0700"}
components:
- {name: tag, required: true, repos: ["file://$work/source/sample.git@v1.0.0"]}
END
make_package hostile.tar
rm -rf "$repository"
ok "a hostile repository is pushed as data" zarf-git push hostile.tar --component tag --state state.json
is "and has nothing run" "" "$(ls -d ran-* 2>/dev/null)"
done_testing
