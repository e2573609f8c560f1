#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# --output-file: where it may write, what it leaves behind, and when it is killed.

bats_require_minimum_version 1.5.0

setup()
{
	: "${TDXCTL:?set it to the program to test}"
	export LC_ALL=C
	# It does not work below strace.
	export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
	cd "$BATS_TEST_TMPDIR"
	umask 022
	mkdir dir
	file=dir/host.json
}

# write FILE: one line; what hangs is killed, and that is status 124.
write()
{
	run --separate-stderr timeout 60 "$TDXCTL" decode -o name \
		--no-headings --output-file "$1" 0x0
}

# written FILE: without a word, and nothing is beside it.
written()
{
	write "$1"
	[[ $status == 0 && -z $output && -z $stderr ]]
	[[ $(<"$1") == TDX_SUCCESS ]]
	nothing_left
}

# refused FILE REASON: with one line.
refused()
{
	write "$1"
	[[ $status == 2 && -z $output ]]
	[[ $stderr == "tdxctl: decode: $1: cannot write: $2" ]]
	nothing_left
}

# nothing_left: no file in the making, by any name.
nothing_left()
{
	[[ -z $(find dir -type f ! -name host.json ! -name plain) ]]
}

# owned FILE: owner, group and mode.
owned()
{
	stat -c '%u:%g %a' "$1"
}

only_root()
{
	((EUID == 0)) || skip 'only root can give files away'
}

link_text='a symbolic link of another user, in a directory that others can write to'
file_text='a file of another user, in a directory that others can write to'
fifo_text='a FIFO of another user, in a directory that others can write to'
nobody=65534

@test "a FIFO that nobody reads is refused at once" {
	mkfifo fifo
	refused fifo 'a FIFO that nobody reads'
	[[ -p fifo ]]
}

@test "FIFOs, descriptors and devices get all of it" {
	local i

	mkfifo fifo
	for ((i = 0; i < 5000; i++)); do
		echo 'a line of a log that has no status, and goes through'
	done >log
	# A reader is there before, and finds no end before, whoever is faster.
	exec 5<>fifo
	exec 6<fifo
	cat <&6 >copy 5>&- 3>&- &
	"$TDXCTL" decode --output-file fifo - <log 5>&- 6<&-
	exec 5>&- 6<&-
	wait $!
	cmp log copy
	"$TDXCTL" decode --output-file /dev/stdout - <log | cat >copy
	cmp log copy
	"$TDXCTL" decode --output-file /dev/fd/5 - <log 5>copy
	cmp log copy
	"$TDXCTL" decode --output-file >(cat >copy; : >fifo) - <log
	read -r <fifo || true
	cmp log copy
	write /dev/null
	[[ $status == 0 && -c /dev/null ]]
	refused /dev/full 'No space left on device'
}

@test "what is open already is written where others have stopped" {
	{
		echo before
		"$TDXCTL" decode -o name --no-headings --output-file /dev/stdout 0x0
		echo behind
	} >all
	[[ $(<all) == $'before\nTDX_SUCCESS\nbehind' ]]
}

@test "a file may not be a directory, in a file, or at the end of a loop" {
	ln -s loop loop
	ln -s dir link
	echo >plain
	refused dir 'Is a directory'
	refused link/ 'Is a directory'
	refused plain/x 'Not a directory'
	refused loop 'Too many levels of symbolic links'
	refused "$(printf '%0300d' 1)" 'File name too long'
	refused "$(printf '%05000d' 1)" 'File name too long'
}

@test "links are followed, whatever they are made of" {
	mkdir -p a/b
	ln -s a up
	ln -s ../up/./b/../b a/down
	ln -s "$PWD/a/down/../end" start
	ln -s ../"$file" a/end
	echo old >"$file"
	written start
	[[ $(<"$file") == TDX_SUCCESS && -L start && -L a/end ]]
}

@test "an old file that may not be written is left alone" {
	local as=()

	((EUID)) || as=(setpriv --reuid "$nobody" --regid "$nobody" --clear-groups)
	echo old >"$file"
	chmod 444 "$file"
	((EUID)) || chown -R $nobody:$nobody dir
	cd dir
	run --separate-stderr "${as[@]}" "$TDXCTL" decode \
		--output-file host.json 0x0
	[[ $status == 2 ]]
	[[ $stderr == 'tdxctl: decode: host.json: cannot write: Permission denied' ]]
	[[ $(<host.json) == old ]]
}

@test "a file of ours keeps its mode, but no set-id bit" {
	local mode

	for mode in 4755 2750 6711 1600; do
		echo old >"$file"
		chmod "$mode" "$file"
		written "$file"
		[[ $(stat -c %a "$file") == "${mode:1}" ]]
	done
}

@test "a file of others keeps its owner and mode where nobody else can plant it" {
	only_root
	echo old >"$file"
	chown $nobody:$nobody "$file"
	chmod 4640 "$file"
	written "$file"
	[[ $(owned "$file") == "$nobody:$nobody 640" ]]
}

@test "a file in a directory of others becomes a new one" {
	local where

	only_root
	for where in '0:0 777' '0:0 770' "$nobody:$nobody 755"; do
		chown "${where% *}" dir
		chmod "${where#* }" dir
		echo old >"$file"
		chown $nobody:$nobody "$file"
		chmod 6646 "$file"
		written "$file"
		[[ $(owned "$file") == '0:0 644' ]]
	done
}

