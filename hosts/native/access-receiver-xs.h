/* The native functions that open access messages for a cipher's receiver, and the call that gives JavaScript one. */
#ifndef MESH_NATIVE_ACCESS_RECEIVER_XS_H
#define MESH_NATIVE_ACCESS_RECEIVER_XS_H

#include "access-receiver.h"
#include "network-receiver-xs.h"

/* The first argument of a native function: a cipher whose receiver opens access messages. Throws where it is none. */
AccessReceiver* accessArgument(xsMachine* the);

/*
 * Gives JavaScript the access message that was opened last; `rssi` in dBm. False where it does not
 * take it now: then it has to get the packet. Call inside of xsBeginHost; the receiver may be freed
 * meanwhile.
 */
bool radioReceiverOpened(xsMachine* the, RadioReceiver receiver, int rssi);

#endif
