/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes on around the readers: CPUs, the module, the host behind it. */
#ifndef NLSTORM_DISTURB_H
#define NLSTORM_DISTURB_H

#include <stdbool.h>

#include "random.h"

/* disturb_module_file() - the open file of a module, for disturb_load() */
int disturb_module_file(const char *file);

/* Both return 0 or an errno. */
int disturb_load(int fd);
int disturb_unload(void);

/* Each of these goes on until disturb_time_is_up(). */
void disturb_set_end(unsigned int seconds);
bool disturb_time_is_up(void);

/* disturb_let_go() - a reader waits here while the helper wants to go */
void disturb_let_go(struct random *random);

/* disturb_cpus() - CPUs of the upper half leave and come back; all are back */
void disturb_cpus(struct random *random);

/* disturb_module() - the helper goes and comes; at the end it is there */
void disturb_module(struct random *random, const char *file);

/* disturb_host() - another scenario, again and again */
void disturb_host(struct random *random, char **files, int count);

#endif
