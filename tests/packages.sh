#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the tarball and the packages twice, compares them, and inspects them.
# Not -e: a test that fails is printed, and the others follow.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
# shellcheck source=item.bash
. "$here/item.bash"

work='' update=no
version=$(<"$top/kmod/VERSION")
tarball=tdxctl-$version.tar.xz

usage()
{
	cat <<'END'
Usage: packages.sh [--update] --work DIR
       packages.sh --tarball DIR
Builds the release tarball, the Debian packages and the rpm packages in DIR and
prints a line for each test. --update writes tests/packages.txt, the expected
contents, instead of comparing with it. --tarball only packs the tarball, from
a copy of this tree in DIR, and prints its name.
END
}

die()
{
	printf 'packages.sh: %s\n' "$1" >&2
	exit 1
}

# Dates in packages are those of the changelog, not of the build.
epoch()
{
	dpkg-parsechangelog -l "$top/debian/changelog" -S Timestamp
}

project_files()
{
	if [[ -e $top/.git ]]; then
		git -C "$top" ls-files -co --exclude-standard
	else
		find "$top" -type f -printf '%P\n'
	fi
}

# copy_tree DIR: what belongs to the project.
copy_tree()
{
	rm -rf "$1" && mkdir -p "$1" &&
		project_files | (cd "$top" && while read -r file; do
			[[ ! -f $file ]] || printf '%s\n' "$file"
		done) | tar -C "$top" -cf - -T - | tar -C "$1" -xf -
}

# pack DIR: the tarball of a copy of the tree in DIR.
pack()
(
	copy_tree "$1/source" && cd "$1/source" && autoreconf -i &&
		mkdir -p "$1/build" && cd "$1/build" &&
		../source/configure -q --disable-vm-tests &&
		SOURCE_DATE_EPOCH=$(epoch) make -s dist
)

# The second copy is made by somebody with another umask, in a longer path.
pack_twice()
{
	item 'the tarball builds' pack "$work/one" || return
	(umask 027; item 'it builds elsewhere, too' \
		pack "$work/another/directory") || return
	item 'both tarballs are the same' cmp "$work/one/build/$tarball" \
		"$work/another/directory/build/$tarball"
}

# unpack DIR: the tarball in DIR, which is emptied first.
unpack()
{
	rm -rf "$1" && mkdir -p "$1" &&
		tar -C "$1" -xf "$work/one/build/$tarball"
}

# A git that fails, and leaves a trace if it is called.
hide_git()
{
	rm -f "$work/git-was-called"
	mkdir -p "$work/no-git" &&
		printf '#!/bin/sh\ntouch %q\nexit 127\n' \
			"$work/git-was-called" >"$work/no-git/git" &&
		chmod +x "$work/no-git/git"
}

# The suite distcheck runs the bats tests; here it is about the tarball alone.
distcheck_without_git()
(
	unpack "$work/unpacked" && hide_git &&
		cd "$work/unpacked/tdxctl-$version" || return
	PATH=$work/no-git:$PATH
	./configure -q --disable-vm-tests BATS=no &&
		make -s -j"$(nproc)" distcheck AM_DISTCHECK_CONFIGURE_FLAGS='\
			--disable-vm-tests BATS=no' || return
	[[ ! -e $work/git-was-called ]] ||
		{ echo 'the build called git'; return 1; }
)

# The first line of NEWS, the changelog and the spec follow kmod/VERSION.
versions_agree()
{
	local news deb spec log

	read -r _ news _ <"$top/NEWS"
	deb=$(dpkg-parsechangelog -l "$top/debian/changelog" -S Version)
	spec=$(sed -n 's/^Version: *//p' "$top/packaging/tdxctl.spec")
	log=$(sed -nE '/^%changelog/,$s/^\* .* - ([^ ]*)-[0-9]+$/\1/p' \
		"$top/packaging/tdxctl.spec" | head -n 1)
	printf '%s\n' "$version kmod/VERSION" "$news NEWS" \
		"$deb debian/changelog" "$spec tdxctl.spec" \
		"$log the changelog of tdxctl.spec"
	[[ "$news $deb $spec $log" == "$version $version $version $version" ]]
}

# build_debs DIR [PROFILE]: the source and binary packages, in DIR.
build_debs()
(
	unpack "$1" && cd "$1/tdxctl-$version" &&
		DEB_BUILD_OPTIONS=${2:-} dpkg-buildpackage -us -uc
)

# same_files A B PATTERN...: the files of these names in two directories.
same_files()
{
	local a=$1 b=$2 file name
	shift 2

	for name; do
		for file in "$a"/$name; do
			[[ -f $file ]] || { echo "no $file"; return 1; }
			cmp "$file" "$b/${file##*/}" || return 1
		done
	done
}

