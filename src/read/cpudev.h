/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers of one CPU through the kernel's msr and cpuid drivers, or CPUID. */
#ifndef TDXCTL_READ_CPUDEV_H
#define TDXCTL_READ_CPUDEV_H

#include <stddef.h>
#include <stdint.h>

/**
 * cpudev_open() - open /dev/cpu/N/msr or /dev/cpu/N/cpuid
 * @root: prefix of the path, "" for none
 * @cpu: N
 * @driver: "msr" or "cpuid"
 *
 * Whatever else stands in its place below @root is not opened: not a plain file,
 * nor /dev/zero, nor the device of another CPU.
 *
 * Return: a file descriptor or a negative errno: -ENOENT or -ENODEV without the
 * driver, -ENXIO if the CPU is offline.
 */
int cpudev_open(const char *root, unsigned int cpu, const char *driver);

/**
 * cpudev_read() - read one register
 * @fd: of cpudev_open()
 * @position: which
 * @value: gets it
 * @size: bytes in @value
 *
 * Return: 0 or a negative errno: -EIO if the processor raised #GP, -ENXIO if the
 * CPU went offline.
 */
int cpudev_read(int fd, uint64_t position, void *value, size_t size);

/**
 * cpudev_pin() - go to a CPU, for CPUID without a driver
 *
 * Return: 0 or a negative errno: -EINVAL if this process may not run there.
 */
int cpudev_pin(unsigned int cpu);

/* Where this process may run, for cpudev_unpin(); NULL if not to be had. */
void *cpudev_places(void);

/* Run where it was allowed before, and free the places; fine with NULL. */
void cpudev_unpin(void *places);

/* CPUID of the CPU that this process runs on: EAX, EBX, ECX, EDX. */
void cpudev_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4]);

#endif
