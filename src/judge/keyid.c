// SPDX-License-Identifier: GPL-2.0-or-later
/* How the key IDs of a host are divided: groups of CPUs, verdict. Pure. */
#include "judge/keyid.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/exit.h"
#include "base/util.h"
#include "capture/read-list.h"
#include "ref/register.h"

const struct obs_key keyid_keys[KEYID_KEYS] = {
	[KEYID_TME_CAPABILITY] = KEYS_MSR(MSR_TME_CAPABILITY),
	[KEYID_TME_ACTIVATE] = KEYS_MSR(MSR_TME_ACTIVATE),
	[KEYID_PARTITIONING] = KEYS_MSR(MSR_MKTME_KEYID_PARTITIONING),
	[KEYID_CPUID_1] = KEYS_CPUID(0x1, 0),
	[KEYID_CPUID_7] = KEYS_CPUID(0x7, 0),
	[KEYID_PHYSICAL_BITS] = KEYS_CPUID(0x80000008, 0),
};

static const char *const state_names[KEYID_STATES] = {
	[KEYID_UNREAD] = "not read",
	[KEYID_ABSENT] = "no TME",
	[KEYID_OFF] = "TME off",
	[KEYID_LOCKED_OFF] = "TME locked off",
	[KEYID_ONE_KEY] = "one key",
	[KEYID_HALF_READ] = "not all read",
	[KEYID_NO_PARTITION] = "undivided",
	[KEYID_NO_PRIVATE] = "none private",
	[KEYID_ONE_PRIVATE] = "one private",
	[KEYID_DIVIDED] = "divided",
};

const char *keyid_state_name(enum keyid_state state)
{
	return state_names[state];
}

/* What was observed of one CPU. */
struct view {
	const struct obs *obs[KEYID_KEYS];
};

static struct view look(const struct obs_list *observations, unsigned int cpu)
{
	struct view view;
	size_t i;

	for (i = 0; i < KEYID_KEYS; i++)
		view.obs[i] = obs_find(observations, &keyid_keys[i], cpu);
	return view;
}

static struct facts_keyid_regs regs_of(const struct view *view)
{
	return (struct facts_keyid_regs){
		.tme_capability = facts_reg(view->obs[KEYID_TME_CAPABILITY]),
		.tme_activate = facts_reg(view->obs[KEYID_TME_ACTIVATE]),
		.keyid_partitioning = facts_reg(view->obs[KEYID_PARTITIONING]),
		.hypervisor =
			facts_cpuid_1(view->obs[KEYID_CPUID_1]).hypervisor,
		.tme = facts_cpuid_7(view->obs[KEYID_CPUID_7]).tme,
		.physical_bits =
			facts_physical_bits(view->obs[KEYID_PHYSICAL_BITS]),
	};
}

static enum keyid_state state_off(const struct facts_keyid_regs *regs,
				  const struct facts_partition *p)
{
	if (facts_tme_absent(regs))
		return KEYID_ABSENT;
	return fact_yes(&p->locked) ? KEYID_LOCKED_OFF : KEYID_OFF;
}

static enum keyid_state state_of(const struct facts_keyid_regs *regs,
				 const struct facts_partition *p)
{
	if (!p->activated.known)
		return KEYID_UNREAD;
	if (!p->activated.value)
		return state_off(regs, p);
	if (fact_no(&p->keyid_bits))
		return KEYID_ONE_KEY;
	if (regs->keyid_partitioning.gp)
		return KEYID_NO_PARTITION;
	if (!p->keyid_bits.known || !p->tdx_keyids.known)
		return KEYID_HALF_READ;
	if (!p->tdx_keyids.value)
		return KEYID_NO_PRIVATE;
	return p->tdx_keyids.value == 1 ? KEYID_ONE_PRIVATE : KEYID_DIVIDED;
}

