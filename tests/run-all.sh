#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs every suite of the project and counts what passed over all of them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
# shellcheck source=vm/common.sh
. "$here/vm/common.sh"
# shellcheck source=item.bash
. "$here/item.bash"

# One after another, while the kernels are fetched and the debug one is built.
suites=(shellcheck checkpatch commits gcc clang sanitizers install distcheck packages
	modules-6.1 modules-6.12 modules-backports modules-rt modules-judge
	modules-debug)

# Then these, the longest first, as many at a time as there are processors: a
# machine whose tests run one by one keeps one processor busy.
machines=(vm-debug bochs vm-6.12 debian-13 vm-backports judge vm-6.1 vm-rt fuzz
	judge-debug machine)

# These run if they are named, and only then: they take long, and need root.
by_name=(packages-roots)

# Tests that may be skipped: extended regular expressions over TAP lines.
# Nothing else may be, since check installs all that the tests want.
no_bochs='# SKIP no Bochs in this distribution'
no_debian_13='# SKIP no Debian 13 can be had here'
may_skip=("$no_bochs\$" "$no_debian_13: (not root|mounting is not permitted|\
no debootstrap in this distribution)\$"
	'# SKIP no kernel [^ ]+ is offered here$'
	'# SKIP no package linux-source is offered$'
	"# SKIP no archive of Debian among this machine's sources\$"
	'# SKIP no mount namespaces here$'
	'# SKIP no history of commits here$'
	'# SKIP todo: ')

jobs=$(nproc)
work='' total_passed=0 total_failed=0 total_skipped=0 broken=0

usage()
{
	cat <<'END'
Usage: run-all.sh [--work DIR] [SUITE...]
       run-all.sh --list
Runs the suites named, or all but packages-roots. Logs are in DIR/log. The last line counts.
END
}

# has NAME SCRIPT WORD...: whether a script of tests/vm has fetched what a suite
# needs. If not, the suite is one point: skipped if it is offered nowhere, failed
# if fetching or building it went wrong.
has()
{
	local name=$1 script=$2 output status=0
	shift 2

	output=$("$here/vm/$script" "$@" 2>&1 >/dev/null) || status=$?
	((status)) || return 0
	if ((status == vm_unavailable)); then
		output=${output##*$'\n'}
		echo "ok 1 $name # SKIP ${output#*: }"
	else
		echo "not ok 1 $name: $script $* failed"
		printf '%s\n' "$output" | sed 's/^/# /'
	fi
	return 1
}

# Files that belong to the project: not what autotools or editors leave.
project_files()
{
	(cd "$top" && find . \( -name .git -o -name build-aux -o \
		-name autom4te.cache \) -prune -o -type f ! -name configure \
		! -name 'config.*' ! -name '*~' "$@" -printf '%P\n' | sort)
}

scripts()
{
	local file line

	while read -r file; do
		IFS= read -r line <"$top/$file" || true
		case $line in
		'#!'*bash | '#!'*/sh | '#!'*' sh' | '#!'*bats) echo "$file" ;;
		esac
	done < <(project_files)
	project_files -name '*.bash'
	project_files -path ./tests/vm/common.sh
}

# In bats, run sets variables behind shellcheck's back, hands scripts to other
# shells, and lives in subshells; a cd that fails
# ends the test. What a library sets is used by those who load it.
shellcheck_ignores()
{
	case $1 in
	*.bats) echo SC2016,SC2030,SC2031,SC2154,SC2164 ;;
	*.bash) echo SC2034 ;;
	*) echo SC1000 ;;
	esac
}

suite_shellcheck()
{
	local file status=0

	cd "$top"
	while read -r file; do
		item "$file" shellcheck -x --source-path=SCRIPTDIR \
			-e "$(shellcheck_ignores "$file")" "$file" || status=1
	done < <(scripts | sort -u)
	return "$status"
}

# checkpatch speaks for code inside the newest kernel; two rules of it cannot hold
# outside: the floor has to be compared with somewhere, as an #if on its own, and
# kzalloc_obj() is newer than the floor.
checkpatch_ignores()
{
	case $1 in
	kmod/compat.h) echo LINUX_VERSION_CODE,CONSTANT_COMPARISON ;;
	*) echo ALLOC_WITH_SIZEOF ;;
	esac
}

