#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The manual pages, the completion and --help say the same, and it is true.

bats_require_minimum_version 1.5.0

setup()
{
	TDXCTL=${TDXCTL:?}
	src=${TDXCTL_SRCDIR:?}
	man=${TDXCTL_BUILDDIR:?}/man
	PATH=$(dirname "$TDXCTL"):$PATH
	cd "$BATS_TEST_TMPDIR"
}

commands()
{
	"$TDXCTL" --list-cmds
}

pages()
{
	printf '%s\n' "$man"/*.[578]
}

# plain: roff text without its escapes and font macros.
plain()
{
	sed -E 's/\\f[BIRP]//g; s/\\-/-/g; s/\\\(aq/'\''/g; s/\\e$/\\/; s/\\&//g
		s/^\.[BI][BIR]? //'
}

# section PAGE NAME: from .SH NAME to the next one.
section()
{
	awk -v name=".SH $2" '/^\.SH /{on = $0 == name; next} on' "$1"
}

# subsection PAGE NAME
subsection()
{
	awk -v name=".SS $2" '/^\.S[SH] /{on = $0 == name; next} on' "$1"
}

# tags: what a .TP introduces.
tags()
{
	awk '/^\.TP$/{getline; print}' | plain
}

# same A B: two texts, with their difference if they differ.
same()
{
	diff <(printf '%s\n' "$1") <(printf '%s\n' "$2")
}

# help_options [COMMAND]: "-c, --cpus=LIST", one per line.
help_options()
{
	"$TDXCTL" "$@" --help |
		sed -nE 's/^ {2,6}(-[^ ](, --[^ ]+)?|--[^ ]+)( .*)?$/\1/p' | sort
}

# help_columns COMMAND HEADING
help_columns()
{
	"$TDXCTL" "$1" --help | sed -n "/^$2:\$/,/^\$/s/^  \([^ ]*\) .*/\1/p" |
		sort -u
}

@test "every command has a page, and every page a command" {
	same "$(commands | sort)" \
		"$(pages | sed -n 's|.*/tdxctl-\([^/]*\)\.8$|\1|p' | sort)"
	same "$(commands | sort)" \
		"$(section "$man/tdxctl.8" COMMANDS | tags | sort)"
}

@test "pages and --help name the same options with the same arguments" {
	local command

	same "$(help_options)" \
		"$(section "$man/tdxctl.8" OPTIONS | tags | sort)"
	for command in $(commands); do
		same "$(help_options "$command")" \
			"$(section "$man/tdxctl-$command.8" OPTIONS | tags | sort)"
	done
}

@test "pages and --help name the same columns" {
	local command heading count=0

	for command in $(commands); do
		while read -r heading; do
			same "$(help_columns "$command" "$heading")" \
				"$(subsection "$man/tdxctl-$command.8" "$heading" |
					tags | tr -d '",' | tr ' ' '\n' |
					grep . | sort -u)"
			count=$((count + 1))
		done < <("$TDXCTL" "$command" --help |
			sed -n 's/^\(Columns.*\):$/\1/p')
	done
	[ "$count" -ge 3 ]
}

@test "--list-opts and --help name the same options" {
	local command

	for command in $(commands); do
		same "$(help_options "$command" | grep -o -- '--[a-z-]*' |
			grep -vxE -- '--(help|usage|version)' | sort)" \
			"$("$TDXCTL" --list-opts "$command" | sort)"
	done
}

