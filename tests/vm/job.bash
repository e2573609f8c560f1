# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# How a job gets into a test machine, and its outcome out of it: for every
# script that boots one, whatever plays the machine.

# write_job ROOT WORD...: the job as an archive that goes behind the first.
write_job()
{
	local root=$1 size
	shift

	mkdir -p "$root/job"
	size=$(stty size 2>/dev/null </dev/tty || echo '24 80')
	printf 'rows %s columns %s\n' "${size% *}" "${size#* }" \
		>"$root/job/size"
	{
		printf '#!/bin/bash\ncd /root\n'
		printf 'export LC_ALL=C.UTF-8 TERM=%q\n' "${TERM:-dumb}"
		printf 'exec'
		printf ' %q' "$@"
		printf '\n'
	} >"$root/job/run"
	chmod 755 "$root/job/run"
	(cd "$root" && find job | cpio --quiet -o -H newc -R 0:0)
}

# show_stderr VERDICT: what stands before the verdict is the job's.
show_stderr()
{
	local text

	text=$(cat "$1" 2>/dev/null; echo .)
	text=${text%.}
	printf '%s' "${text%$'\n'exit *$'\n'done$'\n'}" >&2
}

last_words()
{
	grep -aE 'Kernel panic|BUG:|Oops|not syncing' "$1" | head -n 1
}

# verdict STATUS SECONDS VERDICT KLOG: prints the job's status, or the reason
# why there is none, where STATUS is that of the machine under timeout(1).
verdict()
{
	local status=$1 seconds=$2 file=$3 klog=$4 word code mark reason

	{ read -r word code && read -r mark; } < <(tail -n 2 "$file") || true
	if [[ ${word:-} == exit && ${mark:-} == 'done' ]]; then
		echo "$code"
		return
	fi
	reason=$(last_words "$klog" || true)
	if ((status == 124 || status == 137)); then
		echo "no end after $seconds s${reason:+: $reason}"
	else
		echo "the machine stopped before the job ended${reason:+: $reason}"
	fi
	return 1
}
