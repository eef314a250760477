/* Commands of XS: queued in the task of XS, executed in the task of NimBLE. */
#include "radio-host.h"

static void run(RadioCommand* command)
{
	void* block = command->block;
	command->block = NULL;
	switch (command->kind) {
	case COMMAND_ADVERTISE:
		advertisingStart(command);
		break;
	case COMMAND_STOP:
		advertisingStop(command->number);
		break;
	case COMMAND_SCAN:
		scanWant(command->number);
		break;
	case COMMAND_FILTER:
		scanFilter(block);
		break;
	case COMMAND_CONNECTABLE:
		advertisingConnectable(block);
		break;
	case COMMAND_ADD_SERVICE:
		gattAdd(command->number, block);
		break;
	case COMMAND_REMOVE_SERVICE:
		gattRemove(command->number);
		break;
	case COMMAND_VALUE:
		gattValue(command->number, block);
		break;
	case COMMAND_DISCONNECT:
		gattDisconnect(command->count);
		break;
	}
}

void commandsRun(void)
{
	for (RadioCommand* command; (command = exchangeCommand()) != NULL; exchangeCommandTaken())
		run(command);
}

void radioCommand(const RadioCommand* command)
{
	/* the ring is full: waits a short time for NimBLE's task, which has a higher priority */
	while (!exchangePutCommand(command)) {
		if (radioIsParked())
			/* NimBLE's task does not run: executes them here; they apply when it runs again */
			commandsRun();
		else
			ble_npl_time_delay(1);
	}
	radioKick();
}
