// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a virtual machine of a few instructions, once or for as long as a command
 * runs, and fails where it does not do exactly what they say.
 */
#include <err.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAILED		125
#define MEMORY_AT	0x1000
#define MEMORY_SIZE	0x1000
#define PORT		0x3f8

/* Real mode: stay inside for a while, add, show the sum, and halt. */
static const uint8_t code[] = {
	0x31, 0xc9,		/* xor %cx, %cx */
	0xe2, 0xfe,		/* loop: 65536 times */
	0xba, 0xf8, 0x03,	/* mov $PORT, %dx */
	0x00, 0xd8,		/* add %bl, %al */
	0xee,			/* out %al, (%dx) */
	0xf4,			/* hlt */
};

struct guest {
	int vcpu;
	struct kvm_run *run;
};

static int request(int fd, unsigned long number, void *argument,
		   const char *name)
{
	int result = ioctl(fd, number, argument);

	if (result < 0)
		err(FAILED, "%s", name);
	return result;
}

#define REQUEST(fd, number, argument) \
	request(fd, number, (void *)(argument), #number)

static void *map(int fd, size_t size)
{
	int flags = fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (memory == MAP_FAILED)
		err(FAILED, "mmap");
	return memory;
}

static void add_memory(int vm)
{
	void *memory = map(-1, MEMORY_SIZE);
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = MEMORY_AT,
		.memory_size = MEMORY_SIZE,
		.userspace_addr = (uintptr_t)memory,
	};

	memcpy(memory, code, sizeof(code));
	REQUEST(vm, KVM_SET_USER_MEMORY_REGION, &region);
}

static void begin_at_zero(int vcpu)
{
	struct kvm_sregs sregs;

	REQUEST(vcpu, KVM_GET_SREGS, &sregs);
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	REQUEST(vcpu, KVM_SET_SREGS, &sregs);
}

static struct guest make_guest(void)
{
	struct guest guest;
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	int vm;

	if (kvm < 0)
		err(FAILED, "/dev/kvm");
	vm = REQUEST(kvm, KVM_CREATE_VM, 0);
	REQUEST(vm, KVM_SET_TSS_ADDR, 0xfffbd000);
	add_memory(vm);
	guest.vcpu = REQUEST(vm, KVM_CREATE_VCPU, 0);
	guest.run = map(guest.vcpu,
			(size_t)REQUEST(kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
	begin_at_zero(guest.vcpu);
	return guest;
}

static void run_until(const struct guest *guest, uint32_t reason)
{
	REQUEST(guest->vcpu, KVM_RUN, 0);
	if (guest->run->exit_reason != reason)
		errx(FAILED, "exit reason %u, expected %u",
		     guest->run->exit_reason, reason);
}

static void run_guest(const struct guest *guest, uint8_t a, uint8_t b)
{
	struct kvm_regs regs = { .rip = MEMORY_AT, .rax = a, .rbx = b,
				 .rflags = 2 };
	const struct kvm_run *run = guest->run;
	uint8_t sum;

	REQUEST(guest->vcpu, KVM_SET_REGS, &regs);
	run_until(guest, KVM_EXIT_IO);
	sum = ((const uint8_t *)run)[run->io.data_offset];
	if (run->io.direction != KVM_EXIT_IO_OUT || run->io.port != PORT ||
	    sum != (uint8_t)(a + b))
		errx(FAILED, "%u + %u came as %u from port 0x%x", a, b, sum,
		     run->io.port);
	run_until(guest, KVM_EXIT_HLT);
}

static pid_t start(char **command)
{
	pid_t pid = fork();

	if (pid < 0)
		err(FAILED, "fork");
	if (!pid) {
		execvp(command[0], command);
		err(FAILED, "%s", command[0]);
	}
	return pid;
}

int main(int argc, char **argv)
{
	struct guest guest = make_guest();
	int status = 0;
	uint8_t i = 0;
	pid_t pid;

	run_guest(&guest, 2, 3);
	if (argc == 1)
		return 0;
	pid = start(argv + 1);
	while (!waitpid(pid, &status, WNOHANG))
		run_guest(&guest, i++, 5);
	return WIFEXITED(status) ? WEXITSTATUS(status) : FAILED;
}
