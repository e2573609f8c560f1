#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds test clients, one program per directory of client/, into OUTDIR.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

(($# >= 1)) || {
	echo 'Usage: build-client.sh OUTDIR [DIR...]' >&2
	exit 64
}
out=$1
shift
(($#)) || set -- "$here"/client/*
mkdir -p "$out"
for dir; do
	name=$(basename "$dir")
	"${CC:-gcc}" -std=gnu11 -O2 -Wall -Wextra -Wshadow -Werror \
		-o "$out/$name" "$dir"/*.c
done
