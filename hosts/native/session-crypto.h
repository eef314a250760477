/*
 * Native functions of the crypto of protocomm sessions; hosts/native/session-crypto.ts declares
 * their arguments.
 */
#ifndef MESH_NATIVE_SESSION_CRYPTO_H
#define MESH_NATIVE_SESSION_CRYPTO_H

#include "xs.h"

void xs_sha512(xsMachine* the);
void xs_x25519_public_key(xsMachine* the);
void xs_x25519(xsMachine* the);
void xs_aes_ctr(xsMachine* the);
void xs_aes_ctr_apply(xsMachine* the);
void xs_aes_ctr_close(xsMachine* the);
void xs_aes_gcm(xsMachine* the);
void xs_aes_gcm_seal(xsMachine* the);
void xs_aes_gcm_open(xsMachine* the);
void xs_aes_gcm_close(xsMachine* the);
void xs_modular_power(xsMachine* the);
void xs_modular_multiply(xsMachine* the);

#endif
