/* The native functions of a cipher's receiver, and the judging of a radio's packets by it. */
#ifndef MESH_NATIVE_NETWORK_RECEIVER_XS_H
#define MESH_NATIVE_NETWORK_RECEIVER_XS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "network-receiver.h"
#ifdef __XSALL__
typedef txMachine xsMachine;
typedef txSlot xsSlot;
#else
#include "xsmc.h"
#endif

/* What a radio keeps of the receiver that judges its packets; zero: none. */
typedef struct NetworkReceiver* RadioReceiver;
struct AdvertisingScheduler;

/*
 * Lets the receiver of a cipher judge the packets of a radio, until it is closed or another one
 * does; with undefined none does. `place` must exist as long as the radio. `traced`: what the node
 * retransmits is JavaScript's, which traces it.
 */
void radioReceiverSet(xsMachine* the, RadioReceiver* place, xsSlot* cipher, bool traced);
/*
 * Whether JavaScript has to get a packet: it has where no receiver judges it. What the node
 * retransmits is queued at the radio's scheduler; without one (NULL) it is JavaScript's. A message
 * that was opened is for radioReceiverOpened. Call inside of xsBeginHost, with two variables.
 */
ReceiverJudgement radioReceiverJudge(xsMachine* the, RadioReceiver receiver, struct AdvertisingScheduler* scheduler,
	const uint8_t* data, size_t length);

#endif
