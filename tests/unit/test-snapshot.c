// SPDX-License-Identifier: GPL-2.0-or-later
/* Snapshots: written as the contract says, read back, refused with a place. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#include "base/utf8.h"
#include "base/util.h"
#include "capture/snapshot.h"
#include "tap.h"

/* What a capture with all kinds and errors looks like. */
static const char sample[] =
	"{\n"
	"  \"schema\": \"tdxctl.snapshot/1\",\n"
	"  \"tool\": {\n"
	"    \"name\": \"tdxctl\",\n"
	"    \"version\": \"" PACKAGE_VERSION "\"\n"
	"  },\n"
	"  \"host\": {\n"
	"    \"hostname\": \"node \\\"1\\\"\",\n"
	"    \"kernel\": \"6.16.0\",\n"
	"    \"vendor\": null,\n"
	"    \"product\": \"back\\\\slash ?\",\n"
	"    \"bios\": null\n"
	"  },\n"
	"  \"source\": \"helper\",\n"
	"  \"time\": \"2026-01-31T23:59:59Z\",\n"
	"  \"cpus\": {\n"
	"    \"present\": \"0-7\",\n"
	"    \"online\": \"0-6\",\n"
	"    \"offline\": \"7\",\n"
	"    \"isolated\": \"3\",\n"
	"    \"packages\": [\n"
	"      {\"id\": 1, \"cpus\": \"4-7\"},\n"
	"      {\"id\": 0, \"cpus\": \"0-3\"}\n"
	"    ]\n"
	"  },\n"
	"  \"observations\": [\n"
	"    {\"kind\": \"msr\", \"key\": \"0x982\", \"cpus\": \"0-2,4-5\", \"value\": \"0x000000000000000b\"},\n"
	"    {\"kind\": \"msr\", \"key\": \"0x982\", \"cpus\": \"3\", \"error\": \"isolated\"},\n"
	"    {\"kind\": \"msr\", \"key\": \"0x982\", \"cpus\": \"6\", \"error\": \"gp\"},\n"
	"    {\"kind\": \"msr\", \"key\": \"0x982\", \"cpus\": \"7\", \"error\": \"offline\"},\n"
	"    {\"kind\": \"msr\", \"key\": \"0x3a\", \"cpus\": \"0\", \"value\": \"0x0000000000000001\", \"mask\": \"0x0000000000000005\"},\n"
	"    {\"kind\": \"cpuid\", \"key\": \"0x80000008:0x0\", \"cpus\": \"0-7\", \"value\": {\"eax\": \"0x00003934\", \"ebx\": \"0x00000000\", \"ecx\": \"0xffffffff\", \"edx\": \"0x00000001\"}},\n"
	"    {\"kind\": \"cr\", \"key\": \"cr4\", \"cpus\": \"0-7\", \"value\": \"0x0000000000042000\"},\n"
	"    {\"kind\": \"seamcall\", \"key\": \"0x0000000000000022:rdx=0x0a00000300000008\", \"cpus\": \"0\", \"value\": {\"outcome\": \"success\", \"status\": \"0x0000000000000000\", \"regs\": {\"rcx\": \"0x0000000000000001\", \"rdx\": \"0x0000000000000002\", \"r8\": \"0x0000000000000003\", \"r9\": \"0x0000000000000004\", \"r10\": \"0x0000000000000005\", \"r11\": \"0xffffffffffffffff\"}, \"attempts\": 1, \"vmx_entered\": false}},\n"
	"    {\"kind\": \"seamcall\", \"key\": \"0x0000000000000022:rdx=0x0a00000300000008\", \"cpus\": \"1\", \"value\": {\"outcome\": \"status\", \"status\": \"0x8000020000000000\", \"regs\": {\"rcx\": \"0x0000000000000000\", \"rdx\": \"0x0000000000000000\", \"r8\": \"0x0000000000000000\", \"r9\": \"0x0000000000000000\", \"r10\": \"0x0000000000000000\", \"r11\": \"0x0000000000000000\"}, \"attempts\": 2, \"vmx_entered\": true, \"vmx_stuck\": true}},\n"
	"    {\"kind\": \"seamcall\", \"key\": \"0x0000000000000022:rdx=0x0a00000300000008\", \"cpus\": \"2\", \"value\": {\"outcome\": \"ud\", \"status\": null, \"regs\": null, \"attempts\": 1, \"vmx_entered\": false}},\n"
	"    {\"kind\": \"seamcall\", \"key\": \"0x0000000000000022:rdx=0x0a00000300000008\", \"cpus\": \"3\", \"value\": {\"outcome\": \"gp\", \"status\": null, \"regs\": null, \"attempts\": 1, \"vmx_entered\": false}},\n"
	"    {\"kind\": \"seamcall\", \"key\": \"0x0000000000000022:rdx=0x0a00000300000008\", \"cpus\": \"4\", \"value\": {\"outcome\": \"vmfailinvalid\", \"status\": null, \"regs\": null, \"attempts\": 1000, \"vmx_entered\": false}},\n"
	"    {\"kind\": \"seamcall\", \"key\": \"0x0000000000000022:rdx=0x0a00000300000008\", \"cpus\": \"5\", \"error\": \"absent\"},\n"
	"    {\"kind\": \"seamcall\", \"key\": \"0x0000000000000022:rdx=0x0a00000300000008\", \"cpus\": \"6\", \"error\": \"denied\"},\n"
	"    {\"kind\": \"seamcall\", \"key\": \"0x0000000000000022:rdx=0x0a00000300000008\", \"cpus\": \"7\", \"error\": \"unsupported\"},\n"
	"    {\"kind\": \"file\", \"key\": \"/proc/cmdline\", \"value\": \"nosmt\\tkvm_intel.tdx=1 ?[31m\\n\"},\n"
	"    {\"kind\": \"file\", \"key\": \"/sys/empty\", \"value\": \"\"},\n"
	"    {\"kind\": \"kconfig\", \"key\": \"CONFIG_INTEL_TDX_HOST\", \"value\": \"y\"},\n"
	"    {\"kind\": \"dmi\", \"key\": \"sys_vendor\", \"value\": \"\xc3\x84 ? ?\"},\n"
	"    {\"kind\": \"dmi\", \"key\": \"bios_date\", \"error\": \"io\"},\n"
	"    {\"kind\": \"dimm\", \"key\": \"population\", \"value\": [{\"socket\": 0, \"channel\": 1, \"slot\": 2, \"mib\": 65536}, {\"socket\": 1, \"channel\": 0, \"slot\": 0, \"mib\": 9223372036854775806}]},\n"
	"    {\"kind\": \"dimm\", \"key\": \"none\", \"value\": []},\n"
	"    {\"kind\": \"ioctl\", \"key\": \"KVM_CAP_VM_TYPES\", \"value\": 35},\n"
	"    {\"kind\": \"ioctl\", \"key\": \"KVM_CAP_OTHER\", \"error\": \"busy\"},\n"
	"    {\"kind\": \"log\", \"key\": \"kernel\", \"value\": [\"virt/tdx: module initialized\", \"\", \"\\tkvm_intel: TDX\"]},\n"
	"    {\"kind\": \"log\", \"key\": \"none\", \"value\": []},\n"
	"    {\"kind\": \"helper\", \"key\": \"flags\", \"value\": \"vmx-state?0x8\"},\n"
	"    {\"kind\": \"helper\", \"key\": \"other\", \"error\": \"denied\"},\n"
	"    {\"kind\": \"new\", \"key\": \"a\", \"more\": [1, 2.50, {}], \"error\": \"io\"}\n"
	"  ]\n"
	"}\n";

static struct cpulist cpus(const char *text)
{
	struct cpulist set;

	if (cpulist_parse(text, &set))
		abort();
	return set;
}

static void add(struct capture *capture, const struct obs *obs,
		const char *list)
{
	struct cpulist set = cpus(list);

	if (capture_add(capture, obs, &set))
		abort();
}

static void add_error(struct capture *capture, struct obs_key key,
		      enum obs_error error, const char *list)
{
	add(capture, &(struct obs){ .key = key, .error = error }, list);
}

static struct host_obs *add_host(struct capture *capture, enum host_kind kind,
				 const char *key, enum obs_error error,
				 const char *text)
{
	struct host_obs *host = capture_add_host(capture, kind, key, error,
						 text);

	if (!host)
		abort();
	return host;
}

