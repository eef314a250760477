/* Native functions of the crypto provider; hosts/native/crypto.ts declares their arguments. */
#ifndef MESH_NATIVE_CRYPTO_H
#define MESH_NATIVE_CRYPTO_H

#include "xs.h"

void xs_aes_key(xsMachine* the);
void xs_aes_encrypt_block(xsMachine* the);
void xs_aes_cmac(xsMachine* the);
void xs_aes_seal(xsMachine* the);
void xs_aes_open(xsMachine* the);
void xs_ecdh_key(xsMachine* the);
void xs_ecdh_public_key(xsMachine* the);
void xs_ecdh_shared_secret(xsMachine* the);
void xs_key_close(xsMachine* the);
void xs_sha256(xsMachine* the);
void xs_hmac_sha256(xsMachine* the);
void xs_random_fill(xsMachine* the);
void xs_network_cipher(xsMachine* the);
void xs_network_cipher_keys(xsMachine* the);
void xs_network_cipher_open(xsMachine* the);
void xs_network_cipher_seal(xsMachine* the);
void xs_network_cipher_close(xsMachine* the);
void xs_network_receiver(xsMachine* the);
void xs_network_receiver_iv_index(xsMachine* the);
void xs_network_receiver_bearers(xsMachine* the);
void xs_network_receiver_dropped(xsMachine* the);
void xs_network_receive(xsMachine* the);

#endif
