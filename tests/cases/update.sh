#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Writes what tdxctl check says of the reported hosts, and the page about them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

(($# == 1)) || { echo 'Usage: update.sh PROGRAM' >&2; exit 64; }

# cause_found NUMBER: "verdict cause" in the document.
cause_found()
{
	"$1" check --json --from "$here/case-$2.json" |
		jq -r '.verdict + " " + (.cause // "-")'
}

page()
{
	local number reported remark found

	cat <<'END'
<!-- SPDX-License-Identifier: GPL-2.0-or-later -->
# Reported hosts, and what tdxctl makes of them

`tests/cases/` holds these hosts as snapshots, with what their reports said and
nothing else. A command has written this page, and writes it anew:

    tests/cases/update.sh PROGRAM

| case | cause that the report ended with | verdict | cause found | remark |
| --- | --- | --- | --- | --- |
END
	while IFS=$'\t' read -r number reported _ _ remark; do
		[[ $number != case ]] || continue
		found=$(cause_found "$1" "$number") || true
		printf '| %s | %s | %s | %s | %s |\n' "$number" "$reported" \
			"${found% *}" "${found#* }" "$remark"
	done <"$here/expected.tsv"
	cat <<'END'

These were reported, too, but with nothing of what tdxctl looks at, so that there
is no snapshot:

| case | cause that the report ended with | what there was |
| --- | --- | --- |
END
	tail -n +2 "$here/without.tsv" |
		sed 's/\t/ | /g; s/^/| /; s/$/ |/'
}

mkdir -p "$here/expected"
for file in "$here"/case-*.json; do
	name=${file##*/}
	"$1" check --from "$file" >"$here/expected/${name%.json}.txt" || (($? < 3))
done
"$1" check --ticket --from "$here/case-16.json" |
	sed 's/^Made by tdxctl [0-9.]*/Made by tdxctl V/' \
		>"$here/expected/case-16.ticket.md" || true
page "$1" >"$here/../../docs/cases.md"
