#!/bin/sh
# faults.sh PROGRAM [FROM [STEP [LAST]]]: runs faults.lua against an emulator of its own.
set -eu
program=$1
shift
folder=$(mktemp -d)
trap 'kill "$emulator" 2>/dev/null || true; rm -rf "$folder"' EXIT
env -u LUA_CPATH luajit lua/openai/emulator/main.lua --port 0 > "$folder/emulator" &
emulator=$!
until grep -qs listening "$folder/emulator"; do sleep 0.05; done
echo '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}' > "$folder/upload.jsonl"
FAULTS_FOLDER=$folder "$program" spec/support/faults.lua "$(sed -n 's/listening on //p' "$folder/emulator")" "$@"