static void add_package(struct capture *capture, unsigned int id,
			const char *list)
{
	struct cpulist set = cpus(list);

	if (capture_add_package(capture, id, &set))
		abort();
}

static void fill_head(struct capture *capture)
{
	strcpy(capture->ident.hostname, "node \"1\"");
	strcpy(capture->ident.kernel, "6.16.0");
	strcpy(capture->ident.product, "back\\slash \033");
	strcpy(capture->source, "helper");
	strcpy(capture->time, "2026-01-31T23:59:59Z");
	capture->cpus.present = cpus("0-7");
	capture->cpus.online = cpus("0-6,8");
	capture->cpus.isolated = cpus("3,9-20");
	add_package(capture, 1, "4-8");
	add_package(capture, 0, "0-3");
}

static void fill_words(struct capture *capture)
{
	const struct obs_key key = { .kind = OBS_MSR, .msr = 0x982 };

	add(capture, &(struct obs){ .key = key, .word = 0xb }, "0-2,4-5");
	add_error(capture, key, OBS_ISOLATED, "3");
	add_error(capture, key, OBS_GP, "6");
	add_error(capture, key, OBS_OFFLINE, "7");
	add(capture,
	    &(struct obs){ .key = { .kind = OBS_MSR, .msr = 0x3a },
			   .word = 0xff01,
			   .unknown = ~UINT64_C(5) },
	    "0");
	add(capture,
	    &(struct obs){ .key = { .kind = OBS_CPUID,
				    .cpuid = { .leaf = 0x80000008 } },
			   .cpuid = { 0x3934, 0, UINT32_MAX, 1 } },
	    "0-7");
	add(capture,
	    &(struct obs){ .key = { .kind = OBS_CR4 }, .word = 0x42000 },
	    "0-7");
}

static void add_call(struct capture *capture, struct obs_seamcall call,
		     const char *list)
{
	struct obs obs = { .key = { .kind = OBS_SEAMCALL,
				    .seamcall = { .rax = 34,
						  .rdx = 0x0a00000300000008 } },
			   .seamcall = call };

	add(capture, &obs, list);
}

static void fill_calls(struct capture *capture)
{
	const struct obs_key key = {
		.kind = OBS_SEAMCALL,
		.seamcall = { .rax = 34, .rdx = 0x0a00000300000008 }
	};
	struct obs_seamcall call = { .outcome = OUTCOME_SUCCESS,
				     .regs = { 1, 2, 3, 4, 5, UINT64_MAX },
				     .attempts = 1,
				     .cycles = 1000 };

	add_call(capture, call, "0");
	call = (struct obs_seamcall){ .outcome = OUTCOME_STATUS,
				      .rax = 0x8000020000000000,
				      .attempts = 2,
				      .vmx_entered = true,
				      .vmx_stuck = true };
	add_call(capture, call, "1");
	call = (struct obs_seamcall){ .outcome = OUTCOME_UD, .attempts = 1 };
	add_call(capture, call, "2");
	call.outcome = OUTCOME_GP;
	add_call(capture, call, "3");
	call.outcome = OUTCOME_VMFAILINVALID;
	call.attempts = 1000;
	add_call(capture, call, "4");
	add_error(capture, key, OBS_ABSENT, "5");
	add_error(capture, key, OBS_DENIED, "6");
	add_error(capture, key, OBS_UNSUPPORTED, "7");
}

static void fill_dimms(struct host_obs *host)
{
	host->dimms = calloc(2, sizeof(*host->dimms));
	if (!host->dimms)
		abort();
	host->ndimms = 2;
	host->dimms[0] = (struct capture_dimm){ 0, 1, 2, 65536 };
	host->dimms[1] = (struct capture_dimm){ 1, 0, 0, INT64_MAX - 1 };
}

static void fill_host(struct capture *capture)
{
	add_host(capture, HOST_FILE, "/proc/cmdline", OBS_READ,
		 "nosmt\tkvm_intel.tdx=1 \033[31m\n");
	add_host(capture, HOST_FILE, "/sys/empty", OBS_READ, "");
	add_host(capture, HOST_KCONFIG, "CONFIG_INTEL_TDX_HOST", OBS_READ,
		 "y");
	/* What is not UTF-8, and a control character of two bytes. */
	add_host(capture, HOST_DMI, "sys_vendor", OBS_READ,
		 "\xc3\x84 \xc3 \xc2\x9b");
	add_host(capture, HOST_DMI, "bios_date", OBS_IO, NULL);
	fill_dimms(add_host(capture, HOST_DIMM, "population", OBS_READ, NULL));
	add_host(capture, HOST_DIMM, "none", OBS_READ, NULL);
	add_host(capture, HOST_IOCTL, "KVM_CAP_VM_TYPES", OBS_READ, NULL)
		->number = 35;
	add_host(capture, HOST_IOCTL, "KVM_CAP_OTHER", OBS_BUSY, NULL);
	add_host(capture, HOST_LOG, "kernel", OBS_READ,
		 "virt/tdx: module initialized\n\n\tkvm_intel: TDX");
	add_host(capture, HOST_LOG, "none", OBS_READ, "");
	add_host(capture, HOST_HELPER, "flags", OBS_READ, "vmx-state\n0x8");
	add_host(capture, HOST_HELPER, "other", OBS_DENIED, NULL);
	if (capture_add_other(capture,
			      "{\"kind\": \"new\", \"key\": \"a\", "
			      "\"more\": [1, 2.50, {}], \"error\": \"io\"}"))
		abort();
}

/* Return: text that the caller frees. */
static char *written(const struct capture *capture)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out || snapshot_write(capture, out) || fclose(out))
		abort();
	return text;
}

static int read_bytes(const char *text, size_t size, struct capture *capture,
		      char *problem)
{
	int err, fd = memfd_create("snapshot", MFD_CLOEXEC);

	if (fd < 0 || write(fd, text, size) != (ssize_t)size ||
	    lseek(fd, 0, SEEK_SET))
		abort();
	strcpy(problem, "unset");
	err = snapshot_read(fd, capture, problem);
	close(fd);
	return err;
}

/* What is written of what was read of a text; the problem if it is refused. */
static char *again(const char *text)
{
	struct capture capture cleanup_capture = { 0 };
	char problem[SNAPSHOT_PROBLEM_MAX];
	int err = read_bytes(text, strlen(text), &capture, problem);

	if (!err && *problem)
		return strdup("a problem, but no error");
	return err ? strdup(problem) : written(&capture);
}

static void test_round_trip(void)
{
	struct capture capture cleanup_capture = { 0 };
	struct capture empty cleanup_capture = { 0 };
	cleanup_free char *text = NULL, *twice = NULL, *nothing = NULL;
	cleanup_free char *nothing_twice = NULL;

	fill_head(&capture);
	fill_words(&capture);
	fill_calls(&capture);
	fill_host(&capture);
	text = written(&capture);
	is_str(text, sample, "write: all kinds and errors");
	twice = again(sample);
	is_str(twice, sample, "read: the same bytes again");
	nothing = written(&empty);
	ok(strstr(nothing, "\"packages\": []\n  },\n  \"observations\": []\n}\n"),
	   "write: nothing");
	nothing_twice = again(nothing);
	is_str(nothing_twice, nothing, "read: nothing");
}

/* Characters of two, three and four bytes, wherever a text may be. */
static void test_not_ascii(void)
{
	struct capture capture cleanup_capture = { 0 };
	cleanup_free char *text = NULL, *twice = NULL;

	strcpy(capture.ident.hostname, "host-\xc3\xa9");
	strcpy(capture.ident.product, "\xe6\xa9\x9f\xf0\x9f\x98\x80");
	add_host(&capture, HOST_FILE, "/proc/cmdline", OBS_READ,
		 "root=\xc3\x9f\n");
	add_host(&capture, HOST_DMI, "sys_vendor", OBS_READ,
		 "\xf4\x8f\xbf\xbf");
	add_host(&capture, HOST_LOG, "kernel", OBS_READ,
		 "tdx: \xe2\x82\xac\n\xef\xbf\xbd");
	if (capture_add_other(&capture, "{\"kind\": \"n\xc3\xa9w\", "
					"\"key\": \"\xc2\xa0\", "
					"\"value\": \"\xc3\xbf\"}"))
		abort();
	text = written(&capture);
	twice = again(text);
	is_str(twice, text,
	       "read: what the writer writes in UTF-8 is read again");
}

