#!/bin/sh
# zarf-helm template: what Helm prints for the charts of Tests/Fixtures/charts, byte for byte, recorded by
# scripts/record-renderings; and the same when nothing is there to render or write to.
# shellcheck source=Tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$tap_root/Tests/Fixtures/charts" || exit 1
TZ=UTC
export TZ

# rendered NAME CHART FLAGS...: the recorded document or message, and the status that goes with it.
rendered() {
    name=$1
    chart=$2
    shift 2
    recorded=../renderings/$(printf %s "$name" | tr / -)
    status=0
    zarf-helm template demo "$chart" --namespace demo-ns "$@" >"$work/out" 2>"$work/err" || status=$?
    if [ -f "$recorded.error" ]; then
        is "$name: status 1" 1 "$status"
        is "$name: Helm's message" "$(cat "$recorded.error")" "$(sed -n '/^Error: /,$p' "$work/err")"
        is "$name: nothing on standard output" "" "$(cat "$work/out")"
    else
        is "$name: status 0" "0 " "$status $(sed -n '/^Error: /,$p' "$work/err")"
        ok "$name: Helm's output" diff "$recorded.yaml" "$work/out"
    fi
}
for file in */Chart.yaml */*/Chart.yaml; do
    chart=${file%/Chart.yaml}
    rendered "$chart" "$chart"
    for values in "$chart"/ci/*-values.yaml; do
        [ -f "$values" ] || continue
        name=${values##*/}
        rendered "$chart+${name%-values.yaml}" "$chart" -f "$values"
    done
done

fails_with "a chart that is not there" 1 '^Error: path "\./nowhere" not found' zarf-helm template demo ./nowhere
fails_with "no operand" 1 'requires at least 1 argument' zarf-helm template
fails_with "a full device" 1 'no space left' sh -c 'zarf-helm template demo numbers >/dev/full'
done_testing
