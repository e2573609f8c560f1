#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Load and hostility at full length, on every kernel, and the page that says so.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

# The debug kernel takes ten times as long for everything.
messages=1000000 debug_messages=100000 seconds=600 seed=$(date +%s)
work='' document='' flavours=(6.12 backports 6.1 debug) failed=0

usage()
{
	cat <<'END'
Usage: stress.sh [OPTION...] --work DIR PROGRAM
  --messages N        for each kernel (default 1000000)
  --debug-messages N  for the debug kernel (default 100000)
  --seconds N         of the storm on each kernel (default 600)
  --seed N            default: the time
  --kernels LIST      default "6.12 backports 6.1 debug"
  --document FILE     write what was counted there, as docs/robustness.md
Keeps the logs in DIR; they are what the page is made of.
END
}

parse()
{
	while (($#)); do
		case $1 in
		--messages) messages=$2; shift ;;
		--debug-messages) debug_messages=$2; shift ;;
		--seconds) seconds=$2; shift ;;
		--seed) seed=$2; shift ;;
		--kernels) read -ra flavours <<<"$2"; shift ;;
		--work) work=$2; shift ;;
		--document) document=$2; shift ;;
		--help) usage; exit 0 ;;
		-*) usage >&2; exit 64 ;;
		*) break ;;
		esac
		shift
	done
	[[ $# == 1 && -n $work ]] || { usage >&2; exit 64; }
	program=$1
}

stress()
{
	local flavour=$1 count=$messages

	[[ $flavour != debug ]] || count=$debug_messages
	"$here/run-suite.sh" --work "$work/$flavour" --suite storm --storm \
		"--messages $count --seconds $seconds --seed $seed --faults all" \
		"$flavour" "$program" | tee "$work/$flavour.tap"
}

main()
{
	local flavour

	parse "$@"
	# The make that runs this must not tell the kernel's how to speak.
	unset MAKEFLAGS MFLAGS MAKELEVEL
	mkdir -p "$work"
	for flavour in "${flavours[@]}"; do
		stress "$flavour" || failed=1
	done
	[[ -z $document ]] ||
		"$here/robustness.sh" "${flavours[@]/#/$work/}" >"$document"
	exit "$failed"
}

main "$@"
