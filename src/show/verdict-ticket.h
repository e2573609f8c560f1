/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict as Markdown, for the ticket of a vendor or provider. */
#ifndef TDXCTL_SHOW_VERDICT_TICKET_H
#define TDXCTL_SHOW_VERDICT_TICKET_H

#include <stdio.h>

#include "judge/verdict.h"

/* The answer as Markdown, without the host's name. Return: 0. */
int verdict_ticket(const struct verdict *verdict, FILE *out);

#endif