# What holds for every build is compared: the names, but not the version.
deb_contents()
{
	local name

	for name in tdxctl tdxctl-dkms; do
		dpkg-deb --fsys-tarfile "$work/debs/$name"_*.deb | tar -tvf - |
			awk -v name="deb $name" \
			'$1 !~ /^d/ { print name, $1, $2, $6 }'
	done
}

# Some builds of rpm compress manual pages, and some add links named after the
# build ID of a program.
rpm_contents()
{
	local name

	for name in x86_64/tdxctl noarch/tdxctl-dkms; do
		rpm -qp --qf "[rpm ${name##*/} %{FILEMODES:perms} \
%{FILEUSERNAME}/%{FILEGROUPNAME} %{FILENAMES}\n]" \
			"$work/rpms/RPMS/$name-$version"*.rpm |
			sed '/ d/d; /\/\.build-id\//d; /\/man\//s/\.gz$//'
	done
}

begin_contents()
{
	cat >"$here/packages.txt" <<'END'
# SPDX-License-Identifier: GPL-2.0-or-later
# The files of the packages. 'packages.sh --update' writes this list.
END
}

# contents KIND: compared with the lines of that kind in tests/packages.txt.
contents()
{
	"$1_contents" | sed "s/tdxctl-$version/tdxctl-VERSION/" |
		LC_ALL=C sort >"$work/$1.txt"
	if [[ $update == yes ]]; then
		cat "$work/$1.txt" >>"$here/packages.txt"
	fi
	diff <(grep "^$1 " "$here/packages.txt") "$work/$1.txt"
}

debian_packages()
{
	item 'the Debian packages build, and their unit tests pass' \
		build_debs "$work/debs" || return
	item 'they build elsewhere, too' \
		build_debs "$work/again/in/another/place" nocheck || return
	item 'both builds are the same' same_files "$work/debs" \
		"$work/again/in/another/place" '*.deb' '*.dsc' '*.tar.xz'
	item 'lintian finds nothing' lintian --allow-root \
		--fail-on error,warning "$work"/debs/*.changes
	item 'the Debian packages have the expected files' contents deb
}

# Without packages of debugging symbols, which need tools that Debian 12 lacks.
build_rpms()
{
	rm -rf "$1" && mkdir -p "$1/SOURCES" &&
		cp "$work/one/build/$tarball" "$1/SOURCES" &&
		rpmbuild -bb --nodeps --nocheck --define "_topdir $1" \
			--define 'debug_package %{nil}' \
			"$top/packaging/tdxctl.spec"
}

# Releases of rpmlint differ: not each of them needs every filter.
rpmlint_is_content()
{
	local found

	found=$(rpmlint -r "$top/packaging/tdxctl.rpmlintrc" \
		"$top/packaging/tdxctl.spec" "$work"/rpms/RPMS/*/*.rpm 2>&1)
	echo "$found"
	[[ $found == *' specfiles checked; '* ]] &&
		! grep -E ': [EW]: ' <<<"$found" |
		grep -v ': unused-rpmlintrc-filter '
}

rpm_packages()
{
	item 'the rpm packages build' build_rpms "$work/rpms" || return
	item 'they build elsewhere, too' \
		build_rpms "$work/rpms-in/another/place" || return
	item 'both builds are the same' same_files "$work/rpms/RPMS/x86_64" \
		"$work/rpms-in/another/place/RPMS/x86_64" '*.rpm'
	item 'the same is true of the helper module' \
		same_files "$work/rpms/RPMS/noarch" \
		"$work/rpms-in/another/place/RPMS/noarch" '*.rpm'
	item 'rpmlint finds nothing' rpmlint_is_content
	item 'the rpm packages have the expected files' contents rpm
}

need_tools()
{
	local tool

	for tool in dpkg-buildpackage dh dh_dkms lintian rpmbuild rpmlint; do
		command -v "$tool" >/dev/null || die "$tool is missing"
	done
}

tests()
{
	need_tools
	[[ $update == no ]] || begin_contents
	item 'all places name the same version' versions_agree
	pack_twice || return
	item 'the unpacked tarball passes distcheck without git' \
		distcheck_without_git
	debian_packages
	rpm_packages
}

main()
{
	while (($#)); do
		case $1 in
		--work) work=${2:?}; shift ;;
		--update) update=yes ;;
		--tarball)
			pack "${2:?}" >&2
			echo "$2/build/$tarball"
			return
			;;
		--help) usage; return ;;
		*) usage >&2; exit 64 ;;
		esac
		shift
	done
	[[ -n $work ]] || { usage >&2; exit 64; }
	mkdir -p "$work"
	work=$(cd "$work" && pwd) || exit
	tests
	((item_failed == 0))
}

main "$@"
