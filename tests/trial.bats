#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A check is one row and one predicate: a program with a trial check has it everywhere.

bats_require_minimum_version 1.5.0

setup()
{
	src=${TDXCTL_SRCDIR:?}
	tree=$BATS_TEST_TMPDIR/tree
	mkdir "$tree"
	cp -r "$src/src" "$src/kmod" "$tree"
	chmod -R u+w "$tree"
}

add_row()
{
	cat >>"$tree/src/judge/check.tbl" <<'END'

CHECK_HOST(NUMA_OFF, numa_off,
	.id = "numa-off",
	.layer = LAYER_KERNEL,
	.ours = true,
	.evidence = { PATH("/proc/cmdline") },
	.asks = "Does the kernel know the memory of each package?",
	.texts = {
		[RESULT_PASS] = "the kernel knows the memory of each package",
		[RESULT_FAIL] = "the kernel was told to know nothing of packages",
		[RESULT_UNKNOWN] = "what the kernel knows of packages is not known",
	},
	.why = "A trial.",
	.verify = "/proc/cmdline has no numa=off",
	.fix = "Take numa=off from the kernel command line",
	.after = CHECK_AFTER_REBOOT,
	.source = "a trial")
END
}

add_predicate()
{
	cat >>"$tree/src/judge/checks-kernel.c" <<'END'

JUDGE_HOST(numa_off)
{
	switch (host_facts_cmdline(host, "numa=off")) {
	case TRI_YES:
		return RESULT_FAIL;
	case TRI_NO:
		return RESULT_PASS;
	case TRI_UNKNOWN:
		break;
	}
	return RESULT_UNKNOWN;
}
END
}

build()
{
	local flags sources

	read -ra flags <<<"$(pkg-config --cflags --libs libnl-3.0 \
		libnl-genl-3.0 smartcols json-c zlib)"
	mapfile -t sources < <(find "$tree/src" -name '*.c' | sort)
	"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -DPACKAGE_VERSION='"0"' -w -O0 \
		-I"$tree/src" -I"$tree/kmod" -o "$tree/tdxctl" "${sources[@]}" \
		"${flags[@]}"
}

@test "a row and a predicate are a check: list, explanation, verdict and plan" {
	local case=$src/tests/cases/case-30.json

	add_row
	add_predicate
	build
	"$tree/tdxctl" check --list | grep -q '^numa-off  *kernel  *Does the kernel know'
	"$tree/tdxctl" check --explain numa-off | grep -q 'A trial'
	jq '.observations += [{ kind: "file", key: "/proc/cmdline",
		value: "ro numa=off" }]' "$case" >"$tree/host.json"
	run "$tree/tdxctl" check --json --from "$tree/host.json"
	diff - <(jq -r '.verdict, .cause, (.checks[] | select(.id == "numa-off") | .result),
		.plan.steps[-2:][]' <<<"$output") <<-'END'
		fail
		numa-off
		fail
		Take numa=off from the kernel command line
		Reboot
	END
}
