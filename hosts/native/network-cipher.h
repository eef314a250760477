/* The host object of a cipher for network PDUs. */
#ifndef MESH_NATIVE_NETWORK_CIPHER_H
#define MESH_NATIVE_NETWORK_CIPHER_H

#include "xsmc.h"
#include "network-pdu.h"
#include "network-receiver.h"

typedef struct {
	/* NULL: none */
	NetworkKeys* keys;
	NetworkReceiver* receiver;
} NetworkCipher;

/* The cipher of an argument. Throws Error when it is closed. */
NetworkCipher* cipherArgument(xsMachine* the, xsSlot* slot);

#endif
