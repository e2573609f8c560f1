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

# What scripts end with if a package is nowhere offered, as sysexits.h has it: a
# reason to skip, which a download that fails is not.
vm_unavailable=69

not_offered()
{
	printf '%s: %s\n' "${0##*/}" "$1" >&2
	exit "$vm_unavailable"
}

# Package lists of our own: they need no root, and a machine whose lists are
# older than the archive still finds what the archive holds now.
own_lists()
{
	local dir=$1

	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
	vm_apt=(-o Debug::NoLocking=1 -o "Dir::State::Lists=$dir/lists"
		-o "Dir::Cache=$dir/cache" -o APT::Sandbox::User="$(id -un)")
}

apt_refresh()
{
	own_lists "$vm_cache/apt"
	apt-get "${vm_apt[@]}" -qq update >&2 ||
		die 'apt-get update failed: cannot tell what is offered'
}

# The Debian whose kernels are those of TDX hosts, whatever this machine runs.
vm_suite=trixie

# The archive that this machine's own sources name, if it is Debian's.
debian_archive()
{
	# shellcheck disable=SC2016 # for apt to fill in
	apt-get "${vm_apt[@]}" indextargets --format '$(REPO_URI)' \
		'Created-By: Packages' 'Origin: Debian' 'Label: Debian' |
		head -n 1
}

# From now on packages are those of vm_suite and its backports.
use_backports()
{
	local dir=$vm_cache/apt-$vm_suite archive keys
	local keyring=/usr/share/keyrings/debian-archive-keyring.gpg

	archive=$(debian_archive)
	# Without lists apt does not know whose archive it is.
	if [[ -z $archive ]]; then
		apt_refresh
		archive=$(debian_archive)
	fi
	[[ -n $archive && -e $keyring ]] ||
		not_offered "no archive of Debian among this machine's sources"
	own_lists "$dir"
	keys="[arch=amd64 signed-by=$keyring]"
	printf 'deb %s %s %s main\n' "$keys" "$archive" "$vm_suite" \
		"$keys" "$archive" "$vm_suite-backports" >"$dir/sources.list"
	vm_apt+=(-o "Dir::Etc::SourceList=$dir/sources.list"
		-o Dir::Etc::SourceParts=/dev/null
		-o Dir::State::status=/dev/null)
	apt-get "${vm_apt[@]}" -qq update >&2 ||
		die "apt-get update failed for $vm_suite-backports"
}

# helper_enters DIR: whether the helper built there can enter VMX operation, which
# newer kernels let no module do. refused.bats checks that helper-get says the same.
helper_enters()
{
	grep -q cr4_update_irqsoff "$1/tdxctl.ko"
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
