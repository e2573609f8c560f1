// SPDX-License-Identifier: GPL-2.0-or-later
/* The causes that tdxctl knows, as a table. */
#include "judge/check.h"

#include <string.h>

#include "capture/read-list.h"
#include "judge/check-words.h"
#include "judge/checks.h"
#include "ref/register.h"

#define OF_CPU(name)                                \
	{                                           \
		.look = CHECK_LOOK_CPU, .reg = name \
	}
#define OF_HOST(k, name)                                                 \
	{                                                                \
		.look = CHECK_LOOK_HOST, .kind = HOST_##k, .key = (name) \
	}
#define MSR(id) OF_CPU(KEYS_MSR(MSR_##id))
#define CPUID(l, s)	OF_CPU(KEYS_CPUID(l, s))
#define CALL OF_CPU(KEYS_FIELD(METADATA_FEATURES0))
#define CR4		OF_CPU({ .kind = OBS_CR4 })
#define PATH(path)	OF_HOST(FILE, path)
#define HINT(path)                                                         \
	{                                                                  \
		.look = CHECK_LOOK_HOST, .kind = HOST_FILE, .key = (path), \
		.hint = true                                               \
	}
#define KCONFIG(name)	OF_HOST(KCONFIG, name)
#define IOCTL(name)	OF_HOST(IOCTL, name)
#define DIMMS		OF_HOST(DIMM, "population")
#define LOG		OF_HOST(LOG, "kernel")
#define EVENT(name) CHECK_EVENT(LOG_EVENT_##name)

/* What tells against a result: a line of the log, or a fact. */
#define LOGGED(result_, event_, undone_, text_)                          \
	{                                                                \
		.result = RESULT_##result_, .event = LOG_EVENT_##event_, \
		.undone = LOG_EVENT_##undone_, .text = (text_)           \
	}
#define SO(result_, so_, text_)                                          \
	{                                                                \
		.result = RESULT_##result_, .so = (so_), .text = (text_) \
	}

#define RAISED_GP "the kernel log says that SEAMCALL raised #GP"
#define ALL_ANSWERED "SEAMCALLs were answered on every CPU"
#define KVM_HAS_TDX "kvm_intel has TDX on"

#define KVM_PARAMETER	"/sys/module/kvm_intel/parameters/tdx"

/* Settings that every step from key IDs on to the SEAM range depends on. */
#define SETTINGS_TDX	(BIOS_BIT(BIOS_TDX) | BIOS_BIT(BIOS_SEAM_LOADER) | \
			 BIOS_BIT(BIOS_KEY_SPLIT) | BIOS_BIT(BIOS_SGX))
#define SETTINGS_TME_MT	(BIOS_BIT(BIOS_TME_MT) | SETTINGS_TDX)
#define SETTINGS_TME	(BIOS_BIT(BIOS_TME) | SETTINGS_TME_MT)

/* Module checks, any of which may be why KVM gave up. */
#define MODULE_CHECKS                                                          \
	(CHECK_BIT(CHECK_MODULE_NOT_LOADED) |                                  \
	 CHECK_BIT(CHECK_MODULE_SHUT_DOWN) | CHECK_BIT(CHECK_MODULE_TOO_OLD) | \
	 CHECK_BIT(CHECK_MODULE_REJECTS_PLATFORM) |                            \
	 CHECK_BIT(CHECK_TDMR_EXHAUSTED) |                                     \
	 CHECK_BIT(CHECK_MODULE_NOT_INITIALISED))

/* clang-format off */
#define CHECK_CPUS(number, judge, ...) \
	[CHECK_##number] = { .on_cpus = checks_##judge, __VA_ARGS__ },
#define CHECK_HOST(number, judge, ...) \
	[CHECK_##number] = { .on_host = checks_##judge, __VA_ARGS__ },
const struct check checks[CHECKS] = {
#include "judge/check.tbl"
};
/* clang-format on */

const char *check_layer_name(enum check_layer layer)
{
	static const char *const names[LAYERS] = {
		[LAYER_PLATFORM] = "platform", [LAYER_CPU] = "cpu",
		[LAYER_BIOS] = "bios",	       [LAYER_VMX] = "vmx",
		[LAYER_KERNEL] = "kernel",     [LAYER_MODULE] = "module",
		[LAYER_KVM] = "kvm",
	};

	return names[layer];
}

const char *check_result_name(enum check_result result)
{
	static const char *const names[RESULTS] = {
		[RESULT_PASS] = "pass",	      [RESULT_FAIL] = "fail",
		[RESULT_WARN] = "warn",	      [RESULT_UNKNOWN] = "unknown",
		[RESULT_SKIP] = "skip",
	};

	return names[result];
}

enum check_id check_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		if (!strcmp(checks[i].id, name))
			break;
	return (enum check_id)i;
}

bool check_evidence_equal(const struct check_evidence *a,
			  const struct check_evidence *b)
{
	if (a->look != b->look)
		return false;
	if (a->look == CHECK_LOOK_CPU)
		return obs_key_equal(&a->reg, &b->reg);
	return a->kind == b->kind && !strcmp(a->key, b->key);
}
