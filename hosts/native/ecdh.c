#include <string.h>
#include "ecdh.h"
#include "platform.h"

/* Clears memory in a way that the compiler does not optimize away. */
static void clear(void* data, size_t size)
{
	volatile uint8_t* octets = data;
	while (size-- > 0)
		octets[size] = 0;
}

/* Imports into PSA without keys.h, which is for one thread and keeps handles for later use. */
static psa_status_t import(const uint8_t* privateKey, psa_key_id_t* id)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
	psa_set_key_bits(&attributes, ECDH_COORDINATE * 8);
	psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
	psa_set_key_algorithm(&attributes, PSA_ALG_ECDH);
	return psa_import_key(&attributes, privateKey, ECDH_COORDINATE, id);
}

void ecdhWork(Job* base)
{
	EcdhJob* job = (EcdhJob*)(void*)base;
	psa_key_id_t id;
	size_t length;
	uint8_t result[ECDH_POINT];
	platformLongLock();
	job->status = psa_crypto_init();
	if (job->status == PSA_SUCCESS)
		job->status = import(job->privateKey, &id);
	if (job->status == PSA_SUCCESS) {
		job->status = job->secret
			? psa_raw_key_agreement(PSA_ALG_ECDH, id, job->point, ECDH_POINT, result, ECDH_COORDINATE, &length)
			: psa_export_public_key(id, result, ECDH_POINT, &length);
		psa_destroy_key(id);
	}
	platformLongUnlock();
	if (job->status == PSA_SUCCESS)
		memcpy(job->point, result, length);
	clear(result, sizeof(result));
}

void ecdhClear(EcdhJob* job)
{
	clear(job->privateKey, sizeof(job->privateKey));
	clear(job->point, sizeof(job->point));
}
