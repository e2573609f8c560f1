// SPDX-License-Identifier: GPL-2.0-or-later
/* Knows what firmware settings are called, and in which order to set them. */
#include "ref/bios.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/plain.h"
#include "base/util.h"

#define INTEL_GUIDE "Intel's enabling guide"
#define README "README of canonical/tdx"
#define REDFISH "public Redfish code"
#define RACADM "public guides for racadm"
#define INTERSIGHT                                                             \
	"Intersight BIOS policy, tokens of its provider for Terraform"
#define DGX "public script for DGX H100, SBIOS 01.06.07"

#define BIOS_YES true
#define BIOS_DOUBT false

#define BIOS_ROW(vendor_, setting_, confirmed_, path_, text_, value_, first_,  \
		 second_, attribute_value_, source_)                           \
	{                                                                      \
		.vendor = BIOS_##vendor_,                                      \
		.setting = BIOS_##setting_,                                    \
		.path = (path_),                                               \
		.text = (text_),                                               \
		.value = (value_),                                             \
		.attribute = { (first_), (second_) },                          \
		.attribute_value = (attribute_value_),                         \
		.confirmed = BIOS_##confirmed_,                                \
		.source = source_,                                             \
	},

static const struct bios_item bios_table[] = {
#include "ref/bios.tbl"
};

const struct bios_item *bios_rows(size_t *count)
{
	*count = ARRAY_SIZE(bios_table);
	return bios_table;
}

static const char *const vendor_names[] = {
	[BIOS_INTEL_EGS] = "Intel",
	[BIOS_INTEL_XEON6] = "Intel",
	[BIOS_DELL] = "Dell",
	[BIOS_LENOVO] = "Lenovo",
	[BIOS_SUPERMICRO] = "Supermicro",
	[BIOS_AIVRES] = "Aivres",
	[BIOS_CISCO] = "Cisco",
	[BIOS_NVIDIA] = "NVIDIA",
	[BIOS_ASROCK] = "ASRock Rack",
	[BIOS_ASUS] = "ASUS",
	[BIOS_FUJITSU] = "Fujitsu",
	[BIOS_GIGABYTE] = "Gigabyte",
	[BIOS_H3C] = "H3C",
	[BIOS_HPE] = "HPE",
	[BIOS_MITAC] = "MiTAC",
	[BIOS_QUANTA] = "Quanta",
	[BIOS_XFUSION] = "xFusion",
	[BIOS_UNKNOWN] = "unknown vendor",
};

_Static_assert(ARRAY_SIZE(vendor_names) == BIOS_VENDORS,
	       "a vendor without name");

const char *bios_vendor_name(enum bios_vendor vendor)
{
	return vendor_names[vendor];
}

static const char *const setting_names[] = {
	[BIOS_DEBUG_JUMPER] = "advanced debug functions",
	[BIOS_MEMORY_MODE] = "memory mode",
	[BIOS_NODE_INTERLEAVING] = "node interleaving",
	[BIOS_X2APIC] = "x2APIC",
	[BIOS_VT_X] = "VT-x",
	[BIOS_HYPER_THREADING] = "Hyper-Threading",
	[BIOS_CPUID_LIMIT] = "limit of CPUID leaves",
	[BIOS_PA_LIMIT] = "limit of physical addresses to 46 bits",
	[BIOS_TME] = "memory encryption (TME)",
	[BIOS_TME_MT] = "memory encryption with many keys (TME-MT)",
	[BIOS_TME_BYPASS] = "bypass of memory encryption",
	[BIOS_INTEGRITY] = "memory integrity",
	[BIOS_TDX] = "TDX",
	[BIOS_SEAM_LOADER] = "SEAM loader",
	[BIOS_KEY_SPLIT] = "key split",
	[BIOS_CMR_1MB] = "memory below 1 MB",
	[BIOS_SGX] = "SGX",
	[BIOS_SGX_PRMRR] = "memory for SGX",
	[BIOS_SGX_REGISTRATION] = "SGX registration",
	[BIOS_SGX_FACTORY_RESET] = "SGX factory reset",
};

_Static_assert(ARRAY_SIZE(setting_names) == BIOS_SETTINGS,
	       "a setting without name");

const char *bios_setting_name(enum bios_setting setting)
{
	return setting_names[setting];
}

/*
 * What DMI calls the vendors. Parts of texts, for they come with "Inc." and
 * without. A vendor that is a part of another's text stands behind it.
 */
struct dmi_text {
	const char *part;
	enum bios_vendor vendor;
	const char *source;
};

static const struct dmi_text dmi_products[] = {
	{ "Beechnut", BIOS_INTEL_XEON6, "Intel's enabling guide" },
	{ "M50FCP", BIOS_INTEL_EGS, "Intel, Server System M50FCP" },
	{ "PowerEdge", BIOS_DELL, "Dell" },
	{ "ThinkSystem", BIOS_LENOVO, "Lenovo" },
	{ "ThinkEdge", BIOS_LENOVO, "Lenovo" },
	{ "ProLiant", BIOS_HPE, "HPE" },
	{ "DGX", BIOS_NVIDIA, "NVIDIA" },
};