/* Why a register is not known; OBS_ISOLATED where nothing was asked. */
static void set_error(struct keyid_group *group, const struct obs *obs)
{
	group->error = obs ? obs->error : OBS_ISOLATED;
	group->reason = obs && obs->reason ?
				obs->reason :
				obs_error_text(OBS_MSR, group->error);
}

static struct keyid_group group_of(const struct view *view)
{
	struct keyid_group group = { .regs = regs_of(view) };

	group.partition = facts_partition(&group.regs);
	group.state = state_of(&group.regs, &group.partition);
	if (group.state == KEYID_UNREAD)
		set_error(&group, view->obs[KEYID_TME_ACTIVATE]);
	else if (group.state == KEYID_HALF_READ)
		set_error(&group, view->obs[KEYID_PARTITIONING]);
	return group;
}

static bool same(const struct keyid_group *a, const struct keyid_group *b)
{
	const struct facts_keyid_regs *ra = &a->regs, *rb = &b->regs;

	return a->error == b->error && a->reason == b->reason &&
	       facts_same(&ra->tme_capability, &rb->tme_capability) &&
	       facts_same(&ra->tme_activate, &rb->tme_activate) &&
	       facts_same(&ra->keyid_partitioning, &rb->keyid_partitioning) &&
	       fact_same(&ra->hypervisor, &rb->hypervisor) &&
	       fact_same(&ra->tme, &rb->tme) &&
	       fact_same(&ra->physical_bits, &rb->physical_bits);
}

/* The keys in which two groups contradict one another, a bit each. */
static unsigned int conflicts(const struct facts_keyid_regs *a,
			      const struct facts_keyid_regs *b)
{
	const bool all[KEYID_KEYS] = {
		[KEYID_TME_CAPABILITY] =
			facts_conflict(&a->tme_capability, &b->tme_capability),
		[KEYID_TME_ACTIVATE] =
			facts_conflict(&a->tme_activate, &b->tme_activate),
		[KEYID_PARTITIONING] = facts_conflict(&a->keyid_partitioning,
						    &b->keyid_partitioning),
		[KEYID_CPUID_1] =
			fact_conflict(&a->hypervisor, &b->hypervisor),
		[KEYID_CPUID_7] = fact_conflict(&a->tme, &b->tme),
		[KEYID_PHYSICAL_BITS] = fact_conflict(&a->physical_bits,
						      &b->physical_bits),
	};
	unsigned int bits = 0, i;

	for (i = 0; i < KEYID_KEYS; i++)
		bits |= (unsigned int)all[i] << i;
	return bits;
}

static void find_conflicts(struct keyid *keyid)
{
	struct keyid_group *groups = keyid->groups;
	unsigned int bits;
	size_t a, b;

	for (a = 0; a < keyid->ngroups; a++)
		for (b = 0; b < a; b++) {
			bits = conflicts(&groups[a].regs, &groups[b].regs);
			groups[a].conflict |= bits != 0;
			groups[b].conflict |= bits != 0;
			keyid->conflicts |= bits;
		}
}

/* The CPUs of @left that read the same as the first of them. */
static struct cpulist alike(const struct obs_list *observations,
			    const struct cpulist *left,
			    struct keyid_group *group)
{
	struct cpulist cpus = { 0 };
	unsigned int cpu = cpulist_next(left, 0);
	struct view view = look(observations, cpu);

	*group = group_of(&view);
	cpulist_for_each(cpu, left) {
		struct keyid_group other;

		view = look(observations, cpu);
		other = group_of(&view);
		if (same(group, &other))
			cpulist_add(&cpus, cpu);
	}
	return cpus;
}

static char *packages_of(const struct cpulist *cpus, const int *packages)
{
	struct cpulist list = { 0 };
	unsigned int cpu;

	if (!packages)
		return strdup("");
	cpulist_for_each(cpu, cpus)
		if (packages[cpu] >= 0)
			cpulist_add(&list, (unsigned int)packages[cpu]);
	return cpulist_format(&list);
}