suite_checkpatch()
{
	local file status=0 source

	has checkpatch source.sh || return 0
	source=$("$here/vm/source.sh")
	cd "$top"
	while read -r file; do
		item "$file" "$source/scripts/checkpatch.pl" --no-tree \
			--strict --terse --no-summary -q \
			--ignore "$(checkpatch_ignores "$file")" \
			-f "$file" || status=1
	done < <(project_files \( -path './kmod/*' -o -path './tests/emu/*' \) \
		-name '*.[chS]')
	return "$status"
}

# The commits from this one on; those before have longer subjects.
first_commit=545e6fe

# A tarball has no history, and a shallow clone not all of it.
suite_commits()
{
	local commit status=0

	cd "$top"
	git rev-parse -q --verify "$first_commit^{commit}" >/dev/null 2>&1 || {
		echo 'ok 1 commits # SKIP no history of commits here'
		return 0
	}
	while read -r commit; do
		git log -1 --format=%B "$commit" >"$work/message"
		item "$commit" "$here/lint/subject.sh" "$work/message" || status=1
	done < <(git log --no-merges --reverse --format=%h "$first_commit..HEAD")
	return "$status"
}

# build_and_check DIR MAKE-ARGUMENT CONFIGURE-ARGUMENT...: the machines are suites
# of their own.
build_and_check()
{
	local dir=$work/$1 argument=$2
	shift 2

	rm -rf "$dir"
	item "builds without a warning" "$here/build.sh" "$dir" \
		--enable-werror --disable-vm-tests "$@" || return
	make -s -C "$dir" -j"$jobs" check "$argument" ||
		{ why_failed "$dir"; return 1; }
}

suite_gcc()
{
	build_and_check gcc V=0 CC=gcc
}

suite_clang()
{
	rm -rf "$work/clang"
	item "builds without a warning" "$here/build.sh" "$work/clang" \
		--enable-werror CC=clang
}

suite_sanitizers()
{
	local tests

	# What is about documents and sources runs no more of the program.
	tests=$(cd "$top" && echo tests/cli-*.bats)
	build_and_check sanitizers "bats_tests=$tests" --enable-sanitizers \
		CC=gcc
}

program()
{
	"$here/build.sh" "$work/gcc" >&2
	"$here/build.sh" --program "$work/gcc"
}

installed_version()
{
	[[ $("$1" --version) == tdxctl\ * ]]
}

left_over()
{
	local found

	found=$(find "$1" -type f -o -type l)
	[[ -z $found ]] || { echo "$found"; return 1; }
}

# Where modprobe looks: under the name that uname -r will have.
modules_are_installed()
{
	local kernel release

	for kernel; do
		release=$(<"$kernel/release")
		grep -aq "^vermagic=$release " < <(tr '\0' '\n' \
			<"$work/dest/lib/modules/$release/updates/tdxctl.ko") ||
			return
	done
}

