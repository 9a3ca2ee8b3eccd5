#!/bin/sh
# Two measures of the five-node cell: one order that releases many records, and a partner that comes back after many
# releases. Usage: bulk.sh BIN SOURCE [RECORDS]
set -eu
bin=$1 source=$2 records=${3:-10000}
work=$(mktemp -d "${TMPDIR:-/tmp}/tansiq-bulk.XXXXXX")
cd "$source"
. demo/cell.sh
trap 'cell_stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
cell_start "$work" "$bin" $((20000 + $$ % 20000))

now_ms() { echo $(($(date +%s%N) / 1000000)); }
# indicators FIRST LAST: records of some 300 bytes.
indicators() {
  awk -v first="$1" -v last="$2" 'BEGIN {
    for (i = first; i <= last; ++i)
      printf "{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":\"indicator--00000000-0000-4000-8000-%012d\",\"created\":\"2026-05-01T10:00:00.000Z\",\"modified\":\"2026-05-01T10:00:00.000Z\",\"name\":\"bulk %d\",\"pattern\":\"[domain-name:value = \047host%d.example\047]\",\"pattern_type\":\"stix\",\"valid_from\":\"2026-05-01T10:00:00Z\"}\n", i, i, i
  }'
}
file() { indicators "$1" "$2" >"$work/records" && cell_as rabat import --grade B2 --tlp amber --use intelligence --releasable-to straits --quiet "$work/records" >/dev/null; }
taken_by() { cell_as "$1" record list --collection received --type indicator --all 2>/dev/null | grep -c '^indicator' || true; }
wait_for() { until [ "$(taken_by "$1")" -ge "$2" ]; do sleep 0.05; done; }
rate() { echo $(($1 * 1000 / ($2 > 0 ? $2 : 1))); }

file 1 "$records"
begun=$(now_ms)
cell_as rabat release --to straits --type indicator >/dev/null 2>&1
ordered=$(($(now_ms) - begun))
for city in $cell_members; do wait_for "$city" "$records"; done
arrived=$(($(now_ms) - begun))
releases=$((records * 3))
echo "one order of $records records to three members: released in $ordered ms ($(rate $releases $ordered) releases/s), at all three in $arrived ms ($(rate $releases $arrived)/s)"

cell_kill madrid
file $((records + 1)) $((records * 2))
cell_as rabat release --to straits --type indicator >/dev/null 2>&1
begun=$(now_ms)
cell_run madrid
wait_for madrid $((records * 2))
back=$(($(now_ms) - begun))
echo "a member back after $records releases: caught up in $back ms, its start included ($(rate $records $back) releases/s)"
