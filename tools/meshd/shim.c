// Preloaded into BlueZ's bluetooth-meshd (the distribution's own, unchanged) so
// that it runs without a radio and on kernels without AF_ALG:
// - the ciphers and checksums of ell, which want AF_ALG, on OpenSSL instead;
// - the datagram socket of its "unit" radio on UDP, with what that radio gets
//   wrong about lengths and receivers put right;
// - its time told by the peer, over that socket: the daemon and the peer's virtual
//   air have one time, however fast either of them gets on.
//
// MESHD_UDP=<own port>:<peer's port>   on 127.0.0.1; required
//
// Beside packets a datagram of the peer's may be a zero and its time: milliseconds, 64
// bits little-endian. The timers that are due by then run, and a zero is the answer.
//
// gcc -O2 -shared -fPIC shim.c -o shim.so -lcrypto -ldl
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

// The function that this one stands in front of.
static void *next(const char *name) {
  void *function = dlsym(RTLD_NEXT, name);
  if (!function) {
    fprintf(stderr, "meshd shim: no %s\n", name);
    abort();
  }
  return function;
}

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

// One CCM operation. The tag stands behind the ciphertext; `in` and `out` may overlap.
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
  const EVP_MD *digest;  // of a plain digest, else NULL
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

// ---- the unit radio's socket -----------------------------------------------

static int radio = -1;
static struct sockaddr_in peer;
static void pass_time(uint64_t until);

struct l_queue;
static struct l_queue *latest_queue, *registrations, *radio_queue;

// The first datagram socket that is bound to a path is the radio's: it becomes UDP.
int bind(int fd, const struct sockaddr *address, socklen_t length) {
  int (*real)(int, const struct sockaddr *, socklen_t) = next("bind");
  int type = 0, own_port = 0, peer_port = 0;
  socklen_t type_length = sizeof type;
  const char *ports = getenv("MESHD_UDP");

  getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_length);
  if (radio >= 0 || !ports || address->sa_family != AF_UNIX || type != SOCK_DGRAM ||
      sscanf(ports, "%d:%d", &own_port, &peer_port) != 2)
    return real(fd, address, length);

  int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  dup3(udp, fd, O_CLOEXEC);
  close(udp);
  radio = fd;
  registrations = latest_queue;
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(own_port)};
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  peer = own;
  peer.sin_port = htons(peer_port);
  return real(fd, (struct sockaddr *)&own, sizeof own);
}

// The daemon sends without having connected.
ssize_t send(int fd, const void *data, size_t length, int flags) {
  ssize_t (*real)(int, const void *, size_t, int) = next("send");
  if (fd != radio) return real(fd, data, length, flags);
  ssize_t sent = sendto(fd, data, length, flags, (struct sockaddr *)&peer, sizeof peer);
  return sent < 0 ? (ssize_t)length : sent;  // nobody there to hear it: still sent
}

// A packet is its AD length, type and data. The daemon hands on one octet more
// than there are and ignores packets below ten octets: both is made up for here.
ssize_t recv(int fd, void *data, size_t room, int flags) {
  ssize_t (*real)(int, void *, size_t, int) = next("recv");
  uint8_t *octets = data;
  ssize_t length = real(fd, data, room, flags);
  if (fd != radio || length <= 1) return length;
  if (octets[0] == 0) {
    uint64_t until = 0;
    for (ssize_t i = length - 1; i > 0; i--) until = until << 8 | octets[i];
    pass_time(until);
    return 1;  // the zero alone, which the daemon sends back
  }
  length--;
  while (length < 10 && (size_t)length + 1 < room) octets[++length] = 0;
  return length;
}

// BlueZ from 5.67 on enters the receivers of the unit radio in the queue made
// last before the radio's socket was bound, but looks in the radio's own, made
// right after, which stays empty. Looking is sent to the queue that has them.
struct l_queue *l_queue_new(void) {
  struct l_queue *(*real)(void) = next("l_queue_new");
  struct l_queue *queue = real();
  if (radio >= 0 && !radio_queue) radio_queue = queue;
  latest_queue = queue;
  return queue;
}

// What the daemon calls its receivers with.
struct received {
  void *radio;
  const uint8_t *data;
  uint8_t length;
  const uint8_t *address;
};

