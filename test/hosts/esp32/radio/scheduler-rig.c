/* XS, as the scheduler of the chip's radio has it: a clock, a timer, and what radio-xs.c calls. */
#include "scheduler-rig.h"
#include "modTimer.h"
#include "xsHost.h"
#include "../../../../hosts/native/platform.h"

void xs_radio_scheduler(xsMachine* the);

struct modTimerRecord {
	bool runs;
	uint32_t due;
	modTimerCallback callback;
};

xsMachine machine;
uint32_t clockStart;
AdvertisingScheduler* scheduler;
static struct modTimerRecord timer;
static uint32_t seen[RADIO_SLOTS], bits = 1;

uint32_t modMilliseconds(void)
{
	return clockStart + now();
}

modTimer modTimerAdd(int firstInterval, int secondInterval, modTimerCallback callback, void* refcon, int refconSize)
{
	CHECK(!timer.runs && firstInterval >= 0 && secondInterval == 0 && !refcon && refconSize == 0);
	timer = (struct modTimerRecord){ true, now() + (uint32_t)firstInterval, callback };
	return &timer;
}

void modTimerRemove(modTimer removed)
{
	CHECK(removed == &timer && timer.runs);
	timer.runs = false;
}

int platformRandom(void* octets, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		bits = bits * 1664525 + 1013904223;
		((uint8_t*)octets)[i] = (uint8_t)(bits >> 24);
	}
	return 0;
}

bool timerRuns(void)
{
	return timer.runs;
}

void advertisingSchedulerOpen(xsMachine* the, const AdvertisingHost* host, AdvertisingScheduler** place)
{
	CHECK(!*place);
	scheduler = schedulerNew(host, the, CAPACITY, radioSets(), place);
}

void advertisingSchedulerSent(xsMachine* the, AdvertisingScheduler* told, unsigned set)
{
	uint32_t ended = told ? schedulerSent(told, set) : 0;
	if (ended == 0)
		return;
	CHECK(the->count < 64);
	the->ended[the->count++] = ended;
	schedulerProceed(told);
}

/* As radio-xs.c does. */
void deliverSent(void)
{
	for (unsigned i = 0; i < radioSets(); i++) {
		uint32_t id = exchangeSent(i);
		if (id == seen[i])
			continue;
		seen[i] = id;
		CHECK(radioSchedulerSent(&machine, i, id));
	}
}

void pass(uint32_t milliseconds)
{
	while (milliseconds-- > 0) {
		advance(1);
		if (timer.runs && now() >= timer.due) {
			timer.runs = false;
			timer.callback(&timer, NULL, 0);
		}
		deliverSent();
	}
}

void open(void)
{
	xs_radio_scheduler(&machine);
	CHECK(scheduler && radioScheduler() == scheduler);
}

void close(void)
{
	schedulerClose(scheduler);
	schedulerFree(scheduler);
	CHECK(!radioScheduler());
}

void openRadioAgain(void)
{
	radioPortStop();
	radioSchedulerForget();
	CHECK(!timer.runs && !radioScheduler());
	radioPortStart();
	sync();
	memset(seen, 0, sizeof(seen));
	machine.count = 0;
}
