// SPDX-License-Identifier: GPL-2.0-or-later
/* The msr and cpuid drivers as a source, and CPUID itself without a driver. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/util.h"
#include "capture/ident.h"
#include "read/cpudev.h"
#include "read/source-request.h"
#include "ref/register.h"

/* Why a driver could not be used, on the first CPU that it concerns. */
struct refusal {
	int error;	/* negative errno, 0 for none */
	unsigned int cpu;
};

/**
 * struct driver_read - what is read, and what became of it
 * @request: what was asked
 * @out: gets the observations
 * @msr: refusal of the msr driver
 * @cpuid: refusal of the cpuid driver, and of CPUID without it
 */
struct driver_read {
	const struct source_request *request;
	struct obs_list *out;
	struct refusal msr;
	struct refusal cpuid;
};

/* IA32_MTRRCAP tells whether a CPU has them; one that has not is not asked. */
static bool is_seamrr(const struct obs_key *key)
{
	return key->msr == MSR_SEAMRR_BASE || key->msr == MSR_SEAMRR_MASK;
}

/* What a driver's errno says of one register; arch/x86/kernel/msr.c. */
static enum obs_error error_of(int err)
{
	switch (err) {
	case 0:
		return OBS_READ;
	case -EIO:
		return OBS_GP;
	case -ENXIO:
		return OBS_OFFLINE;
	case -EPERM:
	case -EACCES:
		return OBS_DENIED;
	default:
		return OBS_IO;
	}
}

static void read_msr(int fd, struct obs *obs)
{
	uint64_t mtrrcap;

	if (is_seamrr(&obs->key)) {
		obs->error = error_of(cpudev_read(fd, MSR_MTRRCAP, &mtrrcap,
						  sizeof(mtrrcap)));
		if (obs->error != OBS_READ)
			return;
		if (!(mtrrcap & register_mask(BITS_MSR_MTRRCAP_SEAMRR))) {
			obs->error = OBS_UNSUPPORTED;
			obs->reason = "the CPU does not have this MSR";
			return;
		}
	}
	obs->error = error_of(cpudev_read(fd, obs->key.msr, &obs->word,
					  sizeof(obs->word)));
}

/* @fd: of the driver, or negative for CPUID on the CPU that this runs on. */
static void read_cpuid(int fd, struct obs *obs)
{
	const struct obs_cpuid_in *in = &obs->key.cpuid;
	uint32_t regs[4];

	if (fd < 0)
		cpudev_cpuid(in->leaf, in->subleaf, regs);
	else
		obs->error = error_of(
			cpudev_read(fd,
				    (uint64_t)in->subleaf << 32 | in->leaf,
				    regs, sizeof(regs)));
	if (obs->error != OBS_READ)
		return;
	obs->cpuid = (struct obs_cpuid){ .eax = regs[0],
					 .ebx = regs[1],
					 .ecx = regs[2],
					 .edx = regs[3] };
	obs_clear_apic_id(&obs->key, &obs->cpuid);
}

/* Every key of a kind, from one open device. */
static int read_keys(const struct driver_read *reading, enum obs_kind kind,
		     unsigned int cpu, int fd)
{
	const struct source_request *request = reading->request;
	size_t i;

	for (i = 0; i < request->nkeys; i++) {
		struct obs obs = { .key = request->keys[i], .cpu = cpu };

		if (obs.key.kind != kind)
			continue;
		if (kind == OBS_MSR)
			read_msr(fd, &obs);
		else
			read_cpuid(fd, &obs);
		if (obs_add(reading->out, &obs))
			return -ENOMEM;
	}
	return 0;
}

/* Every key of a kind has the same error. */
static int add_error(const struct driver_read *reading, enum obs_kind kind,
		     unsigned int cpu, enum obs_error error)
{
	const struct source_request *request = reading->request;
	size_t i;

	for (i = 0; i < request->nkeys; i++) {
		struct obs obs = { .key = request->keys[i],
				   .cpu = cpu,
				   .error = error };

		if (obs.key.kind == kind && obs_add(reading->out, &obs))
			return -ENOMEM;
	}
	return 0;
}

static void refuse(struct refusal *refusal, int error, unsigned int cpu)
{
	if (!refusal->error)
		*refusal = (struct refusal){ .error = error, .cpu = cpu };
}

