/*
 * Calls of NimBLE's that fail. They are made again soon, and most then succeed. What is
 * refused for long never does, such as an advertising set that the controller has lost:
 * only a reset makes both sides start again.
 */
#include <stdatomic.h>
#include "radio-host.h"

/* Milliseconds that one thing may be refused: fewer than NimBLE is in step before a reset counts as the first again. */
#define PATIENCE 5000

static atomic_uint refused;
/* Bits by wish, and since when each is refused. */
static uint32_t refusing;
static uint32_t since[RADIO_WISHES];

void refusalsPrepare(void)
{
	atomic_store(&refused, 0);
	refusalsForget();
}

void refusalsForget(void)
{
	refusing = 0;
}

void radioRefused(int status)
{
	radioNoteStatus(status);
	atomic_store(&refused, atomic_load(&refused) + 1);
	radioTickIn(RADIO_TICK);
}

void radioRefusedWish(unsigned wish, int status)
{
	radioRefused(status);
	/* memory comes back by itself when clients go; without an answer NimBLE resets itself */
	if (status == BLE_HS_ENOMEM || status == BLE_HS_ETIMEOUT_HCI)
		return;
	if (!(refusing & 1u << wish)) {
		refusing |= 1u << wish;
		since[wish] = radioNow();
		return;
	}
	if (radioNow() - since[wish] < PATIENCE)
		return;
	refusing = 0;
	ble_hs_sched_reset(status);
}

void radioGranted(unsigned wish)
{
	refusing &= ~(1u << wish);
}

uint32_t refusalsCount(void)
{
	return atomic_load(&refused);
}
