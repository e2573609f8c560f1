# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the scripts of the test machine share: the cache, its locks, packages.

vm_cache=${TDXCTL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tdxctl}
vm_apt=(-o Debug::NoLocking=1)

die()
{
	printf '%s: %s\n' "${0##*/}" "$1" >&2
	exit 1
}

# Anything that fills the cache runs under a lock named after what it fills,
# so that two callers never build the same thing.
with_lock()
{
	local name=$1
	shift

	mkdir -p "$vm_cache/lock"
	exec {vm_lock_fd}>"$vm_cache/lock/$name"
	flock "$vm_lock_fd"
	"$@"
	exec {vm_lock_fd}>&-
}

# Package lists of our own: they need no root, and a machine whose lists are
# older than the archive still finds what the archive holds now.
apt_refresh()
{
	local dir=$vm_cache/apt

	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
	vm_apt=(-o Debug::NoLocking=1 -o "Dir::State::Lists=$dir/lists"
		-o "Dir::Cache=$dir/cache" -o APT::Sandbox::User="$(id -un)")
	apt-get "${vm_apt[@]}" -qq update >&2
}

# newest PATTERN: the package with the highest version in its name.
newest()
{
	apt-cache "${vm_apt[@]}" pkgnames linux- | grep -E "^$1\$" |
		sort -V | tail -n 1
}

# fetch_deb DIR PACKAGE...: download into DIR, which must exist.
fetch_deb()
{
	local dir=$1
	shift

	(cd "$dir" && apt-get "${vm_apt[@]}" -qq -o APT::Sandbox::User="$(id -un)" \
		download "$@" >&2)
}
