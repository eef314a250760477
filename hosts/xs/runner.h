/* A machine driven by frames (runner.c), over what carries them: runner-linux.c, hosts/board/link.c. */
#ifndef MESH_XS_RUNNER_H
#define MESH_XS_RUNNER_H

#include "machine.h"

typedef struct {
	/* of the payload */
	uint32_t length;
	uint8_t type;
	uint8_t* payload;
} Frame;

/* Waits for octets, or sends them. They end the process when the other side is gone: there is nobody to report it to. */
void runnerReadAll(void* data, size_t size);
void runnerWriteAll(const void* data, size_t size);
void runnerLeave(void) __attribute__((noreturn));

/* The next frame. The payload is good until the next one, and ends in a 0 of ours. */
Frame runnerRead(void);
/* Does what a frame says. False: it is none of these. */
bool runnerHandle(const Frame* frame);
/* Ends what a frame began: whether the machine still lives, and what came of it. */
void runnerDone(bool alive, const void* data, size_t size);

/* Ends it with a failure, or with none: its kind, message and stack, each ended by a 0. */
void runnerFailed(const Failure* failure);

/* A HostCall: sends the question, waits for the answer. Octets are in runnerExchange. */
double runnerAsk(void* context, HostOperation operation, double a, double b, double c, uint32_t length);
extern uint8_t runnerExchange[MESH_EXCHANGE_SIZE];

/* For a root that was not made of an R frame. */
void runnerSetRoot(Root* root);

#endif
