#!/bin/sh
# specs.sh PROGRAM BUSTED [ARGUMENT …]: runs the specs. With AGAIN=1 files that had failures run once more, each alone: a
# machine that does much else at the same time can be too slow for some, and CI must tell that from a defect. What passes
# then is named as such, and is to be mended all the same.
set -u
program=$1 busted=$2
shift 2
if [ -z "${AGAIN:-}" ]; then exec "$program" "$busted" "$@"; fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{ "$program" "$busted" "$@"; echo "exit code $?"; } 2>&1 | tee "$log" | grep -v '^exit code'
if grep -qx 'exit code 0' "$log"; then exit 0; fi
files=$(sed -n 's/^\(Failure\|Error\) -> \(spec\/[^ ]*\) @ .*/\2/p' "$log" | sort -u)
if [ -z "$files" ]; then echo "specs: ended without a result" >&2; exit 1; fi
for file in $files; do
    echo "== again, alone: $file"
    "$program" "$busted" "$file" || exit 1
done
echo "== flaky, since it passes alone:" $files
