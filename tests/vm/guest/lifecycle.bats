#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The helper comes and goes, with readers that misbehave and CPUs that leave.
# shellcheck disable=SC2191,SC2154 # words of nlsend; set by netlink.bash

setup()
{
	# shellcheck source=netlink.bash
	. /tests/vm/guest/netlink.bash
	! is_loaded || rmmod tdxctl
}

is_loaded()
{
	grep -q '^tdxctl ' /proc/modules
}

load()
{
	insmod /modules/tdxctl.ko
}

# A socket that a process leaves behind may outlive it by an RCU grace period.
unload()
{
	local tries

	for ((tries = 0; tries < 50; tries++)); do
		! rmmod tdxctl 2>/dev/null || return 0
		sleep 0.1
	done
	rmmod tdxctl
}

information()
{
	strings /modules/tdxctl.ko | grep -E "^($1)="
}

@test "loads and unloads twenty times" {
	local i

	for ((i = 0; i < 20; i++)); do
		load
		rmmod tdxctl
	done
	run is_loaded
	[[ $status == 1 ]]
}

@test "the module tells who it is" {
	diff -u - <(information 'description|author|license') <<-'END'
	license=GPL
	author=The tdxctl authors
	description=Issue read-only SEAMCALLs and read TDX processor state for tdxctl
	END
	[[ $(information version) =~ ^version=[0-9]+\.[0-9]+\.[0-9]+$ ]]
	[[ $(information vermagic) == "vermagic=$release SMP "* ]]
}

@test "nothing loads the module but root: it has no alias" {
	run information alias
	[[ $status == 1 ]]
	[[ -z $output ]]
}

# Asking for a family makes the kernel call modprobe with an alias for it.
@test "an ordinary user who asks for the family does not load it" {
	local modprobe asked=$BATS_TEST_TMPDIR/asked

	read -r modprobe </proc/sys/kernel/modprobe
	printf '#!/bin/sh\necho "$@" >>%s\n' "$asked" >/tmp/modprobe
	chmod 755 /tmp/modprobe
	echo /tmp/modprobe >/proc/sys/kernel/modprobe
	answers 'no family tdxctl' --as 65534 read "${good[@]}"
	answers 'no family tdxctl' --as 65534 helper-get
	echo "$modprobe" >/proc/sys/kernel/modprobe
	grep -q 'net-pf-16-proto-16-family-tdxctl' "$asked"
	run is_loaded
	[[ $status == 1 ]]
}

@test "loading, reading, refusing and unloading say nothing in the log" {
	local mark="lifecycle test $BATS_TEST_NUMBER: from here"

	echo "<6>$mark" >/dev/kmsg
	load
	answers "$good_answer" read "${good[@]}"
	answers 'refused EPERM: reading needs CAP_SYS_RAWIO' --as 65534 \
		read "${good[@]}"
	says tdxctl probe -q <<<'exit status: 1'
	rmmod tdxctl
	# The kernel's own words about any module that it did not come with.
	diff - <(dmesg | sed "0,/$mark/d" | grep -i tdxctl |
		grep -vE 'loading out-of-tree module taints kernel|module verification failed') \
		</dev/null
	dmesg | grep -q "$mark"
}

@test "no unloading while a dump is open" {
	local rows

	load
	rows=$(nlsend read 1=s:0-7 2=u32:1)
	# Nothing is read before the command runs.
	run nlsend --run 'rmmod tdxctl 2>/dev/null; echo "rmmod: $?"
		sed -n "s/^tdxctl [0-9]* \([0-9]*\) .*/users: \1/p" /proc/modules' \
		read 1=s:0-7 2=u32:1
	diff -u - <(echo "$output") <<-END
	rmmod: 1
	users: 1
	run: exit 0
	$rows
	END
	unload
}

# With its receive buffer full, a dump that has begun waits to be received.
@test "whoever is refused does not keep the module" {
	load
	[[ $release != 6.1.* ]] || expected=1
	run nlsend --as 65534 --receive-buffer 1 --unread 8 --no-read \
		--run "rmmod tdxctl 2>/dev/null; exit \$((\$? != ${expected:-0}))" \
		read "${good[@]}"
	[[ $output == 'run: exit 0' ]]
	[[ ! -d /sys/module/tdxctl ]] || unload
}

# finder: the command of the manual page, as it is shown there.
finder()
{
	sed -n '/^# awk/,/^\.fi$/p' /tests/ynl/man/tdxctl-netlink.7.in |
		sed "\$d; s/^# //; s/\\\\(aq/'/g; s/\\\\e/\\\\/g; s/\\\\-/-/g"
}

