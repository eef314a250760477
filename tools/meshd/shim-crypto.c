// The ciphers and checksums of ell with OpenSSL instead of the kernel's AF_ALG: a part of the
// library that is preloaded into bluetooth-meshd, see shim.c.
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

// ---- l_cipher: AES-128 in ECB ----------------------------------------------

struct l_cipher {
  EVP_CIPHER_CTX *encrypt;
  EVP_CIPHER_CTX *decrypt;
};

static EVP_CIPHER_CTX *ecb(const void *key, int encrypt) {
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  EVP_CipherInit_ex(context, EVP_aes_128_ecb(), NULL, key, NULL, encrypt);
  EVP_CIPHER_CTX_set_padding(context, 0);
  return context;
}

struct l_cipher *l_cipher_new(int type, const void *key, size_t length) {
  if (type != 0 || length != 16) return NULL;  // L_CIPHER_AES is 0
  struct l_cipher *cipher = calloc(1, sizeof *cipher);
  cipher->encrypt = ecb(key, 1);
  cipher->decrypt = ecb(key, 0);
  return cipher;
}

void l_cipher_free(struct l_cipher *cipher) {
  if (!cipher) return;
  EVP_CIPHER_CTX_free(cipher->encrypt);
  EVP_CIPHER_CTX_free(cipher->decrypt);
  free(cipher);
}

bool l_cipher_encrypt(struct l_cipher *cipher, const void *in, void *out, size_t length) {
  int written = 0;
  return cipher && EVP_CipherUpdate(cipher->encrypt, out, &written, in, length);
}

bool l_cipher_decrypt(struct l_cipher *cipher, const void *in, void *out, size_t length) {
  int written = 0;
  return cipher && EVP_CipherUpdate(cipher->decrypt, out, &written, in, length);
}

bool l_cipher_is_supported(int type) { return type == 0; }

// ---- l_aead_cipher: AES-CCM ------------------------------------------------

struct l_aead_cipher {
  uint8_t key[16];
  size_t tag;
};

struct l_aead_cipher *l_aead_cipher_new(int type, const void *key, size_t length, size_t tag) {
  if (type != 0 || length != 16) return NULL;  // L_AEAD_CIPHER_AES_CCM is 0
  struct l_aead_cipher *cipher = calloc(1, sizeof *cipher);
  memcpy(cipher->key, key, length);
  cipher->tag = tag;
  return cipher;
}

void l_aead_cipher_free(struct l_aead_cipher *cipher) { free(cipher); }

bool l_aead_cipher_is_supported(int type) { return type == 0; }

// One CCM operation. The tag follows the ciphertext; `in` and `out` may overlap.
static bool ccm(struct l_aead_cipher *cipher, bool encrypt, const void *in, size_t length,
                const void *extra, size_t extra_length, const void *nonce, size_t nonce_length,
                void *out, size_t room) {
  uint8_t text[1024], tag[16];
  if (!cipher || (!encrypt && length < cipher->tag)) return false;
  size_t plain = encrypt ? length : length - cipher->tag;
  if (plain > sizeof text || room < plain + (encrypt ? cipher->tag : 0)) return false;
  if (!encrypt) memcpy(tag, (const uint8_t *)in + plain, cipher->tag);

  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  int written = 0;
  bool good =
      EVP_CipherInit_ex(context, EVP_aes_128_ccm(), NULL, NULL, NULL, encrypt) &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, nonce_length, NULL) &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, cipher->tag, encrypt ? NULL : tag) &&
      EVP_CipherInit_ex(context, NULL, NULL, cipher->key, nonce, encrypt) &&
      EVP_CipherUpdate(context, NULL, &written, NULL, plain) &&
      (!extra_length || EVP_CipherUpdate(context, NULL, &written, extra, extra_length)) &&
      EVP_CipherUpdate(context, text, &written, in, plain) > 0 &&
      (!encrypt || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, cipher->tag, tag));
  EVP_CIPHER_CTX_free(context);
  if (!good) return false;
  memcpy(out, text, plain);
  if (encrypt) memcpy((uint8_t *)out + plain, tag, cipher->tag);
  return true;
}

bool l_aead_cipher_encrypt(struct l_aead_cipher *cipher, const void *in, size_t length,
                           const void *extra, size_t extra_length, const void *nonce,
                           size_t nonce_length, void *out, size_t room) {
  return ccm(cipher, true, in, length, extra, extra_length, nonce, nonce_length, out, room);
}

