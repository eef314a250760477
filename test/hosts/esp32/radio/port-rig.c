/* What the tests of a controller that fails have in common. */
#include "port-rig.h"

bool nextOf(RadioEventKind kind)
{
	while (nextEvent(&event, octets))
		if (event.kind == kind)
			return true;
	return false;
}

int restartPort(void)
{
	CHECK(isStill && radioPortWanted());
	radioPostTaken();
	return radioPortRestart();
}

void failUntilStill(void)
{
	for (int i = 0; i < 4; i++)
		failBecause(BLE_HS_ETIMEOUT_HCI);
	CHECK(isStill && radioPortWanted());
}
