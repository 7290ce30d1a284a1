# Sourced by tests that need a package made by nobody but GNU tar and sha256sum.
# shellcheck shell=sh

# make_package OUTPUT: packs ./zarf.yaml and the component folders in ./components as a plain .tar package.
# In the definition, the line "  aggregateChecksum: X" gets the right value.
make_package() {
    package_work=${work:?}/package.$$
    rm -rf "$package_work"
    mkdir -p "$package_work/components"
    for package_component in components/*/; do
        [ -d "$package_component" ] || continue
        package_name=$(basename "$package_component")
        tar --format=ustar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
            -C components -cf "$package_work/components/$package_name.tar" "$package_name"
    done
    : >"$package_work/checksums.txt"
    (cd "$package_work" && for package_file in components/*.tar; do
        [ ! -f "$package_file" ] || printf '%s %s\n' "$(sha256sum <"$package_file" | cut -d' ' -f1)" "$package_file"
    done | LC_ALL=C sort >checksums.txt)
    [ -s "$package_work/checksums.txt" ] || echo >"$package_work/checksums.txt"
    package_sum=$(sha256sum <"$package_work/checksums.txt" | cut -d' ' -f1)
    sed "s/aggregateChecksum: X/aggregateChecksum: $package_sum/" zarf.yaml >"$package_work/zarf.yaml"
    tar --format=ustar --owner=0 --group=0 -C "$package_work" -cf "$1" zarf.yaml checksums.txt components
    rm -rf "$package_work"
}
