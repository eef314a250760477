#include <string.h>
#include "arguments.h"
#include "octet-text.h"

/* Octets of a text at most: the Wi-Fi driver accepts no longer ones. */
#define LONGEST 64

/* (octets): a text with these octets unchanged, for C functions that read its octets */
void xs_octet_text(xsMachine* the)
{
	char copy[LONGEST];
	xsUnsignedValue length;
	const uint8_t* octets = wholeArgument(the, &xsArg(0), &length);
	if (length > LONGEST)
		xsRangeError("octets: at most %d, not %u", LONGEST, (unsigned)length);
	/* copies the octets, because XS may move them when the text is allocated */
	memcpy(copy, octets, length);
	xsmcSetStringBuffer(xsResult, copy, (xsIntegerValue)length);
}
