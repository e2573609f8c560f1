// SPDX-License-Identifier: GPL-2.0-or-later
/* What goes on around the readers: CPUs, the module, the host behind it. */
#define _GNU_SOURCE
#include "disturb.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#include "tally.h"

#define HOST		"/proc/tdxemu"
#define UNLOAD_TRIES	2000
#define PATIENCE	30	/* tries before the readers hold back */
#define HOLD_US		5000
#define HOLD_ODDS	8	/* against sending all the same, each time */
#define MAX_SCENARIO	65536

static time_t end;

/* Shared: readers shall hold back. */
static int *hold;

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

void disturb_set_end(unsigned int seconds)
{
	end = now() + seconds;
	hold = mmap(NULL, sizeof(*hold), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (hold == MAP_FAILED)
		err(2, "shared memory");
}

bool disturb_time_is_up(void)
{
	return now() >= end;
}

void disturb_let_go(struct random *random)
{
	while (__atomic_load_n(hold, __ATOMIC_RELAXED) &&
	       random_below(random, HOLD_ODDS) && !disturb_time_is_up())
		usleep(HOLD_US);
}

static void set_hold(int value)
{
	__atomic_store_n(hold, value, __ATOMIC_RELAXED);
}

int disturb_module_file(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		err(2, "%s", file);
	return fd;
}

int disturb_load(int fd)
{
	return syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
}

int disturb_unload(void)
{
	return syscall(SYS_delete_module, "tdxctl", O_NONBLOCK) ? errno : 0;
}

static bool switch_cpu(unsigned int cpu, bool on)
{
	char path[64];
	int fd, error;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/online",
		 cpu);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		err(2, "%s", path);
	error = write(fd, on ? "1" : "0", 1) < 0 ? errno : 0;
	close(fd);
	if (!error)
		tally_add(TALLY_HOTPLUG, 1);
	return !error;
}

void disturb_cpus(struct random *random)
{
	const unsigned int cpus = (unsigned int)sysconf(_SC_NPROCESSORS_CONF);
	const unsigned int first = cpus / 2;
	bool *off = calloc(cpus, sizeof(*off));
	unsigned int cpu;

	if (!off)
		err(2, "CPUs");
	while (!disturb_time_is_up()) {
		cpu = first + random_below(random, cpus - first);
		if (switch_cpu(cpu, off[cpu]))
			off[cpu] = !off[cpu];
		else
			tally_wrong("CPU %u does not go %s: %s", cpu,
				    off[cpu] ? "on" : "off", strerror(errno));
		random_sleep(random, 30000);
	}
	for (cpu = first; cpu < cpus; cpu++)
		if (off[cpu])
			switch_cpu(cpu, true);
	free(off);
}

/*
 * An open dump keeps the module, and with a dozen of readers there is always one
 * open: after some tries they hold back, most of them.
 */
static bool unload_at_last(struct random *random)
{
	int tries, error;

	for (tries = 0; tries < UNLOAD_TRIES; tries++) {
		error = disturb_unload();
		if (!error)
			return true;
		if (error != EAGAIN && error != EBUSY) {
			tally_wrong("unloading: %s", strerror(error));
			return false;
		}
		tally_add(TALLY_BUSY, 1);
		set_hold(tries > PATIENCE);
		random_sleep(random, 1000);
	}
	return false;
}

void disturb_module(struct random *random, const char *file)
{
	int fd = disturb_module_file(file);
	bool gone;
	int error;

	while (!disturb_time_is_up()) {
		random_sleep(random, 1000000);
		gone = unload_at_last(random);
		set_hold(0);
		if (!gone)
			continue;
		tally_add(TALLY_UNLOADS, 1);
		random_sleep(random, 20000);
		error = disturb_load(fd);
		if (error) {
			tally_wrong("loading: %s", strerror(error));
			return;
		}
		tally_add(TALLY_LOADS, 1);
	}
}

/* A new scenario sets the counters to zero, so they are looked at before. */
static void count_forbidden(void)
{
	unsigned long forbidden = 1;
	FILE *in = fopen(HOST, "re");

	if (!in || fscanf(in, "forbidden %lu", &forbidden) != 1)
		err(2, HOST);
	fclose(in);
	tally_add(TALLY_FORBIDDEN, forbidden);
}

static void set_host(const char *file)
{
	static char text[MAX_SCENARIO];
	int in = open(file, O_RDONLY | O_CLOEXEC);
	int out = open(HOST, O_WRONLY | O_CLOEXEC);
	ssize_t got;

	if (in < 0 || out < 0)
		err(2, "%s", in < 0 ? file : HOST);
	got = read(in, text, sizeof(text));
	if (got <= 0 || write(out, text, (size_t)got) != got)
		err(2, "%s", file);
	close(in);
	close(out);
	tally_add(TALLY_SCENARIOS, 1);
}

void disturb_host(struct random *random, char **files, int count)
{
	while (!disturb_time_is_up()) {
		count_forbidden();
		set_host(files[random_below(random, (unsigned int)count)]);
		random_sleep(random, 50000);
	}
	count_forbidden();
}
