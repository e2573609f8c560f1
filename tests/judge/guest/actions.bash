# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What can be done to a host before it is asked: the words of "# do:".

offline()
{
	echo 0 >"/sys/devices/system/cpu/cpu$1/online"
}

online()
{
	echo 1 >"/sys/devices/system/cpu/cpu$1/online"
}

# An image as Linux wants it: header, a page of signature, a page of module. The
# emulated P-SEAMLDR does not look into it.
make_image()
{
	{
		printf '\x00\x02\x00\x00TDX-BLOB\x01\x00\x00\x00\x01\x00\x00\x00'
		head -c $((3 * 4096 - 20)) /dev/zero
	} >"$1"
}

upload=/sys/class/firmware/tdx_module
hold=/sys/module/tdxseam/parameters/hold_update

begin_update()
{
	make_image /tmp/image
	echo 1 >"$upload/loading"
	cat /tmp/image >"$upload/data"
	echo 0 >"$upload/loading"
}

# The kernel has a file for the state, and wakes nobody who waits for it.
wait_for_status()
{
	until [[ $(<"$upload/status") == "$1" ]]; do
		sleep 0.05
	done
}

# Replace the TDX module while Linux runs.
update()
{
	begin_update
	wait_for_status idle
}

# The same, but the host is looked at before the update is through.
hold_update()
{
	echo 1 >"$hold"
	begin_update
	wait_for_status transferring
}

release_update()
{
	[[ $(<"$hold") == Y ]] || return 0
	echo 0 >"$hold"
	wait_for_status idle
	title 'after the update'
	contents /sys/devices/faux/tdx_host/version
	tdx probe
}
