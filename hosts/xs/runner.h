/*
 * A machine driven by frames (runner.c), and the transport of the frames, which is in
 * runner-linux.c or hosts/board/link.c.
 */
#ifndef MESH_XS_RUNNER_H
#define MESH_XS_RUNNER_H

#include "machine.h"

typedef struct {
	/* octets of the payload */
	uint32_t length;
	uint8_t type;
	uint8_t* payload;
} Frame;

/* Waits for `size` octets and reads them. Ends the process when the pipe is closed. */
void runnerReadAll(void* data, size_t size);
/* Memory for frames of up to `size` octets in the place of `old`, which may be NULL; NULL: there is none. */
uint8_t* runnerRoom(uint8_t* old, uint32_t size);
void runnerWriteAll(const void* data, size_t size);
void runnerLeave(void) __attribute__((noreturn));

/*
 * Waits for the next frame. The payload is valid until the next call; a 0, which the length
 * does not count, is added at its end.
 */
Frame runnerRead(void);
/* Executes a frame. False when its type is unknown. */
bool runnerHandle(const Frame* frame);
/* Sends the answer to a frame: whether the machine is still alive, and the result. */
void runnerDone(bool alive, const void* data, size_t size);

/* Sends a failure, or none, as the answer: kind, message and stack, each ended by a 0. */
void runnerFailed(const Failure* failure);

/* A HostCall: sends the request as a question and waits for the answer. Octets: runnerExchange. */
double runnerAsk(void* context, HostOperation operation, double a, double b, double c, uint32_t length);
extern uint8_t runnerExchange[MESH_EXCHANGE_SIZE];

/* Sets the root, when it was not made from an R frame. */
void runnerSetRoot(Root* root);
/* The root; NULL while there is none. */
Root* runnerRoot(void);

#endif
