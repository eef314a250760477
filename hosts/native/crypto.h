/* Native functions of hosts/native; crypto.ts, network-cipher.ts, advertising-scheduler.ts and pdu-times.ts declare their arguments. */
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
void xs_random_below(xsMachine* the);

/* The argument of xs_random_below: 1..65536. Throws RangeError for another. */
uint32_t randomCount(xsMachine* the);

/* floor(octets[0..4) / 2^32 * count), the octets as an unsigned number with the first highest. */
int32_t randomBelow(const uint8_t* octets, uint32_t count);
void xs_network_cipher(xsMachine* the);
void xs_network_cipher_keys(xsMachine* the);
void xs_network_cipher_open(xsMachine* the);
void xs_network_cipher_seal(xsMachine* the);
void xs_network_cipher_seal_message(xsMachine* the);
void xs_network_cipher_close(xsMachine* the);
void xs_network_receiver(xsMachine* the);
void xs_network_receiver_iv_index(xsMachine* the);
void xs_network_receiver_bearers(xsMachine* the);
void xs_network_receiver_dropped(xsMachine* the);
void xs_network_receive(xsMachine* the);
void xs_network_receiver_subnets(xsMachine* the);
void xs_access_receiver(xsMachine* the);
void xs_access_receiver_keys(xsMachine* the);
void xs_access_receiver_groups(xsMachine* the);
void xs_segment_receiver(xsMachine* the);
void xs_segment_receiver_begin(xsMachine* the);
void xs_segment_receiver_end(xsMachine* the);
void xs_segment_receiver_write(xsMachine* the);
void xs_segment_receiver_read(xsMachine* the);
void xs_advertising_enqueue(xsMachine* the);
void xs_advertising_evicted(xsMachine* the);
void xs_advertising_cancel(xsMachine* the);
void xs_advertising_acknowledged(xsMachine* the);
void xs_advertising_clear(xsMachine* the);
void xs_advertising_backlog(xsMachine* the);
void xs_advertising_proceed(xsMachine* the);
void xs_advertising_full(xsMachine* the);
void xs_advertising_close(xsMachine* the);
void xs_pdu_times_age(xsMachine* the);
void xs_pdu_times_close(xsMachine* the);

#endif
