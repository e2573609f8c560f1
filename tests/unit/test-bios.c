// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves that every setting has a name, and that orders are the vendors'. */
#include "ref/bios.h"

#include <ctype.h>

#include "tap.h"

#define ROWS 99 /* so that none gets lost */

static bool printable(const char *text)
{
	size_t len = strlen(text);
	size_t i;

	for (i = 0; i < len; i++)
		if (!isprint((unsigned char)text[i]))
			return false;
	return len && text[len - 1] != '.' && text[len - 1] != ' ' &&
	       text[0] != ' ';
}

static bool good_or_null(const char *text)
{
	return !text || printable(text);
}

static bool row_good(const struct bios_item *row)
{
	return !row->path == !row->text && good_or_null(row->path) &&
	       good_or_null(row->text) && good_or_null(row->attribute[0]) &&
	       good_or_null(row->attribute[1]) &&
	       good_or_null(row->attribute_value) && printable(row->value) &&
	       printable(row->source) && (row->text || row->attribute[0]) &&
	       (row->attribute[0] || !row->attribute[1]) &&
	       (row->attribute[0] || !row->attribute_value);
}

static void test_table(void)
{
	size_t i, count, bad = 0, unsorted = 0;
	const struct bios_item *rows = bios_rows(&count);

	is_u64(count, ROWS, "rows");
	for (i = 0; i < count; i++) {
		bad += !row_good(&rows[i]);
		unsorted += i && (rows[i - 1].vendor > rows[i].vendor ||
				  (rows[i - 1].vendor == rows[i].vendor &&
				   rows[i - 1].setting >= rows[i].setting));
	}
	is_u64(bad, 0, "rows are well formed and have a source");
	is_u64(unsorted, 0, "rows are sorted and unique");
}

static bool name_good(const struct bios_name *name)
{
	return name->path && printable(name->path) && name->text &&
	       printable(name->text) && name->value && name->source;
}

static void test_all_names(void)
{
	unsigned int vendor, setting;
	struct bios_name name;
	size_t bad = 0;

	for (vendor = 0; vendor < BIOS_VENDORS; vendor++) {
		bad += !printable(bios_vendor_name(vendor));
		for (setting = 0; setting < BIOS_SETTINGS; setting++) {
			name = bios_find(vendor, setting);
			bad += !name_good(&name);
			bad += !bios_vendor_known(vendor) && !name.reference;
			bad += vendor >= BIOS_ASROCK &&
			       (name.confirmed || name.attribute[0]);
		}
	}
	for (setting = 0; setting < BIOS_SETTINGS; setting++)
		bad += !printable(bios_setting_name(setting));
	is_u64(bad, 0, "every vendor and setting gives an answer");
}

/* "path | text | value | attributes=value", with marks */
static void name_is(enum bios_vendor vendor, enum bios_setting setting,
		    const char *want)
{
	struct bios_name name = bios_find(vendor, setting);
	char text[512];
	size_t used;

	snprintf(text, sizeof(text), "%s | %s | %s", name.path, name.text,
		 name.value);
	used = strlen(text);
	if (name.attribute[0])
		snprintf(text + used, sizeof(text) - used, " | %s%s%s=%s",
			 name.attribute[0], name.attribute[1] ? "," : "",
			 name.attribute[1] ? name.attribute[1] : "",
			 name.attribute_value ? name.attribute_value : "?");
	used = strlen(text);
	snprintf(text + used, sizeof(text) - used, "%s%s",
		 name.confirmed ? "" : " (doubtful)",
		 name.reference ? " (reference)" : "");
	is_str(text, want, "%s: %s", bios_vendor_name(vendor),
	       bios_setting_name(setting));
}

