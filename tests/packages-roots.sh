#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs, upgrades and removes the packages in minimal Debian systems.
# Not -e: a test that fails is printed, and the others follow.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=item.bash
. "$here/item.bash"

work=''
version=$(<"$here/../kmod/VERSION")
# The release that is upgraded: lower than any of ours.
older=0.0.9

usage()
{
	cat <<'END'
Usage: packages-roots.sh --work DIR [bookworm|trixie]...
Builds the Debian packages in a minimal system of each release, installs them in
another one, upgrades and removes them, and does the same with 'make install'
and 'make install-dkms'. It needs root. The modules that DKMS has built are left
in DIR/SUITE/ko/KERNEL/tdxctl.ko, and tested in a virtual machine that has that
kernel.
END
}

# The kernels whose headers are installed: patterns of package names, of which the
# newest is taken. The second is one that a virtual machine of ours boots.
kernels()
{
	case $1 in
	bookworm)
		echo 'linux-headers-6\.1\.0-[0-9]+-amd64'
		echo 'linux-headers-6\.12\.[0-9.]+\+deb12-cloud-amd64'
		;;
	trixie)
		echo 'linux-headers-6\.12\.[0-9.]+\+deb13[0-9.]*-amd64'
		echo 'linux-headers-([7-9]|[1-9][0-9]+)\.[0-9.]+\+deb13-cloud-amd64'
		;;
	esac
}

# in_root COMMAND...: in the root that $root names.
in_root()
{
	"$here/root.sh" --enter "$root" "$@"
}

apt()
{
	in_root apt-get -qq -y "$@"
}

newest_headers()
{
	local found

	found=$(in_root apt-cache pkgnames linux-headers- | grep -E "^$1\$" |
		sort -V | tail -n 1)
	[[ -n $found ]] && echo "$found"
}

# headers NUMBER [OPTION...]: install those of the first or second kernel.
headers()
{
	local package

	package=$(newest_headers "$(kernels "$suite" | sed -n "$1p")") &&
		apt install --no-install-recommends "${@:2}" "$package"
}

fresh_root()
{
	rm -rf "$root" && "$here/root.sh" --copy "$suite" "$root" &&
		apt update
}

# build_in_root VERSION: from a tarball of that version, without tests, which the
# suite packages runs.
build_in_root()
{
	in_root sh -c 'cd /build/tdxctl-'"$1"' && apt-get -qq -y build-dep ./ &&
		DEB_BUILD_OPTIONS=nocheck dpkg-buildpackage -us -uc'
}

older_tree()
{
	local dir=$root/build/tdxctl-$older

	cp -a "$root/build/tdxctl-$version" "$dir" &&
		echo "$older" >"$dir/kmod/VERSION" &&
		sed -i "1s/(.*)/($older)/" "$dir/debian/changelog"
}

prepare_build()
{
	fresh_root &&
		apt install --no-install-recommends build-essential lintian &&
		mkdir -p "$root/build" &&
		tar -C "$root/build" -xf "$tarball" && older_tree
}

