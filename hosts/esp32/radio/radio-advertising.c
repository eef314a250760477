/* Advertising: packets, so many events each, and connectable advertising between them. */
#include <stdlib.h>
#include <string.h>
#include "radio-advertising.h"

Slot slots[RADIO_SLOTS];
RadioConnectable* connectable;

bool isConnectableWanted(void)
{
	return connectable && gattHasPlace();
}

static void slotSent(unsigned index)
{
	slots[index].state = SLOT_FREE;
	exchangePutSent(index, slots[index].id);
	radioWake();
}

void slotEnded(unsigned index, unsigned events)
{
	Slot* slot = &slots[index];
	if (slot->state != SLOT_SENDING)
		return;
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
	if (sending)
		stopSlot(index);
}

void advertisingConnectable(RadioConnectable* wanted)
{
	stopConnectable();
	free(connectable);
	connectable = wanted;
}

void advertisingConnections(void)
{
	if (!isConnectableWanted())
		stopConnectable();
	advertisingProceed();
}

void advertisingSync(void)
{
	forgetController();
	for (unsigned i = 0; i < RADIO_SLOTS; i++)
		if (slots[i].state == SLOT_SENDING)
			slots[i].state = SLOT_WAITING;
	advertisingProceed();
}

void advertisingPrepare(void)
{
	memset(slots, 0, sizeof(slots));
	forgetController();
}

void advertisingForget(void)
{
	free(connectable);
	connectable = NULL;
}
