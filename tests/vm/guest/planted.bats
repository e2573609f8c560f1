#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Root writes files where somebody else has planted something.

sysctls=(protected_symlinks:1 protected_regular:2 protected_fifos:2)

setup_file()
{
	local sysctl

	mkdir -p /run/before
	for sysctl in "${sysctls[@]}"; do
		cat "/proc/sys/fs/${sysctl%:*}" >"/run/before/${sysctl%:*}"
	done
}

teardown_file()
{
	local sysctl

	for sysctl in "${sysctls[@]}"; do
		cat "/run/before/${sysctl%:*}" >"/proc/sys/fs/${sysctl%:*}"
	done
}

setup()
{
	# shellcheck source=host.bash
	. /tests/vm/guest/host.bash
	[[ $(stat -c '%u %a' /tmp) == '0 1777' ]]
	echo victim >/etc/victim
	file=/tmp/host.json
	guarded 1
}

teardown()
{
	rm -rf /tmp/host.json /tmp/planted /tmp/.tdxctl-*
}

# guarded 0|1: with the kernel's own protection off, or on and strictest.
guarded()
{
	local sysctl

	for sysctl in "${sysctls[@]}"; do
		echo $((${sysctl#*:} * $1)) >"/proc/sys/fs/${sysctl%:*}"
	done
}

# attacker COMMAND: as a user without any right.
attacker()
{
	su nobody -s /bin/sh -c "umask 0; $1"
}

# refuses FILE REASON: so do all commands, with one line, protected or not.
refuses()
{
	local on

	for on in 1 0; do
		guarded "$on"
		one_refuses "$@" decode 0x0
		one_refuses "$@" decode -
		one_refuses "$@" check --list
		one_refuses "$@" snapshot --root "$root"
	done
}

one_refuses()
{
	local name=$1 reason=$2 out=$BATS_TEST_TMPDIR/out
	local err=$BATS_TEST_TMPDIR/err status=0
	shift 2

	# What hangs for ever ends here.
	timeout 100 tdxctl "$@" --output-file "$name" </dev/null >"$out" \
		2>"$err" || status=$?
	tail -n 1 "$err" | same - <(echo "tdxctl: $1: $name: cannot write: $reason")
	[[ $status == 2 && ! -s $out ]]
	[[ $(</etc/victim) == victim ]]
	[[ -z $(find /tmp /etc -name '.tdxctl-*') ]]
}

shared='in a directory that others can write to'

@test "a planted symbolic link is not followed" {
	attacker "ln -s /etc/victim $file"
	refuses "$file" "a symbolic link of another user, $shared"
	[[ -L $file ]]
}

@test "nor is one on the way, or behind a link of root's" {
	attacker 'ln -s /etc /tmp/planted'
	refuses /tmp/planted/victim "a symbolic link of another user, $shared"
	ln -s planted/victim "$file"
	refuses "$file" "a symbolic link of another user, $shared"
}

@test "a planted file does not get what root writes" {
	attacker "echo bait >$file; chmod 6777 $file"
	refuses "$file" "a file of another user, $shared"
	[[ $(stat -c '%u %a' "$file") == '65534 6777' ]]
	[[ $(<"$file") == bait ]]
}

@test "a planted FIFO holds nobody up, whether it is read or not" {
	local reader

	attacker "mkfifo $file"
	refuses "$file" "a FIFO of another user, $shared"
	attacker "exec cat $file" >/run/read &
	reader=$!
	guarded 0
	# This waits for the reader.
	exec 7>"$file"
	refuses "$file" "a FIFO of another user, $shared"
	exec 7>&-
	wait "$reader"
	[[ ! -s /run/read ]]
}

@test "a hard link to a file of root's only loses its name" {
	local links=/proc/sys/fs/protected_hardlinks before

	before=$(<$links)
	cp /etc/victim /tmp/planted
	chmod 4711 /tmp/planted
	echo 0 >$links
	attacker "ln /tmp/planted $file"
	echo "$before" >$links
	tdx decode --output-file "$file" -o name --no-headings 0x0
	[[ $status == 0 && $(<"$file") == TDX_SUCCESS ]]
	[[ $(</tmp/planted) == victim ]]
	[[ $(stat -c '%u %a' "$file") == '0 711' ]]
}

@test "files and links of root's are written, and stay root's" {
	umask 027
	tdx snapshot --root "$root" --output-file "$file"
	[[ $(head -c 1 "$file") == '{' ]]
	[[ $(stat -c '%u:%g %a' "$file") == '0:0 640' ]]
	ln -s host.json /tmp/planted
	tdx decode --output-file /tmp/planted -o name --no-headings 0x0
	[[ $status == 0 && $(<"$file") == TDX_SUCCESS && -L /tmp/planted ]]
	[[ $(stat -c '%u:%g %a' "$file") == '0:0 640' ]]
	[[ -z $(find /tmp -name '.tdxctl-*') ]]
}

@test "another user writes files of his own there, and no others" {
	touch "$file"
	chmod 666 "$file"
	attacker "tdxctl decode --output-file $file 0x0" \
		2>"$BATS_TEST_TMPDIR/err" || status=$?
	[[ $status == 2 && ! -s $file && -z $(find /tmp -name '.tdxctl-*') ]]
	[[ $(<"$BATS_TEST_TMPDIR/err") == \
		"tdxctl: decode: $file: cannot write: Operation not permitted" ]]
	rm "$file"
	attacker "tdxctl decode --output-file $file -o name --no-headings 0x0"
	[[ $(<"$file") == TDX_SUCCESS ]]
	[[ $(stat -c '%u' "$file") == 65534 ]]
}
