# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# One TAP stream out of what several machines say: for every script that boots
# machines and judges them.
# shellcheck disable=SC2034 # for those who load it

points=0 failed=0
points_dir=$(dirname "${BASH_SOURCE[0]}")

# point VERDICT TEXT: one line of ours behind those of the guest.
point()
{
	points=$((points + 1))
	[[ $1 == ok ]] || failed=1
	printf '%s %d %s\n' "$1" "$points" "$2"
}

# retell NAME: the guest's points on standard input get numbers of ours.
retell()
{
	local name=$1 line plan=0 seen=0

	while IFS= read -r line; do
		if [[ $line =~ ^(ok|not\ ok)\ [0-9]+\ (.*) ]]; then
			point "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
			seen=$((seen + 1))
		elif [[ $line == 1..* ]]; then
			plan=${line#1..}
		else
			printf '%s\n' "$line"
		fi
	done
	((plan && seen == plan)) ||
		point 'not ok' "$name: $seen of $plan tests ran"
}

# check_klog KLOG TEXT [WORD]: a whole log unless WORD is empty.
check_klog()
{
	local klog=$1 text=$2 complete=${3---complete} found

	# shellcheck disable=SC2086 # an empty word is none
	if found=$("$points_dir/klog-check.sh" $complete "$klog"); then
		point ok "$text"
	else
		point 'not ok' "$text"
		printf '%s\n' "$found" | sed 's/^/# /'
	fi
}
