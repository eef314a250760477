#include "keys.h"
#include <stddef.h>

/* Key handles in use at most; the rest of PSA's key store is for Wi-Fi, Bluetooth and TLS. */
#ifndef MESH_KEY_SLOTS
#define MESH_KEY_SLOTS 24
#endif

typedef struct {
	psa_key_id_t id;
	Key* key;
	KeyUse use;
	uint32_t used;
} Slot;

static Slot slots[MESH_KEY_SLOTS];
static uint32_t uses;

static psa_status_t import(const Key* key, KeyUse use, psa_key_id_t* id)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	size_t size = 16;
	if (key->kind == KEY_P256) {
		size = 32;
		psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
		psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
		psa_set_key_algorithm(&attributes, PSA_ALG_ECDH);
	}
	else {
		psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
		switch (use) {
		case KEY_CMAC:
			psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_MESSAGE);
			psa_set_key_algorithm(&attributes, PSA_ALG_CMAC);
			break;
		case KEY_ECB:
			psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_ENCRYPT);
			psa_set_key_algorithm(&attributes, PSA_ALG_ECB_NO_PADDING);
			break;
		default:
			psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT);
			psa_set_key_algorithm(&attributes, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_CCM, 4));
			break;
		}
	}
	psa_set_key_bits(&attributes, size * 8);
	return psa_import_key(&attributes, key->octets, size, id);
}

static void release(Slot* slot)
{
	if (!slot->key)
		return;
	psa_destroy_key(slot->id);
	slot->key->slots[slot->use] = 0;
	slot->key = NULL;
}

psa_status_t keyHandle(Key* key, KeyUse use, psa_key_id_t* id)
{
	Slot* slot;
	Slot* oldest = &slots[0];
	psa_status_t status;
	if (key->slots[use]) {
		slot = &slots[key->slots[use] - 1];
		slot->used = ++uses;
		*id = slot->id;
		return PSA_SUCCESS;
	}
	for (slot = slots; slot < slots + MESH_KEY_SLOTS; slot++) {
		if (!slot->key) {
			oldest = slot;
			break;
		}
		if (uses - slot->used > uses - oldest->used)
			oldest = slot;
	}
	release(oldest);
	status = psa_crypto_init();
	if (status == PSA_SUCCESS)
		status = import(key, use, &oldest->id);
	if (status != PSA_SUCCESS)
		return status;
	oldest->key = key;
	oldest->use = use;
	oldest->used = ++uses;
	key->slots[use] = (uint8_t)(oldest - slots + 1);
	*id = oldest->id;
	return PSA_SUCCESS;
}

void keyForget(Key* key)
{
	volatile uint8_t* octets = key->octets;
	size_t i;
	for (i = 0; i < KEY_USES; i++)
		if (key->slots[i])
			release(&slots[key->slots[i] - 1]);
	for (i = 0; i < sizeof(key->octets); i++)
		octets[i] = 0;
}
