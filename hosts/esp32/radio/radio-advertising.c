/* Advertising: packets, each with a number of events, and connectable advertising between them. */
#include <stdlib.h>
#include <string.h>
#include "radio-advertising.h"

/*
 * Longest random delay after each event, in milliseconds (Core Specification 5.4, Vol 6 Part B,
 * §4.4.2.2).
 */
#define LONGEST_DELAY 10

/* Milliseconds after its duration by which the end of an advertisement must be reported. */
#define GRACE 2000

/* Milliseconds between checks of the packets that are being sent, which share one timer. */
#define WATCH 1000

/* Advertisements in a row whose end was not reported, after which the controller is reset. */
#define STUCK_FOR_RESET 3

Slot slots[RADIO_SLOTS];
RadioConnectable* connectable;
static unsigned stuckInARow;

bool isConnectableWanted(void)
{
	return connectable && gattHasPlace();
}

ble_addr_t connectableAddress(void)
{
	static const uint8_t none[6];
	ble_addr_t address = *radioAddress();
	if (connectable && memcmp(connectable->address, none, sizeof(none)) != 0)
		memcpy(address.val, connectable->address, sizeof(address.val));
	return address;
}

static void slotSent(unsigned index)
{
	slots[index].state = SLOT_FREE;
	exchangePutSent(index, slots[index].id);
	radioWake();
}

void slotStarted(unsigned index, unsigned events, unsigned interval)
{
	radioGranted(WISH_PACKET + index);
	slots[index].state = SLOT_SENDING;
	slots[index].deadline = radioNow() + 2 * events * (interval + LONGEST_DELAY) + GRACE;
	radioTickIn(WATCH);
}

void slotEnded(unsigned index, unsigned events)
{
	Slot* slot = &slots[index];
	if (slot->state != SLOT_SENDING)
		return;
	if (events > 0)
		stuckInARow = 0;
	slot->left -= events < slot->left ? events : slot->left;
	if (slot->left == 0)
		slotSent(index);
	else
		slot->state = SLOT_WAITING;
}

void advertisingStart(const RadioCommand* command)
{
	Slot* slot = &slots[command->number];
	advertisingStop(command->number);
	slot->state = SLOT_WAITING;
	slot->length = command->length;
	memcpy(slot->data, command->data, sizeof(slot->data));
	slot->interval = command->interval;
	slot->id = command->id;
	slot->left = command->count;
	slot->notBefore = radioNow();
}

void advertisingStop(unsigned index)
{
	bool sending = slots[index].state == SLOT_SENDING;
	slots[index].state = SLOT_FREE;
	radioGranted(WISH_PACKET + index);
	if (sending)
		stopSlot(index);
}

void advertisingConnectable(RadioConnectable* wanted)
{
	radioGranted(WISH_CONNECTABLE);
	stopConnectable();
	free(connectable);
	connectable = wanted;
}

void advertisingConnections(void)
{
	if (!isConnectableWanted()) {
		radioGranted(WISH_CONNECTABLE);
		stopConnectable();
	}
	advertisingProceed();
}

void advertisingReset(void)
{
	forgetController();
	for (unsigned i = 0; i < RADIO_SLOTS; i++)
		if (slots[i].state == SLOT_SENDING)
			slots[i].state = SLOT_WAITING;
}

void advertisingWatch(void)
{
	for (unsigned i = 0; i < RADIO_SLOTS; i++) {
		if (slots[i].state != SLOT_SENDING)
			continue;
		uint32_t late = radioNow() - slots[i].deadline;
		if ((int32_t)late < 0) {
			radioTickIn(WATCH);
			continue;
		}
		/* it is unknown whether it was sent: not sent again, so that it delays no other packet */
		stopSlot(i);
		radioStuck(i, late + GRACE);
		slotSent(i);
		if (++stuckInARow % STUCK_FOR_RESET == 0)
			ble_hs_sched_reset(BLE_HS_ECONTROLLER);
	}
}

bool advertisingIsStuck(void)
{
	return stuckInARow > 0;
}

void advertisingPrepare(void)
{
	memset(slots, 0, sizeof(slots));
	stuckInARow = 0;
	forgetController();
}

void advertisingForget(void)
{
	free(connectable);
	connectable = NULL;
}
