// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * latency: how long generic netlink takes to answer about itself, which is nothing
 * to do with any other family. Prints the median and the 99th percentile of N
 * requests, two milliseconds apart, in microseconds.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

/* "nlctrl", the family that knows the others. */
static const struct {
	struct nlmsghdr head;
	struct genlmsghdr genl;
	struct nlattr attr;
	char name[8];
} request = {
	.head = { sizeof(request), GENL_ID_CTRL, NLM_F_REQUEST, 1, 0 },
	.genl = { CTRL_CMD_GETFAMILY, 1, 0 },
	.attr = { NLA_HDRLEN + sizeof("nlctrl"), CTRL_ATTR_FAMILY_NAME },
	.name = "nlctrl",
};

static unsigned long now_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (unsigned long)time.tv_sec * 1000000 +
	       (unsigned long)time.tv_nsec / 1000;
}

static unsigned long ask(int fd)
{
	unsigned long begin = now_us();
	char answer[4096];

	if (write(fd, &request, sizeof(request)) < 0 ||
	    read(fd, answer, sizeof(answer)) < 0)
		err(2, "netlink");
	return now_us() - begin;
}

static int compare(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a;
	unsigned long y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	size_t count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0, i;
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	unsigned long *times;

	if (count < 100)
		errx(64, "usage: latency N, of at least 100");
	if (fd < 0 || connect(fd, (struct sockaddr *)&kernel, sizeof(kernel)))
		err(2, "socket");
	times = calloc(count, sizeof(*times));
	if (!times)
		err(2, "memory");
	for (i = 0; i < count; i++) {
		times[i] = ask(fd);
		/* Whatever disturbs now and then is to be met. */
		usleep(2000);
	}
	qsort(times, count, sizeof(*times), compare);
	printf("%lu %lu\n", times[count / 2], times[count / 100 * 99]);
	free(times);
	close(fd);
	return 0;
}