static void test_short_names(void)
{
	char text[1024] = "";
	unsigned int i;
	size_t used;

	for (i = 0; i < BIOS_VENDORS; i++) {
		used = strlen(text);
		snprintf(text + used, sizeof(text) - used, "%s; ",
			 bios_vendor_name(i));
	}
	is_str(text,
	       "Intel; Intel; Dell; Lenovo; Supermicro; Aivres; Cisco; NVIDIA; "
	       "ASRock Rack; ASUS; Fujitsu; Gigabyte; H3C; HPE; MiTAC; Quanta; "
	       "xFusion; unknown vendor; ", "names of vendors");
	for (text[0] = '\0', i = 0; i < BIOS_SETTINGS; i++) {
		used = strlen(text);
		snprintf(text + used, sizeof(text) - used, "%s; ",
			 bios_setting_name(i));
	}
	is_str(text,
	       "advanced debug functions; memory mode; node interleaving; "
	       "x2APIC; VT-x; Hyper-Threading; limit of CPUID leaves; "
	       "limit of physical addresses to 46 bits; "
	       "memory encryption (TME); "
	       "memory encryption with many keys (TME-MT); "
	       "bypass of memory encryption; memory integrity; TDX; "
	       "SEAM loader; key split; memory below 1 MB; SGX; "
	       "memory for SGX; SGX registration; SGX factory reset; ", "names of settings");
}

static void test_names(void)
{
	name_is(BIOS_DELL, BIOS_TME_MT,
		"System BIOS > System Security | Memory Encryption | Multiple Keys | MemoryEncryption=MultipleKeys");
	name_is(BIOS_DELL, BIOS_PA_LIMIT,
		"System BIOS > Processor Settings | CPU Physical Address Limit | Disabled | CpuPaLimit,CpuPhysicalAddressLimit=Disabled");
	name_is(BIOS_DELL, BIOS_CPUID_LIMIT,
		"Socket Configuration > Processor Configuration | Limit CPUID Maximum | Disabled (doubtful) (reference)");
	name_is(BIOS_LENOVO, BIOS_X2APIC,
		"Socket Configuration > Processor Configuration | Extended APIC | Enabled | Processors_APICMode=x2APIC (reference)");
	name_is(BIOS_SUPERMICRO, BIOS_TDX,
		"Advanced > CPU Configuration | Trust Domain Extension (TDX) | Enabled | TrustDomainExtensions_TDX_,TrustDomainExtension_TDX_=Enabled");
	name_is(BIOS_AIVRES, BIOS_SEAM_LOADER,
		"SocketSecurityConfig | PRMRR/SEAMRR support | Enabled (doubtful)");
	name_is(BIOS_CISCO, BIOS_SEAM_LOADER,
		"BIOS policy > Security | TDX Secure Arbitration Mode (SEAM) Loader | enabled | enable_tdx_seamldr=enabled");
	name_is(BIOS_NVIDIA, BIOS_SGX_PRMRR,
		"Socket Configuration > Processor Configuration > Software Guard Extension (SGX) | SGX PRM Size | any size but 0 | PrmSgxSize=? (doubtful) (reference)");
	name_is(BIOS_INTEL_EGS, BIOS_TDX,
		"Socket Configuration > Processor Configuration > TME, TME-MT, TDX | Trust Domain Extension (TDX) | Enabled (reference)");
	name_is(BIOS_INTEL_XEON6, BIOS_TDX,
		"Socket Configuration > Security Configuration | Trust Domain Extension (TDX) | Enabled (reference)");
	name_is(BIOS_INTEL_XEON6, BIOS_MEMORY_MODE,
		"Socket Configuration > Memory Configuration > Memory Map | Volatile Memory Mode | 1LM (doubtful) (reference)");
	name_is(BIOS_HPE, BIOS_TME,
		"Socket Configuration > Processor Configuration > TME, TME-MT, TDX | Memory Encryption (TME) | Enabled (doubtful) (reference)");
}

static void vendor_is(const char *sys_vendor, const char *product,
		      const char *bios, enum bios_vendor want)
{
	enum bios_vendor got = bios_vendor_of(sys_vendor, product, bios);

	ok(got == want, "vendor of '%s', '%s', '%s'",
	   sys_vendor ? sys_vendor : "-", product ? product : "-",
	   bios ? bios : "-");
	if (got != want)
		diag("got %s", bios_vendor_name(got));
}

