/*
 * Calls of NimBLE that fail. They are repeated soon, and most then succeed. A call that has been
 * refused for long will not succeed, such as one for an advertising set that the controller
 * has lost: then the controller is reset, so that both sides start again.
 */
#include <stdatomic.h>
#include "radio-host.h"

/*
 * Milliseconds that a request may be refused before a reset. It is less than LASTING of
 * radio-nimble.c, so that resets for this reason count as resets in a row.
 */
#define PATIENCE 5000

static atomic_uint refused;
/* One bit for each request that is refused; and since when. */
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
	/* no reset: clients free memory when they disconnect; without an answer NimBLE resets itself */
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