static void test_truncated(void)
{
	size_t n, bad = 0, size = strlen(sample);
	char problem[SNAPSHOT_PROBLEM_MAX];

	/* Without its last newline it is complete. */
	for (n = 0; n < size - 1; n++) {
		struct capture capture cleanup_capture = { 0 };
		int err = read_bytes(sample, n, &capture, problem);

		if (err == -EINVAL && *problem && !strchr(problem, '\n'))
			continue;
		diag("%zu bytes: %d, '%s'", n, err, problem);
		bad++;
	}
	is_u64(bad, 0, "read: refuses %zu truncated documents", n);
}

/* A document of eight CPUs with these observations. */
static char *with_observations(const char *observations)
{
	char *text;

	if (asprintf(&text,
		     "{\"schema\": \"tdxctl.snapshot/1\",\n"
		     "\"cpus\": {\"present\": \"0-3\", \"online\": \"0-2\"},\n"
		     "\"observations\": [\n%s\n]}\n",
		     observations) < 0)
		abort();
	return text;
}

static char *with_members(const char *members)
{
	char *text;

	if (asprintf(&text,
		     "{\"schema\": \"tdxctl.snapshot/1\", "
		     "\"observations\": [], %s}",
		     members) < 0)
		abort();
	return text;
}

struct refusal {
	const char *text;
	const char *problem;
};

/* clang-format off */

