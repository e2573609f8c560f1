# SPDX-License-Identifier: GPL-2.0-or-later
# Makes a manual page: includes shared text, fills in the version.
#
# awk -v dir=DIR -v version=VERSION -f expand.awk PAGE.in
# A line "@include NAME" stands for the file DIR/NAME.

function emit(line)
{
	gsub(/@VERSION@/, version, line)
	print line
}

function include(name,    line, status)
{
	while ((status = getline line <(dir "/" name)) > 0)
		emit(line)
	close(dir "/" name)
	if (status < 0) {
		print "expand.awk: cannot read " dir "/" name >"/dev/stderr"
		exit 1
	}
}

$1 == "@include" { include($2); next }
{ emit($0) }
