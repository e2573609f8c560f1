// SPDX-License-Identifier: GPL-2.0-or-later
/* tdxctl vmx: show the VMX state of each CPU. */
#include "base/exit.h"
#include "capture/ident.h"
#include "cmd/cmd.h"
#include "cmd/opts.h"
#include "cmd/registers.h"
#include "cmd/which-host.h"
#include "judge/vmx.h"
#include "show/vmx-table.h"
#include "show/vmx-text.h"

static void tables(const void *answer, struct table *tables)
{
	vmx_tables(answer, tables);
}

static struct vmx_host look_at_host(const struct view *view)
{
	enum which_host_presence presence =
		which_host_presence(view, "/sys/module/kvm_intel");
	struct vmx_host host = {
		.sysfs = which_host_presence(view, "/sys/module") ==
				 VIEW_PRESENT ||
			 (view->capture && presence != VIEW_UNKNOWN),
		.kvm_intel = presence == VIEW_PRESENT,
	};
	char text[HOST_TEXT_MAX];

	if (!which_host_text(view,
			     "/sys/module/kvm/parameters/enable_virt_at_load",
			     text, sizeof(text)))
		host.enable_virt_at_load = *text;
	return host;
}

static int build(void *answer, const struct obs_list *observations,
		 const struct reading_cpus *cpus, const struct view *view)
{
	struct vmx *vmx = answer;

	vmx->host = look_at_host(view);
	return vmx_build(vmx, observations, &cpus->read, &cpus->isolated);
}

static int text(const void *answer, const struct table *groups,
		const struct text_options *how, FILE *out)
{
	return vmx_text(answer, groups, how, out);
}

static enum exit_status exit_status(const void *answer)
{
	return vmx_exit(answer);
}

static struct show show(struct vmx *vmx)
{
	return (struct show){
		.command = "vmx",
		.keys = vmx_keys,
		.nkeys = VMX_KEYS,
		.ntables = VMX_TABLES,
		.groups = VMX_TABLE_GROUPS,
		.answer = vmx,
		.missing = &vmx->missing,
		.tables = tables,
		.build = build,
		.text = text,
		.exit = exit_status,
	};
}

_Static_assert(VMX_TABLES <= SHOW_TABLES_MAX, "no room for all tables");

static void print_help_end(FILE *out)
{
	struct vmx nothing = { 0 };
	struct show how = show(&nothing);

	registers_help_end(&how, out);
}

static char *help_filter(int key, const char *help, void *input)
{
	(void)input;
	return opts_help_end(key, help, print_help_end);
}

static const struct argp argp = {
	.parser = registers_parse,
	.doc = "Show the VMX state of each CPU."
	       "\v",
	.children = registers_children,
	.help_filter = help_filter,
};

static int run(int argc, char **argv)
{
	struct vmx vmx cleanup_vmx = { 0 };
	struct show how = show(&vmx);

	return registers_run(&how, &argp, argc, argv);
}

const struct cmd cmd_vmx = {
	.name = "vmx",
	.summary = "show the VMX state of each CPU",
	.argp = &argp,
	.run = run,
};
