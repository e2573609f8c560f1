#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the test clients, one program per directory of client/, into OUTDIR.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

(($# == 1)) || {
	echo 'Usage: build-client.sh OUTDIR' >&2
	exit 64
}
mkdir -p "$1"
for dir in "$here"/client/*/; do
	name=$(basename "$dir")
	"${CC:-gcc}" -std=gnu11 -O2 -Wall -Wextra -Wshadow -Werror \
		-o "$1/$name" "$dir"*.c
done
