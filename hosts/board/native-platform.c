/* The platform functions that hosts/native and Mbed TLS need. */
#include <string.h>
#include <sys/time.h>
#include "psa/crypto.h"
#include "../native/platform.h"
#include "../xs/runner.h"
#include "meter.h"

/*
 * Marks a request as one of the chip's random source, to distinguish it from one of the firmware;
 * see board-port.ts.
 */
#define CHIP 1

/* Gets random octets from the host, which simulates the chip's random source. */
int platformRandom(void* octets, size_t size)
{
	uint8_t* p = octets;
	while (size > 0) {
		size_t part = size < MESH_EXCHANGE_SIZE ? size : MESH_EXCHANGE_SIZE;
		meterPause();
		runnerAsk(NULL, HOST_RANDOM, (double)part, CHIP, 0, 0);
		memcpy(p, runnerExchange, part);
		meterResume();
		p += part;
		size -= part;
	}
	return 0;
}

/* Time of the host's clock, for JavaScript's Date. */
int gettimeofday(struct timeval* restrict time, void* restrict zone)
{
	(void)zone;
	meterPause();
	double now = runnerAsk(NULL, HOST_NOW, 0, 0, 0, 0);
	meterResume();
	time->tv_sec = (time_t)(now / 1000);
	time->tv_usec = (long)((now - (double)time->tv_sec * 1000) * 1000);
	return 0;
}

void platformLock(void)
{
}

void platformUnlock(void)
{
}

psa_status_t mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t* context, uint8_t* octets,
	size_t size, size_t* length)
{
	(void)context;
	*length = size;
	return platformRandom(octets, size) == 0 ? PSA_SUCCESS : PSA_ERROR_INSUFFICIENT_ENTROPY;
}

/* ---- P-256, counted separately: the linker replaces PSA's functions by these (--wrap) ---- */

EcdhFigures ecdhFigures;

psa_status_t __real_psa_export_public_key(mbedtls_svc_key_id_t key, uint8_t* data, size_t size, size_t* length);
psa_status_t __real_psa_raw_key_agreement(psa_algorithm_t algorithm, mbedtls_svc_key_id_t key, const uint8_t* peer,
	size_t peerLength, uint8_t* output, size_t size, size_t* length);

static uint64_t now(void)
{
	return instructionCount() - meterAway();
}

static void count(uint64_t since)
{
	ecdhFigures.instructions += now() - since;
	ecdhFigures.operations++;
}

psa_status_t __wrap_psa_export_public_key(mbedtls_svc_key_id_t key, uint8_t* data, size_t size, size_t* length)
{
	uint64_t since = now();
	psa_status_t status = __real_psa_export_public_key(key, data, size, length);
	count(since);
	return status;
}

psa_status_t __wrap_psa_raw_key_agreement(psa_algorithm_t algorithm, mbedtls_svc_key_id_t key, const uint8_t* peer,
	size_t peerLength, uint8_t* output, size_t size, size_t* length)
{
	uint64_t since = now();
	psa_status_t status = __real_psa_raw_key_agreement(algorithm, key, peer, peerLength, output, size, length);
	count(since);
	return status;
}
