// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs a command some times; prints its median duration and peak memory. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <fcntl.h>

#define ROUNDS_MAX 1000

static long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void run_child(char **argv)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	execvp(argv[0], argv);
	_exit(127);
}

/* Microseconds from fork to wait; the exit status must not be 126 or more. */
static long run(char **argv, long *peak_kib)
{
	long start = now_us();
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (!pid)
		run_child(argv);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid ||
	    !WIFEXITED(status) || WEXITSTATUS(status) >= 126) {
		fprintf(stderr, "cost: cannot run %s\n", argv[0]);
		exit(1);
	}
	if (usage.ru_maxrss > *peak_kib)
		*peak_kib = usage.ru_maxrss;
	return now_us() - start;
}

static int ascending(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
	long us[ROUNDS_MAX], peak_kib = 0;
	int rounds = argc > 2 ? atoi(argv[1]) : 0;
	int i;

	if (rounds < 1 || rounds > ROUNDS_MAX) {
		fputs("Usage: cost ROUNDS COMMAND...\n", stderr);
		return 64;
	}
	for (i = 0; i < rounds; i++)
		us[i] = run(argv + 2, &peak_kib);
	qsort(us, (size_t)rounds, sizeof(us[0]), ascending);
	printf("%ld %ld\n", us[rounds / 2], peak_kib);
	return 0;
}
