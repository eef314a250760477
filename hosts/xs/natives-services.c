/* The native functions of machines whose host has services: GATT, Wi-Fi, HTTP (services.ts). */
#include <string.h>
#include "xsmc.h"
#include "machine.h"
#include "natives-services.h"

/* (operation, a, b, octets or undefined): the host's answer, a number */
void xs_host_ask(xsMachine* the)
{
	xsIntegerValue operation = xsmcToInteger(xsArg(0));
	double a = xsmcToNumber(xsArg(1)), b = xsmcToNumber(xsArg(2));
	xsUnsignedValue length = 0;
	if (operation < HOST_SERVICES)
		xsRangeError("operation %d is no service", (int)operation);
	if (xsmcTypeOf(xsArg(3)) != xsUndefinedType) {
		void* data;
		xsmcGetBufferReadable(xsArg(3), &data, &length);
		if (length > MESH_EXCHANGE_SIZE)
			xsRangeError("%u octets are too many for the host", (unsigned)length);
		memcpy(machineExchange(the), data, length);
	}
	xsmcSetNumber(xsResult, machineAsk(the, (HostOperation)operation, a, b, 0, length));
}

/* (start, end): octets of the latest answer from start to end, an ArrayBuffer */
void xs_host_octets(xsMachine* the)
{
	xsIntegerValue start = xsmcToInteger(xsArg(0)), end = xsmcToInteger(xsArg(1));
	if (start < 0 || end < start || end > MESH_EXCHANGE_SIZE)
		xsRangeError("there are no octets from %d to %d", (int)start, (int)end);
	xsmcSetArrayBuffer(xsResult, machineExchange(the) + start, end - start);
}
