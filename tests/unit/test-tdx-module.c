// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves what is said of versions of the TDX module, and of CPUs. */
#include "ref/cpu-model.h"
#include "ref/tdx-module.h"

#include "base/util.h"
#include "tap.h"

#define V(major_, minor_, update_)                        \
	((struct tdx_module_version){ .known = true,      \
				      .has_update = true, \
				      .major = (major_),  \
				      .minor = (minor_),  \
				      .update = (update_) })
#define LINE(major_, minor_)          \
	((struct tdx_module_version){ \
		.known = true, .major = (major_), .minor = (minor_) })
#define NOTHING ((struct tdx_module_version){ .known = false })

static const char *order_name(enum module_order order)
{
	static const char *const names[] = { "older", "same", "newer",
					     "unknown" };

	return names[order];
}

static void compares(struct tdx_module_version a, struct tdx_module_version b,
		     const char *want)
{
	char left[MODULE_TEXT_MAX], right[MODULE_TEXT_MAX];

	is_str(order_name(tdx_module_version_compare(&a, &b)), want,
	       "'%s' to '%s'", tdx_module_version_text(&a, left),
	       tdx_module_version_text(&b, right));
}

static void test_compare(void)
{
	compares(V(1, 5, 5), V(1, 5, 6), "older");
	compares(V(1, 5, 6), V(1, 5, 6), "same");
	compares(V(1, 5, 16), V(1, 5, 6), "newer");
	compares(V(1, 4, 99), V(1, 5, 0), "older");
	compares(V(1, 6, 0), V(1, 5, 99), "newer");
	compares(V(2, 0, 2), V(1, 5, 16), "newer");
	compares(LINE(1, 5), V(1, 5, 6), "unknown");
	compares(V(1, 5, 6), LINE(1, 5), "unknown");
	compares(LINE(1, 0), V(1, 5, 1), "older");
	compares(LINE(2, 0), V(1, 5, 6), "newer");
	compares(NOTHING, V(1, 5, 6), "unknown");
	compares(V(1, 5, 6), NOTHING, "unknown");
}

static void minimum_is(enum module_purpose purpose, const char *want)
{
	char text[MODULE_TEXT_MAX];

	is_str(tdx_module_version_text(tdx_module_version_minimum(purpose),
				       text),
	       want, "minimum %d", purpose);
}

static void test_minimums(void)
{
	struct tdx_module_version longest =
		V(UINT32_MAX, UINT32_MAX, UINT32_MAX);
	struct tdx_module_version line = LINE(1, 5), nothing = NOTHING;
	char text[MODULE_TEXT_MAX];

	minimum_is(MODULE_TO_INITIALISE, "1.5.01");
	minimum_is(MODULE_FOR_KVM, "1.5.05");
	minimum_is(MODULE_RECOMMENDED, "1.5.06");
	is_str(tdx_module_version_text(&line, text), "1.5", "without update");
	is_str(tdx_module_version_text(&nothing, text), "", "unknown");
	is_str(tdx_module_version_text(&longest, text),
	       "4294967295.4294967295.4294967295", "the longest");
}

static void test_releases(void)
{
	size_t i, count, bad = 0;
	const struct tdx_module_release *rows = tdx_module_releases(&count);
	struct tdx_module_version version;

	is_u64(count, 11, "releases");
	for (i = 0; i < count; i++) {
		bad += i && tdx_module_version_compare(&rows[i - 1].version,
						       &rows[i].version) !=
				    MODULE_OLDER;
		version = LINE(rows[i].version.major, rows[i].version.minor);
		bad += !tdx_module_version_complete(&version, rows[i].date) ||
		       tdx_module_version_compare(&version, &rows[i].version) !=
			       MODULE_SAME;
		bad += rows[i].date < 20230000 || rows[i].date > 20261231;
	}
	is_u64(bad, 0, "ascending, and found by date");
}

/* From the signature structures of the binaries, see the table. */
static void test_dates(void)
{
	char buf[MODULE_TEXT_MAX], text[512] = "";
	size_t i, used, count;
	const struct tdx_module_release *rows = tdx_module_releases(&count);

	for (i = 0; i < count; i++) {
		used = strlen(text);
		snprintf(text + used, sizeof(text) - used, "%s %u; ",
			 tdx_module_version_text(&rows[i].version, buf),
			 rows[i].date);
	}
	is_str(text,
	       "1.5.01 20231008; 1.5.05 20240129; 1.5.06 20240407; "
	       "1.5.08 20240725; 1.5.09 20240912; 1.5.13 20250207; "
	       "1.5.16 20250219; 2.0.02 20240814; 2.0.04 20250109; "
	       "2.0.05 20250123; 2.0.08 20250325; ",
	       "releases, each with its date");
}

