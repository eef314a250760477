/*
 * Declarations that radio-advertising.c shares with radio-advertising-sets.c and
 * radio-advertising-legacy.c, of which one is compiled.
 */
#ifndef MESH_RADIO_ADVERTISING_H
#define MESH_RADIO_ADVERTISING_H

#include "radio-host.h"

/* Milliseconds in units of 0.625 ms, as HCI counts. */
#define UNITS(milliseconds) (((uint32_t)(milliseconds) * 8 + 4) / 5)

typedef enum { SLOT_FREE, SLOT_WAITING, SLOT_SENDING } SlotState;

typedef struct {
	SlotState state;
	uint8_t length;
	uint8_t data[RADIO_DATA];
	/* milliseconds */
	uint16_t interval;
	uint32_t id;
	/* events that are still to be sent */
	unsigned left;
	/* earliest time of the next event, when the events are not timed by the controller */
	uint32_t notBefore;
	/* latest time at which its end must be reported, with a reserve */
	uint32_t deadline;
} Slot;

extern Slot slots[RADIO_SLOTS];
/* the connectable advertising that is wanted, or NULL */
extern RadioConnectable* connectable;

/* Whether connectable advertising is wanted and one more connection can be opened. */
bool isConnectableWanted(void);
/* The address that is wanted for connectable advertising: its private one, or the radio's own. */
ble_addr_t connectableAddress(void);
/* Called when NimBLE has started to send `events` events, `interval` milliseconds apart. */
void slotStarted(unsigned index, unsigned events, unsigned interval);
/* Called when NimBLE has ended: `events` were sent, 0 when it was stopped early. */
void slotEnded(unsigned index, unsigned events);

/* ---- radio-advertising-sets.c or radio-advertising-legacy.c ---- */

/* Besides these functions, that file defines advertisingProceed (radio-host.h). */

/* Makes the controller stop sending the packet of a slot. */
void stopSlot(unsigned index);
void stopConnectable(void);
/* Called after a reset: the controller has lost its configuration. */
void forgetController(void);

#endif
