/*
 * The two multiplications of P-256, on copies of keys: what they take a thread may
 * do while the keys that they come from are closed. No part of it knows XS.
 */
#ifndef MESH_NATIVE_ECDH_H
#define MESH_NATIVE_ECDH_H

#include <stdbool.h>
#include <stdint.h>
#include "psa.h"
#include "worker.h"

#define ECDH_COORDINATE 32
/* 4, X, Y */
#define ECDH_POINT 65

typedef struct {
	Job job;
	uint8_t privateKey[ECDH_COORDINATE];
	/* a secret is wanted, not the public key */
	bool secret;
	/* the peer's point, then the result: a point, or a coordinate */
	uint8_t point[ECDH_POINT];
	psa_status_t status;
} EcdhJob;

/* What `job.work` is. */
void ecdhWork(Job* job);
/* Clears keys and results; frees nothing. */
void ecdhClear(EcdhJob* job);

#endif
