// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/tdxemu: a scenario goes in, counters come out.
 */
#include "proc.h"

#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "cr4.h"
#include "hook.h"
#include "profile.h"
#include "scenario.h"
#include "state.h"
#include "vmx.h"

#define NAME		"tdxemu"
#define MAX_SCENARIO	SZ_64K

static const char *const count_names[EMU_NR_COUNTS] = {
	[EMU_SEAMCALL] = "seamcall",
	[EMU_UD] = "ud",
	[EMU_GP] = "gp",
	[EMU_VMFAILINVALID] = "vmfailinvalid",
	[EMU_ANSWERED] = "answered",
	[EMU_RDMSR] = "rdmsr",
	[EMU_CPUID] = "cpuid",
	[EMU_CR4] = "cr4",
	[EMU_WBINVD] = "wbinvd",
	[EMU_WBINVD_UNSAFE] = "wbinvd_unsafe",
	[EMU_WBINVD_NEEDLESS] = "wbinvd_needless",
	[EMU_VMXON] = "vmxon",
	[EMU_VMXON_TRIED] = "vmxon_tried",
	[EMU_VMXOFF] = "vmxoff",
	[EMU_VMXOFF_TRIED] = "vmxoff_tried",
};

static void show_totals(struct seq_file *m, struct emu_host *host)
{
	unsigned int i;

	seq_printf(m, "forbidden %d\n", atomic_read(&host->forbidden));
	for (i = 0; i < EMU_NR_COUNTS; i++)
		seq_printf(m, "%s %u\n", count_names[i], emu_total(host, i));
	seq_printf(m, "wbinvd_max_parallel %d\n",
		   atomic_read(&host->max_wbinvd));
	seq_printf(m, "entered %d\n", atomic_read(&host->entered));
	seq_printf(m, "kernel_vmxe %u\n", emu_kernel_vmxe());
	seq_printf(m, "lost_regions %u\n", emu_lost_regions(host));
	seq_printf(m, "entered_max_parallel %d\n",
		   atomic_read(&host->max_entered));
	seq_printf(m, "missed %lu\n", emu_hooks_missed());
	seq_printf(m, "dirty %u\n", cpumask_weight(&emu_dirty));
	seq_printf(m, "kernel_calls %d\n", atomic_read(&host->seam.calls));
	seq_printf(m, "kernel_faults %d\n", atomic_read(&host->seam.faults));
}

static void show_leaves(struct seq_file *m, struct emu_host *host)
{
	unsigned int i;

	for (i = 0; i < EMU_NR_LEAVES; i++)
		if (atomic_read(&host->leaves[i]))
			seq_printf(m, "seamcall:%u %d\n", i,
				   atomic_read(&host->leaves[i]));
	if (atomic_read(&host->other_leaves))
		seq_printf(m, "seamcall:other %d\n",
			   atomic_read(&host->other_leaves));
}

static void show_msrs(struct seq_file *m, struct emu_host *host)
{
	unsigned int cpu, i;

	for (i = 0; i < EMU_NR_MSRS; i++) {
		unsigned int total = 0;

		for_each_possible_cpu(cpu)
			total += atomic_read(&host->cpus[cpu].msrs[i].reads);
		if (total)
			seq_printf(m, "rdmsr:0x%x %u\n", emu_msr_address(i),
				   total);
	}
}

static void show_cpuids(struct seq_file *m, struct emu_host *host)
{
	unsigned int cpu, i;

	for (i = 0; i < EMU_NR_CPUIDS; i++) {
		unsigned int total = 0;

		for_each_possible_cpu(cpu)
			total += atomic_read(&host->cpus[cpu].cpuids[i].reads);
		if (total)
			seq_printf(m, "cpuid:0x%x:0x%x %u\n", emu_cpuid_leaf(i),
				   emu_cpuid_subleaf(i), total);
	}
}

static void show_cpus(struct seq_file *m, struct emu_host *host)
{
	unsigned int cpu, i;

	for_each_possible_cpu(cpu)
		for (i = 0; i < EMU_NR_COUNTS; i++)
			seq_printf(m, "cpu%u:%s %d\n", cpu, count_names[i],
				   atomic_read(&host->cpus[cpu].counts[i]));
}

static int show(struct seq_file *m, void *unused)
{
	struct emu_host *host = emu_host_lock();

	show_totals(m, host);
	show_leaves(m, host);
	show_msrs(m, host);
	show_cpuids(m, host);
	show_cpus(m, host);
	emu_host_unlock();
	return 0;
}

static int proc_open(struct inode *inode, struct file *file)
{
	return single_open(file, show, NULL);
}

/* One write is one scenario: half of one would be another machine. */
static ssize_t proc_write(struct file *file, const char __user *data,
			  size_t size, loff_t *pos)
{
	char *text;
	int err;

	if (*pos || size > MAX_SCENARIO)
		return -EINVAL;
	text = memdup_user_nul(data, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	err = strlen(text) == size ? emu_scenario_set(text) : -EINVAL;
	kfree(text);
	if (err)
		return err;
	*pos += size;
	return size;
}

static const struct proc_ops proc_ops = {
	.proc_open = proc_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
	.proc_write = proc_write,
};

int emu_proc_register(void)
{
	return proc_create(NAME, 0600, NULL, &proc_ops) ? 0 : -ENOMEM;
}

void emu_proc_unregister(void)
{
	remove_proc_entry(NAME, NULL);
}
