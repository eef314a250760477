/* Between radio-advertising.c and the two ways to advertise, of which one is compiled. */
#ifndef MESH_RADIO_ADVERTISING_H
#define MESH_RADIO_ADVERTISING_H

#include "radio-host.h"

/* Of 0.625 ms, as HCI counts. */
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
	/* when it may go on, where it is not the controller that waits */
	uint32_t notBefore;
	/* when its end should have been reported at the latest, with a reserve */
	uint32_t deadline;
} Slot;

extern Slot slots[RADIO_SLOTS];
/* NULL: none is wanted */
extern RadioConnectable* connectable;

/* Connectable advertising is wanted, and there is a place for a connection. */
bool isConnectableWanted(void);
/* NimBLE has begun: `events` of them, `interval` milliseconds apart. */
void slotStarted(unsigned index, unsigned events, unsigned interval);
/* NimBLE has done its part: `events` were sent, or none when it was cut short. */
void slotEnded(unsigned index, unsigned events);

/* ---- radio-advertising-sets.c or radio-advertising-legacy.c ---- */

/* Beside advertisingProceed. */

/* The controller does not send it any longer. */
void stopSlot(unsigned index);
void stopConnectable(void);
/* The controller knows nothing. */
void forgetController(void);

#endif
