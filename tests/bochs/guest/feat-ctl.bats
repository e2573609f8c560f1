#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The BIOS locked VMX off on one CPU. NO_VMX says which: boot or other.
# shellcheck disable=SC2154 # set by vmx.bash

setup()
{
	# shellcheck source=vmx.bash
	. /tests/bochs/guest/vmx.bash
	need tdxctl
}

# by_cpu WITH WITHOUT: the answer of a CPU with VMX, and of the one without.
by_cpu()
{
	case $NO_VMX in
	boot) set -- "$2" "$1" ;;
	other) set -- "$1" "$2" ;;
	*) return 1 ;;
	esac
	printf 'row v1: 6=0x0 7=0x0 %s\nrow v1: 6=0x1 7=0x0 %s\ndone' "$@"
}

# Linux leaves a locked register as it is.
@test "IA32_FEAT_CTL is locked without VMX on one CPU" {
	say "$(by_cpu '3{1=0x3a 2=0x0 3=0x5}' '3{1=0x3a 2=0x0 3=0x1}')" \
		read 1=s:0-1 3=nest 1=u32:0x3a end
}

@test "that CPU does not enter VMX operation, the other one does" {
	say "$(by_cpu "$off 10=0x1 $ud" "$off 10=0x3")" "${enter[@]}"
	say "$(both "$off $ud")" "${look[@]}"
}
