/*
 * Opening of access messages for a node (Mesh Protocol 1.1 §3.5.3.4, §3.6.4): what Transport does in
 * modules/transport/transport.ts with an unsegmented message between the network layer and the
 * access layer, in C. Independent of XS.
 *
 * JavaScript sets the keys and groups of the node whenever they change. What is not known
 * here (labels of virtual addresses, device keys of other nodes, segments) is JavaScript's.
 */
#ifndef MESH_NATIVE_ACCESS_RECEIVER_H
#define MESH_NATIVE_ACCESS_RECEIVER_H

#include "network-receiver.h"
#include "replay-table.h"
#include "segment-receiver.h"

/* Octets of an unsegmented upper transport access PDU, §3.5.2.1, and of its TransMIC. */
#define ACCESS_LONGEST_PDU 15
#define ACCESS_MIC 4
/* accessOpen: the message is neither opened nor to be dropped; JavaScript has to see it. */
#define ACCESS_BY_JAVASCRIPT (-100)
/* accessOpen: the message's segment was taken; nothing else is to be done. */
#define ACCESS_TAKEN (-101)
/* AccessKey.aid of a device key */
#define ACCESS_DEVICE (-1)

typedef struct {
	/* shared with its host object (aes.h) */
	Key* key;
	/* 0..0x3f, or ACCESS_DEVICE */
	int8_t aid;
	/* AppKey Index and the NetKey Index that it is bound to; of a device key its number in JavaScript's list */
	uint16_t index, netKeyIndex;
} AccessKey;

typedef struct {
	int count;
	/* in the order in which they are tried */
	AccessKey keys[];
} AccessKeys;

typedef struct {
	int count;
	/* group addresses; virtual ones are JavaScript's */
	uint16_t addresses[];
} AccessGroups;

/* An access message that was opened. */
typedef struct {
	/* of the key that opened it */
	int8_t aid;
	uint16_t index, netKeyIndex;
	uint8_t length;
	uint8_t payload[ACCESS_LONGEST_PDU - ACCESS_MIC];
} AccessMessage;

typedef struct AccessReceiver {
	/* JavaScript keeps the object that has it */
	const ReplayTable* replay;
	/* who gets the messages (access-receiver-xs.c); freed with the receiver */
	void* user;
	/* NULL: none is known yet, JavaScript sees every message */
	AccessKeys* keys;
	AccessGroups* groups;
	/* segments, freed with the receiver; NULL: they are JavaScript's */
	SegmentReceiver* segments;
	/* the message that was opened last */
	AccessMessage opened;
} AccessReceiver;

/* Frees the keys, each of which another object may share. NULL is ignored. */
void accessKeysFree(AccessKeys* keys);
/* Frees it with its keys. NULL is ignored. */
void accessFree(AccessReceiver* access);
/*
 * Opens a PDU that came under a key of a subnet and is not for another node's element: 0 with the
 * message in `opened`, a verdict (RECEIVER_REPLAY and below), ACCESS_BY_JAVASCRIPT or ACCESS_TAKEN.
 */
int accessOpen(AccessReceiver* access, const ReceivedPdu* received, uint16_t netKeyIndex);

#endif
