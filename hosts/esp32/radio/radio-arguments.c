#include <stdlib.h>
#include "xsmc.h"
#include "radio-arguments.h"

const uint8_t* radioOctets(xsMachine* the, xsSlot* slot, size_t most, uint16_t* length)
{
	void* data;
	xsUnsignedValue size;
	xsmcGetBufferReadable(*slot, &data, &size);
	if (size > most)
		xsRangeError("%u octets, at most %u", (unsigned)size, (unsigned)most);
	*length = (uint16_t)size;
	return data;
}

unsigned radioNumber(xsMachine* the, xsSlot* slot, unsigned most)
{
	xsIntegerValue value = xsmcToInteger(*slot);
	if (value < 0 || (unsigned)value > most)
		xsRangeError("%d: 0..%u", (int)value, most);
	return (unsigned)value;
}

void* radioBlock(xsMachine* the, size_t size)
{
	void* memory = calloc(1, size);
	if (!memory)
		xsUnknownError("no memory for the radio");
	return memory;
}
