#!/bin/sh
# zarf-kube tunnel, logs, exec and cp against a real node, which this test starts; root.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=Tests/cli/node.sh
. "$(dirname "$0")/node.sh"
# shellcheck source=Tests/cli/servers.sh
. "$(dirname "$0")/servers.sh"
cd "$work" || exit 1
need_node
start_node

# A server: a file of 1 GiB and its digest, by HTTP; an echo. And a pod that ends again and again.
cat >web.yaml <<'END'
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: www, protocol: TCP}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: zlab.local/app:1
        imagePullPolicy: Never
        ports: [{name: www, containerPort: 8080}]
        readinessProbe: {httpGet: {path: /sum, port: 8080}, periodSeconds: 1}
        command:
        - /app/busybox
        - sh
        - -c
        - |
          set -e
          /app/busybox mkdir -p /bin
          /app/busybox --install -s /bin
          echo the server begins
          /app/busybox mkdir -p /www
          /app/busybox dd if=/dev/urandom of=/www/big bs=1M count=1024 2>/dev/null
          /app/busybox sha256sum </www/big >/www/part
          /app/busybox nc -ll -p 7 -e /app/busybox cat &
          /app/busybox mv /www/part /www/sum
          exec /app/busybox httpd -f -p 8080 -h /www
---
apiVersion: v1
kind: Pod
metadata: {name: crash, labels: {app: crash}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - {name: first, image: "zlab.local/app:1", imagePullPolicy: Never, command: [/app/busybox, sh, -c,
      'echo one; echo two; echo three; exit 3']}
  - {name: second, image: "zlab.local/app:1", imagePullPolicy: Never, command: [/app/busybox, sh, -c,
      'echo here; exec /app/busybox sleep 1000']}
---
apiVersion: v1
kind: Pod
metadata: {name: noisy}
spec:
  containers:
  - {name: main, image: "zlab.local/app:1", imagePullPolicy: Never, command: [/app/busybox, sh, -c,
      'i=0; while [ $i -lt 30 ]; do i=$((i + 1)); echo line $i; done; exit 3']}
---
apiVersion: v1
kind: Pod
metadata: {name: nopull}
spec: {containers: [{name: main, image: "127.0.0.1:1/none:1"}]}
END
kube apply -f web.yaml >/dev/null
ok "the server runs" kube wait deploy/web --timeout 120s

# tunnel NAME ARGS...: starts a tunnel whose first address is then in NAME.
tunnel() {
    tunnel_log=$work/$1.out
    shift
    "$work/c/inside" zarf-kube tunnel "$@" >"$tunnel_log" 2>"$tunnel_log.err" &
    tap_pids="$tap_pids $!"
    wait_for "the tunnel" test -s "$tunnel_log"
    tunnel_address=$(head -n 1 "$tunnel_log")
}

tunnel one svc/web :http --patience 120s
like "tunnel: prints where it listens" '^127\.0\.0\.1:[0-9]+$' "$tunnel_address"
sum=$(inside curl -sf "http://$tunnel_address/sum" | cut -d ' ' -f 1)
start=$(date +%s%N)
is "tunnel: 1 GiB arrives as it is" "$sum" "$(inside curl -sf "http://$tunnel_address/big" | sha256sum | cut -d ' ' -f 1)"
printf '# 1 GiB in %d ms\n' $((($(date +%s%N) - start) / 1000000))
inside sh -c "for i in \$(seq 40); do curl -sf -r \$((i * 1000))-\$((i * 1000 + 9)) http://$tunnel_address/big -o part\$i & done; wait"
is "tunnel: 40 connections at once" 40 "$(stat -c %s part* | grep -c '^10$')"

fails_with "tunnel: a port the service does not have" 1 'find port 81 of service/web: it has only 80' \
    kube tunnel svc/web :81
fails_with "tunnel: no such pod" 1 'pods "nope" not found' kube tunnel pod/nope :80
fails_with "tunnel: what selects no pods" 1 'selects no pods' kube tunnel svc/kubernetes :443
fails_with "tunnel: usage" 64 'port' kube tunnel svc/web 70000

is "tunnel -- COMMAND: its status, the address in the environment" "7 $sum" \
    "$(status=0
    kube tunnel deploy/web :8080 -- sh -c 'curl -sf "http://$ZARF_TUNNEL_8080/sum" | cut -d " " -f 1 >sum; exit 7' || status=$?
    echo "$status $(cat sum)")"

