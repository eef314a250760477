/* The native functions that open access messages for a cipher's receiver, and the call that gives JavaScript one. */
#ifndef MESH_NATIVE_ACCESS_RECEIVER_XS_H
#define MESH_NATIVE_ACCESS_RECEIVER_XS_H

#include "network-receiver-xs.h"

/*
 * Gives JavaScript the access message that was opened last; `rssi` in dBm. False where it does not
 * take it now: then it has to get the packet. Call inside of xsBeginHost; the receiver may be freed
 * meanwhile.
 */
bool radioReceiverOpened(xsMachine* the, RadioReceiver receiver, int rssi);

#endif