/* Whole documents. */
static const struct refusal documents[] = {
	{ "", "is empty" },
	{ " \n\n", "line 3: ends too early" },
	{ "null", "is no JSON object" },
	{ "[]", "is no JSON object" },
	{ "1", "is no JSON object" },
	{ "{}", "schema: is missing" },
	{ "{\"observations\": []}", "schema: is missing" },
	{ "{\"schema\": 1}", "schema: is no text" },
	{ "{\"schema\": null}", "schema: is no text" },
	{ "{\"schema\": 1, \"tool\": {}}", "schema: is no text" },
	{ "{\"schema\": \"tdxctl.snapshot/2\", \"observations\": {}}", "schema: \"tdxctl.snapshot/2\" is a version other than tdxctl.snapshot/1" },
	{ "{\"schema\": \"tdxctl.snapshot/10\"}", "schema: \"tdxctl.snapshot/10\" is a version other than tdxctl.snapshot/1" },
	{ "{\"schema\": \"tdxctl.probe/1\", \"cpus\": []}", "schema: \"tdxctl.probe/1\" is not of a snapshot" },
	{ "{\"schema\": \"\\u001b[31m\"}", "schema: \"?[31m\" is not of a snapshot" },
	{ "{\"schema\": \"\\u001f ~\\u007f\"}", "schema: \"? ~?\" is not of a snapshot" },
	{ "{\"schema\": \"tdxctl.snapshot/1\", \"observations\": []}", "cpus: is missing" },
	{ "{\"schema\": \"tdxctl.snapshot/1\", \"cpus\": {}, \"observations\": []}", "cpus.present: is missing" },
	{ "{\"schema\": \"tdxctl.snapshot/1\", \"cpus\": {\"present\": \"0\"}}", "observations: is missing" },
	{ "{\"schema\": \"tdxctl.snapshot/1\", \"cpus\": {\"present\": \"0\"}, \"observations\": {}}", "observations: is no array" },
	/* JSON */
	{ "{\n\"a\": 1\n}\n}", "line 4: something behind the document" },
	{ "{} // why", "line 1: something behind the document" },
	{ "/* why */ {}", "line 1: no JSON" },
	{ "{\"a\": 1,}", "line 1: no JSON" },
	{ "{\"a\" 1}", "line 1: no JSON" },
	{ "{a: 1}", "line 1: no JSON" },
	{ "{'a': 1}", "line 1: no JSON" },
	{ "{\"a\": [1,\n]}", "line 2: no JSON" },
	{ "{\"a\": [1 2]}", "line 1: no JSON" },
	{ "{\"a\": [}", "line 1: no JSON" },
	{ "{\"a\": 01}", "line 1: no JSON" },
	{ "{\"a\": 1.}", "line 1: no JSON" },
	{ "{\"a\": .1}", "line 1: no JSON" },
	{ "{\"a\": +1}", "line 1: no JSON" },
	{ "{\"a\": -}", "line 1: no JSON" },
	{ "{\"a\": 1e}", "line 1: no JSON" },
	{ "{\"a\": 0x1}", "line 1: no JSON" },
	{ "{\"a\": NaN}", "line 1: no JSON" },
	{ "{\"a\": Infinity}", "line 1: no JSON" },
	{ "{\"a\": nul}", "line 1: no JSON" },
	{ "{\"a\": True}", "line 1: no JSON" },
	{ "\xef\xbb\xbf{}", "line 1: no JSON" },
	{ "{\"a\": \"\n\"}", "line 1: a control character in a string" },
	{ "{\"a\": \"\\x\"}", "line 1: a malformed escape" },
	{ "{\"a\": \"\\u12g4\"}", "line 1: a malformed escape" },
	{ "{\"a\": \"\\ud800\"}", "line 1: a malformed escape" },
	{ "{\"a\": \"\\ud800\\u0041\"}", "line 1: a malformed escape" },
	{ "{\"a\": \"\\udc00\"}", "line 1: a malformed escape" },
	{ "{\"a\": \"\\udfff\"}", "line 1: a malformed escape" },
	{ "{\"a\": \"\\ud800xxdc00\"}", "line 1: a malformed escape" },
	{ "{\"a\": \"\\ud800\\ndc00\"}", "line 1: a malformed escape" },
	{ "{\"a\": \"\\u00\", \"\": 12}", "line 1: a malformed escape" },
	{ "{\"a\": \"\\ud800\\udc00\\udbff\\udfff\\ue000 \"}", "schema: is missing" },
	{ "{\"a\":\n\"\\u0000\"}", "line 2: a NUL byte" },
	{ "{\"\\u0000\": 1}", "line 1: a NUL byte" },
	{ "{\"a\": \"\xff\"}", "line 1: invalid UTF-8" },
	{ "{\"a\": \"\xc0\xaf\"}", "line 1: invalid UTF-8" },
	{ "{\"a\": \"\xed\xa0\x80\"}", "line 1: invalid UTF-8" },
	{ "{\"a\": \"\xf4\x90\x80\x80\"}", "line 1: invalid UTF-8" },
	{ "{\"a\": \"\xe2\x82\"}", "line 1: invalid UTF-8" },
	{ "{\"\x80\": 1}", "line 1: invalid UTF-8" },
	/* names that occur twice */
	{ "{\"a\": 1,\n\"b\": 2,\n\"a\": 3,\n\"c\": 4}", "line 3: a name that the object already has" },
	{ "{\"ab\": 1,\n\"a\\u0062\": 2}", "line 2: a name that the object already has" },
	{ "{\"\\ud83d\\ude00\": 1,\n\"\xf0\x9f\x98\x80\": 2}", "line 2: a name that the object already has" },
	{ "{\"\\/\": 1, \"/\": 2}", "line 1: a name that the object already has" },
	{ "{\"\": 1, \"\": 2}", "line 1: a name that the object already has" },
	{ "{\"a\": [{\"b\": {\"c\": 1, \"c\": 2}}]}", "line 1: a name that the object already has" },
	{ "{\"observations\": [],\n\"observations\": []}", "line 2: a name that the object already has" },
	{ "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "line 1: more than 32 arrays and objects in each other" },
	{ "{\"a\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", "schema: is missing" },
};

/* Members beside schema and observations. */
static const struct refusal heads[] = {
	{ "\"cpus\": 1", "cpus: is no object" },
	{ "\"cpus\": null", "cpus: is no object" },
	{ "\"cpus\": {\"present\": 3}", "cpus.present: is no text" },
	{ "\"cpus\": {\"present\": \"0-\"}", "cpus.present: is no CPU list" },
	{ "\"cpus\": {\"present\": \"3-0\"}", "cpus.present: is no CPU list" },
	{ "\"cpus\": {\"present\": \"0-6:2\"}", "cpus.present: is no CPU list" },
	{ "\"cpus\": {\"present\": \"0, 1\"}", "cpus.present: is no CPU list" },
	{ "\"cpus\": {\"present\": \"8192\"}", "cpus.present: names a CPU that is not from 0 to 8191" },
	{ "\"cpus\": {\"present\": \"all\"}", "cpus.present: is no CPU list" },
	{ "\"cpus\": {\"present\": \"0-3\", \"online\": \"0-4\"}", "cpus.online: CPU 4 is not present" },
	{ "\"cpus\": {\"present\": \"0-3\", \"online\": null}", "cpus.online: is no text" },
	{ "\"cpus\": {\"present\": \"1-3\", \"online\": \"0\"}", "cpus.online: CPU 0 is not present" },
	{ "\"cpus\": {\"present\": \"0-3\", \"offline\": \"8\"}", "cpus.offline: CPU 8 is not present" },
	{ "\"cpus\": {\"present\": \"0-3\", \"isolated\": \"3-5\"}", "cpus.isolated: CPU 4 is not present" },
	{ "\"cpus\": {\"present\": \"0-3\", \"online\": \"0-2\", \"offline\": \"2-3\"}", "cpus.offline: CPU 2 is online, too" },
	{ "\"cpus\": {\"present\": \"0-3\", \"packages\": {}}", "cpus.packages: is no array" },
	{ "\"cpus\": {\"present\": \"0-3\", \"packages\": [0]}", "cpus.packages[0]: is no object" },
	{ "\"cpus\": {\"present\": \"0-3\", \"packages\": [{\"cpus\": \"0\"}]}", "cpus.packages[0].id: is missing" },
	{ "\"cpus\": {\"present\": \"0-3\", \"packages\": [{\"id\": 0}]}", "cpus.packages[0].cpus: is missing" },
	{ "\"cpus\": {\"present\": \"0-3\", \"packages\": [{\"id\": -1, \"cpus\": \"0\"}]}", "cpus.packages[0].id: is not from 0 to 8191" },
	{ "\"cpus\": {\"present\": \"0-3\", \"packages\": [{\"id\": 1.0, \"cpus\": \"0\"}]}", "cpus.packages[0].id: is no whole number" },
	{ "\"cpus\": {\"present\": \"0-3\", \"packages\": [{\"id\": 0, \"cpus\": \"0\"}, {\"id\": 1, \"cpus\": \"4\"}]}", "cpus.packages[1].cpus: CPU 4 is not present" },
	{ "\"cpus\": {\"present\": \"0-3\", \"packages\": [{\"id\": 0, \"cpus\": \"0-1\"}, {\"id\": 1, \"cpus\": \"1-2\"}]}", "cpus.packages[1].cpus: CPU 1 is in another package, too" },
	{ "\"cpus\": {\"present\": \"0-3\", \"online\": null, \"isolated\": \"3\"}", "cpus.online: is no text" },
	{ "\"cpus\": {\"present\": \"0-3\", \"online\": \"0-2\", \"offline\": \"0\"}", "cpus.offline: CPU 0 is online, too" },
	{ "\"cpus\": {\"present\": \"0-3\", \"packages\": [{\"id\": 8192, \"cpus\": \"0\"}]}", "cpus.packages[0].id: is not from 0 to 8191" },
	{ "\"cpus\": {\"present\": \"0-3\", \"packages\": [{\"id\": 0, \"cpus\": \"0-1\"}, {\"id\": 1, \"cpus\": \"0\"}]}", "cpus.packages[1].cpus: CPU 0 is in another package, too" },
	{ "\"cpus\": {\"present\": \"0-3\", \"packages\": [{\"id\": 0, \"cpus\": \"0\"}, {\"id\": 0, \"cpus\": \"1\"}]}", "cpus.packages[1].id: is of another package, too" },
	{ "\"cpus\": {\"present\": \"0\"}, \"tool\": \"tdxctl\"", "tool: is no object" },
	{ "\"cpus\": {\"present\": \"0\"}, \"host\": null", "host: is no object" },
	{ "\"cpus\": {\"present\": \"0\"}, \"host\": {\"kernel\": 6.1}", "host.kernel: is no text" },
	{ "\"cpus\": {\"present\": \"0\"}, \"source\": \"snapshot\"", "source: is neither helper nor msr" },
	{ "\"cpus\": {\"present\": \"0\"}, \"source\": 1", "source: is no text" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": 1", "time: is no text" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": \"\"", "time: is no time like 2026-01-31T23:59:59Z" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": \"2026-01-31T23:59:59+00:00\"", "time: is no time like 2026-01-31T23:59:59Z" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": \"2026-02-30T23:59:59Z\"", "time: is no time like 2026-01-31T23:59:59Z" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": \"2026-02-30T23:59:60Z\"", "time: is no time like 2026-01-31T23:59:59Z" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": \"2026-01-31T24:00:00Z\"", "time: is no time like 2026-01-31T23:59:59Z" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": \"2026-01-31 23:59:59Z\"", "time: is no time like 2026-01-31T23:59:59Z" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": \"2026- 1-31T23:59:59Z\"", "time: is no time like 2026-01-31T23:59:59Z" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": \" 026-01-31T23:59:59Z\"", "time: is no time like 2026-01-31T23:59:59Z" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": \"2026-01-31T23:59:59ZZ\"", "time: is no time like 2026-01-31T23:59:59Z" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": \"2026-01-31T23:59:61Z\"", "time: is no time like 2026-01-31T23:59:59Z" },
	{ "\"cpus\": {\"present\": \"0\"}, \"time\": \"2026-01-31T23:59\"", "time: is no time like 2026-01-31T23:59:59Z" },
};

#define MSR(key, rest) "{\"kind\": \"msr\", \"key\": \"" key "\", " rest "}"
#define ON_0 "\"cpus\": \"0\""
#define GP ON_0 ", \"error\": \"gp\""
#define CPUID(key, value) "{\"kind\": \"cpuid\", \"key\": \"" key "\", " ON_0 ", \"value\": " value "}"
#define LEAF "{\"eax\": \"0x00000000\", \"ebx\": \"0x00000000\", \"ecx\": \"0x00000000\", \"edx\": \"0x00000000\"}"
#define CALL(key, value) "{\"kind\": \"seamcall\", \"key\": \"" key "\", " ON_0 ", \"value\": {" value "}}"
#define RAX "0x0000000000000022"
#define Z "\"0x0000000000000000\""
#define REGS "{\"rcx\": " Z ", \"rdx\": " Z ", \"r8\": " Z ", \"r9\": " Z ", \"r10\": " Z ", \"r11\": " Z "}"
#define HOST(kind, key, value) "{\"kind\": \"" kind "\", \"key\": \"" key "\", \"value\": " value "}"

static const struct refusal observations[] = {
	{ "1", "observations[0]: is no object" },
	{ "[]", "observations[0]: is no object" },
	{ "{}", "observations[0].kind: is missing" },
	{ "{\"kind\": 1}", "observations[0].kind: is no text" },
	{ "{\"kind\": \"\"}", "observations[0].kind: is empty" },
	{ "{\"kind\": \"a\\u0085\"}", "observations[0].kind: has a control character" },
	{ "{\"kind\": \"msr\"}", "observations[0].key: is missing" },
	{ "{\"kind\": \"new\", \"key\": \"\", " GP "}", "observations[0].key: is empty" },
	{ "{\"kind\": \"msr\", \"key\": 2}", "observations[0].key: is no text" },
	{ "{\"kind\": \"new\", \"key\": \"\x7f\", \"value\": 1}", "observations[0].key: has a control character" },
	{ MSR("0x1", GP) ",\n" MSR("0x2", ON_0), "observations[1]: needs either a value or an error" },
	{ MSR("0x1", GP ", \"value\": null"), "observations[0]: needs either a value or an error" },
	{ "{\"kind\": \"new\", \"key\": \"1\"}", "observations[0]: needs either a value or an error" },
	{ MSR("0x1", ON_0 ", \"error\": \"weather\\u001b\""), "observations[0].error: \"weather?\" is no error" },
	{ MSR("0x1", ON_0 ", \"error\": null"), "observations[0].error: is no text" },
	{ MSR("0x1", ON_0 ", \"value\": null"), "observations[0].value: is no text" },
	{ MSR("0x1", ON_0 ", \"value\": 1"), "observations[0].value: is no text" },
	{ MSR("0x1", ON_0 ", \"value\": \"0x1\""), "observations[0].value: is not 0x and 16 digits in lower case" },
	{ MSR("0x1", ON_0 ", \"value\": \"0x000000000000000B\""), "observations[0].value: is not 0x and 16 digits in lower case" },
	{ MSR("0x1", ON_0 ", \"value\": \"0X0000000000000000\""), "observations[0].value: is not 0x and 16 digits in lower case" },
	{ MSR("0x1", ON_0 ", \"value\": \"0x00000000000000000\""), "observations[0].value: is not 0x and 16 digits in lower case" },
	{ MSR("0x1", ON_0 ", \"value\": \"0x0000000000000000g\""), "observations[0].value: is not 0x and 16 digits in lower case" },
	{ MSR("0x1", ON_0 ", \"value\": \"0x~000000000000000\""), "observations[0].value: is not 0x and 16 digits in lower case" },
	{ MSR("0x1", ON_0 ", \"value\": " Z ", \"mask\": \"0x1\""), "observations[0].mask: is not 0x and 16 digits in lower case" },
	{ MSR("0x1", ON_0 ", \"value\": \"0x1\", \"mask\": " Z), "observations[0].value: is not 0x and 16 digits in lower case" },
	{ MSR("0x1", "\"error\": \"gp\""), "observations[0].cpus: is missing" },
	{ MSR("0x1", "\"cpus\": \"\", \"error\": \"gp\""), "observations[0].cpus: names no CPU" },
	{ MSR("0x1", "\"cpus\": \"2-4\", \"error\": \"gp\""), "observations[0].cpus: CPU 4 is not present" },
	{ MSR("0x1", "\"cpus\": 0, \"error\": \"gp\""), "observations[0].cpus: is no text" },
	{ MSR("0x1", "\"cpus\": \"0-2:2\", \"error\": \"gp\""), "observations[0].cpus: is no CPU list" },
	{ MSR("0x1", "\"cpus\": \"0,\", \"error\": \"gp\""), "observations[0].cpus: is no CPU list" },
	{ MSR("982", GP), "observations[0].key: has not the form of this kind" },
	{ MSR("0x0982", GP), "observations[0].key: has not the form of this kind" },
	{ MSR("0xA0", GP), "observations[0].key: has not the form of this kind" },
	{ MSR("0x", GP), "observations[0].key: has not the form of this kind" },
	{ MSR("0x1 ", GP), "observations[0].key: has not the form of this kind" },
	{ MSR("0x100000000", GP), "observations[0].key: has not the form of this kind" },
	{ MSR("0x10000000000000001", GP), "observations[0].key: has not the form of this kind" },
	{ MSR("0x1111111111111111222222222222222233333333333333334444444444444444", GP), "observations[0].key: has not the form of this kind" },
	{ CPUID("0x1", LEAF), "observations[0].key: has not the form of this kind" },
	{ CPUID("0x1:0", LEAF), "observations[0].key: has not the form of this kind" },
	{ CPUID("0x1:0x00", LEAF), "observations[0].key: has not the form of this kind" },
	{ CPUID("0x1:0x0:0x0", LEAF), "observations[0].key: has not the form of this kind" },
	{ CPUID("0x1:0x0", "{}"), "observations[0].value.eax: is missing" },
	{ CPUID("0x1:0x0", "[]"), "observations[0].value: is no object" },
	{ CPUID("0x1:0x0", "{\"eax\": \"0x0\"}"), "observations[0].value.eax: is not 0x and 8 digits in lower case" },
	{ "{\"kind\": \"cr\", \"key\": \"cr0\", " GP "}", "observations[0].key: has not the form of this kind" },
	{ CALL("0x22", ""), "observations[0].key: has not the form of this kind" },
	{ CALL(RAX ":rdx=0x0000000000000000", ""), "observations[0].key: has not the form of this kind" },
	{ CALL(RAX ":rdx=0x0000000000000001:rcx=0x0000000000000001", ""), "observations[0].key: has not the form of this kind" },
	{ CALL(RAX ":r10=0x0000000000000001", ""), "observations[0].key: has not the form of this kind" },
	{ "{\"kind\": \"seamcall\", \"key\": \"" RAX "\", " ON_0 ", \"value\": []}", "observations[0].value: is no object" },
	{ CALL(RAX, ""), "observations[0].value.outcome: is missing" },
	{ CALL(RAX, "\"outcome\": null"), "observations[0].value.outcome: is no text" },
	{ CALL(RAX, "\"outcome\": \"trap\""), "observations[0].value.outcome: \"trap\" is no outcome" },
	{ CALL(RAX, "\"outcome\": \"success\""), "observations[0].value.status: is missing" },
	{ CALL(RAX, "\"outcome\": \"success\", \"status\": null"), "observations[0].value.status: is no text" },
	{ CALL(RAX, "\"outcome\": \"success\", \"status\": \"0x0000000000000001\""), "observations[0].value.status: contradicts the outcome" },
	{ CALL(RAX, "\"outcome\": \"status\", \"status\": " Z), "observations[0].value.status: contradicts the outcome" },
	{ CALL(RAX, "\"outcome\": \"success\", \"status\": " Z ", \"regs\": null"), "observations[0].value.regs: is no object" },
	{ CALL(RAX, "\"outcome\": \"success\", \"status\": " Z ", \"regs\": {}"), "observations[0].value.regs.rcx: is missing" },
	{ CALL(RAX, "\"outcome\": \"ud\", \"regs\": null"), "observations[0].value.status: is missing" },
	{ CALL(RAX, "\"outcome\": \"ud\", \"status\": " Z), "observations[0].value.status: is not null here" },
	{ CALL(RAX, "\"outcome\": \"ud\", \"status\": null, \"regs\": " REGS), "observations[0].value.regs: is not null here" },
	{ CALL(RAX, "\"outcome\": \"ud\", \"status\": null, \"regs\": null"), "observations[0].value.attempts: is missing" },
	{ CALL(RAX, "\"outcome\": \"ud\", \"status\": null, \"regs\": null, \"attempts\": 0"), "observations[0].value.attempts: is not from 1 to 1000" },
	{ CALL(RAX, "\"outcome\": \"ud\", \"status\": null, \"regs\": null, \"attempts\": 1001"), "observations[0].value.attempts: is not from 1 to 1000" },
	{ CALL(RAX, "\"outcome\": \"ud\", \"status\": null, \"regs\": null, \"attempts\": 1"), "observations[0].value.vmx_entered: is missing" },
	{ CALL(RAX, "\"outcome\": \"ud\", \"status\": null, \"regs\": null, \"attempts\": 1, \"vmx_entered\": 1"), "observations[0].value.vmx_entered: is neither true nor false" },
	{ CALL(RAX, "\"outcome\": \"ud\", \"status\": null, \"regs\": null, \"attempts\": 1, \"vmx_entered\": false, \"vmx_stuck\": null"), "observations[0].value.vmx_stuck: is neither true nor false" },
	{ CALL(RAX, "\"outcome\": \"ud\", \"status\": null, \"regs\": null, \"attempts\": 1, \"vmx_entered\": 1, \"vmx_stuck\": true"), "observations[0].value.vmx_entered: is neither true nor false" },
	{ "{\"kind\": \"file\", \"key\": \"/proc/cmdline\", " GP "}", "observations[0].cpus: is not for this kind" },
	{ HOST("file", "proc/cmdline", "\"\""), "observations[0].key: is no path under /proc or /sys" },
	{ HOST("file", "/etc/shadow", "\"\""), "observations[0].key: is no path under /proc or /sys" },
	{ HOST("file", "/proc", "\"\""), "observations[0].key: is no path under /proc or /sys" },
	{ HOST("file", "/sysfs/a", "\"\""), "observations[0].key: is no path under /proc or /sys" },
	{ HOST("file", "/proc/.", "\"\""), "observations[0].key: is no path under /proc or /sys" },
	{ HOST("file", "/sys/", "\"\""), "observations[0].key: is no path under /proc or /sys" },
	{ HOST("file", "/proc/../etc/shadow", "\"\""), "observations[0].key: is no path under /proc or /sys" },
	{ HOST("file", "/proc/..", "\"\""), "observations[0].key: is no path under /proc or /sys" },
	{ HOST("file", "/proc/./cmdline", "\"\""), "observations[0].key: is no path under /proc or /sys" },
	{ HOST("file", "/proc//cmdline", "\"\""), "observations[0].key: is no path under /proc or /sys" },
	{ HOST("file", "/proc/a\\nb", "\"\""), "observations[0].key: has a control character" },
	{ HOST("file", "/proc/cmdline", "1"), "observations[0].value: is no text" },
	{ HOST("kconfig", "CONFIG_X86", "true"), "observations[0].value: is no text" },
	{ HOST("dmi", "sys_vendor", "null"), "observations[0].value: is no text" },
	{ HOST("ioctl", "KVM_CAP_VM_TYPES", "\"1\""), "observations[0].value: is no whole number" },
	{ HOST("ioctl", "KVM_CAP_VM_TYPES", "-1"), "observations[0].value: is not from 0 to 9223372036854775806" },
	{ HOST("ioctl", "KVM_CAP_VM_TYPES", "9223372036854775807"), "observations[0].value: is not from 0 to 9223372036854775806" },
	{ HOST("ioctl", "KVM_CAP_VM_TYPES", "99999999999999999999999"), "observations[0].value: is not from 0 to 9223372036854775806" },
	{ HOST("ioctl", "KVM_CAP_VM_TYPES", "1e3"), "observations[0].value: is no whole number" },
	{ HOST("dimm", "population", "{}"), "observations[0].value: is no array" },
	{ HOST("dimm", "population", "[1]"), "observations[0].value[0]: is no object" },
	{ HOST("dimm", "population", "[1, {\"socket\": 0, \"channel\": 0, \"slot\": 0, \"mib\": 1}]"), "observations[0].value[0]: is no object" },
	{ HOST("dimm", "population", "[{\"socket\": 0, \"channel\": 0, \"slot\": 0}]"), "observations[0].value[0].mib: is missing" },
	{ HOST("dimm", "population", "[{\"socket\": 4294967296}]"), "observations[0].value[0].socket: is not from 0 to 4294967295" },
	{ HOST("log", "kernel", "\"a line\""), "observations[0].value: is no array" },
	{ HOST("log", "kernel", "[\"a line\", 2]"), "observations[0].value[1]: is no text" },
	{ HOST("log", "kernel", "[2, \"a line\"]"), "observations[0].value[0]: is no text" },
	/* twice */
	{ MSR("0x1", GP) ",\n" MSR("0x2", GP) ",\n" MSR("0x1", GP), "observations[2]: has the same kind and key as observations[0] on CPU 0" },
	{ MSR("0x1", "\"cpus\": \"0\", \"error\": \"gp\"") ",\n" MSR("0x1", "\"cpus\": \"1-2\", \"error\": \"io\"") ",\n" MSR("0x1", "\"cpus\": \"2-3\", \"value\": " Z), "observations[2]: has the same kind and key as observations[1] on CPU 2" },
	{ HOST("dmi", "sys_vendor", "\"a\"") ", " HOST("dmi", "sys_vendor", "\"b\""), "observations[1]: has the same kind and key as observations[0]" },
	{ HOST("new", "a", "1") ", " HOST("new", "a", "2"), "observations[1]: has the same kind and key as observations[0]" },
	{ "{\"kind\": \"new\", \"key\": \"a\", " GP "}, {\"kind\": \"new\", \"key\": \"a\", " GP "}", "observations[1]: has the same kind and key as observations[0] on CPU 0" },
	{ HOST("new", "a", "1") ", {\"kind\": \"new\", \"key\": \"a\", " GP "}, {\"kind\": \"new\", \"key\": \"a\", " GP "}", "observations[2]: has the same kind and key as observations[1] on CPU 0" },
	{ "{\"kind\": \"new\", \"key\": \"a\", " GP "}, " HOST("new", "a", "1") ", " HOST("new", "a", "2"), "observations[2]: has the same kind and key as observations[1]" },
	{ MSR("0x5", GP) ", " MSR("0x1", GP) ", " MSR("0x5", GP) ", " MSR("0x1", GP), "observations[2]: has the same kind and key as observations[0] on CPU 0" },
	{ MSR("0x1", GP) ", " MSR("0x5", GP) ", " MSR("0x1", GP) ", " MSR("0x5", GP), "observations[2]: has the same kind and key as observations[0] on CPU 0" },
	{ "{\"kind\": \"new\", \"key\": \"a\", \"cpus\": \"4\", \"value\": 1}", "observations[0].cpus: CPU 4 is not present" },
};
/* clang-format on */

static void test_refusals(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(documents); i++) {
		cleanup_free char *got = again(documents[i].text);

		is_str(got, documents[i].problem, "document %zu", i);
	}
	for (i = 0; i < ARRAY_SIZE(heads); i++) {
		cleanup_free char *text = with_members(heads[i].text);
		cleanup_free char *got = again(text);

		is_str(got, heads[i].problem, "head %zu", i);
	}
	for (i = 0; i < ARRAY_SIZE(observations); i++) {
		cleanup_free char *text =
			with_observations(observations[i].text);
		cleanup_free char *got = again(text);

		is_str(got, observations[i].problem, "observation %zu", i);
	}
}

