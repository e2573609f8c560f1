#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Asks of as many CPUs as the kernel may have, of which eight are there: a row
# for each, over many buffers.
set -euo pipefail

cpus=$1
last=$((cpus - 1))
tree=/tmp/root

cp -r /tests/scenarios/root "$tree"
echo "0-$last" | tee "$tree"/sys/devices/system/cpu/{present,online} >/dev/null
insmod /modules/tdxemu.ko
insmod /modules/tdxctl.ko

# fits EXPECTED ACTUAL: or show the difference.
fits()
{
	diff <(echo "$1") <(echo "$2")
}

fits "8-$last $((cpus - 8)) offline
0-7 8 success" "$(tdxctl probe --root "$tree" -o cpus,count,result \
	--no-headings 2>/dev/null | tr -s ' ' || true)"
rows=$(nlsend --datagrams --read-size 8192 read "1=s:0-$last" 2=u32:1)
fits "$cpus" "$(grep -c '^row ' <<<"$rows")"
fits "row v1: 6=0x$(printf %x "$last") 7=0x1" \
	"$(grep '^row ' <<<"$rows" | tail -n 1)"
fits 'done' "$(grep -v '^row ' <<<"$rows" | head -n 1)"
fits 0 "$(sed -n 's/^forbidden //p' /proc/tdxemu)"
# Several datagrams, each full of rows.
datagrams=$(sed -n 's/^datagrams: //p' <<<"$rows")
((datagrams > 1 && datagrams <= cpus / 20))
rmmod tdxctl
rmmod tdxemu