static void completes(struct tdx_module_version version, unsigned int date,
		      const char *want)
{
	char text[MODULE_TEXT_MAX];

	tdx_module_version_complete(&version, date);
	is_str(tdx_module_version_text(&version, text), want, "date %u", date);
}

/* Dates that kernels have printed, with the version that they are of. */
static void test_complete(void)
{
	completes(LINE(1, 5), 20231008, "1.5.01");
	completes(LINE(1, 5), 20240129, "1.5.05");
	completes(LINE(1, 5), 20240725, "1.5.08");
	completes(LINE(2, 0), 20250325, "2.0.08");
	completes(LINE(1, 5), 20230420, "1.5");
	completes(LINE(1, 0), 20231008, "1.0");
	completes(LINE(2, 5), 20231008, "2.5");
	completes(LINE(1, 5), 20250325, "1.5");
	completes(LINE(1, 5), 0, "1.5");
	completes(V(1, 5, 7), 20231008, "1.5.07");
	completes(NOTHING, 20231008, "");
}

static bool cpu_good(const struct cpu_model *cpu)
{
	bool can = cpu->tdx == CPU_TDX_YES || cpu->tdx == CPU_TDX_SPECIAL_SKUS;

	return cpu->name[0] && cpu->product[0] && cpu->source[0] &&
	       cpu->source[strlen(cpu->source) - 1] != '.' &&
	       cpu->first.known == can && (!cpu->pw_mce || can) &&
	       cpu_model_find(cpu->family, cpu->model) == cpu;
}

static void test_table(void)
{
	size_t i, count, bad = 0;
	const struct cpu_model *rows = cpu_models(&count);

	is_u64(count, 11, "CPU models");
	for (i = 0; i < count; i++) {
		bad += !cpu_good(&rows[i]);
		bad += i && (rows[i - 1].family > rows[i].family ||
			     (rows[i - 1].family == rows[i].family &&
			      rows[i - 1].model >= rows[i].model));
	}
	is_u64(bad, 0, "sorted, and a module for what has TDX");
	ok(!cpu_model_find(6, 0) && !cpu_model_find(15, 0x8f),
	   "other CPUs are unknown");
}

static void cpu_is(unsigned int family, unsigned int model, const char *want)
{
	static const char *const tdx[] = { "unknown", "no", "special", "yes" };
	const struct cpu_model *cpu = cpu_model_find(family, model);
	char first[MODULE_TEXT_MAX], text[128];

	snprintf(text, sizeof(text), "%s, %s, %s, %s%s%s", cpu->name,
		 cpu->product, tdx[cpu->tdx],
		 tdx_module_version_text(&cpu->first, first),
		 cpu->pw_mce ? ", pw_mce" : "", cpu->xeon6 ? ", xeon6" : "");
	is_str(text, want, "CPU %u-%02x", family, model);
}

static void test_cpus(void)
{
	cpu_is(6, 0x55, "Skylake-SP, Cascade Lake, 1st or 2nd Gen Xeon Scalable, no, ");
	cpu_is(6, 0x6a, "Ice Lake-SP, 3rd Gen Xeon Scalable, no, ");
	cpu_is(6, 0x8f, "Sapphire Rapids, 4th Gen Xeon Scalable, special, 1.5.01, pw_mce");
	cpu_is(6, 0x9e, "Kaby Lake, Xeon E3 v6, no, ");
	cpu_is(6, 0xad, "Granite Rapids, Xeon 6 with P-cores, yes, 2.0.02, xeon6");
	cpu_is(6, 0xae, "Granite Rapids-D, Xeon 6 SoC, yes, 2.0.04, xeon6");
	cpu_is(6, 0xaf, "Sierra Forest, Xeon 6 with E-cores, yes, 1.5.05, xeon6");
	cpu_is(6, 0xb6, "Grand Ridge, Atom for networks, unknown, ");
	cpu_is(6, 0xcf, "Emerald Rapids, 5th Gen Xeon Scalable, yes, 1.5.01, pw_mce");
	cpu_is(6, 0xdd, "Clearwater Forest, Xeon 6+ with E-cores, unknown, , xeon6");
	cpu_is(19, 0x01, "Diamond Rapids, Xeon after Xeon 6, unknown, , xeon6");
}

static void test_update(void)
{
	static const char *const run[] = {
		"receiving\n", "preparing\n", "transferring\n", "programming\n",
		"programming", "idle2\n", "idl\n", "busy\n",
	};
	static const char *const none[] = { NULL, "", "\n", "idle\n", "idle" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(run); i++)
		ok(tdx_module_update_runs(run[i]), "an update runs: %zu", i);
	for (i = 0; i < ARRAY_SIZE(none); i++)
		ok(!tdx_module_update_runs(none[i]), "no update runs: %zu", i);
}

int main(void)
{
	test_compare();
	test_minimums();
	test_releases();
	test_dates();
	test_complete();
	test_table();
	test_cpus();
	test_update();
	return tap_done();
}