/* Text before, a character many times, text behind. */
static char *repeated(const char *before, char c, size_t n, const char *behind)
{
	char *text = malloc(strlen(before) + n + strlen(behind) + 1);

	if (!text)
		abort();
	strcpy(text, before);
	memset(text + strlen(before), c, n);
	strcpy(text + strlen(before) + n, behind);
	return text;
}

static void is_refused(char *text, const char *problem, const char *what)
{
	cleanup_free char *got = again(text);

	is_str(got, problem, "%s", what);
	free(text);
}

/* A file whose text has as many bytes. */
static char *file_of(size_t n)
{
	cleanup_free char *file = repeated(
		"{\"kind\": \"file\", \"key\": \"/proc/cmdline\", \"value\": \"",
		'x', n, "\"}");

	return with_observations(file);
}

static char *line_of(size_t n)
{
	cleanup_free char *log = repeated(
		"{\"kind\": \"log\", \"key\": \"kernel\", \"value\": [\"", 'x',
		n, "\"]}");

	return with_observations(log);
}

static char *kind_of(size_t n)
{
	cleanup_free char *kind = repeated("{\"kind\": \"", 'x', n,
					   "\", \"key\": \"a\", \"value\": 1}");

	return with_observations(kind);
}

static char *key_of(size_t n)
{
	cleanup_free char *key = repeated("{\"kind\": \"new\", \"key\": \"",
					  'x', n, "\", \"value\": 1}");

	return with_observations(key);
}

