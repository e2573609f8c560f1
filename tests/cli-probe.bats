#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tdxctl probe where there is no helper: usage, host files, output.

bats_require_minimum_version 1.5.0

setup()
{
	TDXCTL=${TDXCTL:?}
	root=$BATS_TEST_TMPDIR/root
	cp -r "${TDXCTL_SRCDIR:?}/tests/scenarios/root" "$root"
	chmod -R u+w "$root"
	cpu=$root/sys/devices/system/cpu
	absent='tdxctl: probe: helper module is not loaded: no netlink family "tdxctl"'
	hint="hint: load it as root with 'modprobe tdxctl'; tdxctl(8) says how to build it"
}

# probe ARGUMENT...: run on the overlay, with standard error apart.
probe()
{
	run --separate-stderr "$TDXCTL" probe --root "$root" "$@"
}

# usage TEXT ARGUMENT...: refused with 64 and exactly one line.
usage()
{
	local text=$1
	shift

	probe "$@"
	[[ $status == 64 ]]
	[[ -z $output ]]
	[[ $stderr == "tdxctl: probe: $text" ]]
}

@test "without helper: rows say absent, one line says why, exit 2" {
	probe
	[[ $status == 2 ]]
	[[ $stderr == "$absent"$'\n'"$hint" ]]
	[[ ${lines[0]} == 'SEAMCALL was not issued on CPUs 0-7: helper module is not loaded: no netlink family "tdxctl"' ]]
	[[ ${lines[1]} == "CPUS COUNT RESULT STATUS NAME" ]]
	[[ ${lines[2]} == "0-7      8 absent -      -" ]]
	[[ ${#lines[@]} == 3 ]]
}

@test "without helper: JSON is one whole document" {
	probe -j -c 2
	[[ $status == 2 ]]
	diff - <(sed -E 's/("time": )"[^"]*"/\1"T"/; s/("version": )"[^"]*"/\1"V"/' \
		<<<"$output") <<-'END'
	{
	  "schema": "tdxctl.probe/1",
	  "tool": {
	    "name": "tdxctl",
	    "version": "V"
	  },
	  "host": {
	    "hostname": "emulated-host",
	    "kernel": "6.12.0-emulated",
	    "vendor": "tdxctl",
	    "product": "emulated TDX host",
	    "bios": "emulated 1"
	  },
	  "source": "msr",
	  "time": "T",
	  "leaf": {
	    "name": "TDH.SYS.RD",
	    "number": 34,
	    "interface": "module"
	  },
	  "cpus": [
	    {
	      "cpu": 2,
	      "outcome": null,
	      "status": null,
	      "name": null,
	      "class": null,
	      "meaning": null,
	      "errno": null,
	      "regs": null,
	      "cycles": null,
	      "attempts": null,
	      "vmx_entered": null,
	      "vmx_stuck": null,
	      "error": "absent"
	    }
	  ],
	  "groups": [
	    {
	      "cpus": "2",
	      "count": 1,
	      "outcome": null,
	      "status": null,
	      "name": null,
	      "meaning": null,
	      "advice": null
	    }
	  ],
	  "missing": [
	    {
	      "kind": "seamcall",
	      "key": "0x0000000000000022:rdx=0x0a00000300000008",
	      "cpus": "2",
	      "error": "absent"
	    }
	  ]
	}
	END
}

@test "--source msr: no SEAMCALL can be had that way" {
	probe --source msr -o cpus,result --no-headings
	[[ $status == 2 ]]
	[[ $output == "0-7  absent" ]]
	[[ $stderr == "tdxctl: probe: SEAMCALL needs the helper module, which --source msr leaves out" ]]
}

@test "CPU list: malformed, reversed, huge, not present" {
	usage "CPU list 'x': not of the form 0-3,8 or 0-15:2 or all" -c x
	usage "CPU list '': not of the form 0-3,8 or 0-15:2 or all" -c ''
	usage "CPU list '0,': not of the form 0-3,8 or 0-15:2 or all" -c 0,
	usage "CPU list '3-1': ranges ascend, and strides are above 0" -c 3-1
	usage "CPU list '0-7:0': ranges ascend, and strides are above 0" --cpus=0-7:0
	usage "CPU list '0-99999999': CPU numbers are below 8192" -c 0-99999999
	usage "CPUs 8-9: not present on this host" -c 6-9
	usage "CPU list 'ALL': not of the form 0-3,8 or 0-15:2 or all" -c ALL
}

@test "CPU list: ranges, strides, all" {
	probe -c 0-7:3,1 -o cpus --no-headings
	[[ $output == "0-1,3,6" ]]
	echo 0-3 >"$cpu/online"
	probe -o cpus --no-headings
	[[ $output == "0-3" ]]
	probe -c all -o cpus --no-headings
	[[ $output == "0-7" ]]
}

@test "leaf: unknown, malformed" {
	usage "unknown leaf 'TDH.NOPE'" --leaf TDH.NOPE
	usage "unknown leaf ''" --leaf ''
	usage "unknown leaf '0x'" --leaf 0x
	usage "unknown leaf '99999999999999999999'" --leaf 99999999999999999999
	usage "unknown leaf '-1'" --leaf=-1
}

@test "leaf: by name and number, in the document" {
	local leaf

	for leaf in TDH.SYS.RD tdh.sys.rd 34 0x22; do
		probe -j --leaf "$leaf"
		[[ $(jq -r .leaf.name <<<"$output") == TDH.SYS.RD ]]
		[[ $(jq -r '.missing[0].key' <<<"$output") == 0x0000000000000022 ]]
	done
	probe -j --arg rdx=0x10 --arg RCX=1
	[[ $(jq -r '.missing[0].key' <<<"$output") == 0x0000000000000022:rcx=0x0000000000000001:rdx=0x0000000000000010 ]]
}

@test "--arg: unknown register, bad value" {
	usage "'rsi=1' is not REG=VALUE with REG one of rcx, rdx, r8, r9" --arg rsi=1
	usage "'rdx' is not REG=VALUE with REG one of rcx, rdx, r8, r9" --arg rdx
	usage "'' is not REG=VALUE with REG one of rcx, rdx, r8, r9" --arg ''
	usage "--arg rdx: '' is not a 64-bit number" --arg rdx=
	usage "--arg rdx: '0x1g' is not a 64-bit number" --arg rdx=0x1g
	usage "--arg rdx: '0x10000000000000000' is not a 64-bit number" --arg rdx=0x10000000000000000
	usage '--arg rdx: given more than once' --arg rdx=1 --arg RDX=1
	usage "--arg rdx: '-1' is not a 64-bit number" --arg rdx=-1
}

@test "columns: unknown, empty, of two tables, with --json" {
	local hint="hint: 'tdxctl probe --help' lists the columns"

	usage "unknown column 'nope'
$hint" -o cpus,nope
	usage "unknown column ''
$hint" -o ''
	usage "unknown column ''
$hint" -o cpus,
	usage "columns 'cpus,cpu' are not all of one table" -o cpus,cpu
	usage "--output and --no-headings are for text, not for --json" -j -o cpus
	usage "--output and --no-headings are for text, not for --json" -j --no-headings
}

@test "--enter-vmx: force or nothing" {
	usage "'yes' is not a choice for --enter-vmx: force" --enter-vmx=yes
	usage "'' is not a choice for --enter-vmx: force" --enter-vmx=
	usage "unexpected operand 'force'" --enter-vmx force
	probe --enter-vmx -q
	[[ $status == 2 ]]
	probe --enter-vmx=force -q
	[[ $status == 2 ]]
}

@test "words: --source and --color" {
	usage "'maybe' is not a choice for --source: auto|helper|msr" --source maybe
	usage "'sometimes' is not a choice for --color: auto|always|never" --color sometimes
}

@test "an operand and an unknown option are refused" {
	usage "unexpected operand 'foo'" foo
	probe --nope
	[[ $status == 64 ]]
	[[ -z $output ]]
	[[ ${stderr_lines[0]} == "tdxctl probe: unrecognized option '--nope'" ]]
	probe --cpus
	[[ $status == 64 ]]
}

@test "options may stand before and after one another" {
	run --separate-stderr "$TDXCTL" probe -o cpus --root "$root" --no-headings -c 1
	[[ $output == 1 ]]
}

@test "-q: the exit status alone" {
	probe -q
	[[ $status == 2 && -z $output && -z $stderr ]]
	probe -q -j
	[[ $status == 2 && -z $output && -z $stderr ]]
}

@test "--debug tells which source was asked" {
	probe --debug -c 0
	[[ ${stderr_lines[0]} == "tdxctl: probe: debug: source helper: 2 keys on 1 CPUs" ]]
}

@test "--output-file: whole, and nothing on standard output" {
	probe -j --output-file "$BATS_TEST_TMPDIR/doc"
	[[ $status == 2 && -z $output ]]
	[[ $(jq -r .schema "$BATS_TEST_TMPDIR/doc") == tdxctl.probe/1 ]]
	[[ $(stat -c %a "$BATS_TEST_TMPDIR/doc") == "$(printf %o $((0666 & ~0$(umask))))" ]]
}

@test "--output-file: an old file stays if the new one cannot be written" {
	mkdir "$BATS_TEST_TMPDIR/dir"
	probe --output-file "$BATS_TEST_TMPDIR/none/doc"
	[[ $status == 2 ]]
	[[ ${stderr_lines[2]} == "tdxctl: probe: $BATS_TEST_TMPDIR/none/doc: cannot write: No such file or directory" ]]
	probe --output-file "$BATS_TEST_TMPDIR/dir"
	[[ $status == 2 ]]
	[[ $(find "$BATS_TEST_TMPDIR" -name '*.??????' | wc -l) == 0 ]]
}

@test "standard output that is full is said" {
	run --separate-stderr bash -c '"$1" probe --root "$2" >/dev/full' - "$TDXCTL" "$root"
	[[ $status == 2 ]]
	[[ ${stderr_lines[2]} == "tdxctl: probe: standard output: cannot write: No space left on device" ]]
}

@test "colors: never into a pipe, always if asked, NO_COLOR respected" {
	probe
	[[ $output != *$'\e'* ]]
	probe --color always
	[[ $output == *$'\e[1;33m'* ]]
	NO_COLOR=1 probe --color auto
	[[ $output != *$'\e'* ]]
	probe --color never
	[[ $output != *$'\e'* ]]
}

# host_file_fails TEXT ERROR: the CPU list cannot be had; a line names the file,
# and the document says that it is missing.
host_file_fails()
{
	probe
	[[ $status == 2 ]]
	[[ $output == "SEAMCALL was not issued: no CPU to read" ]]
	[[ $stderr == "tdxctl: probe: $cpu/present: cannot read the list of CPUs: $1" ]]
	probe -j
	[[ $status == 2 ]]
	[[ $(jq -c '[.cpus, .groups, .missing]' <<<"$output") == \
		'[[],[],[{"kind":"file","key":"/sys/devices/system/cpu/present","cpus":"","error":"'"$2"'"}]]' ]]
}

@test "host files: missing, FIFO, directory, too long, NUL, nonsense" {
	rm "$cpu/present"
	host_file_fails "No such file or directory" absent
	usage "CPU list '3-1': ranges ascend, and strides are above 0" -c 3-1
	mkfifo "$cpu/present"
	host_file_fails "Invalid argument" io
	rm "$cpu/present"
	mkdir "$cpu/present"
	host_file_fails "Invalid argument" io
	rmdir "$cpu/present"
	head -c 40000 /dev/zero | tr '\0' 1 >"$cpu/present"
	host_file_fails "File too large" io
	printf '0-7\0' >"$cpu/present"
	host_file_fails "Invalid argument" io
	echo "zero to seven" >"$cpu/present"
	host_file_fails "Invalid argument" io
	ln -sf /dev/zero "$cpu/present"
	host_file_fails "No such file or directory" absent
}

@test "host files: identity that is not there is null" {
	rm -r "$root/sys/class/dmi" "$root/proc"
	probe -j
	[[ $(jq -c .host <<<"$output") == '{"hostname":null,"kernel":null,"vendor":null,"product":null,"bios":null}' ]]
}

@test "host files: control characters do not get through" {
	printf 'a\033[31mb\n' >"$root/sys/class/dmi/id/sys_vendor"
	probe -j
	[[ $(jq -r .host.vendor <<<"$output") == 'a?[31mb' ]]
}

@test "nohz_full says (null), padded, for none" {
	echo "  (null)" >"$cpu/nohz_full"
	echo >"$cpu/isolated"
	probe -o cpus --no-headings
	[[ $output == 0-7 ]]
}

@test "tdxctl: no command, unknown command, version, lists" {
	run --separate-stderr "$TDXCTL"
	[[ $status == 64 && -z $output ]]
	[[ ${stderr_lines[0]} == "tdxctl: no command given" ]]
	run --separate-stderr "$TDXCTL" frobnicate
	[[ $status == 64 && -z $output ]]
	[[ ${stderr_lines[0]} == "tdxctl: unknown command 'frobnicate'" ]]
	run --separate-stderr "$TDXCTL" --version
	[[ $status == 0 && $output == "tdxctl $(<"$TDXCTL_SRCDIR/kmod/VERSION")" ]]
	run --separate-stderr "$TDXCTL" --list-cmds
	[[ $output == $'check\nprobe\nkeyid\nvmx\ndecode\nsnapshot' ]]
}
