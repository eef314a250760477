/*
 * Retransmission of network PDUs of other nodes (Mesh Protocol 1.1 §3.4.6.3) from the advertising
 * bearer to the advertising bearer: what Network does in modules/network/network.ts, in C.
 * Independent of XS.
 */
#ifndef MESH_NATIVE_NETWORK_RELAY_H
#define MESH_NATIVE_NETWORK_RELAY_H

#include "advertising-scheduler.h"
#include "network-receiver.h"

/* The Relay Retransmit state, §4.2.20. */
typedef struct {
	/* 1..8 */
	uint8_t transmissions;
	/* milliseconds */
	double interval;
} RelayRetransmit;

typedef struct {
	/* where the scheduler of the radio is, or NULL: JavaScript has the PDU */
	AdvertisingScheduler* scheduler;
	RelayRetransmit retransmit;
} NetworkRelay;

/* Whether a PDU is a Segment Acknowledgment message. */
bool relayIsAcknowledgment(const ReceivedPdu* received);
/*
 * Ends the sending of the segments that a received PDU acknowledges to another node. Whether that is
 * all: false where somebody in JavaScript waits for their end.
 */
bool relayAcknowledged(AdvertisingScheduler* scheduler, const ReceivedPdu* received);
/*
 * Retransmits a PDU that was received with a key, with TTL - 1: queues it, or counts that the queue
 * is full. False where JavaScript has to do it.
 */
bool relayPdu(const NetworkRelay* relay, const NetworkReceiver* receiver, int key, const ReceivedPdu* received);

#endif