# Two kernels of those that are offered, whichever they are.
install_modules()
{
	local flavour kernels=()

	for flavour in 6.1 6.12 backports; do
		((${#kernels[@]} < 2)) || break
		! has "modules for Linux $flavour" kernel.sh "$flavour" ||
			kernels+=("$("$here/vm/kernel.sh" "$flavour")")
	done
	((${#kernels[@]})) || return 0
	rm -rf "$work/with-kbuild"
	item 'helper modules build in one tree' "$here/build.sh" \
		"$work/with-kbuild" --disable-vm-tests \
		--with-kbuild="$(IFS=,; echo "${kernels[*]/%//build}")" || return
	item 'make install' make -s -C "$work/with-kbuild" install \
		DESTDIR="$work/dest" || return
	item 'modules lie where the kernels look' modules_are_installed \
		"${kernels[@]}"
	item 'make uninstall' make -s -C "$work/with-kbuild" uninstall \
		DESTDIR="$work/dest"
	item 'nothing is left of them' left_over "$work/dest"
}

suite_install()
{
	local dest=$work/dest

	program >/dev/null
	rm -rf "$dest"
	item 'make install' make -s -C "$work/gcc" install DESTDIR="$dest" ||
		return
	item 'the installed program runs' installed_version \
		"$dest/usr/local/sbin/tdxctl"
	item 'its manual page is installed' test -s \
		"$dest/usr/local/share/man/man8/tdxctl.8"
	item 'make uninstall' make -s -C "$work/gcc" uninstall DESTDIR="$dest"
	item 'nothing is left' left_over "$dest"
	install_modules
}

suite_distcheck()
{
	program >/dev/null
	item 'make distcheck' make -s -C "$work/gcc" -j"$jobs" distcheck \
		AM_DISTCHECK_CONFIGURE_FLAGS=--disable-vm-tests ||
		{ why_failed "$work"/gcc/tdxctl-*/_build/sub; return 1; }
}

suite_packages()
{
	"$here/packages.sh" --work "$work/packages"
}

suite_packages-roots()
{
	"$here/packages-roots.sh" --work "$work/packages-roots"
}

modules()
{
	local how='W=1 and sparse'

	has "modules-$1" kernel.sh "$1" || return 0
	"$here/vm/build-modules.sh" --has-sparse "$1" || how='W=1'
	item "kmod and emulator for $1, $how, no warning" \
		"$here/vm/build-modules.sh" --sparse "$1" "$work/vm-$1/modules"
}

suite_modules-6.1() { modules 6.1; }
suite_modules-6.12() { modules 6.12; }
suite_modules-backports() { modules backports; }
suite_modules-rt() { modules rt; }
suite_modules-judge() { modules judge; }
suite_modules-debug() { modules debug; }

suite_fuzz()
{
	item 'a minute of fuzzing finds nothing in the reader of snapshots' \
		"$here/fuzz/run.sh" --seconds 60
}

suite_machine()
{
	has machine kernel.sh 6.12 || return 0
	bats --tap "$here/vm/klog-check.bats" "$here/vm/machine.bats"
}

machine()
{
	has "vm-$1" kernel.sh "$1" && has "vm-$1" source.sh || return 0
	"$here/vm/run-suite.sh" --work "$work/vm-$1" "$1" "$(program)"
}

suite_vm-6.1() { machine 6.1; }
suite_vm-6.12() { machine 6.12; }
suite_vm-backports() { machine backports; }
suite_vm-rt() { machine rt; }
suite_vm-debug() { machine debug; }

# judged NAME KERNEL HOST...: what Linux's own TDX code says, all hosts if none.
judged()
{
	local name=$1 kernel=$2
	shift 2

	has "$name" source.sh && has "$name" kernel.sh "$kernel" || return 0
	"$here/judge/run-suite.sh" --work "$work/$name" --kernel "$kernel" \
		"$(program)" "$@"
}

# The debug kernel for what only it can find: locks, memory, sleeping.
suite_judge() { judged judge judge; }
suite_judge-debug() { judged judge-debug debug healthy update-fails hotplug; }

# Not a skip where it could be installed: then it has to be.
suite_bochs()
{
	if ! command -v bochs >/dev/null &&
		[[ $(apt-cache policy bochs) != *'Candidate: '[0-9]* ]]; then
		echo "ok 1 real VMX $no_bochs"
		echo '1..1'
		return
	fi
	has bochs kernel.sh --kvm 6.12 || return 0
	has 'Linux on real VMX' kernel.sh judge || return 0
	"$here/bochs/run-suite.sh" --work "$work/bochs" "$(program)"
}

suite_debian-13()
{
	local reason

	reason=$("$here/debian-13.sh" --why-not)
	if [[ -n $reason ]]; then
		echo "ok 1 Debian 13 $no_debian_13: $reason"
		echo '1..1'
		return
	fi
	"$here/debian-13.sh"
}

# Points of TAP and of Automake's parallel harness.
count()
{
	grep -cE "$1" "$2" || true
}

skipped_lines()
{
	grep -aE '^ok .*# (SKIP|skip)|^SKIP: ' "$1"
}

unexpected_skips()
{
	local allowed

	allowed=$(IFS='|'; echo "${may_skip[*]}")
	skipped_lines "$1" | grep -vE "${allowed:-^\$}"
}

# Each failed point with the end of what it said, which is where the fault is.
failed_lines()
{
	awk '
	function flush(i, from) {
		from = n > 40 ? n - 40 : 0
		for (i = from; i < n; i++)
			print said[i]
		n = 0
	}
	/^(not ok|FAIL: |ERROR: |XPASS: )/ { flush(); print; bad = any = 1; next }
	/^(ok|PASS: |SKIP: )/ { flush(); bad = 0 }
	bad { said[n++] = $0 }
	END { flush(); exit !any }
	' "$1" || tail -n 20 "$1"
}

# A suite that fails without a failed point, or has no point, is one by itself.
judge()
{
	local name=$1 status=$2 log=$3 seconds=$4 passed failed skipped

	skipped=$(skipped_lines "$log" | wc -l || true)
	passed=$(($(count '^(ok |PASS: |XFAIL: )' "$log") - $(count \
		'^ok .*# (SKIP|skip)' "$log")))
	failed=$(count '^(not ok |FAIL: |ERROR: |XPASS: )' "$log")
	if ((failed == 0 && (status || passed + skipped == 0))); then
		failed=1
	fi
	printf '%-14s %4d passed, %d failed, %d skipped  %4d s\n' "$name" \
		"$passed" "$failed" "$skipped" "$seconds"
	((failed == 0)) || { failed_lines "$log"; echo "see $log"; }
	if unexpected_skips "$log"; then
		echo "$name: these tests could run and must"
		broken=1
	fi
	total_passed=$((total_passed + passed))
	total_failed=$((total_failed + failed))
	total_skipped=$((total_skipped + skipped))
}

run_suite()
{
	local name=$1 log=$work/log/$1.log begin=$SECONDS status=0

	# In the background, because there errexit still counts within.
	"suite_$name" >"$log" 2>&1 </dev/null &
	wait $! || status=$?
	judge "$name" "$status" "$log" "$((SECONDS - begin))"
}

# Waits for whichever machine ends first.
finish_one()
{
	local pid='' status=0 name

	wait -n -p pid "${!running[@]}" || status=$?
	name=${running[$pid]}
	unset "running[$pid]"
	judge "$name" "$status" "$work/log/$name.log" \
		"$((SECONDS - began[pid]))"
}

run_machines()
{
	local name
	local -A running=()
	local -a began=()

	program >"$work/log/program.log" 2>&1 || true
	for name in "${machines[@]}"; do
		((${#running[@]} < jobs)) || finish_one
		"suite_$name" >"$work/log/$name.log" 2>&1 </dev/null &
		running[$!]=$name
		began[$!]=$SECONDS
	done
	while ((${#running[@]})); do
		finish_one
	done
}

# Kernels are fetched and built while the program is compiled and tested. What
# cannot be had is said by the suite that needs it.
prepare_kernels()
{
	local flavour

	for flavour in 6.1 6.12 backports rt judge debug; do
		case " ${suites[*]} ${machines[*]} " in
		*[-\ ]"$flavour "*)
			nice "$here/vm/kernel.sh" "$flavour" || true ;;
		esac
	done >"$work/log/kernels.log" 2>&1
}

# Keeps of the two lists what was asked for.
choose()
{
	local name all=" ${suites[*]} ${machines[*]} ${by_name[*]} "

	for name; do
		[[ $all == *" $name "* ]] || { usage >&2; exit 64; }
	done
	all=" $* "
	for name in "${!suites[@]}"; do
		[[ $all == *" ${suites[name]} "* ]] || unset "suites[name]"
	done
	for name in "${!machines[@]}"; do
		[[ $all == *" ${machines[name]} "* ]] || unset "machines[name]"
	done
	for name in "${by_name[@]}"; do
		[[ $all != *" $name "* ]] || suites+=("$name")
	done
}

parse()
{
	while (($#)); do
		case $1 in
		--work) work=$2; shift ;;
		--list) printf '%s\n' "${suites[@]}" "${machines[@]}" "${by_name[@]}"; exit 0 ;;
		--help) usage; exit 0 ;;
		-*) usage >&2; exit 64 ;;
		*) break ;;
		esac
		shift
	done
	((!$#)) || choose "$@"
}

main()
{
	local name kernels

	parse "$@"
	if [[ -z $work ]]; then
		work=$(mktemp -d)
		trap 'rm -rf "$work"' EXIT
	fi
	mkdir -p "$work/log"
	prepare_kernels &
	kernels=$!
	for name in "${suites[@]}"; do
		run_suite "$name"
	done
	((!${#machines[@]})) || run_machines
	wait "$kernels"
	printf '%d passed, %d failed, %d skipped\n' "$total_passed" \
		"$total_failed" "$total_skipped"
	((total_failed == 0 && broken == 0))
}

main "$@"