static bool is_taken(char *text)
{
	struct capture capture cleanup_capture = { 0 };
	char problem[SNAPSHOT_PROBLEM_MAX];
	int err = read_bytes(text, strlen(text), &capture, problem);

	if (err)
		diag("%s", problem);
	free(text);
	return !err;
}

/* The same text again and again, with commas in between. */
static char *many(const char *before, const char *what, size_t n,
		  const char *behind)
{
	char *text = NULL;
	size_t i, size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	fputs(before, out);
	for (i = 0; i < n; i++)
		fprintf(out, "%s%s", i ? "," : "", what);
	fputs(behind, out);
	if (fclose(out))
		abort();
	return text;
}

#define LIST_OF "{\"schema\": \"tdxctl.snapshot/1\", \"cpus\": {\"present\": \""
#define LIST_END "\"}, \"observations\": []}"

static void test_limits(void)
{
	struct capture capture cleanup_capture = { 0 };
	char problem[SNAPSHOT_PROBLEM_MAX];
	cleanup_free char *longest = file_of(16384);
	cleanup_free char *got = again(longest);

	ok(strstr(got, "xxxx\"}\n  ]\n}\n"), "limits: a file of 16 KiB");
	is_refused(file_of(16385),
		   "observations[0].value: has more than 16384 bytes",
		   "limits: a longer one");
	is_refused(line_of(16385),
		   "observations[0].value[0]: has more than 16384 bytes",
		   "limits: a longer line");
	ok(is_taken(line_of(16384)), "limits: a line of 16 KiB");
	ok(is_taken(kind_of(64)), "limits: a kind of 64 bytes");
	is_refused(kind_of(65), "observations[0].kind: has more than 64 bytes",
		   "limits: a longer one");
	ok(is_taken(key_of(4095)), "limits: a key of 4095 bytes");
	is_refused(key_of(4096), "observations[0].key: has more than 4095 bytes",
		   "limits: a longer one");
	ok(is_taken(many(LIST_OF "0,", "0", 16383, LIST_END)),
	   "limits: a list of CPUs of 32767 bytes");
	is_refused(many(LIST_OF "00,", "0", 16383, LIST_END),
		   "cpus.present: has more than 32767 bytes",
		   "limits: a longer one");
	is_refused(repeated("{}", ' ', SNAPSHOT_BYTES_MAX - 2, ""),
		   "schema: is missing", "limits: a document of 16 MiB");
	is_refused(repeated("{}", ' ', SNAPSHOT_BYTES_MAX - 1, ""),
		   "is larger than 16 MiB", "limits: a larger one");
	is_refused(repeated("", '[', 1000000, ""),
		   "line 1: more than 32 arrays and objects in each other",
		   "limits: a million brackets");
	is_refused(many("{\"observations\": [\n", "{}", 200001, "]}"),
		   "line 2: more than 200000 elements in an array",
		   "limits: more than 200,000 observations");
	is_refused(many("{\"a\": [", "{}", 100000, "]}"),
		   "line 1: more than 100000 values in an observation, or outside of all",
		   "limits: many values beside the observations");
	is_refused(many("{\"observations\": [[", "1", 100000, "]]}"),
		   "line 1: more than 100000 values in an observation, or outside of all",
		   "limits: many values in an observation");
	is_refused(many("{\"observations\": [", "[1]", 150000, "]}"),
		   "schema: is missing",
		   "limits: as many in all observations");
	is_refused(repeated("{\"schema\": \"", 'x', 1000, "\"}"),
		   "schema: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		   "xxxxxxxxxxxxxxxxxxxxx",
		   "limits: a problem that is cut");
	read_bytes("{\"a\": 1\0}", 9, &capture, problem);
	is_str(problem, "line 1: a NUL byte", "limits: a NUL byte");
	read_bytes("{\"a\0\": 1}", 9, &capture, problem);
	is_str(problem, "line 1: a NUL byte", "limits: a NUL byte in a name");
	read_bytes("{}\0", 3, &capture, problem);
	is_str(problem, "line 1: a NUL byte", "limits: a NUL byte at the end");
}