@test "what others have planted in a sticky directory is refused" {
	local mode

	only_root
	echo old >victim
	echo old >dir/plain
	mkfifo dir/fifo
	ln -s "$PWD/victim" dir/link
	ln -s "$PWD" dir/out
	ln -s dir/link own
	chown -h $nobody:$nobody dir/*
	for mode in 1777 1770 1757; do
		chmod "$mode" dir
		refused dir/link "$link_text"
		refused own "$link_text"
		refused dir/out/victim "$link_text"
		refused dir/plain "$file_text"
		refused dir/fifo "$fifo_text"
	done
	[[ $(<victim) == old && $(<dir/plain) == old && -p dir/fifo ]]
}

@test "in a sticky directory what is our own or its owner's is written" {
	only_root
	chown $nobody:$nobody dir
	chmod 1777 dir
	echo old >victim
	ln -s "$PWD/victim" dir/link
	ln -s "$PWD/victim" dir/theirs
	chown -h $nobody:$nobody dir/theirs
	written dir/link
	written dir/theirs
	written "$file"
	chown $nobody:$nobody "$file"
	written "$file"
	[[ $(owned "$file") == '0:0 644' ]]
}

# prepare_trace [NAMED]: one run, whose calls are in trace. With NAMED the file in
# the making has a name from the start: the call that would make it without one fails.
prepare_trace()
{
	local number

	command -v strace >/dev/null || skip 'no strace here'
	ulimit -c 0
	for ((number = 0; number < 200; number++)); do
		echo 'SEAMCALL (34) failed: 0xc000050500000000'
	done >log
	"$TDXCTL" decode - <log >new
	echo old >"$file"
	inject=()
	traced
	[[ ${1:-} ]] || return 0
	number=$(sed '/O_TMPFILE/q' trace | grep -c '^openat')
	inject=(-e "inject=openat:error=EOPNOTSUPP:when=$number")
	traced
	cmp "$file" new
	grep -q '^openat(.*"\.tdxctl-[0-9a-f]*", O_WRONLY|O_CREAT|O_EXCL' trace
	[[ $(grep -c '^linkat' trace) == 0 ]]
	nothing_left
}

# Whoever runs the tests may have told them to ignore a signal, as nohup(1) does. With
# sanitizers the addresses of a run decide which calls it makes: let all have the same.
as_if_new=(env --default-signal)
same_addresses=()
! setarch -R true 2>/dev/null || same_addresses=(setarch -R)

traced()
{
	"${same_addresses[@]}" "${as_if_new[@]}" strace -o trace "${inject[@]}" "$@" "$TDXCTL" decode \
		--output-file "$file" - <log
}

# calls: name and number of each call from the first look at the file on; the last
# one does not return. One that fails as it is told to cannot be killed as well.
calls()
{
	awk -v told="${inject[*]}" '
	match($0, /^[a-z0-9_]+\(/) {
		name = substr($0, 1, RLENGTH - 1)
		number[name]++
	}
	/host\.json/ && !/^execve/ { begun = 1 }
	begun && /^[a-z]/ && name != "exit_group" &&
		!(told && name == "openat") { print name, number[name] }
	' trace
}

# at_each_call SIGNAL CHECK: send it at each call, and check what is there then. With
# sanitizers a run may have other calls before that than the one that was traced.
at_each_call()
{
	local name number status olds=0 news=0 missed=0

	while read -r name number; do
		echo old >"$file"
		status=0
		traced -e "inject=$name:signal=$1:when=$number" 2>/dev/null ||
			status=$?
		((status == 128 + $(kill -l "$1"))) || missed=$((missed + 1))
		"$2"
		if [[ $(<"$file") == old ]]; then
			olds=$((olds + 1))
		else
			cmp "$file" new
			news=$((news + 1))
		fi
	done <list
	echo "$1: $olds times the old file, $news times the new one"
	((olds > 10 && news > 1 && missed < 3))
}

# What is left is hidden, and no collector takes it for a host.
only_hidden()
{
	[[ -z $(find dir ! -name dir ! -path "$file" ! -name '.tdxctl-*') ]]
	[[ -z $(find dir -name '.*.json') ]]
	rm -f dir/.tdxctl-*
}

@test "killed at any call: the old file or the new one, and nothing that can be seen" {
	prepare_trace
	calls >list
	at_each_call KILL only_hidden
}

@test "the same where the file in the making has a name" {
	prepare_trace named
	calls >list
	at_each_call KILL only_hidden
}

@test "a signal at any call: the old file or the new one, and nothing beside" {
	local signal

	prepare_trace
	calls >list
	for signal in HUP INT TERM; do
		at_each_call "$signal" nothing_left
	done
}

@test "the same signals where the file in the making has a name" {
	local signal

	prepare_trace named
	calls >list
	for signal in HUP INT QUIT PIPE TERM XFSZ; do
		at_each_call "$signal" nothing_left
	done
}

@test "a signal that was ignored is ignored" {
	as_if_new=()
	prepare_trace named
	(trap '' HUP; traced -e "inject=!openat:signal=HUP:when=1+" 2>/dev/null)
	cmp "$file" new
	nothing_left
}

@test "where /proc cannot give it a name the file in the making has one" {
	only_root
	unshare -m true || skip 'no mount namespaces here'
	echo old >"$file"
	# The rest of /proc stays: a program with sanitizers needs it.
	unshare -m bash -c 'mount -t tmpfs none /proc/$$/fd && exec "$TDXCTL" \
		decode -o name --no-headings --output-file dir/host.json 0x0'
	[[ $(<"$file") == TDX_SUCCESS ]]
	nothing_left
}