builds()
{
	root=$dir/build
	item 'a system to build in' prepare_build || return
	item 'the packages build' build_in_root "$version" || return
	item 'an older release builds' build_in_root "$older" || return
	item 'lintian finds nothing' in_root sh -c "lintian --allow-root \
		--fail-on error,warning /build/tdxctl_${version}_*.changes"
	mkdir -p "$dir/debs"
	cp "$root"/build/*.deb "$dir/debs/"
}

# What the packages must not change for good, but logs, caches and lists. depmod
# writes the lists of a kernel's modules; DKMS runs it, and never removes them.
files()
{
	(cd "$root" && find . -xdev \( -path ./proc -o -path ./tmp -o \
		-path ./var/log -o -path ./var/cache -o -path ./debs -o \
		-path './usr/lib/modules/*/modules.*' -o \
		-path ./var/lib/apt -o -path './var/lib/dpkg/*-old' \) -prune -o \
		-print | sort)
}

prepare_clean()
{
	fresh_root &&
		apt install --no-install-recommends dkms man-db bash-completion &&
		headers 1 && headers 2 &&
		mkdir -p "$root/debs" && cp "$dir"/debs/*.deb "$root/debs/"
}

# install VERSION [OPTION...]
install()
{
	apt install "${@:2}" "/debs/tdxctl_$1_amd64.deb" \
		"/debs/tdxctl-dkms_$1_all.deb"
}

# module_info KERNEL FIELD: of the module that DKMS has installed.
module_info()
{
	# shellcheck disable=SC2016 # for the shell in the root
	in_root sh -c 'modinfo -F "$2" /lib/modules/"$1"/updates/dkms/tdxctl.ko*' \
		sh "$1" "$2"
}

# is_version VERSION: of the program, and of the module for every kernel.
is_version()
{
	local kernel

	[[ $(in_root tdxctl --version) == "tdxctl $1" ]] || return
	for kernel in "$root"/lib/modules/*; do
		kernel=${kernel##*/}
		echo "$kernel"
		[[ $(module_info "$kernel" version) == "$1" ]] || return
		module_info "$kernel" vermagic | grep "^$kernel " || return
	done
}

# kernels_served NUMBER: for so many kernels there is a module, and one each.
kernels_served()
{
	in_root dkms status tdxctl
	[[ $(in_root dkms status tdxctl | grep -c ': installed$') == "$1" ]]
}

signed()
{
	local kernel

	for kernel in "$root"/lib/modules/*; do
		[[ $(module_info "${kernel##*/}" signer) == \
			'DKMS module signing key' ]] || return
	done
	in_root test -s /var/lib/dkms/mok.pub
}

# A kernel is new to DKMS when its headers are installed.
forget_kernel()
{
	local kernel

	kernel=$(in_root ls /lib/modules | sort -V | tail -n 1)
	in_root dkms remove "tdxctl/$version" -k "$kernel" && kernels_served 1
}

works()
{
	local page

	in_root tdxctl decode 0xc000010000000045 | grep -q TDX_OPERAND_INVALID ||
		return
	for page in tdxctl.8 tdxctl-check.8 tdxctl-causes.7 tdxctl-snapshot.5; do
		in_root man -w "${page#*.}" "${page%.*}" || return
	done
	in_root bash -c '. /usr/share/bash-completion/bash_completion
		. /usr/share/bash-completion/completions/tdxctl &&
		complete -p tdxctl'
}

# nothing_of VERSION: no file whose name has it.
nothing_of()
{
	local found

	found=$(files | grep -F "tdxctl-$1" || true)
	found+=$(in_root dkms status "tdxctl/$1")
	echo "$found"
	[[ -z $found ]]
}

# The key is DKMS's own: other modules are signed with it, too.
no_trace()
{
	diff "$dir/before" <(files | grep -v '^./var/lib/dkms/mok\.') |
		head -n 40
}

save_modules()
{
	local file kernel

	for file in "$root"/lib/modules/*/updates/dkms/tdxctl.ko*; do
		kernel=${file#"$root/lib/modules/"}
		kernel=$dir/ko/${kernel%%/*}
		mkdir -p "$kernel" && cp "$file" "$kernel/" || return
		[[ $file != *.xz ]] || xz -df "$kernel/${file##*/}" || return
	done
}

packages()
{
	root=$dir/clean
	item 'a clean system with DKMS and headers' prepare_clean || return
	files >"$dir/before"
	item 'the older release installs without openssl' install "$older" \
		--no-install-recommends || return
	item 'program and module are of that release' is_version "$older"
	apt install openssl >/dev/null 2>&1
	item 'the packages upgrade it' install "$version" || return
	item 'program and module are of this release' is_version "$version"
	item 'nothing is left of the older one' nothing_of "$older"
	item 'DKMS forgets the newer kernel' forget_kernel
	item 'the headers of that kernel install' headers 2 --reinstall
	item 'DKMS has built a module for it' kernels_served 2
	item 'both are of this release' is_version "$version"
	item 'both are signed' signed
	item 'the program, its pages and its completion work' works
	item 'modules are left for virtual machines' save_modules
	item 'the packages are removed' apt remove tdxctl tdxctl-dkms
	item 'and purged' in_root dpkg --purge tdxctl tdxctl-dkms
	apt purge openssl >/dev/null 2>&1
	apt autoremove --purge >/dev/null 2>&1
	item 'no trace of them is left' no_trace
}