static void test_vendors(void)
{
	vendor_is("Dell Inc.", "PowerEdge R760", "Dell Inc.", BIOS_DELL);
	vendor_is("Lenovo", "ThinkSystem SR675 V3", "Lenovo", BIOS_LENOVO);
	vendor_is("Supermicro", "SYS-421GE-TNRT", "American Megatrends",
		  BIOS_SUPERMICRO);
	vendor_is("Super Micro Computer, Inc.", NULL, NULL, BIOS_SUPERMICRO);
	vendor_is("Aivres", "KR6288", "American Megatrends", BIOS_AIVRES);
	vendor_is("Inspur", "NF5280M7", NULL, BIOS_AIVRES);
	vendor_is("IEIT SYSTEMS", "NF5280G7", NULL, BIOS_AIVRES);
	vendor_is("Cisco Systems Inc", "UCSC-C240-M7SX", NULL, BIOS_CISCO);
	vendor_is("NVIDIA", "DGXB200", "AMI", BIOS_NVIDIA);
	vendor_is("HPE", "ProLiant DL380 Gen11", "HPE", BIOS_HPE);
	vendor_is("Hewlett Packard Enterprise", NULL, NULL, BIOS_HPE);
	vendor_is("Giga Computing", "R283-S92", NULL, BIOS_GIGABYTE);
	vendor_is("GIGABYTE", NULL, NULL, BIOS_GIGABYTE);
	vendor_is("ASUSTeK COMPUTER INC.", "RS720", NULL, BIOS_ASUS);
	vendor_is("ASUS", "System Product Name", NULL, BIOS_ASUS);
	vendor_is("ASRockRack", NULL, NULL, BIOS_ASROCK);
	vendor_is("FUJITSU", "PRIMERGY RX2540 M7", NULL, BIOS_FUJITSU);
	vendor_is("New H3C Technologies Co., Ltd.", NULL, NULL, BIOS_H3C);
	vendor_is("MiTAC", NULL, NULL, BIOS_MITAC);
	vendor_is("TYAN", NULL, NULL, BIOS_MITAC);
	vendor_is("Quanta Cloud Technology Inc.", "QuantaGrid D54Q-2U", NULL,
		  BIOS_QUANTA);
	vendor_is("QCT", NULL, NULL, BIOS_QUANTA);
	vendor_is("XFUSION", "2288H V7", NULL, BIOS_XFUSION);
	vendor_is("Intel Corporation", "M50FCP2SBSTD", "Intel Corporation",
		  BIOS_INTEL_EGS);
	vendor_is("Intel Corporation", "BeechnutCity", NULL, BIOS_INTEL_XEON6);
	vendor_is("To be filled by O.E.M.", "PowerEdge R660", NULL, BIOS_DELL);
	vendor_is("", "", "Lenovo", BIOS_LENOVO);
	vendor_is(NULL, NULL, NULL, BIOS_UNKNOWN);
	vendor_is("", "", "American Megatrends International, LLC.",
		  BIOS_UNKNOWN);
	vendor_is("", "ProLiant DL380 Gen11", "AMI", BIOS_HPE);
	vendor_is("", "ThinkEdge SE450", "AMI", BIOS_LENOVO);
	vendor_is("", "ThinkSystem SR675 V3", "AMI", BIOS_LENOVO);
	vendor_is("", "DGX H100", "AMI", BIOS_NVIDIA);
	vendor_is("", "M50FCP2SBSTD", "AMI", BIOS_INTEL_EGS);
	vendor_is("", "BeechnutCity", "AMI", BIOS_INTEL_XEON6);
	/* the maker of the machine goes before that of the board */
	vendor_is("Dell Inc.", "BeechnutCity", NULL, BIOS_DELL);
	vendor_is("Dell Inc.", "ThinkSystem", "Lenovo", BIOS_DELL);
	ok(bios_names_of(BIOS_DELL, true) == BIOS_DELL &&
		   bios_names_of(BIOS_NVIDIA, true) == BIOS_NVIDIA &&
		   bios_names_of(BIOS_ASROCK, false) == BIOS_INTEL_EGS &&
		   bios_names_of(BIOS_HPE, false) == BIOS_INTEL_EGS &&
		   bios_names_of(BIOS_HPE, true) == BIOS_INTEL_XEON6 &&
		   bios_names_of(BIOS_UNKNOWN, true) == BIOS_INTEL_XEON6 &&
		   bios_names_of(BIOS_INTEL_EGS, true) == BIOS_INTEL_XEON6,
	   "whose names are used");
}

static const char *const short_names[BIOS_SETTINGS] = {
	"jumper", "mode", "numa",  "x2apic", "vtx",	     "ht",    "cpuid",
	"pa",	  "tme",  "tmemt", "bypass", "integrity",    "tdx",   "seam",
	"split",  "cmr",  "sgx",   "prmrr",  "registration", "reset",
};

