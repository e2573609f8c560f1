# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# One counted point for one command, for scripts whose output run-all.sh counts.

# shellcheck disable=SC2034 # for those who load it
item_failed=0

# item NAME COMMAND...: the command's output stands behind the point if it fails.
item()
{
	local name=$1 output
	shift

	if output=$("$@" 2>&1); then
		echo "ok - $name"
	else
		item_failed=1
		echo "not ok - $name"
		printf '%s\n' "$output" | sed 's/^/# /'
		return 1
	fi
}

# Automake's own lines say which test failed; its logs say why.
why_failed()
{
	find "$1/tests" -name '*.log' -exec grep -ahA 12 '^not ok' {} + |
		sed 's/^/# /' | head -n 60
}