static const struct dmi_text dmi_vendors[] = {
	{ "ASRock", BIOS_ASROCK, "ASRockRack" },
	{ "ASUS", BIOS_ASUS, "ASUSTeK COMPUTER INC.; intel/tdx-tools#348" },
	{ "Aivres", BIOS_AIVRES, "Aivres" },
	{ "Cisco", BIOS_CISCO, "Cisco Systems Inc" },
	{ "Dell", BIOS_DELL, "Dell Inc." },
	{ "Fujitsu", BIOS_FUJITSU, "FUJITSU" },
	{ "Giga Computing", BIOS_GIGABYTE, "Giga Computing" },
	{ "Gigabyte", BIOS_GIGABYTE, "GIGABYTE" },
	{ "H3C", BIOS_H3C, "New H3C Technologies Co., Ltd." },
	{ "HPE", BIOS_HPE, "HPE; Sifchain/sa-eliza#461" },
	{ "Hewlett", BIOS_HPE, "Hewlett Packard Enterprise" },
	{ "IEIT", BIOS_AIVRES, "IEIT SYSTEMS, once Inspur" },
	{ "Inspur", BIOS_AIVRES, "Inspur" },
	{ "Intel", BIOS_INTEL_EGS, "Intel Corporation" },
	{ "Lenovo", BIOS_LENOVO, "Lenovo" },
	{ "MiTAC", BIOS_MITAC, "MiTAC Computing Technology Corporation" },
	{ "NVIDIA", BIOS_NVIDIA, "NVIDIA" },
	{ "QCT", BIOS_QUANTA, "Quanta Cloud Technology" },
	{ "Quanta", BIOS_QUANTA, "Quanta Cloud Technology Inc." },
	{ "Super Micro", BIOS_SUPERMICRO, "Super Micro Computer, Inc." },
	{ "Supermicro", BIOS_SUPERMICRO, "Supermicro" },
	{ "TYAN", BIOS_MITAC, "TYAN, a brand of MiTAC" },
	{ "xFusion", BIOS_XFUSION, "XFUSION" },
};

static bool contains(const char *text, const char *part)
{
	size_t len = strlen(part);

	for (; *text; text++)
		if (strncasecmp(text, part, len) == 0)
			return true;
	return false;
}

static enum bios_vendor find_part(const struct dmi_text *rows, size_t count,
				  const char *text)
{
	size_t i;

	for (i = 0; text && i < count; i++)
		if (contains(text, rows[i].part))
			return rows[i].vendor;
	return BIOS_UNKNOWN;
}

enum bios_vendor bios_vendor_of(const char *sys_vendor,
				const char *product_name,
				const char *bios_vendor)
{
	enum bios_vendor vendor, board;

	vendor = find_part(dmi_vendors, ARRAY_SIZE(dmi_vendors), sys_vendor);
	board = find_part(dmi_products, ARRAY_SIZE(dmi_products), product_name);
	/* Among Intel's own, the board says which reference it is. */
	if (vendor == BIOS_INTEL_EGS && board == BIOS_INTEL_XEON6)
		return board;
	if (vendor == BIOS_UNKNOWN)
		vendor = board;
	if (vendor == BIOS_UNKNOWN)
		vendor = find_part(dmi_vendors, ARRAY_SIZE(dmi_vendors),
				   bios_vendor);
	return vendor;
}

static bool knows(const struct dmi_text *rows, size_t count, const char *word,
		  size_t len)
{
	char text[64];
	size_t i;

	snprintf(text, sizeof(text), "%.*s", (int)len, word);
	for (i = 0; i < count; i++)
		if (contains(text, rows[i].part) ||
		    plain_has_word(rows[i].part, word, len))
			return true;
	return false;
}

bool bios_knows(const char *word, size_t len)
{
	return knows(dmi_vendors, ARRAY_SIZE(dmi_vendors), word, len) ||
	       knows(dmi_products, ARRAY_SIZE(dmi_products), word, len);
}

static const struct bios_item *find_row(enum bios_vendor vendor,
					enum bios_setting setting)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bios_table); i++)
		if (bios_table[i].vendor == vendor &&
		    bios_table[i].setting == setting)
			return &bios_table[i];
	return NULL;
}

const char *bios_attributes_of(enum bios_vendor vendor)
{
	return vendor == BIOS_CISCO ? "Intersight token" : "Redfish";
}

bool bios_vendor_known(enum bios_vendor vendor)
{
	return vendor > BIOS_INTEL_XEON6 && vendor < BIOS_ASROCK;
}

enum bios_vendor bios_names_of(enum bios_vendor vendor, bool xeon6)
{
	if (bios_vendor_known(vendor))
		return vendor;
	return xeon6 ? BIOS_INTEL_XEON6 : BIOS_INTEL_EGS;
}

/* Intel's name; the older reference has them all, which test-bios checks. */
static const struct bios_item *reference_row(enum bios_vendor vendor,
					     enum bios_setting setting)
{
	const struct bios_item *row = NULL;

	if (vendor == BIOS_INTEL_XEON6)
		row = find_row(vendor, setting);
	return row ? row : find_row(BIOS_INTEL_EGS, setting);
}

struct bios_name bios_find(enum bios_vendor vendor, enum bios_setting setting)
{
	const struct bios_item *reference = reference_row(vendor, setting);
	const struct bios_item *own = find_row(vendor, setting);
	const struct bios_item *row = own ? own : reference;
	bool named = own && own->text && bios_vendor_known(vendor);

	return (struct bios_name){
		.path = named ? own->path : reference->path,
		.text = named ? own->text : reference->text,
		.value = named ? own->value : reference->value,
		.attribute = { row->attribute[0], row->attribute[1] },
		.attribute_value = row->attribute_value,
		.confirmed = own && own->confirmed,
		.reference = !named,
		.source = row->source,
	};
}