# Bytes both ways, and an end in one direction only.
head -c 3000000 /dev/urandom >up.bin
is "tunnel: bytes there and back, ends by themselves" "$(sha256sum <up.bin)" \
    "$(kube tunnel deploy/web :7 -- sh -c 'busybox nc "${ZARF_TUNNEL%:*}" "${ZARF_TUNNEL##*:}" <up.bin | sha256sum')"
kube tunnel deploy/web :9 -- sh -c 'curl -s "http://$ZARF_TUNNEL/" -o /dev/null; echo $?' >refused.out 2>refused.err
is "tunnel: nobody listens in the pod: the connection is reset" 56 "$(cat refused.out)"
like "tunnel: ... and it says why" 'connection refused' "$(cat refused.err)"

pod=$(kube get pods -l app=web -o name)
kube delete "$pod" --grace-period 0 --no-wait >/dev/null
is "tunnel: the pod goes; connections wait for the next one" 64 \
    "$(inside curl -s --retry 20 --retry-all-errors --retry-delay 1 "http://$tunnel_address/sum" | head -c 64 | wc -c | tr -d ' ')"
like "tunnel: ... which is another one" '^pod/web-' "$(kube get pods -l app=web -o name | grep -v "^$pod\$")"

# exec: streams apart, the status; end of input; a terminal.
exec_out=$(kube exec deploy/web -- sh -c 'echo out; echo err >&2; exit 3' 2>exec.err) || exec_status=$?
is "exec: output, errors, status" "out err 3" "$exec_out $(cat exec.err) ${exec_status:-0}"
is "exec -i: 3 MB of input, its end" "$(sha256sum <up.bin)" "$(kube exec -i deploy/web -- sha256sum <up.bin)"
is "exec -i: there and back" "$(sha256sum <up.bin)" "$(kube exec -i deploy/web -- cat <up.bin | sha256sum)"
is "exec: 20 MB of output" 20000000 "$(kube exec deploy/web -- head -c 20000000 /dev/zero | wc -c | tr -d ' ')"
is "exec: no input without -i" "" "$(echo lost | kube exec deploy/web -- cat)"
fails_with "exec: no such program" 1 'run nope in pod/web-.*not found' kube exec deploy/web -- nope
fails_with "exec: no such container" 1 'container nope is not valid|container not found|nope' kube exec deploy/web -c nope -- id
fails_with "exec: usage" 64 'name what to run' kube exec deploy/web
cat >terminal.py <<'END'
import fcntl, os, pty, select, struct, sys, termios
size = lambda fd, rows, columns: fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
pid, fd = pty.fork()
if pid == 0:
    size(0, 33, 77)
    os.execvp(sys.argv[1], sys.argv[1:])
seen = b""


def until(word, again=None):
    """Reads on to behind the word; writes `again` whenever nothing comes for two seconds."""
    global seen
    while word not in seen:
        if again and not select.select([fd], [], [], 2)[0]:
            os.write(fd, again)
        else:
            seen += os.read(fd, 1000)
    seen = seen[seen.index(word) + len(word):]


# How long a size takes to get there is the machine's affair; what is typed is shown as well, so words are typed in halves.
until(b"# ")
os.write(fd, b"until [ \"$(stty size)\" = '33 77' ]; do sleep 0.1; done; echo fir''st\n")
until(b"\nfirst\r\n")
size(fd, 40, 100)
os.write(fd, b"until [ \"$(stty size)\" = '40 100' ]; do sleep 0.1; done; echo sec''ond; sleep 1000\n")
until(b"\nsecond\r\n")
# Between two programs the shell may not be listening.
os.write(fd, b"\x03")
until(b"# ", again=b"\x03")
os.write(fd, b"exit 5\n")
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
is "exec -it: a terminal, its size, Ctrl-C, the status" 5 \
    "$(timeout 120 "$python" terminal.py "$work/c/inside" zarf-kube exec -it deploy/web -- sh)"
kube exec deploy/web -- head -c 20000000 /dev/zero | head -c 1 >/dev/null
pass "exec: a reader that goes ends it"

# logs
wait_for "a restart" sh -c "$work/c/inside $tap_root/bin/zarf-kube get pod crash -o 'jsonpath={.status.containerStatuses[0].restartCount}' | grep -q '[1-9]'"
# shellcheck disable=SC2317
has_second() { kube logs crash -c second 2>/dev/null | grep -qx here; }
wait_for "the second container" has_second
is "logs: of the default container" "one
two
three" "$(kube logs crash)"
is "logs --tail" "three" "$(kube logs pod/crash --tail 1)"
is "logs -c" "here" "$(kube logs crash -c second)"
# The node forgets the container before last while the next one begins.
# shellcheck disable=SC2317
previous() { kube logs crash --previous 2>/dev/null | head -n 1 | grep -qx one; }
wait_for "the log of the container before" previous && pass "logs --previous"
is "logs --all-containers --prefix" "[pod/crash/first] three
[pod/crash/second] here" "$(kube logs -l app=crash --all-containers --prefix --tail 1)"
like "logs --timestamps" '^[0-9]{4}-[0-9-]+T[0-9:.]+Z three$' "$(kube logs crash --timestamps --tail 1)"
is "logs --limit-bytes" "on" "$(kube logs crash --limit-bytes 2)"
is "logs --since: nothing of the future" "" "$(sleep 2; kube logs crash -c second --since 1s)"
like "logs: of a deployment" '^the server begins$' "$(kube logs deploy/web)"
fails_with "logs: no such container" 1 'container nope is not valid' kube logs crash -c nope
fails_with "logs: nothing selected" 2 'no such pods' kube logs -l app=nope
kube exec deploy/web -- sh -c '(sleep 1; echo late >/proc/1/fd/1) &' 
like "logs -f: what comes later" '^late$' "$(inside timeout 5 zarf-kube logs -f deploy/web)"

# What is in the way of what does not get ready.
kube wait pod/noisy pod/nopull --timeout 10s >wait.out 2>&1
is "wait: time runs out" 4 $?
is "wait: the last 20 lines of a container that crashes" "20 line 11 line 30" \
    "$(grep -c '| line' wait.out) $(sed -n 's/.*| \(line.*\)/\1/p' wait.out | sed -n '1p;$p' | tr '\n' ' ' | sed 's/ $//')"
like "wait: ... and how it ended" 'main.*(status|exit code) 3|CrashLoopBackOff|Error' "$(cat wait.out)"
like "wait: an image that cannot be pulled" 'main.*(ErrImagePull|ImagePullBackOff)' "$(cat wait.out)"
like "wait: ... and why" 'event .*(Failed|BackOff).*127\.0\.0\.1:1/none:1' "$(cat wait.out)"
kube delete pod/noisy pod/nopull --grace-period 0 >/dev/null

# cp: a file, a tree, into a name and into a directory, both ways; what must not get out.
mkdir -p tree/sub/empty
printf 'one\n' >tree/sub/one
printf 'x' >'tree/with space'
ln -s sub/one tree/link
chmod 640 tree/sub/one
name=$(kube get pods -l app=web -o name)
name=${name#pod/}
is "cp: a tree into a container" "$name:/tmp/copy" "$(kube exec deploy/web -- mkdir -p /tmp && kube cp tree "$name:/tmp/copy")"
is "cp: ... is there" "one
sub/one" "$(kube exec "$name" -- sh -c 'cat /tmp/copy/sub/one; readlink /tmp/copy/link; cat "/tmp/copy/with space" >/dev/null')"
is "cp: into a directory that is there" "one" "$(kube cp tree/sub/one "$name:/tmp/copy" >/dev/null; kube exec "$name" -- cat /tmp/copy/one)"
kube cp "deploy/web:/tmp/copy" back >/dev/null
rm back/one
same "cp: a tree out of a container" /dev/null "$(diff -r --no-dereference tree back >diff.out 2>&1; echo diff.out)"
is "cp: ... with its modes" 640 "$(stat -c %a back/sub/one)"
kube cp "default/$name:/www/sum" sum.copy >/dev/null
is "cp: a file out of a container" "$(kube exec "$name" -- cat /www/sum)" "$(cat sum.copy)"
start=$(date +%s%N)
kube cp "$name:/www/big" big.copy >/dev/null
is "cp: 1 GiB out of a container" "$(cut -d ' ' -f 1 sum.copy)" "$(sha256sum big.copy | cut -d ' ' -f 1)"
printf '# 1 GiB out in %d ms\n' $((($(date +%s%N) - start) / 1000000))
start=$(date +%s%N)
kube cp big.copy "$name:/tmp/big" >/dev/null
is "cp: 1 GiB into a container" "$(cut -d ' ' -f 1 sum.copy)" "$(kube exec "$name" -- sha256sum /tmp/big | cut -d ' ' -f 1)"
printf '# 1 GiB in, and read there, in %d ms\n' $((($(date +%s%N) - start) / 1000000))
rm big.copy
kube exec "$name" -- sh -c 'mkdir /tmp/bad; cd /tmp/bad; echo ok >fine; ln -s /etc/passwd out; ln -s ../../.. up; mkfifo pipe'
kube cp "$name:/tmp/bad" bad >/dev/null 2>bad.err
is "cp: what leads outside is left out" "fine" "$(ls bad)"
like "cp: ... and said" 'warning: .*entry "out": a symbolic link to a place outside: left out' "$(cat bad.err)"
fails_with "cp: nothing there" 1 "copy /nope from pod/$name.*No such file" kube cp "$name:/nope" nope
ok "cp: ... and nothing here" test ! -e nope
fails_with "cp: no such directory there" 1 "copy tree to pod/$name in default: tar: .*/no/such" kube cp tree "$name:/no/such/dir"
fails_with "cp: nothing to copy" 1 'missing' kube cp missing "$name:/tmp/"
fails_with "cp: a container without tar" 1 'run tar in pod/app.*not found' kube cp tree app:/tmp/
fails_with "cp: usage" 64 'one of the two is in a container' kube cp a b

# What newer servers speak: a door in front of this one does.
serve_by=$work/c/inside
serve door kubernetes-door.py c/lab/admin.conf
cat >door.conf <<END
{apiVersion: v1, kind: Config, current-context: d, contexts: [{name: d, context: {cluster: d}}], clusters: [{name: d, cluster: {server: "http://127.0.0.1:$served"}}]}
END
start=$(date +%s%N)
is "tunnel: SPDY inside WebSocket" "$(cut -d ' ' -f 1 sum.copy)" \
    "$(kube tunnel svc/web :80 --kubeconfig door.conf -- sh -c 'curl -sf "http://$ZARF_TUNNEL/big" | sha256sum' | cut -d ' ' -f 1)"
printf '# 1 GiB through the door in %d ms\n' $((($(date +%s%N) - start) / 1000000))
is "tunnel: ... bytes there and back" "$(sha256sum <up.bin)" \
    "$(kube tunnel deploy/web :7 --kubeconfig door.conf -- sh -c 'busybox nc "${ZARF_TUNNEL%:*}" "${ZARF_TUNNEL##*:}" <up.bin | sha256sum')"
like "tunnel: ... was asked for so" 'GET .*/portforward SPDY/3.1\+portforward.k8s.io' "$(cat door.log)"
is "exec: v5 of the WebSocket protocol: input and its end" "$(sha256sum <up.bin)" \
    "$(kube exec -i deploy/web --kubeconfig door.conf -- sha256sum <up.bin)"
is "exec: ... output, status" "out 7" "$(status=0; out=$(kube exec deploy/web --kubeconfig door.conf -- sh -c 'echo out; exit 7') || status=$?; echo "$out $status")"
like "exec: ... was asked for so" 'GET .*/exec[?].* v5.channel.k8s.io$' "$(cat door.log)"
is "cp: over v5" "$(sha256sum <up.bin)" "$(kube cp up.bin "$name:$work/there" --kubeconfig door.conf >/dev/null; sha256sum <there)"
done_testing