/* "pa! tme tmemt! tdx!!": ! is a reboot, !! a power cycle */
static void order_is(enum bios_vendor vendor, unsigned int settings,
		     const char *want)
{
	struct bios_plan plan = bios_order(vendor, settings);
	unsigned int reboots = 0;
	char text[512] = "";
	size_t i, used;

	for (i = 0; i < plan.count; i++) {
		used = strlen(text);
		snprintf(text + used, sizeof(text) - used, "%s%s%s%s",
			 i ? " " : "", short_names[plan.steps[i].setting],
			 plan.steps[i].reboot_after ? "!" : "",
			 plan.steps[i].power_cycle ? "!" : "");
		reboots += plan.steps[i].reboot_after;
	}
	used = strlen(text);
	snprintf(text + used, sizeof(text) - used, "%s%s",
		 plan.power_cycle ? " (cycle)" : "",
		 plan.documented ? "" : " (assumed)");
	is_str(text, want, "order of %s for %x", bios_vendor_name(vendor),
	       settings);
	ok(plan.reboots == reboots && !plan.source[0] == !plan.count,
	   "its reboots are counted, its source is named");
}

#define B(setting) BIOS_BIT(BIOS_##setting)
#define KEYS                                                                   \
	(B(PA_LIMIT) | B(TME) | B(TME_MT) | B(TDX) | B(SEAM_LOADER) |          \
	 B(KEY_SPLIT) | B(SGX))

static void test_orders(void)
{
	order_is(
		BIOS_DELL, BIOS_ALL,
		"jumper mode numa x2apic vtx ht cpuid pa! tme bypass! integrity tdx seam split cmr sgx!! prmrr registration reset! (cycle)");
	order_is(
		BIOS_LENOVO, BIOS_ALL,
		"pa tme! jumper mode numa x2apic vtx ht cpuid tmemt bypass integrity tdx seam split cmr sgx prmrr registration! reset!");
	order_is(
		BIOS_SUPERMICRO, BIOS_ALL,
		"jumper mode numa x2apic vtx ht cpuid pa tme! tmemt bypass integrity! tdx seam! split cmr sgx! prmrr registration reset!");
	order_is(
		BIOS_AIVRES, BIOS_ALL,
		"jumper mode numa x2apic vtx ht cpuid! pa tme! tmemt! bypass tdx seam split cmr sgx! integrity prmrr registration! reset!");
	order_is(BIOS_INTEL_EGS, KEYS, "pa tme tmemt tdx seam split sgx!");
	order_is(BIOS_INTEL_XEON6, KEYS, "pa tme tmemt tdx seam split sgx!");
	order_is(BIOS_CISCO, KEYS,
		 "pa! tme tmemt tdx seam split sgx! (assumed)");
	order_is(BIOS_HPE, KEYS, "pa! tme tmemt tdx seam split sgx! (assumed)");
	order_is(BIOS_UNKNOWN, KEYS,
		 "pa! tme tmemt tdx seam split sgx! (assumed)");
	order_is(BIOS_DELL, KEYS, "pa! tme! tdx seam split sgx!! (cycle)");
	order_is(BIOS_SUPERMICRO, KEYS, "pa tme! tmemt! tdx seam! split sgx!");
	order_is(
		BIOS_INTEL_EGS, BIOS_ALL,
		"jumper mode numa x2apic vtx ht cpuid pa tme tmemt bypass integrity tdx seam split cmr sgx prmrr registration reset!");
	/* what is right already costs no reboot */
	order_is(BIOS_DELL, B(TME) | B(TME_MT), "tme!");
	order_is(BIOS_DELL, B(TME_MT), "tmemt!");
	order_is(BIOS_DELL, B(TME_MT) | B(TDX), "tmemt! tdx!! (cycle)");
	order_is(BIOS_DELL, B(KEY_SPLIT), "split!");
	order_is(BIOS_DELL, B(SEAM_LOADER), "seam!! (cycle)");
	order_is(BIOS_DELL, B(SGX), "sgx!! (cycle)");
	order_is(BIOS_SUPERMICRO, B(SGX), "sgx!");
	order_is(BIOS_SUPERMICRO, 0, "");
	order_is(BIOS_SUPERMICRO, ~BIOS_ALL, "");
}

int main(void)
{
	test_table();
	test_all_names();
	test_short_names();
	test_names();
	test_vendors();
	test_orders();
	return tap_done();
}