@test "every exit status of the program stands in every page about it" {
	local page statuses

	statuses=$(sed -nE 's/^\tEXIT_[A-Z_]+ = ([0-9]+),.*/\1/p' "$src/src/base/exit.h")
	[ "$(wc -w <<<"$statuses")" -ge 4 ]
	for page in "$man"/*.8; do
		same "$statuses" "$(section "$page" 'EXIT STATUS' | tags)"
	done
}

@test "every JSON member stands in the page of its command" {
	local command word

	for command in $(commands); do
		for word in $(jq -r '[.. | .properties? | objects | keys[]] |
			unique[]' "$src/docs/schema/$command-1.json"); do
			cat "$man"/tdxctl.8 "$man/tdxctl-$command".[58] |
				grep -qw -- "$word" || {
				echo "$command: nothing about $word"
				return 1
			}
		done
	done
}

@test "pages carry the program's version" {
	local page

	for page in $(pages); do
		grep -qF "\"$("$TDXCTL" --version)\"" "$page"
		same '' "$(grep '@' "$page")"
	done
}

@test "pages mention no page that does not exist" {
	local name

	for name in $(cat "$man"/*.[578] | plain | grep -oE 'tdxctl-[a-z]+ ?\([578]\)' |
		tr -d ' '); do
		[ -e "$man/${name%(*}.${name: -2:1}" ] || {
			echo "no page $name"
			return 1
		}
	done
}

@test "groff has nothing to say about the pages" {
	local page

	command -v groff >/dev/null || skip 'groff is not installed'
	for page in $(pages); do
		same '' "$(groff -man -ww -z "$page" 2>&1)"
	done
}

@test "mandoc finds no error in the pages" {
	command -v mandoc >/dev/null || skip 'mandoc is not installed'
	mandoc -T lint -W error "$man"/*.[578]
}

# examples PAGE: "MARK" and the lines of each example, ended by a form feed.
examples()
{
	awk '
	/^\.\\" (run|scenario|fake|json|ynl|not run)/ { mark = substr($0, 5); next }
	/^\.EX$/ { print mark; mark = "no mark"; on = 1; next }
	/^\.EE$/ { print "\f"; on = 0 }
	on' "$1" | plain
}

words()
{
	tr -s '[:space:]' ' ' | sed 's/^ //; s/ $//'
}

# What a scenario's expected output shows on standard output.
shown_by_scenario()
{
	sed '/^stderr: /d; /^exit status: /d' \
		"$src/tests/scenarios/expected/$1"
}

# shown_by_fake HOST COMMAND: what a host made up of registers gives.
shown_by_fake()
{
	# shellcheck source=fake/host.bash
	. "$src/tests/fake/host.bash"
	fake_host "$1"
	bash -c "${2/tdxctl $(cut -d' ' -f2 <<<"$2")/\
		$TDXCTL_FAKE $(cut -d' ' -f2 <<<"$2") --source msr --root root}" ||
		true
}

# try_example MARK COMMAND: prints what the page should show.
try_example()
{
	local status=0

	case $1 in
	'run, exit '*)
		bash -c "$2" || status=$?
		[[ $status == "${1##* }" ]] || echo "exit status $status"
		;;
	scenario*) shown_by_scenario "${1#* }.txt" ;;
	fake*) shown_by_fake "${1#* }" "$2" ;;
	json*)
		[[ $2 == 'tdxctl probe -j | '* ]] || echo 'no command for JSON'
		shown_by_scenario "${1#* }.json" | bash -c "${2#*| }"
		;;
	ynl | 'not run'*) ;;
	*) echo "an example is not marked" ;;
	esac
}

@test "the examples of the pages give what the pages show" {
	local page mark example line count=0

	for page in $(pages); do
		while IFS= read -r mark && IFS= read -r -d $'\f' example; do
			read -r line || true
			count=$((count + 1))
			[[ $mark != ynl && $mark != 'not run'* ]] || continue
			line=${example%%$'\n'*}
			same "$(words <<<"${example#*$'\n'}")" \
				"$(try_example "$mark" "${line#[#$] }" | words)"
		done < <(examples "$page")
	done
	[ "$count" -ge 8 ]
}

# readme_block TEXT: the first indented block behind the line that holds TEXT.
readme_block()
{
	awk -v text="$1" 'index($0, text) { on = 1; next }
		on && /^    / { seen = 1; print substr($0, 5); next }
		seen && /^$/ { print; next }
		seen { exit }' "$src/README.md" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
}

@test "the README shows what the program prints" {
	local block

	block=$(readme_block '**emulated** host `one-cpu-deviates`')
	same "$(shown_by_scenario one-cpu-deviates.txt)" "$block"
	block=$(readme_block '**emulated** host `packages-disagree`')
	same "$(shown_by_scenario packages-disagree.check.txt)" "$block"
	block=$(readme_block '`tdxctl keyid` shows how')
	same "$(shown_by_fake divided 'tdxctl keyid')" "$block"
	block=$(readme_block '`tdxctl decode` needs neither helper')
	same "$(tdxctl decode 0xc000010000000045)" \
		"$(grep -v '^\$ ' <<<"$block")"
	block=$(grep '^    sudo tdxctl probe -j | ' "$src/README.md")
	same "$(readme_block 'On the emulated host `packages-disagree`')" \
		"$(shown_by_scenario packages-disagree.json |
			bash -c "${block#*| }")"
}

@test "the README has every error of the program with its cure" {
	python3 "$src/tests/lint/messages.py" "$src"
}

# complete_words WORD...: what is offered for the last word.
complete_words()
{
	# shellcheck source=/dev/null
	. "$src/completions/tdxctl.bash"
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	_tdxctl "$TDXCTL"
	printf '%s\n' "${COMPREPLY[@]}" | sort
}

@test "completion offers the commands" {
	same "$(commands | sort)" "$(complete_words tdxctl '' | grep -v '^-')"
	same decode "$(complete_words tdxctl dec)"
}

@test "completion offers exactly the options of --help" {
	local command

	same "$(help_options | grep -o -- '--[a-z-]*' | sort)" \
		"$(complete_words tdxctl --)"
	for command in $(commands); do
		same "$(help_options "$command" | grep -o -- '--[a-z-]*' | sort)" \
			"$(complete_words tdxctl "$command" --)"
		same "$(help_options "$command" | grep -o -- '--[a-z-]*' | sort)" \
			"$(complete_words tdxctl "$command" --json --)"
	done
}

@test "completion offers the choices of --help" {
	local command option

	for command in $(commands); do
		for option in $(help_options "$command" |
			grep -oE -- '--[a-z-]+=[a-z]+(\|[a-z-]+)+'); do
			same "$(tr '|' '\n' <<<"${option#*=}" | sort)" \
				"$(complete_words tdxctl "$command" "${option%%=*}" '')"
			same "$(tr '|' '\n' <<<"${option#*=}" | sort)" \
				"$(complete_words tdxctl "$command" "${option%%=*}" =)"
		done
	done
	same always "$(complete_words tdxctl probe --color = al)"
	same force "$(complete_words tdxctl probe --enter-vmx =)"
	same force "$(complete_words tdxctl probe --enter-vmx = fo)"
	same --json "$(complete_words tdxctl probe --enter-vmx --js)"
}

@test "completion offers files and directories where they belong" {
	mkdir some-dir
	touch some-file
	same $'some-dir\nsome-file' \
		"$(complete_words tdxctl probe --output-file some-)"
	same some-dir "$(complete_words tdxctl probe --root some-)"
	same some-dir "$(complete_words tdxctl probe --root = some-)"
	same '' "$(complete_words tdxctl probe --cpus '')"
}

@test "header, YAML and page say the same about the netlink family" {
	python3 -c 'import yaml' || skip 'python3-yaml is not installed'
	python3 "$src/tests/lint/netlink.py" "$src/kmod" \
		"$man/tdxctl-netlink.7"
}

@test "the YAML is valid by the kernel's schema" {
	local cache schema

	cache=${TDXCTL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tdxctl}
	schema=$cache/source/Documentation/netlink/genetlink.yaml
	python3 -c 'import jsonschema, yaml' ||
		skip 'python3-jsonschema and python3-yaml are not installed'
	[ -e "$schema" ] ||
		skip "no kernel source: tests/vm/source.sh fetches it"
	python3 -c '
import jsonschema, sys, yaml
spec, schema = (yaml.safe_load(open(name)) for name in sys.argv[1:])
jsonschema.validate(spec, schema)
' "$src/kmod/netlink/tdxctl.yaml" "$schema"
}
