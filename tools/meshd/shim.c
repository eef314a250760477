// Preloaded into BlueZ's bluetooth-meshd (the distribution's own, unchanged) so
// that it runs without a radio and on kernels without AF_ALG:
// - the ciphers and checksums of ell, which want AF_ALG, on OpenSSL instead (shim-crypto.c);
// - the datagram socket of its "unit" radio on UDP, with what that radio gets
//   wrong about lengths and receivers put right;
// - its time set by the peer, over that socket: the daemon and the peer's virtual
//   air have one time, however fast either of them gets on.
//
// MESHD_UDP=<own port>:<peer's port>   on 127.0.0.1; required
//
// Beside packets a datagram of the peer's may be a zero and its time: milliseconds, 64
// bits little-endian. The timers that are due by then run, and a zero is the answer.
//
// gcc -O2 -shared -fPIC shim.c shim-crypto.c -o shim.so -lcrypto -ldl
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
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

// The next definition of a function that this library replaces.
static void *next(const char *name) {
  void *function = dlsym(RTLD_NEXT, name);
  if (!function) {
    fprintf(stderr, "meshd shim: no %s\n", name);
    abort();
  }
  return function;
}

// ---- the unit radio's socket -----------------------------------------------

static int radio = -1;
static struct sockaddr_in peer;
static void pass_time(uint64_t until);

struct l_queue;
static struct l_queue *latest_queue, *registrations, *radio_queue;

// The first datagram socket that is bound to a path is the radio's: it is replaced by UDP.
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

// The daemon sends on a socket that it has not connected.
ssize_t send(int fd, const void *data, size_t length, int flags) {
  ssize_t (*real)(int, const void *, size_t, int) = next("send");
  if (fd != radio) return real(fd, data, length, flags);
  ssize_t sent = sendto(fd, data, length, flags, (struct sockaddr *)&peer, sizeof peer);
  return sent < 0 ? (ssize_t)length : sent;  // no receiver: still counts as sent
}

// A packet consists of its AD length, type and data. The daemon passes on one octet more than the
// packet has, and ignores packets shorter than ten octets; both are corrected here.
ssize_t recv(int fd, void *data, size_t room, int flags) {
  ssize_t (*real)(int, void *, size_t, int) = next("recv");
  uint8_t *octets = data;
  ssize_t length = real(fd, data, room, flags);
  if (fd != radio || length <= 1) return length;
  if (octets[0] == 0) {
    uint64_t until = 0;
    for (ssize_t i = length - 1; i > 0; i--) until = until << 8 | octets[i];
    pass_time(until);
    return 1;  // only the zero, which the daemon sends back
  }
  length--;
  while (length < 10 && (size_t)length + 1 < room) octets[++length] = 0;
  return length;
}

// BlueZ from 5.67 on adds the receivers of the unit radio to the queue that was created last
// before the radio's socket was bound, but searches the radio's own queue, which is created right
// after and stays empty. The search is redirected to the queue with the receivers.
struct l_queue *l_queue_new(void) {
  struct l_queue *(*real)(void) = next("l_queue_new");
  struct l_queue *queue = real();
  if (radio >= 0 && !radio_queue) radio_queue = queue;
  latest_queue = queue;
  return queue;
}

// The argument with which the daemon calls its receivers.
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
    if (!received->address) received->address = address;  // some receivers copy it without a check
    if (count(queue) == 0) queue = registrations;
  }
  real(queue, call, user);
}

// ---- time -----------------------------------------------------------------

// Timers of ell; all timers of the daemon expire once.
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

// Milliseconds since the start of the peer's time.
static uint64_t now;
// The timers in the order in which they were created.
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

// The first timer to expire of those that are due at a time.
static struct l_timeout *first_due(uint64_t until) {
  struct l_timeout *first = NULL;
  for (struct l_timeout *timeout = timeouts; timeout; timeout = timeout->next)
    if (timeout->armed && timeout->due <= until && (!first || timeout->due < first->due))
      first = timeout;
  return first;
}

static void pass_time(uint64_t until) {
  struct l_timeout *timeout;
  // A timer's callback may create, change and remove other timers.
  while ((timeout = first_due(until))) {
    if (timeout->due > now) now = timeout->due;
    timeout->armed = false;
    timeout->call(timeout, timeout->user);
  }
  if (until > now) now = until;
}

// The clock with which the daemon computes its delays. Other clocks are unchanged.
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
