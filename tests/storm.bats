#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The hostile messages can be made again, and none of their kinds is missing.

setup()
{
	export PYTHONDONTWRITEBYTECODE=1
	python3 -c 'import yaml' || skip 'python3-yaml is not installed'
	storm=${TDXCTL_SRCDIR:?}/tests/storm
	cd "$BATS_TEST_TMPDIR"
}

messages()
{
	python3 "$storm/messages.py" "$@"
}

@test "the same seed makes the same messages, another one others" {
	messages --seed 5 2000 one
	messages --seed 5 2000 two
	messages --seed 6 2000 three
	cmp one two
	run cmp -s one three
	[ "$status" -eq 1 ]
}

# kinds FILE: each verdict, error and sender of a stream, in one line each.
kinds()
{
	python3 - "$1" <<-'END'
	import struct, sys
	verdicts, errors, senders = set(), set(), set()
	data, at = open(sys.argv[1], "rb").read(), 0
	while at < len(data):
	    size, number, who, verdict = struct.unpack_from("<IIBB", data, at)
	    low, high = struct.unpack_from("<QQ", data, at + 16)
	    verdicts.add(verdict)
	    senders.add(who)
	    errors |= {e for e in range(128) if (low | high << 64) >> e & 1}
	    at += size
	for kind in verdicts, errors, senders:
	    print(*sorted(kind))
	END
}

@test "a stream has every verdict, every error and every sender" {
	messages 20000 stream
	run kinds stream
	[ "${lines[0]}" = '0 1 2 3' ]
	[ "${lines[1]}" = '1 7 13 22 34 71 95' ]
	[ "${lines[2]}" = "$(seq -s ' ' 0 5) $(seq -s ' ' 16 56)" ]
}

@test "what is learnt from is right throughout" {
	messages --learn 0 stream
	run kinds stream
	[ "$output" = $'1\n\n0' ]
}

@test "where no module may enter VMX operation, whoever asks for it is refused" {
	messages --no-enter --seed 5 2000 refused
	messages --seed 5 2000 entered
	# refusals ERROR FILE: how many messages may be refused with it.
	refusals()
	{
		python3 - "$@" <<-'END'
		import struct, sys
		data, at, count = open(sys.argv[2], "rb").read(), 0, 0
		while at < len(data):
		    size, = struct.unpack_from("<I", data, at)
		    low, high = struct.unpack_from("<QQ", data, at + 16)
		    count += (low | high << 64) >> int(sys.argv[1]) & 1
		    at += size
		print(count)
		END
	}
	(($(refusals 95 refused) > $(refusals 95 entered)))
	messages --no-enter --learn 0 stream
	run kinds stream
	[ "$output" = $'1\n\n0' ]
}