void l_queue_foreach(struct l_queue *queue, void (*call)(void *, void *), void *user) {
  static const uint8_t address[6] = {1, 2, 3, 4, 5, 0xc6};
  void (*real)(struct l_queue *, void (*)(void *, void *), void *) = next("l_queue_foreach");
  unsigned (*count)(struct l_queue *) = next("l_queue_length");
  if (queue && queue == radio_queue) {
    struct received *received = user;
    if (!received->address) received->address = address;  // some receivers copy it unasked
    if (count(queue) == 0) queue = registrations;
  }
  real(queue, call, user);
}

// ---- time -----------------------------------------------------------------

// Timers of ell, all of which the daemon has end once.
struct l_timeout;
typedef void (*on_timeout)(struct l_timeout *, void *);
typedef void (*on_destroy)(void *);

struct l_timeout {
  struct l_timeout *next;
  bool armed;
  uint64_t due;
  on_timeout call;
  void *user;
  on_destroy destroy;
};

// Milliseconds since the peer's time began.
static uint64_t now;
// In the order in which they were made.
static struct l_timeout *timeouts;

static void arm(struct l_timeout *timeout, uint64_t milliseconds) {
  timeout->armed = milliseconds > 0;
  timeout->due = now + milliseconds;
}

struct l_timeout *l_timeout_create_ms(uint64_t milliseconds, on_timeout call, void *user,
                                      on_destroy destroy) {
  if (!call) return NULL;
  struct l_timeout *timeout = calloc(1, sizeof *timeout);
  timeout->call = call;
  timeout->user = user;
  timeout->destroy = destroy;
  arm(timeout, milliseconds);
  struct l_timeout **end = &timeouts;
  while (*end) end = &(*end)->next;
  *end = timeout;
  return timeout;
}

struct l_timeout *l_timeout_create(unsigned seconds, on_timeout call, void *user,
                                   on_destroy destroy) {
  return l_timeout_create_ms(1000 * (uint64_t)seconds, call, user, destroy);
}

void l_timeout_modify_ms(struct l_timeout *timeout, uint64_t milliseconds) {
  if (timeout) arm(timeout, milliseconds);
}

void l_timeout_modify(struct l_timeout *timeout, unsigned seconds) {
  l_timeout_modify_ms(timeout, 1000 * (uint64_t)seconds);
}

void l_timeout_remove(struct l_timeout *timeout) {
  if (!timeout) return;
  for (struct l_timeout **place = &timeouts; *place; place = &(*place)->next)
    if (*place == timeout) {
      *place = timeout->next;
      break;
    }
  if (timeout->destroy) timeout->destroy(timeout->user);
  free(timeout);
}

void l_timeout_set_callback(struct l_timeout *timeout, on_timeout call, void *user,
                            on_destroy destroy) {
  if (!timeout) return;
  if (timeout->destroy) timeout->destroy(timeout->user);
  timeout->call = call;
  timeout->user = user;
  timeout->destroy = destroy;
}

// The timer that is due first, of those that are by then.
static struct l_timeout *first_due(uint64_t until) {
  struct l_timeout *first = NULL;
  for (struct l_timeout *timeout = timeouts; timeout; timeout = timeout->next)
    if (timeout->armed && timeout->due <= until && (!first || timeout->due < first->due))
      first = timeout;
  return first;
}

static void pass_time(uint64_t until) {
  struct l_timeout *timeout;
  // What one of them does may make, change and remove others.
  while ((timeout = first_due(until))) {
    if (timeout->due > now) now = timeout->due;
    timeout->armed = false;
    timeout->call(timeout, timeout->user);
  }
  if (until > now) now = until;
}

// What the daemon reckons its delays from. Other clocks stay as they are.
int clock_gettime(clockid_t clock, struct timespec *time) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = next("clock_gettime");
  if (clock != CLOCK_MONOTONIC || radio < 0) return real(clock, time);
  time->tv_sec = 1 + now / 1000;
  time->tv_nsec = now % 1000 * 1000000;
  return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  static int (*real)(struct timeval *restrict, void *restrict);
  if (!real) real = next("gettimeofday");
  if (radio < 0) return real(time, zone);
  time->tv_sec = 1 + now / 1000;
  time->tv_usec = now % 1000 * 1000;
  return 0;
}
