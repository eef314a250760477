/*
 * Keys as handles of PSA. A PSA key permits one algorithm, so one AES key here has up to three
 * PSA keys, made at first use. Where aes-schedule.c is used, PSA has them for CMAC alone. PSA's key store may be small (32 keys in Mbed TLS 2.28 and on
 * chips), and a simulation has a hundred nodes in one process: the handle that was unused the
 * longest is destroyed, and imported again when it is needed.
 */
#ifndef MESH_NATIVE_KEYS_H
#define MESH_NATIVE_KEYS_H

#include <stdint.h>
#include "psa.h"

typedef enum { KEY_CCM, KEY_CMAC, KEY_ECB, KEY_USES, KEY_ECDH = 0 } KeyUse;
typedef enum { KEY_AES = 0x414553, KEY_P256 = 0x323536 } KeyKind;

typedef struct {
	KeyKind kind;
	uint8_t octets[32];
	/* by use: index + 1 of the slot that has the handle, or 0 for none */
	uint8_t slots[KEY_USES];
	/* owners beside the first (aesShare) */
	uint16_t shares;
	/* the key schedule of aes-schedule.c; NULL before its first use */
	void* schedule;
} Key;

/* Gets the PSA handle of a key for a use. Call between platformLock and platformUnlock. */
psa_status_t keyHandle(Key* key, KeyUse use, psa_key_id_t* id);
/* Destroys the key's PSA handles and clears its octets. */
void keyForget(Key* key);

#endif
