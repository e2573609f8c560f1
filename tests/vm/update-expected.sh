#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Rewrites tests/scenarios/expected from a run on the emulated host; read the
# difference before committing it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

(($# == 1)) || {
	echo "Usage: update-expected.sh PROGRAM" >&2
	exit 64
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/build-modules.sh" 6.12 "$work/modules"
# By which host.bash asks the helper whether it can enter VMX operation.
"$here/build-client.sh" "$work/client" "$here/client/nlsend"
"$here/initramfs.sh" "$work/initramfs" 6.12 "$work/modules" "$1" \
	"$work/client/nlsend"
"$here/boot.sh" --kernel 6.12 --initramfs "$work/initramfs" --timeout 900 \
	-- /tests/vm/guest/expected.sh >"$work/expected.tar"
tar -C "$here/../scenarios" -xf "$work/expected.tar"