@test "the manual page says how to find who keeps the module" {
	finder >"$BATS_TEST_TMPDIR/finder"
	load
	# shellcheck disable=SC2016 # the parent of the command is nlsend
	run nlsend --no-read --run '
		bash "$BATS_TEST_TMPDIR/finder" | sed "s,/proc/$PPID/fd/[0-9]*,found,"' \
		read 1=s:0-7 2=u32:1
	[[ $output == $'found\nrun: exit 0' ]]
	unload
}

@test "a reader that is killed amid its dump" {
	load
	# shellcheck disable=SC2016 # the parent of the command is nlsend
	run nlsend --run 'kill -9 $PPID' read 1=s:0-7 2=u32:1
	[[ $status == 137 ]]
	answers "$good_answer" read "${good[@]}"
	unload
}

@test "readers that go without reading, or after the first row" {
	local full=(1=s:0-7 2=u32:1) i

	for ((i = 0; i < 4; i++)); do
		full+=(5=nest 1=u64:34 "3=u64:$i" end)
	done
	load
	answers '' --no-read --processes 8 --seconds 2 read "${full[@]}"
	answers 'row v1: 6=0x0 7=0x0 8=0x40000
run: exit 0' --no-read --run true --run-after 1 --read-size 4096 \
		read 1=s:0 2=u32:1
	unload
}

@test "a reader that does not read holds up nobody else" {
	load
	answers "$good_answer
run: exit 0
$good_answer" --run 'nlsend read 1=s:0 2=u32:1' read "${good[@]}"
	answers "$good_answer
run: exit 0
$good_answer" --run 'nlsend --processes 8 read 1=s:0 2=u32:1 | sort -r' \
		read "${good[@]}"
	unload
}

@test "one dump at a time on a socket: the second is refused by the core" {
	load
	answers 'row v1: 6=0x0 7=0x0 8=0x40000
error EBUSY' --twice read "${good[@]}"
	unload
}

# toggle PID: CPUs 5 to 7 leave and come back for as long as that runs.
toggle()
{
	local cpu

	while kill -0 "$1" 2>/dev/null; do
		for cpu in 5 6 7; do
			echo 0 >"/sys/devices/system/cpu/cpu$cpu/online"
		done
		for cpu in 6 5 7; do
			echo 1 >"/sys/devices/system/cpu/cpu$cpu/online"
		done
	done
}

@test "sixteen readers while CPUs come and go: each row is right or offline" {
	local cpu reader out=$BATS_TEST_TMPDIR/out
	local answer='3{1=0x3b 2=0x0 3=*} 5{8=0x2 9=0x6 10=0x1 11=*}'

	load
	nlsend --processes 16 --seconds 8 --mask 3.3 --mask 5.11 \
		read 1=s:0-7 2=u32:1 3=nest 1=u32:0x3b end \
		5=nest 1=u64:34 end >"$out" 3>&- &
	reader=$!
	toggle "$reader"
	wait "$reader"
	for cpu in 0 1 2 3 4 5 6 7; do
		echo "row v1: 6=0x$cpu 7=0x0 8=0x40000 $answer"
		((cpu < 5)) || echo "row v1: 6=0x$cpu 7=0x1"
	done >"$BATS_TEST_TMPDIR/rows"
	echo 'done' >>"$BATS_TEST_TMPDIR/rows"
	diff -u <(sort "$BATS_TEST_TMPDIR/rows") <(sort "$out")
	[[ $(</sys/devices/system/cpu/online) == 0-7 ]]
	unload
}

# A probe's table, with what is right on a CPU that went away taken as right.
probe_once()
{
	tdxctl probe -c 0-7 -o cpu,result --no-headings 2>/dev/null |
		sed -E 's/^( *[567]) offline$/\1 ud/'
}

@test "probes while CPUs come and go" {
	local reader out=$BATS_TEST_TMPDIR/out i n

	load
	for ((i = 0; i < 8; i++)); do
		for ((n = 0; n < 3; n++)); do
			probe_once
		done >"$out.$i" 3>&- &
		reader=$!
	done
	toggle "$reader"
	wait
	sort -u "$out".* | diff -u - <(printf '  %d ud\n' 0 1 2 3 4 5 6 7)
	[[ $(cat "$out".* | wc -l) == $((8 * 3 * 8)) ]]
	unload
}