/* What others wrote: in another order, with more members, with less. */
static void test_lenient(void)
{
	/* clang-format off */
	cleanup_free char *text = with_observations(
		MSR("0x2", "\"cpus\": \"2\", \"error\": \"gp\", \"why\": [{}]")
		", " HOST("new", "b\\u00e9", "{ \"a\" :\t[ 1.0,-0,\"\x7f: ,\\u001b\" ] }")
		", " MSR("0x1", GP)
		", " HOST("new", "c", "1")
		", " HOST("ioctl", "1", "7")
		", " MSR("0x2", "\"cpus\": \"1,0\", \"value\": " Z
		     ", \"mask\": \"0xffffffffffffffff\"")
		", " CPUID("0x7:0x1", LEAF)
		", " CPUID("0xb:0x0", "{\"eax\": \"0x00000001\", "
			   "\"ebx\": \"0x00000002\", \"ecx\": \"0x00000003\", "
			   "\"edx\": \"0x00000004\"}")
		", " MSR("0x3", "\"cpus\": \"2\", \"error\": \"io\"")
		", " MSR("0x3", "\"cpus\": \"1\", \"error\": \"gp\"")
		", " HOST("log", "kernel", "[\"a\\nb\\u001bc\"]")
		", " HOST("dmi", "sys_vendor", "\"a\\nb\\u009b\""));
	/* clang-format on */
	cleanup_free char *got = again(text);

	is_str(strstr(got, "  \"host\""),
	       "  \"host\": {\n"
	       "    \"hostname\": null,\n"
	       "    \"kernel\": null,\n"
	       "    \"vendor\": null,\n"
	       "    \"product\": null,\n"
	       "    \"bios\": null\n"
	       "  },\n"
	       "  \"source\": null,\n"
	       "  \"time\": null,\n"
	       "  \"cpus\": {\n"
	       "    \"present\": \"0-3\",\n"
	       "    \"online\": \"0-2\",\n"
	       "    \"offline\": \"3\",\n"
	       "    \"isolated\": \"\",\n"
	       "    \"packages\": []\n"
	       "  },\n"
	       "  \"observations\": [\n"
	       "    {\"kind\": \"msr\", \"key\": \"0x2\", \"cpus\": \"0-1\", \"value\": \"0x0000000000000000\"},\n"
	       "    {\"kind\": \"msr\", \"key\": \"0x2\", \"cpus\": \"2\", \"error\": \"gp\"},\n"
	       "    {\"kind\": \"msr\", \"key\": \"0x1\", \"cpus\": \"0\", \"error\": \"gp\"},\n"
	       "    {\"kind\": \"cpuid\", \"key\": \"0x7:0x1\", \"cpus\": \"0\", \"value\": {\"eax\": \"0x00000000\", \"ebx\": \"0x00000000\", \"ecx\": \"0x00000000\", \"edx\": \"0x00000000\"}},\n"
	       "    {\"kind\": \"cpuid\", \"key\": \"0xb:0x0\", \"cpus\": \"0\", \"value\": {\"eax\": \"0x00000001\", \"ebx\": \"0x00000002\", \"ecx\": \"0x00000003\", \"edx\": \"0x00000000\"}},\n"
	       "    {\"kind\": \"msr\", \"key\": \"0x3\", \"cpus\": \"1\", \"error\": \"gp\"},\n"
	       "    {\"kind\": \"msr\", \"key\": \"0x3\", \"cpus\": \"2\", \"error\": \"io\"},\n"
	       "    {\"kind\": \"ioctl\", \"key\": \"1\", \"value\": 7},\n"
	       "    {\"kind\": \"log\", \"key\": \"kernel\", \"value\": [\"a?b?c\"]},\n"
	       "    {\"kind\": \"dmi\", \"key\": \"sys_vendor\", \"value\": \"a?b?\"},\n"
	       "    {\"kind\": \"new\", \"key\": \"b\\u00e9\", \"value\": {\"a\": [1.0, -0, \"\\u007f: ,\\u001b\"]}},\n"
	       "    {\"kind\": \"new\", \"key\": \"c\", \"value\": 1}\n"
	       "  ]\n"
	       "}\n",
	       "read: what others wrote");
}

/* The writer would clean it, too, but there are other ways to a terminal. */
static void test_clean(void)
{
	/* clang-format off */
	cleanup_free char *text = with_observations(
		HOST("file", "/proc/cmdline", "\"a\\u001b\\tb\\u009b\\n\"") ", "
		HOST("kconfig", "CONFIG_A", "\"a\\u007f\\n\\t\"") ", "
		HOST("log", "kernel", "[\"a\\u001b\\tb\\n\"]") ", "
		HOST("new", "a", "\"\x7f\xc2\x9b\"") ", "
		MSR("0x1", ON_0 ", \"value\": \"0x00000000000000ff\", "
			   "\"mask\": \"0x0000000000000005\""));
	/* clang-format on */
	struct capture capture cleanup_capture = { 0 };
	char problem[SNAPSHOT_PROBLEM_MAX];

	if (!ok(!read_bytes(text, strlen(text), &capture, problem) &&
			capture.nhost == 3 && capture.nothers == 1,
		"clean: read"))
		bail_out("the snapshot was not read: %s", problem);
	is_str(capture.host[0].text, "a?\tb?\n", "clean: a file");
	is_str(capture.host[1].text, "a???", "clean: an option");
	is_u64(capture.groups[0].obs.word, 5, "clean: bits that are not known");
	is_str(capture.host[2].text, "a?\tb?\n", "clean: the log");
	is_str(capture.others[0],
	       "{\"kind\": \"new\", \"key\": \"a\", "
	       "\"value\": \"\\u007f\\u009b\"}",
	       "clean: what is not known");
}

/* A document with this host and these lists of CPUs. */
static void read_head(struct capture *capture, const char *members)
{
	cleanup_free char *text = with_members(members);
	char problem[SNAPSHOT_PROBLEM_MAX];

	if (read_bytes(text, strlen(text), capture, problem))
		bail_out("the head was not read: %s", problem);
}

static void is_cpus(const struct cpulist *set, const char *want,
		    const char *what)
{
	cleanup_free char *got = cpulist_format(set);

	is_str(got, want, "%s", what);
}

