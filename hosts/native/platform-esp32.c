#include "platform.h"
#include "esp_random.h"

/* Good for keys only while the radio is on, which it is when a mesh node runs. */
int platformRandom(void* octets, size_t size)
{
	esp_fill_random(octets, size);
	return 0;
}

/* JavaScript runs in one task. */
void platformLock(void)
{
}

void platformUnlock(void)
{
}
