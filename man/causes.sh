#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Writes tdxctl-causes(7) from what a program says of its checks.
# Usage: causes.sh PROGRAM VERSION
set -eu

program=$1 version=$2

cat <<END
.\\" SPDX-License-Identifier: GPL-2.0-or-later
.\\" The checks, written by man/causes.sh from the table of checks.
.TH TDXCTL\\-CAUSES 7 "" "tdxctl $version" "Miscellaneous Information"
.ad l
.nh
.SH NAME
tdxctl\\-causes \\- what can keep Intel TDX from working, as tdxctl check names it
.SH DESCRIPTION
.BR tdxctl\\-check (8)
asks these questions, in this order.
A question is not asked if one of those before it that it depends on failed.
The cause is the first failure that no other failure explains.
.PP
BIOS settings have Intel\\(aqs reference names here;
.B tdxctl check
gives those of the machine\\(aqs vendor, where they are known.
END
"$program" check --list | while read -r id layer rest; do
	printf '.SH %s\nLayer %s.\n' "$(printf %s "$id" | sed 's/-/\\-/g')" \
		"$layer"
	"$program" check --explain "$id" | awk '
	function roff(text) {
		gsub(/\\/, "\\e", text)
		gsub(/-/, "\\-", text)
		gsub(/\047/, "\\(aq", text)
		return text ~ /^[.]/ ? "\\&" text : text
	}
	NR == 1 || /^$/ { next }
	/^[^ ]/ { printf ".TP\n.B %s\n", roff($0); lines = 0; next }
	{
		sub(/^ +/, "")
		if (lines++)
			print ".br"
		print roff($0)
	}'
done
cat <<'END'
.SH SEE ALSO
.BR tdxctl (8),
.BR tdxctl\-check (8)
END
