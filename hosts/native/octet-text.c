#include <string.h>
#include "arguments.h"
#include "octet-text.h"

/* The driver of Wi-Fi takes no longer ones. */
#define LONGEST 64

/* (octets): a text that holds them as they are, for C that takes it apart again */
void xs_octet_text(xsMachine* the)
{
	char copy[LONGEST];
	xsUnsignedValue length;
	const uint8_t* octets = wholeArgument(the, &xsArg(0), &length);
	if (length > LONGEST)
		xsRangeError("octets: at most %d, not %u", LONGEST, (unsigned)length);
	/* they move when the text is made */
	memcpy(copy, octets, length);
	xsmcSetStringBuffer(xsResult, copy, (xsIntegerValue)length);
}
