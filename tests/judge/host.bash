# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Reads the files of tests/judge/hosts, and boots what they describe.

judge_dir=$(dirname "${BASH_SOURCE[0]}")

# word NAME KEY: what follows "# KEY:" in a host's file.
word()
{
	sed -n "s/^# $2: *//p" "$judge_dir/hosts/$1.host"
}

# boot_host NAME JOB BOOT-OPTION...: JOB gets what is to be done to the host.
boot_host()
{
	local name=$1 job=$2 memory actions
	shift 2

	memory=$(word "$name" memory)
	mapfile -t actions < <(word "$name" "do")
	"$judge_dir/../vm/boot.sh" "$@" --smp 4 --no-klog-check --timeout 600 \
		${memory:+--memory "$memory"} \
		--scenario "$judge_dir/hosts/$name.host" \
		--append "$(word "$name" boot)" -- "$job" "${actions[@]}"
}
