/*
 * What the network layer does with each network PDU that comes in, up to the message cache:
 * modules/network/pdu-receiver.ts in C, with the same verdicts. Independent of XS.
 *
 * A radio may ask receiverJudge for its verdict on a packet before JavaScript runs: what goes no
 * further is counted here. A PDU that does go further is remembered with its verdict, which
 * receiverReceive gives when JavaScript brings the same PDU.
 */
#ifndef MESH_NATIVE_NETWORK_RECEIVER_H
#define MESH_NATIVE_NETWORK_RECEIVER_H

#include <stdbool.h>
#include "network-pdu.h"

/* ReceiverVerdict in modules/host/network-receiver.ts; above them the number of a key. */
enum {
	RECEIVER_UNKNOWN_NID = NETWORK_UNKNOWN_NID,
	RECEIVER_WRONG = NETWORK_WRONG,
	RECEIVER_LENGTH = -3,
	RECEIVER_ADDRESS = -4,
	RECEIVER_OWN = -5,
	RECEIVER_CACHED = -6,
	/* of receiverJudge alone: the PDU is for another node, and is not retransmitted */
	RECEIVER_NOT_FOR_US = -7,
	/* of accessOpen: not above the last number of its source; AKF or AID do not fit DST; no key fits; none opened it */
	RECEIVER_REPLAY = -8,
	RECEIVER_UPPER_ADDRESS = -9,
	RECEIVER_NO_KEY = -10,
	RECEIVER_UPPER_WRONG = -11,
	/* of segmentsTake alone: no header of a segment; not that of its message; of a message before the last one */
	RECEIVER_SEGMENT_HEADER = -12,
	RECEIVER_SEGMENT_MISMATCH = -13,
	RECEIVER_OLD_SEQUENCE = -14,
	RECEIVER_VERDICTS = 14
};

/* Octets of an AD structure before its data: length and type. */
#define AD_HEADER 2

/* Sizes that the message cache may have, both powers of two. */
#define RECEIVER_SMALLEST_CACHE 4
#define RECEIVER_LARGEST_CACHE 4096

typedef struct {
	uint32_t ivIndex, seq;
	uint16_t src, dst;
	uint8_t ttl;
	bool control;
	/* retransmitted by receiverJudge already */
	bool relayed;
	/* where the transport PDU ends in the clear PDU */
	uint8_t end;
	uint8_t clear[NETWORK_CLEAR];
} ReceivedPdu;

/* Of each key of the cipher the NetKey Index, and the number of the key that its subnet sends with, §3.11.4. */
typedef struct {
	int count;
	struct {
		uint16_t transmit, netKeyIndex;
	} keys[];
} ReceiverSubnets;

/* What receiverJudge says of a packet. */
typedef enum {
	/* it was dropped and counted, with the verdict in `passed` */
	JUDGED_DROPPED,
	/* it was retransmitted, or taken as a segment, and goes no further */
	JUDGED_TAKEN,
	/* JavaScript has to see it */
	JUDGED_PASSED,
	/* the same, but it is an access message that was opened: JavaScript can take that instead */
	JUDGED_OPENED
} ReceiverJudgement;

typedef struct NetworkReceiver NetworkReceiver;

/* What a node does with a PDU that came by advertising and is not for one of its elements alone. */
typedef enum {
	/* nothing else: it is not retransmitted, or it was, in C */
	FORWARD_NOT,
	FORWARD_DONE,
	/* JavaScript has to see it, to retransmit it or for another reason */
	FORWARD_BY_JAVASCRIPT
} ReceiverForward;

/*
 * Retransmits a PDU that is authentic under a key, new, and not for an element of the node, where
 * the node does that in C.
 */
typedef ReceiverForward (*ReceiverForwards)(const NetworkReceiver* receiver, int key, const ReceivedPdu* received,
	void* context);

struct NetworkReceiver {
	/* where the cipher keeps its keys */
	NetworkKeys* const* keys;
	/* what `forwards` needs to know, and the subnets of the keys; freed with the receiver */
	void* states;
	ReceiverSubnets* subnets;
	uint16_t address, elements;
	uint32_t ivIndex;
	/* by -1 - verdict: what receiverJudge has dropped */
	uint32_t dropped[RECEIVER_VERDICTS];
	/* the place that points to this receiver, such as that of a radio; NULL: none */
	NetworkReceiver** user;
	/*
	 * The PDU that receiverJudge has passed on, and its verdict; no PDU where the length is 0. After
	 * JUDGED_DROPPED the verdict is that of the PDU that was dropped.
	 */
	struct {
		uint8_t length;
		uint8_t pdu[NETWORK_LONGEST];
		int verdict;
		ReceivedPdu received;
	} passed;
	/* opens access messages (access-receiver.h), freed with the receiver; NULL: JavaScript does */
	struct AccessReceiver* access;
	/* the message cache of modules/network/message-cache.ts: two entries in each set */
	uint32_t mask;
	struct {
		uint32_t high, low;
	} cache[];
};

/* A new receiver, or NULL where there is no memory. `cacheSize`: a power of two in the limits above. */
NetworkReceiver* receiverNew(NetworkKeys* const* keys, uint16_t address, uint16_t elements, size_t cacheSize);
/* Frees it, and clears the place that points to it. NULL is ignored. */
void receiverFree(NetworkReceiver* receiver);
/* Makes `place` point to the receiver, and a place that did so before point to nothing. NULL: no place. */
void receiverUse(NetworkReceiver* receiver, NetworkReceiver** place);
/*
 * Takes a PDU. The number of the key that it was secured with, with `received` filled, or a
 * verdict. `received` is filled for the verdicts from RECEIVER_ADDRESS down, too.
 */
int receiverReceive(NetworkReceiver* receiver, const uint8_t* pdu, size_t length, ReceivedPdu* received, psa_status_t* status);
/*
 * Judges a packet of a radio: one that has a single AD structure with a network PDU that goes no
 * further, which was counted, need not be passed to JavaScript. `forwards` is asked about a PDU for
 * another node. An access message is judged by the keys that the node has now.
 */
ReceiverJudgement receiverJudge(NetworkReceiver* receiver, const uint8_t* data, size_t length, ReceiverForwards forwards,
	void* context);

#endif
