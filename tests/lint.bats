#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The rules about the source itself hold, and their checks can fail.

bats_require_minimum_version 1.5.0

setup()
{
	src=${TDXCTL_SRCDIR:?}
	lint=$src/tests/lint
	tree=$BATS_TEST_TMPDIR/tree
}

# copy: a tree to spoil.
copy()
{
	rm -rf "$tree"
	mkdir "$tree"
	cp -r "$src/src" "$src/kmod" "$src/man" "$src/tests" "$src/docs" \
		"$src/LICENSES" "$src/REUSE.toml" "$tree"
	chmod -R u+w "$tree"
}

# copy_few: what files.sh needs to be content, for it looks at each file for long.
copy_few()
{
	rm -rf "$tree"
	mkdir -p "$tree/src/base" "$tree/tests"
	cp -r "$src/kmod" "$src/LICENSES" "$src/REUSE.toml" "$tree"
	cp -r "$src/tests/emu" "$src/tests/storm" "$tree/tests"
	cp "$src/src/base/util.h" "$tree/src/base"
	cp "$src/tests/build.sh" "$tree/tests"
	chmod -R u+w "$tree"
}

# finds SCRIPT TEXT: the script fails on the spoilt tree, with this line.
finds()
{
	run "$lint/$1" "$tree"
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
	[ "$output" = "$2" ]
}

@test "no file includes what its floor must not know" {
	run "$lint/floors.sh" "$src"
	[ "$output" = '' ]
	[ "$status" -eq 0 ]
}

@test "an include that points upward or sideways is found" {
	copy
	echo '#include "judge/probe.h"' >>"$tree/src/ref/status.c"
	finds floors.sh 'src/ref/status.c (floor 1): includes "judge/probe.h" (floor 3)'
	copy
	echo '#include "judge/facts.h"' >>"$tree/src/read/wire.c"
	finds floors.sh 'src/read/wire.c (floor 3): includes "judge/facts.h" (floor 3)'
	copy
	echo '#include "ref/leaf.c"' >>"$tree/src/judge/probe.c"
	finds floors.sh 'src/judge/probe.c: includes ref/leaf.c, which is no header'
	copy
	echo '#include "probe.h"' >>"$tree/src/judge/probe.c"
	finds floors.sh 'src/judge/probe.c: includes "probe.h", which is in no folder of src/'
	copy
	echo >"$tree/src/novel.c"
	finds floors.sh 'src/novel.c: is in no folder that has a floor in tests/lint/floors.sh'
}

@test "a library outside of its fence is found" {
	local header

	for header in '<netlink/netlink.h>' '<libsmartcols.h>' \
		'<json-c/json.h>' '<zlib.h>' '<argp.h>' \
		'"uapi/tdxctl.h"'; do
		copy
		echo "#include $header" >>"$tree/src/judge/probe.c"
		finds floors.sh "src/judge/probe.c: may not include $header"
	done
}

# object NAME TEXT: compile a line of C to an object of the program.
object()
{
	mkdir -p "$BATS_TEST_TMPDIR/objects/${1%/*}"
	echo "$2" | ${CC:-cc} -w -x c -c - -o "$BATS_TEST_TMPDIR/objects/$1.o"
}

@test "no object uses what its floor must not know, nor one that uses it" {
	run "$lint/symbols.py" "${TDXCTL_BUILDDIR:?}/src"
	[ "$output" = '' ]
	[ "$status" -eq 0 ]
}

@test "objects that use each other, or what stands above or beside, are found" {
	object base/low 'int low; void high(); void low_up(void) { high(); } int stray;'
	object judge/high 'extern int low; void high(void) { low = 1; } int high_side;'
	object read/beside 'extern int high_side; void beside(void) { high_side = 1; }'
	run "$lint/symbols.py" "$BATS_TEST_TMPDIR/objects"
	diff - <(echo "$output") <<-'END'
		base/low (floor 0): uses high of judge/high (floor 3)
		read/beside (floor 3): uses high_side of judge/high (floor 3)
		a circle: base/low, judge/high
		base/low: stray has not the prefix of its file
	END
	[ "$status" -eq 1 ]
}

@test "no MSR and no status stands as a bare number" {
	run "$lint/numbers.py" "$src"
	[ "$output" = '' ]
	[ "$status" -eq 0 ]
}

@test "an MSR or a status that stands as a bare number is found" {
	copy
	echo 'int a = 0x982; /* 0x981 */ const char *b = "0x983";' \
		>>"$tree/src/judge/facts.c"
	line=$(wc -l <"$tree/src/judge/facts.c")
	finds numbers.py "src/judge/facts.c:$line: 0x982 is an MSR: name it"
	copy
	echo 'long a = 0xC000050500000000;' >>"$tree/src/show/table.c"
	line=$(wc -l <"$tree/src/show/table.c")
	finds numbers.py "src/show/table.c:$line: 0xC000050500000000 is a status: name it"
	copy
	echo 'int a = 0xc0000506;' >>"$tree/src/read/file.c"
	line=$(wc -l <"$tree/src/read/file.c")
	finds numbers.py "src/read/file.c:$line: 0xc0000506 is a status: name it"
}

