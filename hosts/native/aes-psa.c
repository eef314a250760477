/* AES by PSA, whose drivers use the hardware of a chip (aes.h). */
#include "aes.h"
#include "platform.h"

static psa_algorithm_t ccm(size_t tag)
{
	return PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, tag);
}

psa_status_t aesBlock(Key* key, const uint8_t* input, uint8_t* output)
{
	psa_key_id_t id;
	size_t length;
	platformLock();
	psa_status_t status = keyHandle(key, KEY_ECB, &id);
	if (status == PSA_SUCCESS)
		status = psa_cipher_encrypt(id, PSA_ALG_ECB_NO_PADDING, input, AES_BLOCK, output, AES_BLOCK, &length);
	platformUnlock();
	return status;
}

psa_status_t aesSeal(Key* key, const uint8_t* nonce, AesAdditional additional, const uint8_t* input, size_t length,
	size_t tag, uint8_t* output)
{
	psa_key_id_t id;
	size_t done;
	platformLock();
	psa_status_t status = keyHandle(key, KEY_CCM, &id);
	if (status == PSA_SUCCESS)
		status = psa_aead_encrypt(id, ccm(tag), nonce, AES_NONCE, additional.octets, additional.length, input, length,
			output, length + tag, &done);
	platformUnlock();
	return status;
}

psa_status_t aesOpen(Key* key, const uint8_t* nonce, AesAdditional additional, const uint8_t* input, size_t length,
	size_t tag, uint8_t* output)
{
	psa_key_id_t id;
	size_t done;
	platformLock();
	psa_status_t status = keyHandle(key, KEY_CCM, &id);
	if (status == PSA_SUCCESS)
		status = psa_aead_decrypt(id, ccm(tag), nonce, AES_NONCE, additional.octets, additional.length, input, length,
			output, length - tag, &done);
	platformUnlock();
	return status;
}

void aesForget(Key* key)
{
	platformLock();
	keyForget(key);
	platformUnlock();
}
