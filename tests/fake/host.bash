# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Makes up a host without a helper module, for the program of tests/fake.

# fake_host NAME: ./root, eight CPUs in two packages with registers of NAME.host.
fake_host()
{
	local cpu dir

	rm -rf root
	cp -r "$TDXCTL_SRCDIR/tests/scenarios/root" root
	chmod -R u+w root
	for cpu in 0 1 2 3 4 5 6 7; do
		dir=root/sys/devices/system/cpu/cpu$cpu/topology
		mkdir -p "$dir"
		echo $((cpu / 4)) >"$dir/physical_package_id"
	done
	cp "$TDXCTL_SRCDIR/tests/fake/$1.host" root/cpudev
	chmod u+w root/cpudev
}
