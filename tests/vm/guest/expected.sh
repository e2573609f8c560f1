#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Prints, as a tar archive, what tdxctl says on every scenario.
set -euo pipefail
# shellcheck source=host.bash
. /tests/vm/guest/host.bash
BATS_TEST_TMPDIR=/tmp

record()
{
	local name=$1 kind arguments

	take_cpus "$name" 0
	while read -r kind arguments; do
		host "$name"
		# shellcheck disable=SC2086 # words are wanted
		whole $arguments \
			--root "$(root_of "$name" "${arguments%% *}")" \
			>"/tmp/expected/$name.$kind"
	done < <(runs_of "$name")
	take_cpus "$name" 1
}

record_all()
{
	local file name

	for file in "$scenarios"/*.scn; do
		name=${file##*/}
		record "${name%.scn}"
	done
	# The last, since nothing enters after it.
	host vmxoff-fails
	whole probe --root "$root" --enter-vmx \
		>/tmp/expected/vmxoff-fails.enter.txt
}

mkdir -p /tmp/expected
insmod /modules/tdxemu.ko
insmod /modules/tdxctl.ko
record_all >&2
tar -C /tmp -cf - expected
