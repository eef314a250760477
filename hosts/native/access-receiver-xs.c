/* Access messages that are opened in C, as JavaScript has them (access-receiver-xs.h). */
#include <stdlib.h>
#include <string.h>
#include "xsmc.h"
#include "access-receiver.h"
#include "access-receiver-xs.h"
#include "aes.h"
#include "arguments.h"
#include "crypto.h"
#include "network-cipher.h"

/* Keys of a node at most: 4,096 AppKeys with two keys each, and two device keys. */
#define MOST_KEYS 8194
/* Items of each key in the list of xs_access_receiver_keys. */
#define KEY_ITEMS 4
/* Key indexes have 12 bits. In a message's two indexes this bit says that a device key opened it. */
#define INDEX_BITS 12
#define LARGEST_INDEX 0xfff
#define OPENED_BY_DEVICE_KEY 0x1000000
/* An opcode stands above the bits of a payload's length. */
#define LENGTH_BITS 4

/* Who gets the messages; JavaScript's receiver keeps the object. */
typedef struct {
	xsSlot target, function, payload;
} AccessUser;

static NetworkReceiver* receiverArgument(xsMachine* the)
{
	NetworkCipher* cipher = cipherArgument(the, &xsArg(0));
	if (!cipher->receiver)
		xsUnknownError("the cipher has no receiver");
	return cipher->receiver;
}

AccessReceiver* accessArgument(xsMachine* the)
{
	AccessReceiver* access = receiverArgument(the)->access;
	if (!access)
		xsUnknownError("the receiver does not open access messages");
	return access;
}

/* (cipher, user, replay table): `user` gets the messages by its `receiveOpened`, with the payload in its `opened` */
void xs_access_receiver(xsMachine* the)
{
	NetworkReceiver* receiver = receiverArgument(the);
	const ReplayTable* replay = xsmcGetHostData(xsArg(2));
	xsmcVars(1);
	if (!replay)
		xsUnknownError("no replay table");
	if (receiver->access)
		xsUnknownError("the receiver opens access messages already");
	AccessReceiver* access = calloc(1, sizeof(AccessReceiver));
	AccessUser* user = calloc(1, sizeof(AccessUser));
	if (!access || !user) {
		free(access);
		free(user);
		xsUnknownError("no memory for a receiver of access messages");
	}
	access->replay = replay;
	access->user = user;
	receiver->access = access;
	user->target = xsArg(1);
	xsmcGet(xsVar(0), xsArg(1), xsID("receiveOpened"));
	user->function = xsVar(0);
	xsmcGet(xsVar(0), xsArg(1), xsID("opened"));
	user->payload = xsVar(0);
	writable(the, &user->payload, 0, sizeof(access->opened.payload), "opened");
}

/* An item of an array in a range; `xsVar(0)` is used. */
static xsIntegerValue item(xsMachine* the, xsSlot* array, xsIntegerValue at, xsIntegerValue low, xsIntegerValue high,
	const char* name)
{
	xsmcGetIndex(xsVar(0), *array, at);
	return numberArgument(the, &xsVar(0), low, high, name);
}

/*
 * (cipher, keys, count): replaces the keys. `keys` has of each the key, its AID (-1: a device key),
 * its AppKey Index or number, and the NetKey Index that it is bound to. They are tried in this order,
 * device keys first.
 */
