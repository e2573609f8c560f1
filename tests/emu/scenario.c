// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read a scenario: lines of "CPUS: word=value ...".
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": scenario: " fmt

#include "scenario.h"

#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "state.h"
#include "words.h"

#define SPACES	" \t\r"

/* Stricter than the kernel's parser, to which an empty list is none. */
static int parse_cpus(const char *text, struct cpumask *cpus)
{
	int err;

	if (!strcmp(text, "all")) {
		cpumask_copy(cpus, cpu_possible_mask);
		return 0;
	}
	err = cpulist_parse(text, cpus);
	if (err)
		return err;
	return cpumask_empty(cpus) || !cpumask_subset(cpus, cpu_possible_mask) ?
	       -EINVAL : 0;
}

static int apply_word(struct emu_host *host, const struct cpumask *cpus,
		      char *word)
{
	char *value = strchr(word, '=');
	unsigned int cpu;
	int err;

	if (!value)
		return -EINVAL;
	*value++ = '\0';
	for_each_cpu(cpu, cpus) {
		err = emu_word_apply(&host->cpus[cpu], word, value);
		if (err)
			return err;
	}
	return 0;
}

static int parse_line(struct emu_host *host, struct cpumask *cpus, char *line,
		      unsigned int number)
{
	char *list, *word, *rest;

	rest = strchr(line, '#');
	if (rest)
		*rest = '\0';
	rest = strim(line);
	if (!*rest)
		return 0;
	list = strsep(&rest, ":");
	if (!rest || parse_cpus(list, cpus)) {
		pr_err("line %u: no CPU list of this machine: \"%s\"\n",
		       number, list);
		return -EINVAL;
	}
	while ((word = strsep(&rest, SPACES))) {
		if (*word && apply_word(host, cpus, word)) {
			pr_err("line %u: wrong word or value: \"%s\"\n", number,
			       word);
			return -EINVAL;
		}
	}
	return 0;
}

static int parse(struct emu_host *host, char *text)
{
	unsigned int number = 0;
	cpumask_var_t cpus;
	char *line;
	int err = 0;

	if (!alloc_cpumask_var(&cpus, GFP_KERNEL))
		return -ENOMEM;
	while (!err && (line = strsep(&text, "\n")))
		err = parse_line(host, cpus, line, ++number);
	free_cpumask_var(cpus);
	return err;
}

int emu_scenario_set(char *text)
{
	struct emu_host *host = emu_host_alloc();
	int err;

	if (!host)
		return -ENOMEM;
	err = parse(host, text);
	if (err)
		emu_host_free(host);
	else
		emu_host_replace(host);
	return err;
}