static bool wants(const struct source_request *request, enum obs_kind kind)
{
	size_t i;

	for (i = 0; i < request->nkeys; i++)
		if (request->keys[i].kind == kind)
			return true;
	return false;
}

static int collect_kind(struct driver_read *reading, enum obs_kind kind,
			unsigned int cpu)
{
	const struct source_request *request = reading->request;
	const char *root = request->root;
	bool msr = kind == OBS_MSR;
	cleanup_close int fd = -1;

	if (!wants(request, kind))
		return 0;
	/* The devices of an offline CPU are gone, as if there were no driver. */
	if (request->online && !cpulist_has(request->online, cpu))
		return add_error(reading, kind, cpu, OBS_OFFLINE);
	fd = cpudev_open(root, cpu, msr ? "msr" : "cpuid");
	if (fd == -ENXIO)
		return add_error(reading, kind, cpu, OBS_OFFLINE);
	/* CPUID needs no privilege, but is of the CPU that one is on. */
	if (fd < 0 && (msr || *root || cpudev_pin(cpu))) {
		refuse(msr ? &reading->msr : &reading->cpuid, fd, cpu);
		return 0;
	}
	return read_keys(reading, kind, cpu, fd);
}

#define OR_HELPER ", or the helper module with 'modprobe tdxctl'"

/* How to get the drivers of these kinds. */
static const char *driver_hint(unsigned int kinds)
{
	if (kinds == SOURCE_KIND(OBS_MSR))
		return "as root, load the driver with 'modprobe msr'" OR_HELPER;
	if (kinds == SOURCE_KIND(OBS_CPUID))
		return "as root, load the driver with 'modprobe cpuid'" OR_HELPER;
	return "as root, load the drivers with 'modprobe -a msr cpuid'" OR_HELPER;
}

static const char *hint_of(int error, const char *root, unsigned int kinds)
{
	bool denied = error == -EACCES || error == -EPERM;

	if (denied && geteuid())
		return "run as root";
	if (denied)
		return "run as root, outside of containers";
	if (*root)
		return "below --root stand the devices themselves, or none: leave --root out to read this host";
	return driver_hint(kinds);
}

static void explain(const struct refusal *refusal, unsigned int kinds,
		    const char *drivers, const struct driver_read *reading,
		    struct source_failures *failures)
{
	bool denied = refusal->error == -EACCES || refusal->error == -EPERM;
	const char *root = reading->request->root;

	if (refusal->error)
		source_fail(failures, kinds, denied ? OBS_DENIED : OBS_ABSENT,
			    hint_of(refusal->error, root, kinds),
			    "%s/dev/cpu/%u/%s: cannot open: %s", root,
			    refusal->cpu, drivers, strerror(-refusal->error));
}

/* One line, if both drivers are missing alike. */
static void explain_all(const struct driver_read *reading,
			struct source_failures *failures)
{
	if (reading->msr.error == reading->cpuid.error &&
	    reading->msr.cpu == reading->cpuid.cpu) {
		explain(&reading->msr, source_msr.kinds, "{msr,cpuid}", reading,
			failures);
		return;
	}
	explain(&reading->msr, SOURCE_KIND(OBS_MSR), "msr", reading, failures);
	explain(&reading->cpuid, SOURCE_KIND(OBS_CPUID), "cpuid", reading,
		failures);
}

static int msr_collect(const struct source_request *request,
		       struct obs_list *out, struct source_failures *failures,
		       struct source_used *used)
{
	struct driver_read reading = { .request = request, .out = out };
	void *places = cpudev_places();
	unsigned int cpu;
	int err = 0;

	(void)used;
	cpulist_for_each(cpu, request->cpus) {
		err = collect_kind(&reading, OBS_MSR, cpu);
		if (!err)
			err = collect_kind(&reading, OBS_CPUID, cpu);
		if (err)
			break;
	}
	cpudev_unpin(places);
	explain_all(&reading, failures);
	return err;
}

const struct source_ops source_msr = {
	.name = "msr",
	.kinds = SOURCE_KIND(OBS_MSR) | SOURCE_KIND(OBS_CPUID),
	.collect = msr_collect,
};
