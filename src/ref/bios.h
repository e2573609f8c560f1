/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Knows what firmware settings are called, and in which order to set them. */
#ifndef TDXCTL_REF_BIOS_H
#define TDXCTL_REF_BIOS_H

#include <stdbool.h>
#include <stddef.h>

/* In order of bios.tbl. */
enum bios_vendor {
	BIOS_INTEL_EGS,		/* reference for 4th and 5th Gen Xeon */
	BIOS_INTEL_XEON6,	/* reference for Xeon 6 */
	BIOS_DELL,
	BIOS_LENOVO,
	BIOS_SUPERMICRO,
	BIOS_AIVRES,
	BIOS_CISCO,
	BIOS_NVIDIA,
	/* whose names for TDX settings are not known */
	BIOS_ASROCK,
	BIOS_ASUS,
	BIOS_FUJITSU,
	BIOS_GIGABYTE,
	BIOS_H3C,
	BIOS_HPE,
	BIOS_MITAC,
	BIOS_QUANTA,
	BIOS_XFUSION,
	BIOS_UNKNOWN,
	BIOS_VENDORS
};

/* In the order in which one depends on another. */
enum bios_setting {
	BIOS_DEBUG_JUMPER,	/* debug functions that keep TDX off */
	BIOS_MEMORY_MODE,
	BIOS_NODE_INTERLEAVING,
	BIOS_X2APIC,
	BIOS_VT_X,
	BIOS_HYPER_THREADING,	/* to be off where "nosmt" was wanted */
	BIOS_CPUID_LIMIT,
	BIOS_PA_LIMIT,
	BIOS_TME,
	BIOS_TME_MT,
	BIOS_TME_BYPASS,
	BIOS_INTEGRITY,
	BIOS_TDX,
	BIOS_SEAM_LOADER,
	BIOS_KEY_SPLIT,
	BIOS_CMR_1MB,		/* memory below 1 MB */
	BIOS_SGX,
	BIOS_SGX_PRMRR,
	BIOS_SGX_REGISTRATION,
	BIOS_SGX_FACTORY_RESET,
	BIOS_SETTINGS
};

#define BIOS_BIT(setting) (1U << (setting))
#define BIOS_ALL (BIOS_BIT(BIOS_SETTINGS) - 1)

#define BIOS_ATTRIBUTES_MAX 2

/**
 * struct bios_item - one row of bios.tbl
 * @path: the menu, NULL if only its attribute is known
 * @text: the words in the menu, NULL likewise
 * @value: what to choose
 * @attribute: Redfish attributes, one of which a machine has, newest first; of
 *	Cisco, tokens of a BIOS policy; NULL for none
 * @attribute_value: what to give these, NULL if there are none or it is not
 *	known
 * @confirmed: a document or a machine shows it; else taken from memory or from
 *	another line of the vendor
 * @source: document
 */
struct bios_item {
	enum bios_vendor vendor;
	enum bios_setting setting;
	const char *path;
	const char *text;
	const char *value;
	const char *attribute[BIOS_ATTRIBUTES_MAX];
	const char *attribute_value;
	bool confirmed;
	const char *source;
};

/**
 * struct bios_name - what to look for in a firmware menu
 * @path: never NULL, nor are @text, @value and @source
 * @reference: @path, @text and @value are Intel's: those of the vendor are not
 *	known, and may differ
 * @confirmed: is about the attributes where @reference is set
 *
 * The rest is as in struct bios_item.
 */
struct bios_name {
	const char *path;
	const char *text;
	const char *value;
	const char *attribute[BIOS_ATTRIBUTES_MAX];
	const char *attribute_value;
	bool confirmed;
	bool reference;
	const char *source;
};

/**
 * struct bios_step - one setting to change
 * @reboot_after: what follows can only be set after a reboot, or is not there;
 *	the last step always has it
 * @power_cycle: that reboot has to be a power cycle
 */
struct bios_step {
	enum bios_setting setting;
	bool reboot_after;
	bool power_cycle;
};

/**
 * struct bios_plan - settings in the order in which to change them
 * @documented: the order is the vendor's; else that of Intel is assumed, but for
 *	the limit of physical addresses, which comes first
 * @source: document; "" if there is nothing to change
 */
struct bios_plan {
	size_t count;
	struct bios_step steps[BIOS_SETTINGS];
	unsigned int reboots;
	bool power_cycle;
	bool documented;
	const char *source;
};

/**
 * bios_vendor_of() - vendor from what DMI says; each text may be NULL
 * @sys_vendor: maker of the machine
 * @product_name: the machine
 * @bios_vendor: maker of the firmware, asked last
 */
enum bios_vendor bios_vendor_of(const char *sys_vendor,
				const char *product_name,
				const char *bios_vendor);

/* Whether a word of DMI may decide what bios_vendor_of() says. */
bool bios_knows(const char *word, size_t len);

/** bios_vendor_name() - "Dell"; "unknown vendor" */
const char *bios_vendor_name(enum bios_vendor vendor);

/** bios_attributes_of() - where a vendor's attributes are set: "Redfish" ... */
const char *bios_attributes_of(enum bios_vendor vendor);

/** bios_vendor_known() - whether the vendor's own names are known */
bool bios_vendor_known(enum bios_vendor vendor);

/**
 * bios_names_of() - whose names to use
 * @vendor: vendor of the machine
 * @xeon6: it has Xeon 6 processors or later ones
 *
 * Return: @vendor if its names are known, else one of Intel's references.
 */
enum bios_vendor bios_names_of(enum bios_vendor vendor, bool xeon6);

/** bios_find() - what a setting is called; there is always an answer */
struct bios_name bios_find(enum bios_vendor vendor, enum bios_setting setting);

/** bios_same_entry() - whether one entry sets both; Dell has such */
bool bios_same_entry(enum bios_vendor vendor, enum bios_setting a,
		     enum bios_setting b);

/** bios_setting_name() - what the setting is, in words of our own */
const char *bios_setting_name(enum bios_setting setting);

/**
 * bios_order() - settings in the order in which to change them
 * @vendor: vendor of the machine
 * @settings: a BIOS_BIT() for each setting to change
 *
 * What one entry sets is one step.
 */
struct bios_plan bios_order(enum bios_vendor vendor, unsigned int settings);

/** bios_rows() - the whole table */
const struct bios_item *bios_rows(size_t *count);

#endif
