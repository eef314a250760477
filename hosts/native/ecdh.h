/*
 * The two multiplications of P-256: public key and shared secret. They work on copies of keys,
 * so that a worker thread can run them while the original keys are closed. Independent of XS.
 */
#ifndef MESH_NATIVE_ECDH_H
#define MESH_NATIVE_ECDH_H

#include <stdbool.h>
#include <stdint.h>
#include "psa.h"
#include "worker.h"

#define ECDH_COORDINATE 32
/* Octets of an uncompressed point: 4, X, Y. */
#define ECDH_POINT 65

typedef struct {
	Job job;
	uint8_t privateKey[ECDH_COORDINATE];
	/* true: computes the shared secret; false: the public key */
	bool secret;
	/* before: the peer's point; after: the result, which is a point or its X coordinate */
	uint8_t point[ECDH_POINT];
	psa_status_t status;
} EcdhJob;

/* The function for `job.work`: does the multiplication. */
void ecdhWork(Job* job);
/* Clears keys and results; frees nothing. */
void ecdhClear(EcdhJob* job);

#endif