static int add_group(struct keyid *keyid, struct keyid_group *group)
{
	struct keyid_group *groups = reallocarray(
		keyid->groups, keyid->ngroups + 1, sizeof(*groups));

	if (groups)
		keyid->groups = groups;
	if (!groups || !group->cpus || !group->packages) {
		free(group->cpus);
		free(group->packages);
		return -ENOMEM;
	}
	keyid->groups[keyid->ngroups++] = *group;
	return 0;
}

/* Biggest first; groups of the same size in the order of their first CPUs. */
static int by_size(const void *pa, const void *pb)
{
	const struct keyid_group *a = pa, *b = pb;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return strtoul(a->cpus, NULL, 10) < strtoul(b->cpus, NULL, 10) ? -1 : 1;
}

static int build_groups(struct keyid *keyid,
			const struct obs_list *observations,
			const struct cpulist *cpus, const int *packages)
{
	struct cpulist left = *cpus;

	while (cpulist_count(&left)) {
		struct keyid_group group;
		struct cpulist members = alike(observations, &left, &group);

		group.count = cpulist_count(&members);
		group.cpus = cpulist_format(&members);
		group.packages = packages_of(&members, packages);
		if (add_group(keyid, &group))
			return -ENOMEM;
		cpulist_andnot(&left, &members);
	}
	if (keyid->ngroups)
		qsort(keyid->groups, keyid->ngroups, sizeof(*keyid->groups),
		      by_size);
	return 0;
}

/* The first group of those about which most is known. */
static const struct keyid_group *best_known(const struct keyid *keyid)
{
	const struct keyid_group *best = NULL;
	size_t g;

	for (g = 0; g < keyid->ngroups; g++) {
		const struct keyid_group *group = &keyid->groups[g];

		if (group->error == OBS_READ)
			return group;
		if (!best && group->state == KEYID_HALF_READ)
			best = group;
	}
	return best;
}

static bool has_contradictions(const struct keyid *keyid)
{
	size_t g;

	for (g = 0; g < keyid->ngroups; g++)
		if (keyid->groups[g].partition.contradictions)
			return true;
	return false;
}

static void judge(struct keyid *keyid)
{
	const struct keyid_group *best = best_known(keyid);
	bool bad;

	find_conflicts(keyid);
	keyid->main = best;
	bad = keyid->conflicts || has_contradictions(keyid);
	keyid->consistent.known = bad || (best && best->error == OBS_READ);
	keyid->consistent.value = keyid->consistent.known && !bad;
	if (best && !keyid->conflicts)
		keyid->partition = best->partition;
}

int keyid_build(struct keyid *keyid, const struct obs_list *observations,
		const struct cpulist *read, const struct cpulist *isolated,
		const int *packages)
{
	struct cpulist cpus = *read;
	int err;

	cpulist_or(&cpus, isolated);
	err = build_groups(keyid, observations, &cpus, packages);
	if (err)
		return err;
	judge(keyid);
	return 0;
}

void keyid_free(struct keyid *keyid)
{
	size_t g;

	for (g = 0; g < keyid->ngroups; g++) {
		free(keyid->groups[g].cpus);
		free(keyid->groups[g].packages);
	}
	free(keyid->groups);
	missing_list_free(&keyid->missing);
	*keyid = (struct keyid){ 0 };
}

enum exit_status keyid_exit(const struct keyid *keyid)
{
	bool unknown = !keyid->main, needed = false;
	size_t g;

	if (fact_no(&keyid->consistent))
		return EXIT_FAULT;
	for (g = 0; g < keyid->ngroups; g++) {
		const struct keyid_group *group = &keyid->groups[g];

		if (group->state == KEYID_LOCKED_OFF)
			return EXIT_FAULT;
		if (group->error != OBS_READ && group->error != OBS_ISOLATED)
			unknown = true;
		needed |= group->state != KEYID_ABSENT;
	}
	/* Without memory encryption there is nothing more to know. */
	unknown |= needed && missing_unread(&keyid->missing);
	return unknown ? EXIT_UNKNOWN : EXIT_ALL_WELL;
}
