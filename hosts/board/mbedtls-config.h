/*
 * The configuration of Mbed TLS for hosts/native: PSA with AES (ECB, CCM, CMAC), SHA-256 and ECDH
 * on P-256.
 */
#ifndef MESH_BOARD_MBEDTLS_CONFIG_H
#define MESH_BOARD_MBEDTLS_CONFIG_H

#define MBEDTLS_PLATFORM_C
#define MBEDTLS_NO_PLATFORM_ENTROPY
#define MBEDTLS_HAVE_ASM

#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG

#define MBEDTLS_AES_C
/* puts the AES tables into flash instead of RAM */
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_CIPHER_C
#define MBEDTLS_CCM_C
#define MBEDTLS_CMAC_C

#define MBEDTLS_MD_C
#define MBEDTLS_SHA256_C

#define MBEDTLS_BIGNUM_C
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECDH_C
/* not needed, because PSA always passes a source of random octets */
#define MBEDTLS_ECP_NO_INTERNAL_RNG

#endif
