#include "csr.h"
#include "trap.h"
#include "../xs/meter.h"
#include "../xs/machine.h"
#include "../xs/runner.h"
#include "clock.h"
#include "layout.h"
#include "link.h"
#include "meter.h"
#include "profile.h"
#include "semihosting.h"

extern char __stack[];

#define INTERRUPT 0x80000000u
#define TIMER 7u
#define STORE_FAULT 7u

/* Memory protection: locked entries apply to machine mode too. */
#define PMP_LOCK 0x80u
#define PMP_POWER_OF_TWO 0x18u
#define PMP_READ 0x01u
#define STACK_PAINT 0xdeadbeefu

static uint8_t* stackEnd(void)
{
	return (uint8_t*)((uintptr_t)__stack - BOARD_STACK);
}

/* ---- trap entry ---- */

/* Stack for traps: a trap's cause may be an overflow of the machine's stack. */
__attribute__((aligned(16))) static uint8_t trapStack[4096];
static char message[128];

__attribute__((naked, aligned(4))) static void trapEntry(void)
{
	__asm__ volatile("csrrw sp, mscratch, sp\n"
		"addi sp, sp, -64\n"
		"sw ra, 0(sp)\n sw t0, 4(sp)\n sw t1, 8(sp)\n sw t2, 12(sp)\n"
		"sw a0, 16(sp)\n sw a1, 20(sp)\n sw a2, 24(sp)\n sw a3, 28(sp)\n"
		"sw a4, 32(sp)\n sw a5, 36(sp)\n sw a6, 40(sp)\n sw a7, 44(sp)\n"
		"sw t3, 48(sp)\n sw t4, 52(sp)\n sw t5, 56(sp)\n sw t6, 60(sp)\n"
		"csrr a0, mcause\n"
		"csrr a1, mepc\n"
		"csrr a2, mtval\n"
		"call trapHandle\n"
		"csrw mepc, a0\n"
		"lw ra, 0(sp)\n lw t0, 4(sp)\n lw t1, 8(sp)\n lw t2, 12(sp)\n"
		"lw a0, 16(sp)\n lw a1, 20(sp)\n lw a2, 24(sp)\n lw a3, 28(sp)\n"
		"lw a4, 32(sp)\n lw a5, 36(sp)\n lw a6, 40(sp)\n lw a7, 44(sp)\n"
		"lw t3, 48(sp)\n lw t4, 52(sp)\n lw t5, 56(sp)\n lw t6, 60(sp)\n"
		"addi sp, sp, 64\n"
		"csrrw sp, mscratch, sp\n"
		"mret\n");
}

/* Aborts a machine that has run for too long. Runs on the machine's stack after the trap. */
static void leaveTooLong(void)
{
	machineAbort(meterMachine(), XS_TOO_MUCH_COMPUTATION_EXIT);
}

/* Ends a machine after a forbidden access. Runs after the trap. */
static void leaveFault(void)
{
	machineFault(meterMachine(), message);
}

__attribute__((naked)) static void leaveFaultOnOtherStack(void)
{
	__asm__ volatile("mv sp, %0\n"
		"call %1\n" :: "r"(trapStack + sizeof(trapStack) - 128), "i"(leaveFault));
}

static void describe(uint32_t cause, uint32_t pc, uint32_t address)
{
	static const char* const names[] = { "instruction misaligned", "instruction access fault", "illegal instruction",
		"breakpoint", "load misaligned", "load access fault", "store misaligned", "store access fault" };
	const char* name = cause < sizeof(names) / sizeof(*names) ? names[cause] : "trap";
	const char* place = "";
	if (cause == STORE_FAULT && address >= ROOT_BASE && address < ROOT_BASE + ROOT_SIZE)
		place = ", in the frozen root";
	else if (address >= (uintptr_t)stackEnd() - STACK_GUARD && address < (uintptr_t)stackEnd())
		place = ", past the end of the C stack";
	snprintf(message, sizeof(message), "%s at 0x%08lx%s, by the code at 0x%08lx", name, (unsigned long)address, place,
		(unsigned long)pc);
}

/* Handles a trap. Returns the address at which to continue. */
__attribute__((used)) uint32_t trapHandle(uint32_t cause, uint32_t pc, uint32_t address)
{
	static bool faulted;
	if (cause == (INTERRUPT | TIMER)) {
		if (profileTick(pc))
			return pc;
		/* before interrupts are enabled again: otherwise this one is repeated */
		clockDisarm();
		return (uint32_t)(uintptr_t)leaveTooLong;
	}
	describe(cause, pc, address);
	if (meterMachine() && !faulted) {
		faulted = true;
		return (uint32_t)(uintptr_t)leaveFaultOnOtherStack;
	}
	semihostingSay("board: ");
	semihostingSay(message);
	semihostingSay("\n");
	semihostingExit(2);
}

/* ---- memory protection ---- */

static uint32_t powerOfTwo(uint32_t base, uint32_t size)
{
	return base >> 2 | ((size >> 3) - 1);
}

/* Entry 0 is the stack guard, entry 1 the root: a locked entry cannot be changed. */
void trapInstall(void)
{
	uint32_t guard = (uint32_t)(uintptr_t)stackEnd() - STACK_GUARD;
	__asm__ volatile("csrw mscratch, %0" :: "r"(trapStack + sizeof(trapStack)));
	__asm__ volatile("csrw mtvec, %0" :: "r"(trapEntry));
	__asm__ volatile("csrw pmpaddr0, %0" :: "r"(powerOfTwo(guard, STACK_GUARD)));
	__asm__ volatile("csrs pmpcfg0, %0" :: "r"(PMP_LOCK | PMP_POWER_OF_TWO));
}

void trapLockRoot(void)
{
	__asm__ volatile("csrw pmpaddr1, %0" :: "r"(powerOfTwo(ROOT_BASE, ROOT_SIZE)));
	__asm__ volatile("csrs pmpcfg0, %0" :: "r"((PMP_LOCK | PMP_POWER_OF_TWO | PMP_READ) << 8));
}

/* ---- the C stack ---- */

void stackPaint(void)
{
	uint32_t* p = (uint32_t*)stackEnd();
	uint32_t* end = (uint32_t*)((uintptr_t)__builtin_frame_address(0) - 128);
	while (p < end)
		*p++ = STACK_PAINT;
}

uint32_t stackHighWater(void)
{
	uint32_t* p = (uint32_t*)stackEnd();
	while (p < (uint32_t*)__stack && *p == STACK_PAINT)
		p++;
	return (uint32_t)((uintptr_t)__stack - (uintptr_t)p);
}
