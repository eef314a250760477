/* Advertisements whose end the controller does not report. */
#include "port-rig.h"

static void endThatIsNotTold(void)
{
	sync();
	askConnectable(100);
	advance(50);
	endsUntold = true;
	askAdvertise(0, 1, 1, 3, 20);
	advance(200);
	endsUntold = false;
	EQUAL(exchangeSent(0), 0);
	/* at the most twice what it takes, two seconds, and one until somebody looks */
	advance(3000);
	EQUAL(exchangeSent(0), 1);
	EQUAL(radioCount(4), 1);
	EQUAL(sentWith(1), 3);
	CHECK(nextOf(RADIO_STUCK));
	EQUAL(event.characteristic, 0);
	CHECK(event.value >= 2000 && event.value <= 3100);
	EQUAL(resetsAsked, 0);
	int before = sentConnectable();
	askAdvertise(0, 2, 2, 3, 20);
	advance(150);
	EQUAL(exchangeSent(0), 2);
	EQUAL(sentWith(2), 3);
	advance(500);
	CHECK(sentConnectable() > before);
	EQUAL(radioCount(4), 1);
	CHECK(!nextOf(RADIO_STUCK));
}

#if MYNEWT_VAL(BLE_EXT_ADV)
static void othersAreNotHeldUp(void)
{
	sync();
	endsUntold = true;
	askAdvertise(0, 1, 1, 3, 20);
	askAdvertise(1, 2, 2, 3, 20);
	advance(200);
	endsUntold = false;
	for (uint32_t id = 3; id < 10; id++) {
		askAdvertise(2, id, (uint8_t)id, 2, 20);
		advance(100);
		EQUAL(exchangeSent(2), id);
	}
	EQUAL(radioCount(4), 0);
	advance(3000);
	EQUAL(exchangeSent(0), 1);
	EQUAL(exchangeSent(1), 2);
	EQUAL(radioCount(4), 2);
}
#endif

static void longAdvertisements(void)
{
	static const uint16_t rows[][2] = { { 600, 20 }, { 3, 10240 }, { 100, 1000 }, { 1, 10240 } };
	sync();
	for (uint32_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		askAdvertise(0, i + 1, (uint8_t)(i + 1), rows[i][0], rows[i][1]);
		advance((rows[i][1] + 10u) * rows[i][0]);
		EQUAL(exchangeSent(0), i + 1);
	}
	EQUAL(radioCount(4), 0);
}

/* Each costs three seconds: the third in a row resets the controller, the fourth reset restarts the port. */
static void endsThatAreNeverTold(void)
{
	sync();
	endsUntold = true;
	uint32_t id = 0;
	while (!isStill && id < 20) {
		id++;
		askAdvertise(0, id, (uint8_t)id, 2, 20);
		advance(4000);
		EQUAL(resetsAsked, id / 3);
		if (id % 3 == 0 && !isStill) {
			EQUAL(radioCount(3), id / 3);
			sync();
		}
	}
	EQUAL(id, 12);
	EQUAL(radioCount(4), 12);
	CHECK(!nextOf(RADIO_RECOVERED));
	EQUAL(restartPort(), 0);
	endsUntold = false;
	sync();
	askAdvertise(0, 13, 13, 2, 20);
	advance(11000);
	EQUAL(exchangeSent(0), 13);
	CHECK(nextOf(RADIO_RECOVERED));
	EQUAL(event.characteristic, 4);
}

static const Scenario scenarios[] = {
	{ "an advertisement whose end is not told is given up and told as sent", endThatIsNotTold },
#if MYNEWT_VAL(BLE_EXT_ADV)
	{ "it holds up no other", othersAreNotHeldUp },
#endif
	{ "long advertisements are not given up", longAdvertisements },
	{ "when no end is ever told the controller is reset, then the port started anew", endsThatAreNeverTold },
	{ NULL, NULL },
};

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, beforeScenario, afterScenario);
}
