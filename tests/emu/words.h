/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words of a scenario and what they do to a CPU.
 */
#ifndef TDXEMU_WORDS_H
#define TDXEMU_WORDS_H

struct emu_cpu;

/* Context: any.  Return: 0 or -EINVAL for an unknown word or a wrong value. */
int emu_word_apply(struct emu_cpu *cpu, const char *word, const char *value);

#endif
