#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Fails, and says why, if a commit message is not as CONTRIBUTING.md has it.
set -euo pipefail

(($# == 1)) || { echo 'Usage: subject.sh COMMIT-MESSAGE-FILE' >&2; exit 64; }
IFS= read -r subject <"$1" || true
status=0

complain()
{
	printf '%s: %s\n' "$1" "$subject"
	status=1
}

((${#subject} <= 72)) || complain "longer than 72 characters"
[[ $subject =~ ^[a-z0-9][a-z0-9.-]*(,\ [a-z0-9][a-z0-9.-]*)*:\ [^\ ] ]] ||
	complain "does not begin with an area and a colon"
[[ $subject != *[.!] ]] || complain "ends like a sentence"
grep -q '^Signed-off-by: .* <.*@.*>$' "$1" || complain "not signed off"
exit "$status"
