/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes out of a capture what tells which host it is of. */
#ifndef TDXCTL_CMD_ANONYMISE_H
#define TDXCTL_CMD_ANONYMISE_H

#include "capture/capture.h"

/**
 * struct anonymised - what is left to be said; starts zeroed
 * @name: the host's, "" if it is not known
 * @kept: kinds in which the name stays, since the program looks for such a word
 * @dropped: observations of unknown kinds, which were left out
 */
struct anonymised {
	char name[HOST_TEXT_MAX];
	bool kept[HOST_KINDS];
	size_t dropped;
};

/**
 * anonymise() - hide the host's name, and what else names the host
 *
 * The name, alone or with a domain, is overwritten with "x" wherever it is a
 * whole word, see plain_word(). A word that tables of log lines, files, kernel
 * parameters, the configuration or firmware need stays there: what tdxctl says of
 * the capture is the same as before. Kernel parameters, DMI strings and lines of
 * the log that no live host would give are left out, and so are observations of
 * unknown kinds: nobody knows what is in them.
 *
 * Return: 0 or -ENOMEM.
 */
int anonymise(struct capture *capture, struct anonymised *result);

#endif
