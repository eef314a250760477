/* The native functions of the times of PDUs; pdu-times.ts declares their arguments. */
#include <math.h>
#include "xsmc.h"
#include "arguments.h"
#include "crypto.h"
#include "pdu-times-xs.h"

static void deleteTimes(void* data)
{
	pduTimesFree(data);
}

void pduTimesOpen(xsMachine* the, double (*now)(void* the), PduTimes** user)
{
	xsIntegerValue count = numberArgument(the, &xsArg(0), 1, MOST_PDU_TIMES, "count");
	if (*user)
		return;
	xsResult = xsNewHostObject(deleteTimes);
	PduTimes* times = pduTimesNew((unsigned)count, now, the, user);
	if (!times)
		xsUnknownError("no memory for the times of %d PDUs", (int)count);
	xsmcSetHostData(xsResult, times);
}

/* (times): milliseconds */
void xs_pdu_times_age(xsMachine* the)
{
	const PduTimes* times = xsmcGetHostData(xsArg(0));
	xsmcSetNumber(xsResult, times ? pduTimesAge(times) : INFINITY);
}

/* (times): ends them; the object remains, closed */
void xs_pdu_times_close(xsMachine* the)
{
	PduTimes* times = xsmcGetHostData(xsArg(0));
	if (!times)
		return;
	xsmcSetHostData(xsArg(0), NULL);
	pduTimesFree(times);
}
