# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What no two runs of a host have in common, taken out of its record.

normalised()
{
	sed -E 's/\b[0-9]+ KB allocated/N KB allocated/
		s/up for [0-9.]+ s/up for N s/
		s#(/proc/uptime: )[0-9. ]+#\1N#'
}