bool l_aead_cipher_decrypt(struct l_aead_cipher *cipher, const void *in, size_t length,
                           const void *extra, size_t extra_length, const void *nonce,
                           size_t nonce_length, void *out, size_t room) {
  return ccm(cipher, false, in, length, extra, extra_length, nonce, nonce_length, out, room);
}

// ---- l_checksum: digests, HMAC and CMAC ------------------------------------

struct l_checksum {
  const EVP_MD *digest;  // of a plain digest; NULL for HMAC and CMAC
  EVP_MD_CTX *plain;
  EVP_MAC_CTX *keyed;
};

static const char *digest_name(int type) {
  // l_checksum_type: none, MD4, MD5, SHA1, SHA224, SHA256, SHA384, SHA512
  static const char *const names[] = {NULL, NULL, "MD5", "SHA1", "SHA224", "SHA256", "SHA384",
                                      "SHA512"};
  return type >= 0 && type < 8 ? names[type] : NULL;
}

static struct l_checksum *keyed(const char *mac, const char *parameter, const char *algorithm,
                                const void *key, size_t length) {
  struct l_checksum *checksum = calloc(1, sizeof *checksum);
  EVP_MAC *implementation = EVP_MAC_fetch(NULL, mac, NULL);
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(parameter, (char *)algorithm, 0),
      OSSL_PARAM_construct_end(),
  };
  checksum->keyed = EVP_MAC_CTX_new(implementation);
  EVP_MAC_free(implementation);
  EVP_MAC_init(checksum->keyed, key, length, parameters);
  return checksum;
}

struct l_checksum *l_checksum_new(int type) {
  if (!digest_name(type)) return NULL;
  struct l_checksum *checksum = calloc(1, sizeof *checksum);
  checksum->digest = EVP_get_digestbyname(digest_name(type));
  checksum->plain = EVP_MD_CTX_new();
  EVP_DigestInit_ex(checksum->plain, checksum->digest, NULL);
  return checksum;
}

struct l_checksum *l_checksum_new_hmac(int type, const void *key, size_t length) {
  const char *name = digest_name(type);
  return name ? keyed("HMAC", OSSL_MAC_PARAM_DIGEST, name, key, length) : NULL;
}

struct l_checksum *l_checksum_new_cmac_aes(const void *key, size_t length) {
  return keyed("CMAC", OSSL_MAC_PARAM_CIPHER, "AES-128-CBC", key, length);
}

void l_checksum_free(struct l_checksum *checksum) {
  if (!checksum) return;
  EVP_MD_CTX_free(checksum->plain);
  EVP_MAC_CTX_free(checksum->keyed);
  free(checksum);
}

void l_checksum_reset(struct l_checksum *checksum) {
  if (checksum->keyed)
    EVP_MAC_init(checksum->keyed, NULL, 0, NULL);
  else
    EVP_DigestInit_ex(checksum->plain, checksum->digest, NULL);
}

struct l_checksum *l_checksum_clone(struct l_checksum *checksum) {
  struct l_checksum *copy = calloc(1, sizeof *copy);
  copy->digest = checksum->digest;
  if (checksum->keyed) {
    copy->keyed = EVP_MAC_CTX_dup(checksum->keyed);
  } else {
    copy->plain = EVP_MD_CTX_new();
    EVP_MD_CTX_copy_ex(copy->plain, checksum->plain);
  }
  return copy;
}

bool l_checksum_update(struct l_checksum *checksum, const void *data, size_t length) {
  if (!checksum) return false;
  return checksum->keyed ? EVP_MAC_update(checksum->keyed, data, length)
                         : EVP_DigestUpdate(checksum->plain, data, length);
}

bool l_checksum_updatev(struct l_checksum *checksum, const struct iovec *parts, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!l_checksum_update(checksum, parts[i].iov_base, parts[i].iov_len)) return false;
  return true;
}

ssize_t l_checksum_get_digest(struct l_checksum *checksum, void *out, size_t room) {
  uint8_t result[EVP_MAX_MD_SIZE];
  size_t length = 0;
  if (!checksum) return -EINVAL;
  if (checksum->keyed) {
    EVP_MAC_final(checksum->keyed, result, &length, sizeof result);
  } else {
    unsigned digest_length = 0;
    EVP_DigestFinal_ex(checksum->plain, result, &digest_length);
    length = digest_length;
  }
  if (length > room) length = room;
  memcpy(out, result, length);
  l_checksum_reset(checksum);
  return length;
}

bool l_checksum_is_supported(int type, bool check_hmac) {
  (void)check_hmac;
  return digest_name(type) != NULL;
}

bool l_checksum_cmac_aes_supported(void) { return true; }
