// SPDX-License-Identifier: GPL-2.0-or-later
/* Observations: kept, found, named as the contract names them. */
#include "obs.h"
#include "tap.h"

static void test_keys(void)
{
	struct obs_key key = { .kind = OBS_SEAMCALL,
			       .seamcall = { .rax = 34,
					     .rdx = 0x0a00000300000008 } };
	char buf[OBS_KEY_TEXT_MAX];

	is_str(obs_key_text(&key, buf),
	       "0x0000000000000022:rdx=0x0a00000300000008", "key: SYS.RD");
	key.seamcall.rdx = 0;
	is_str(obs_key_text(&key, buf), "0x0000000000000022",
	       "key: no registers");
	key.seamcall = (struct obs_seamcall_in){ UINT64_MAX, UINT64_MAX,
						 UINT64_MAX, UINT64_MAX,
						 UINT64_MAX };
	is_str(obs_key_text(&key, buf),
	       "0xffffffffffffffff:rcx=0xffffffffffffffff:rdx=0xffffffffffffffff:r8=0xffffffffffffffff:r9=0xffffffffffffffff",
	       "key: all registers");
	key.kind = OBS_CR4;
	is_str(obs_key_text(&key, buf), "cr4", "key: CR4");
}

static void test_list(void)
{
	struct obs_list list cleanup_obs = { 0 };
	const struct obs_key cr4 = { .kind = OBS_CR4 };
	const struct obs_key call = { .kind = OBS_SEAMCALL,
				      .seamcall = { .rax = 34 } };
	const struct obs_key other = { .kind = OBS_SEAMCALL,
				       .seamcall = { .rax = 35 } };
	unsigned int cpu;
	bool good = true;

	for (cpu = 0; cpu < 1000; cpu++) {
		struct obs obs = { .key = cr4, .cpu = cpu, .word = cpu };

		good &= !obs_add(&list, &obs);
		obs = (struct obs){ .key = call,
				    .cpu = cpu,
				    .error = OBS_OFFLINE };
		good &= !obs_add(&list, &obs);
	}
	ok(good, "list: 2000 observations added");
	for (cpu = 0; cpu < 1000; cpu++)
		good &= obs_find(&list, &cr4, cpu)->word == cpu &&
			obs_find(&list, &call, cpu)->error == OBS_OFFLINE;
	ok(good, "list: all are found");
	ok(!obs_find(&list, &cr4, 1000), "list: no such CPU");
	ok(!obs_find(&list, &other, 0), "list: no such key");
}

static void test_names(void)
{
	static const char *const names[OBS_ERRORS] = {
		NULL, "absent", "denied", "offline",	"isolated",
		"gp", "busy",	"io",	  "unsupported"
	};
	int error;

	for (error = 0; error < OBS_ERRORS; error++) {
		is_str(obs_error_name((enum obs_error)error), names[error],
		       "error %d: name", error);
		ok(error == OBS_READ || obs_error_text((enum obs_error)error),
		   "error %d: text", error);
	}
	is_str(obs_kind_name(OBS_CR4), "cr", "kind of CR4");
	is_str(obs_kind_name(OBS_SEAMCALL), "seamcall", "kind of SEAMCALL");
}

int main(void)
{
	test_keys();
	test_list();
	test_names();
	return tap_done();
}
