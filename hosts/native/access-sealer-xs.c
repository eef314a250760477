/* Sealing of access messages, as JavaScript has it: one call makes the network PDU. */
#include <string.h>
#include "xsmc.h"
#include "access-sealer.h"
#include "arguments.h"
#include "crypto.h"
#include "network-cipher.h"

/*
 * (cipher, network key, IV Index, key, AID or -1, TTL, SEQ, SRC, DST, payload, label or undefined,
 * pdu): writes the network PDU of a message; its length
 */
void xs_network_cipher_seal_message(xsMachine* the)
{
	NetworkKeys* keys = cipherArgument(the, &xsArg(0))->keys;
	xsIntegerValue index = xsmcToInteger(xsArg(1));
	uint8_t pdu[NETWORK_LONGEST];
	size_t size;
	if (index < 0 || !keys || index >= keys->count)
		xsRangeError("key %d: there are %d", (int)index, keys ? keys->count : 0);
	OutgoingMessage message = {
		.ivIndex = (uint32_t)xsmcToNumber(xsArg(2)),
		.aid = (int8_t)numberArgument(the, &xsArg(4), ACCESS_DEVICE, 0x3f, "AID"),
		.ttl = (uint8_t)numberArgument(the, &xsArg(5), 0, 0x7f, "TTL"),
		.seq = (uint32_t)numberArgument(the, &xsArg(6), 0, 0xffffff, "SEQ"),
		.src = (uint16_t)numberArgument(the, &xsArg(7), 0, 0xffff, "SRC"),
		.dst = (uint16_t)numberArgument(the, &xsArg(8), 0, 0xffff, "DST"),
	};
	message.key = keyArgument(the, &xsArg(3), KEY_AES);
	xsUnsignedValue length;
	message.payload = wholeArgument(the, &xsArg(9), &length);
	if (length < 1 || length > ACCESS_LONGEST_PAYLOAD)
		xsRangeError("payload of %u octets: 1..%d in one PDU", (unsigned)length, ACCESS_LONGEST_PAYLOAD);
	message.length = length;
	if (xsmcTypeOf(xsArg(10)) != xsUndefinedType)
		message.label = (AesAdditional){ exactArgument(the, &xsArg(10), AES_BLOCK, "label"), AES_BLOCK };
	uint8_t* output = writable(the, &xsArg(11), 0, NETWORK_LONGEST, "pdu");
	checkStatus(the, accessSeal(&keys->keys[index], &message, pdu, &size));
	memcpy(output, pdu, size);
	xsmcSetInteger(xsResult, (xsIntegerValue)size);
}