# Configured with the first kernel.
make_install()
{
	# shellcheck disable=SC2016 # for the shell in the root
	in_root sh -c 'cd /build/tdxctl-'"$version"' && mkdir -p plain &&
		cd plain && kernel=$(ls /lib/modules | head -n 1) &&
		../configure -q --with-kbuild="/lib/modules/$kernel/build" &&
		make -s && make -s install'
}

in_plain()
{
	in_root make -s -C "/build/tdxctl-$version/plain" "$@"
}

local_files()
{
	in_root find /usr/local /usr/src/tdxctl* /var/lib/dkms/tdxctl \
		/lib/modules/ -name '*tdxctl*'
}

nothing_local()
{
	local_files
	[[ -z $(local_files 2>/dev/null) ]]
}

# DKMS refuses to replace a module of the same version that it did not install.
sources()
{
	root=$dir/build
	item 'headers install where sources are built' headers 1 &&
		item 'DKMS installs there' apt install \
			--no-install-recommends dkms openssl || return
	item 'make install' make_install || return
	item 'make install-dkms replaces its module' in_plain install-dkms
	item 'DKMS serves that kernel' kernels_served 1
	item 'make install again leaves it alone' in_plain install
	item 'make install-dkms again' in_plain install-dkms
	item 'DKMS serves that kernel once' kernels_served 1
	item 'make uninstall' in_plain uninstall
	item 'nothing is left' nothing_local
}

# flavour_of RELEASE: the kernel of the virtual machines that is that very one.
flavour_of()
{
	local flavour dir

	for flavour in 6.12 backports; do
		dir=$("$here/vm/kernel.sh" "$flavour" 2>/dev/null) || continue
		[[ $(<"$dir/release") != "$1" ]] || { echo "$flavour"; return; }
	done
	return 1
}

# The suites of a virtual machine, with the module that DKMS built and signed in
# place of one that the tests build.
in_machine()
{
	local kernel flavour program

	kernel=$(find "$dir"/ko/* -maxdepth 0 -printf '%f\n' | sort -V | tail -n 1)
	if ! flavour=$(flavour_of "$kernel"); then
		echo "ok - the module for $kernel works # SKIP no machine boots it"
		return
	fi
	"$here/build.sh" "$work/program" >&2 &&
		program=$("$here/build.sh" --program "$work/program") || return
	echo "# the module that DKMS built for $kernel:"
	"$here/vm/run-suite.sh" --work "$dir/vm" \
		--helper "$dir/ko/$kernel/tdxctl.ko" "$flavour" "$program" ||
		item_failed=1
}

run_suite()
{
	suite=$1 dir=$work/$1 root=''

	echo "# $suite"
	mkdir -p "$dir"
	tarball=$("$here/packages.sh" --tarball "$dir/tarball" \
		2>"$dir/tarball.log") || { echo "not ok - $suite: no tarball"; return; }
	builds || return
	packages
	sources
	in_machine
}

main()
{
	local suites=() name

	while (($#)); do
		case $1 in
		--work) work=${2:?}; shift ;;
		--help) usage; return ;;
		bookworm | trixie) suites+=("$1") ;;
		*) usage >&2; exit 64 ;;
		esac
		shift
	done
	[[ -n $work ]] || { usage >&2; exit 64; }
	((EUID == 0)) || { echo 'packages-roots.sh needs root' >&2; exit 1; }
	((${#suites[@]})) || suites=(bookworm trixie)
	for name in "${suites[@]}"; do
		run_suite "$name"
	done
	((item_failed == 0))
}

main "$@"
