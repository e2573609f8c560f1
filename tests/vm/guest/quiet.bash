# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Keeps the kernel's own business from the CPUs whose interrupts are counted. Whoever
# closes a file wakes the thread of RCU, which interrupts the CPU where that lives.

# tasks_on CPU: whatever may move lives there. What belongs to one CPU stays.
tasks_on()
{
	local mask process

	printf -v mask %x $((1 << $1))
	for process in /proc/[0-9]*; do
		taskset -p "$mask" "${process#/proc/}" >/dev/null 2>&1 || true
	done
	echo "$mask" >/sys/devices/virtual/workqueue/cpumask
}
