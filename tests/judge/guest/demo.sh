#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Shows what Linux says of its TDX module on this host, and runs one command.
set -euo pipefail
# shellcheck source=record.bash
. /tests/judge/guest/record.bash

fail()
{
	echo "demo: $1" >&2
	exit 125
}

# What does not load is a part of what is shown otherwise.
prepare >/dev/null
insmod /modules/tdxctl.ko || fail 'the helper does not load'
printf 'Linux %s says:\n' "$(uname -r)" >&2
kernel_says | sed '1d; s/^/    /' >&2
[[ ! -t 1 ]] || printf '$ %s\n' "$*"
"$@"