static void test_head(void)
{
	struct capture all cleanup_capture = { 0 };
	struct capture some cleanup_capture = { 0 };
	struct capture long_name cleanup_capture = { 0 };
	cleanup_free char *longest = repeated(
		"\"cpus\": {\"present\": \"\"}, \"host\": {\"hostname\": \"",
		'a', HOST_TEXT_MAX - 1, "\"}");
	cleanup_free char *too_long = repeated(
		"\"cpus\": {\"present\": \"\"}, \"host\": {\"hostname\": \"",
		'a', HOST_TEXT_MAX, "\"}");

	read_head(&all, "\"cpus\": {\"present\": \"0-3\", \"packages\": "
			"[{\"id\": 8191, \"cpus\": \"0-3\"}]}, "
			"\"source\": null, \"time\": null, \"tool\": {}");
	is_cpus(&all.cpus.online, "0-3", "head: all CPUs that are present");
	ok(capture_package(&all, 3) == 8191, "head: the last package");
	read_head(&some,
		  "\"cpus\": {\"present\": \"0-3\", \"offline\": \"3\"}, "
		  "\"host\": {\"vendor\": \"\\u001b[1m\\n\", \"bios\": null}, "
		  "\"source\": \"msr\", \"time\": \"2024-02-29T23:59:60Z\"");
	is_cpus(&some.cpus.online, "0-2", "head: all CPUs but the offline");
	is_str(some.ident.vendor, "?[1m?", "head: no control characters");
	is_str(some.ident.bios, "", "head: no BIOS");
	is_str(some.source, "msr", "head: source");
	is_str(some.time, "2024-02-29T23:59:60Z", "head: time");
	read_head(&long_name, longest);
	is_u64(strlen(long_name.ident.hostname), HOST_TEXT_MAX - 1,
	       "head: the longest name");
	capture_free(&long_name);
	read_head(&long_name, too_long);
	is_str(long_name.ident.hostname, "", "head: a name that is too long");
}

/* Write in small pieces, with pauses, to the pipe that is read. */
static void feed(int fd)
{
	const char *p = sample;
	size_t left = strlen(sample);

	while (left) {
		size_t n = left < 97 ? left : 97;

		if (write(fd, p, n) != (ssize_t)n)
			_exit(1);
		p += n;
		left -= n;
		usleep(500);
	}
	_exit(0);
}

static void on_alarm(int number)
{
	(void)number;
}

static void test_pipe(void)
{
	const struct itimerval often = { { 0, 300 }, { 0, 300 } };
	const struct itimerval never = { 0 };
	struct sigaction action = { .sa_handler = on_alarm };
	struct capture capture cleanup_capture = { 0 };
	cleanup_free char *text = NULL;
	char problem[SNAPSHOT_PROBLEM_MAX] = "unset";
	int fds[2];
	pid_t child;

	if (pipe(fds))
		abort();
	child = fork();
	if (child < 0)
		abort();
	if (!child)
		feed(fds[1]);
	close(fds[1]);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	is_u64((uint64_t)snapshot_read(fds[0], &capture, problem), 0,
	       "pipe: read in pieces, among signals");
	setitimer(ITIMER_REAL, &never, NULL);
	close(fds[0]);
	while (waitpid(child, NULL, 0) < 0)
		;
	is_str(problem, "", "pipe: no problem");
	text = written(&capture);
	is_str(text, sample, "pipe: complete");
}

static void test_unreadable(void)
{
	struct capture capture cleanup_capture = { 0 };
	char problem[SNAPSHOT_PROBLEM_MAX];

	ok(snapshot_read(-1, &capture, problem) == -EBADF,
	   "read: no file: its errno");
	is_str(problem, "cannot be read: Bad file descriptor",
	       "read: no file: problem");
}

/* 512 healthy CPUs of two packages, as much as is ever asked of them. */
static void test_size(void)
{
	struct capture capture cleanup_capture = { 0 };
	cleanup_free char *text = NULL, *twice = NULL;
	uint32_t i;

	strcpy(capture.ident.hostname, "node0123.example.org");
	strcpy(capture.ident.kernel, "6.16.0-1-generic-with-a-name");
	strcpy(capture.ident.vendor, "Some Vendor Incorporated");
	strcpy(capture.ident.product, "Some Product 9000 XL Generation 12");
	strcpy(capture.ident.bios, "1.2.3-release-2026-01-01");
	strcpy(capture.source, "helper");
	strcpy(capture.time, "2026-01-31T23:59:59Z");
	capture.cpus.present = cpus("0-511");
	capture.cpus.online = cpus("0-511");
	add_package(&capture, 0, "0-127,256-383");
	add_package(&capture, 1, "128-255,384-511");
	for (i = 0; i < 41; i++)
		add(&capture,
		    &(struct obs){ .key = { .kind = OBS_MSR, .msr = 0x900 + i } },
		    "0-511");
	for (i = 0; i < 26; i++)
		add(&capture,
		    &(struct obs){ .key = { .kind = OBS_CPUID,
					    .cpuid = { 0x80000000 + i, 0 } } },
		    "0-511");
	add(&capture, &(struct obs){ .key = { .kind = OBS_CR4 } }, "0-511");
	for (i = 0; i < 12; i++)
		add(&capture,
		    &(struct obs){ .key = { .kind = OBS_SEAMCALL,
					    .seamcall = { .rax = 34,
							  .rdx = i + 1 } },
				   .seamcall = { .attempts = 1 } },
		    "0-511");
	text = written(&capture);
	twice = again(text);
	is_str(twice, text, "size: read again");
	diag("512 healthy CPUs take %zu bytes", strlen(text));
	ok(strlen(text) < 16384, "size: 512 healthy CPUs take less than 16 KiB");
}

/* CPU time since a moment, in seconds. */
static double since(clock_t start)
{
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* What would take hours if all were compared with all, takes a moment. */
static void test_time(void)
{
	cleanup_free char *list = NULL, *text = NULL, *got = NULL;
	size_t size;
	FILE *out = open_memstream(&list, &size);
	unsigned int i;
	clock_t start;

	if (!out)
		abort();
	for (i = 0; i < 100000; i++)
		fprintf(out, "%s{\"kind\": \"msr\", \"key\": \"0x%x\", " GP "}",
			i ? ",\n" : "", 99999 - i);
	if (fclose(out))
		abort();
	text = with_observations(list);
	start = clock();
	got = again(text);
	diag("100,000 observations read and written in %.2f s", since(start));
	ok(since(start) < 10, "time: 100,000 observations in less than 10 s");
	ok(strstr(got, "\"0x0\", \"cpus\": \"0\", \"error\": \"gp\"}\n  ]\n}\n"),
	   "time: the last of them");
}

/* One name of many members twice; long lists of CPUs again and again. */
static void test_time_hostile(void)
{
	clock_t start = clock();
	cleanup_free char *list = many("", "0-8191", 4600, "");
	cleanup_free char *observation = NULL;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	unsigned int i;

	if (!out)
		abort();
	fputs("{\"a\": 1", out);
	for (i = 0; i < 90000; i++)
		fprintf(out, ", \"%u\": %u", i, i);
	fputs(",\n\"89999\": 0}", out);
	if (fclose(out))
		abort();
	is_refused(text, "line 2: a name that the object already has",
		   "time: 90,000 names");
	if (asprintf(&observation,
		     "{\"kind\": \"new\", \"key\": \"0\", \"cpus\": \"%s\", "
		     "\"value\": 1}",
		     list) < 0)
		abort();
	text = many("{\"schema\": \"tdxctl.snapshot/1\", "
		    "\"cpus\": {\"present\": \"0-8191\"}, "
		    "\"observations\": [",
		    observation, 500, "]}");
	is_refused(text,
		   "observations[1]: has the same kind and key as "
		   "observations[0] on CPU 0",
		   "time: 500 lists of 4600 ranges");
	ok(since(start) < 10, "time: hostile documents in less than 10 s");
}

static void test_utf8(void)
{
	char text[] = "a\xc3\x84\xe2\x82\xac\xf0\x9f\x98\x80\n\t\x7f\xc2\x85"
		      "\xe2\x82" "b\xf5\xc2";

	utf8_clean(text, "\n");
	is_str(text, "a\xc3\x84\xe2\x82\xac\xf0\x9f\x98\x80\n?????b??",
	       "UTF-8: cleaned");
}

/* For tests that have a document in a file: read it, and write it again. */
static int copy(const char *name)
{
	struct capture capture cleanup_capture = { 0 };
	char problem[SNAPSHOT_PROBLEM_MAX];
	cleanup_close int fd = open(name, O_RDONLY | O_CLOEXEC);

	if (!snapshot_read(fd, &capture, problem))
		return snapshot_write(&capture, stdout) != 0;
	fprintf(stderr, "%s\n", problem);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return copy(argv[1]);
	test_round_trip();
	test_not_ascii();
	test_truncated();
	test_refusals();
	test_limits();
	test_lenient();
	test_clean();
	test_head();
	test_pipe();
	test_unreadable();
	test_size();
	test_time();
	test_time_hostile();
	test_utf8();
	return tap_done();
}