void xs_access_receiver_keys(xsMachine* the)
{
	AccessReceiver* access = accessArgument(the);
	xsIntegerValue count = xsmcToInteger(xsArg(2));
	xsmcVars(1);
	if (count < 0 || count > MOST_KEYS)
		xsRangeError("%d keys: 0..%d", (int)count, MOST_KEYS);
	AccessKeys* keys = calloc(1, sizeof(AccessKeys) + (size_t)count * sizeof(AccessKey));
	if (!keys)
		xsUnknownError("no memory for %d keys", (int)count);
	/* the receiver owns the new keys before a later step can throw */
	accessKeysFree(access->keys);
	access->keys = keys;
	for (xsIntegerValue i = 0; i < count; i++) {
		AccessKey* key = &keys->keys[i];
		key->aid = (int8_t)item(the, &xsArg(1), KEY_ITEMS * i + 1, ACCESS_DEVICE, 0x3f, "AID");
		key->index = (uint16_t)item(the, &xsArg(1), KEY_ITEMS * i + 2, 0, LARGEST_INDEX, "AppKey Index");
		key->netKeyIndex = (uint16_t)item(the, &xsArg(1), KEY_ITEMS * i + 3, 0, LARGEST_INDEX, "NetKey Index");
		xsmcGetIndex(xsVar(0), xsArg(1), KEY_ITEMS * i);
		key->key = aesShare(keyArgument(the, &xsVar(0), KEY_AES));
		keys->count = (int)i + 1;
	}
}

/* (cipher, groups, count): replaces the group addresses that the node is subscribed to */
void xs_access_receiver_groups(xsMachine* the)
{
	AccessReceiver* access = accessArgument(the);
	xsIntegerValue count = xsmcToInteger(xsArg(2));
	xsmcVars(1);
	if (count < 0 || count > 0xffff)
		xsRangeError("%d groups: 0..65535", (int)count);
	AccessGroups* groups = calloc(1, sizeof(AccessGroups) + (size_t)count * sizeof(groups->addresses[0]));
	if (!groups)
		xsUnknownError("no memory for %d groups", (int)count);
	free(access->groups);
	access->groups = groups;
	for (xsIntegerValue i = 0; i < count; i++) {
		groups->addresses[i] = (uint16_t)item(the, &xsArg(1), i, 0xc000, 0xffff, "group address");
		groups->count = (int)i + 1;
	}
}

/* As getOpcode of modules/access/opcode.ts. */
static xsIntegerValue opcodeOf(const AccessMessage* message)
{
	const uint8_t* payload = message->payload;
	uint8_t first = payload[0];
	if (message->length < 1 || first == 0x7f)
		return -1;
	if (first < 0x80)
		return first;
	if (first < 0xc0)
		return message->length < 2 ? -1 : first << 8 | payload[1];
	return message->length < 3 ? -1 : (xsIntegerValue)first << 16 | payload[2] << 8 | payload[1];
}

bool radioReceiverOpened(xsMachine* the, RadioReceiver receiver, int rssi)
{
	AccessReceiver* access = receiver->access;
	const ReceivedPdu* received = &receiver->passed.received;
	const AccessMessage* message = &access->opened;
	AccessUser* user = access->user;
	xsIntegerValue keys = (xsIntegerValue)message->netKeyIndex << INDEX_BITS | message->index;
	if (message->aid == ACCESS_DEVICE)
		keys |= OPENED_BY_DEVICE_KEY;
	xsIntegerValue octets = opcodeOf(message) * (1 << LENGTH_BITS) + message->length;
	memcpy(writable(the, &user->payload, 0, message->length, "opened"), message->payload, message->length);
	/* another bearer may bring the same PDU: it is new to JavaScript only where the message is not taken here */
	uint8_t passed = receiver->passed.length;
	receiver->passed.length = 0;
	/* an IV Index above 31 bits is a number, which C cannot push as an integer */
	xsSlot taken = received->ivIndex <= INT32_MAX
		? xsCallFunction8(user->function, user->target, xsInteger(received->src), xsInteger(received->dst),
			xsInteger(received->ttl), xsInteger((xsIntegerValue)received->seq),
			xsInteger((xsIntegerValue)received->ivIndex), xsInteger(keys), xsInteger(octets), xsInteger(rssi))
		: xsCallFunction8(user->function, user->target, xsInteger(received->src), xsInteger(received->dst),
			xsInteger(received->ttl), xsInteger((xsIntegerValue)received->seq), xsNumber(received->ivIndex),
			xsInteger(keys), xsInteger(octets), xsInteger(rssi));
	if (xsmcTypeOf(taken) == xsBooleanType && xsmcToBoolean(taken))
		return true;
	/* who does not take a message has done nothing: the receiver is there still */
	receiver->passed.length = passed;
	return false;
}
