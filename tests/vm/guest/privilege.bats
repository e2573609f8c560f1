#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Who may read, who may not, and what the latter are told.
# shellcheck disable=SC2191,SC2154 # words of nlsend; set by netlink.bash

no_capability='refused EPERM: reading needs CAP_SYS_RAWIO'
no_namespace='refused EPERM: reading needs the initial network namespace'
sys_rawio=17
nobody=65534

setup_file()
{
	insmod /modules/tdxctl.ko
}

teardown_file()
{
	rmmod tdxctl
}

setup()
{
	# shellcheck source=netlink.bash
	. /tests/vm/guest/netlink.bash
}

@test "root may read; without a capability not even root" {
	answers "$good_answer" read "${good[@]}"
	answers "$no_capability" --as 0:0 read "${good[@]}"
	answers "$no_capability" --as $nobody read "${good[@]}"
}

@test "CAP_SYS_RAWIO is enough" {
	answers "$good_answer" --as $nobody:0x20000 read "${good[@]}"
	answers "$good_answer" --as 0:0x20000 read "${good[@]}"
}

@test "no other capability is, alone or together with all the others" {
	local last cap mask

	read -r last </proc/sys/kernel/cap_last_cap
	for ((cap = 0; cap <= last; cap++)); do
		((cap != sys_rawio)) || continue
		printf -v mask '0x%x' $((1 << cap))
		sends "$no_capability" as:0:"$mask" read "${good[@]}"
	done
	sends "$no_capability" as:0:0xfffffffffffdffff read "${good[@]}"
	sends "$no_capability" as:$nobody:0xfffffffffffdffff read "${good[@]}"
	((${#queue[@]} > 40 * 4))
	send_all
}

@test "the opener of a connection counts as much as the sender" {
	answers "$no_capability" --open-as $nobody read "${good[@]}"
	answers "$no_capability" --open-as 0:0 read "${good[@]}"
	answers "$no_capability" --send-as $nobody read "${good[@]}"
	answers "$no_capability" --send-as 0:0 read "${good[@]}"
	answers "$good_answer" --open-as $nobody:0x20000 \
		--send-as 0:0x20000 read "${good[@]}"
}

# Whoever gives an address knows that he speaks netlink: no write() of a
# privileged program that was handed a socket as its output does.
@test "with an explicit address the sender counts alone, as in all of netlink" {
	answers "$good_answer" --addressed --open-as $nobody read "${good[@]}"
	answers "$no_capability" --addressed --send-as $nobody \
		read "${good[@]}"
}

@test "root of another user namespace is nobody here" {
	answers "$no_capability" --unshare user read "${good[@]}"
	answers "$no_capability" --unshare-late user read "${good[@]}"
}

@test "another network namespace is refused, whoever asks" {
	answers "$no_namespace" --unshare net read "${good[@]}"
	answers "$no_namespace" --unshare user,net read "${good[@]}"
	answers "$no_namespace" --unshare net --as $nobody read "${good[@]}"
}

@test "the namespace that counts is the socket's" {
	answers "$good_answer" --unshare-late net read "${good[@]}"
}

@test "a refused request is not even looked at" {
	answers "$no_capability" --as $nobody read 1=s:x
	answers "$no_capability" --as $nobody read 1=s:0 3=nest 1=u32:0x10 end
}

@test "helper-get is for everybody" {
	local all

	all=$(nlsend helper-get)
	[[ $all == 'reply v1: 1="'*$'\nack' ]]
	answers "$all" --as $nobody helper-get
	answers "$all" --as 0:0 helper-get
	answers "$all" --unshare user helper-get
	answers "$all" --unshare net helper-get
	answers "$all" --unshare user,net helper-get
}

@test "probe as an ordinary user" {
	says su nobody -s /bin/sh -c 'tdxctl probe' <<-'END'
	SEAMCALL was not issued on CPUs 0-7: helper module refused: reading needs CAP_SYS_RAWIO (EPERM)

	CPUS COUNT RESULT STATUS NAME
	0-7      8 denied -      -
	stderr: tdxctl: probe: helper module refused: reading needs CAP_SYS_RAWIO (EPERM)
	stderr: hint: run as root, outside of containers
	exit status: 2
	END
	says su nobody -s /bin/sh -c 'tdxctl probe -q' <<-'END'
	exit status: 2
	END
}

@test "probe in containers" {
	says unshare -U tdxctl probe -c 0 <<-'END'
	SEAMCALL was not issued on CPU 0: helper module refused: reading needs CAP_SYS_RAWIO (EPERM)

	CPUS COUNT RESULT STATUS NAME
	0        1 denied -      -
	stderr: tdxctl: probe: helper module refused: reading needs CAP_SYS_RAWIO (EPERM)
	stderr: hint: run as root, outside of containers
	exit status: 2
	END
	says unshare -n tdxctl probe -c 0 <<-'END'
	SEAMCALL was not issued on CPU 0: helper module refused: reading needs the initial network namespace (EPERM)

	CPUS COUNT RESULT STATUS NAME
	0        1 denied -      -
	stderr: tdxctl: probe: helper module refused: reading needs the initial network namespace (EPERM)
	stderr: hint: run as root, outside of containers
	exit status: 2
	END
}

@test "probe as an ordinary user, as JSON" {
	says su nobody -s /bin/sh -c \
		'tdxctl probe -c 3 -j --root /tests/scenarios/root' <<-'END'
	{
	  "schema": "tdxctl.probe/1",
	  "tool": {
	    "name": "tdxctl",
	    "version": V
	  },
	  "host": {
	    "hostname": "emulated-host",
	    "kernel": "6.12.0-emulated",
	    "vendor": "tdxctl",
	    "product": "emulated TDX host",
	    "bios": "emulated 1"
	  },
	  "source": "helper",
	  "time": T,
	  "leaf": {
	    "name": "TDH.SYS.RD",
	    "number": 34,
	    "interface": "module"
	  },
	  "cpus": [
	    {
	      "cpu": 3,
	      "outcome": null,
	      "status": null,
	      "name": null,
	      "class": null,
	      "meaning": null,
	      "errno": null,
	      "regs": null,
	      "cycles": null,
	      "attempts": null,
	      "vmx_entered": null,
	      "vmx_stuck": null,
	      "error": "denied"
	    }
	  ],
	  "groups": [
	    {
	      "cpus": "3",
	      "count": 1,
	      "outcome": null,
	      "status": null,
	      "name": null,
	      "meaning": null,
	      "advice": null
	    }
	  ],
	  "missing": [
	    {
	      "kind": "seamcall",
	      "key": "0x0000000000000022:rdx=0x0a00000300000008",
	      "cpus": "3",
	      "error": "denied"
	    }
	  ]
	}
	stderr: tdxctl: probe: helper module refused: reading needs CAP_SYS_RAWIO (EPERM)
	stderr: hint: run as root, outside of containers
	exit status: 2
	END
}