@test "what is read of a CPU is what the helper lets be read" {
	sed -nE 's/^MSR_ROW\(\w+, (0x\w+), .*, READ, .*/msr \1/p
		s/^CPUID_ROW\((0x\w+), ([0-9]+),.*/cpuid \1 \2/p' \
		"$src/src/ref/register.tbl" >"$BATS_TEST_TMPDIR/read"
	sed -nE 's/^\t\{ \.address = (0x\w+).*/msr \1/p
		s/^\t\{ \.leaf = (0x\w+) \}.*/cpuid \1 0/p
		s/^\t\{ \.leaf = (0x\w+), \.first = ([0-9]), \.last = \2 \}.*/cpuid \1 \2/p
		s/^\t\{ \.leaf = (0x\w+), \.last = ([0-9]) \}.*/range \1 \2/p' \
		"$src/kmod/allow.c" | while read -r kind number last; do
		[[ $kind == range ]] || { echo "$kind $number${last:+ $last}"; continue; }
		for ((i = 0; i <= last; i++)); do
			echo "cpuid $number $i"
		done
	done >"$BATS_TEST_TMPDIR/allowed"
	diff "$BATS_TEST_TMPDIR/read" "$BATS_TEST_TMPDIR/allowed"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/read")" -eq 71 ]
}

# message SUBJECT: what is wrong with a commit that has it.
message()
{
	printf '%s\n\nWhy.\n\n%s\n' "$1" \
		"${2-Signed-off-by: A Name <name@example.org>}" >"$BATS_TEST_TMPDIR/m"
	run "$lint/subject.sh" "$BATS_TEST_TMPDIR/m"
}

@test "a commit says where and what, in one line, and is signed off" {
	message 'kmod, tests: wait ten seconds for a CPU that hangs'
	[ "$status" -eq 0 ] && [ "$output" = '' ]
	message "probe: $(printf 'x%.0s' {1..66})"
	[ "$status" -eq 1 ]
	[[ $output == 'longer than 72 characters: probe: x'* ]]
	message 'mend the probe'
	[ "$output" = 'does not begin with an area and a colon: mend the probe' ]
	message 'Probe: mend it'
	[ "$output" = 'does not begin with an area and a colon: Probe: mend it' ]
	message 'probe: mend it.'
	[ "$output" = 'ends like a sentence: probe: mend it.' ]
	message 'probe: mend it' ''
	[ "$output" = 'not signed off: probe: mend it' ]
}

@test "a module that needs more than its directory is found" {
	copy
	echo '#include "../src/util.h"' >>"$tree/kmod/genl.c"
	finds floors.sh 'kmod/genl.c: includes "../src/util.h", which is not in kmod/'
	copy
	echo '#include <linux/version.h>' >>"$tree/kmod/genl.c"
	finds floors.sh 'kmod/genl.c: includes <linux/version.h>, which is for kmod/compat.h'
}

@test "every file has its licence and purpose, and no path of one machine" {
	run "$lint/files.sh" "$src"
	echo "$output"
	[ "$output" = '' ]
	[ "$status" -eq 0 ]
}

@test "files.sh is content with what the next tests spoil" {
	copy_few
	run "$lint/files.sh" "$tree"
	[ "$status" -eq 0 ]
	[ "$output" = '' ]
}

@test "a file without licence, licence text or purpose is found" {
	copy_few
	printf '/* A purpose that is said. */\n' >"$tree/src/base/util.h"
	finds files.sh 'src/base/util.h: no SPDX line'
	copy_few
	printf '// SPDX-License-Identifier: GPL-2.0-or-later\n#define A 1\n' \
		>"$tree/src/base/util.h"
	finds files.sh 'src/base/util.h: does not say its purpose behind the SPDX line'
	copy_few
	rm "$tree/LICENSES/BSD-3-Clause.txt"
	sed -i 1d "$tree/kmod/netlink/tdxctl.yaml"
	sed -i '1i # SPDX-License-Identifier: GPL-2.0-only' \
		"$tree/kmod/netlink/tdxctl.yaml"
	finds files.sh 'kmod/uapi/tdxctl.h: the text of BSD-3-Clause is not in LICENSES/'
}

@test "a program that knows of its tests is found" {
	copy_few
	echo '/* not on tdxemu */' >>"$tree/kmod/hw.c"
	finds files.sh "kmod/hw.c:$(wc -l <"$tree/kmod/hw.c"):/* not on tdxemu */"
}

@test "a helper that writes an MSR or a control register is found" {
	local word

	for word in 'wrmsr(0x3a, 5, 0);' 'native_write_msr(0x3a, 5, 0);' \
		'native_write_cr4(0);' 'outb(1, 0x80);'; do
		copy_few
		echo "$word" >>"$tree/kmod/hw.c"
		finds files.sh "kmod/hw.c:$(wc -l <"$tree/kmod/hw.c"):$word"
	done
}

@test "a path of one machine is found" {
	local place

	for place in home root work; do
		copy_few
		echo "# see /$place/me/notes" >>"$tree/tests/build.sh"
		finds files.sh "tests/build.sh:$(wc -l <"$tree/tests/build.sh"):# see /$place/me/notes"
	done
}
