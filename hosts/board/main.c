/*
 * main() of the board: does what runner.c does, on bare metal. With the image of a root in its
 * read-only memory it runs a machine of that root; without one it makes an image.
 *
 *   in:  R root: the answer is the image, or the reason why there is none
 *        I instructions and sizes   W write to the frozen root, which must fail
 *        G begin a profile   Z its samples   Y the name of one of its functions
 */
#include <math.h>
#include <string.h>
#include "../xs/runner.h"
#include "image.h"
#include "layout.h"
#include "link.h"
#include "memory.h"
#include "meter.h"
#include "profile.h"
#include "trap.h"

static Root* root;
static uint64_t creationInstructions;

static uint32_t number(const Frame* frame, int index)
{
	uint32_t value;
	memcpy(&value, frame->payload + index * 4, sizeof(value));
	return value;
}

/* Answers with the board's figures as doubles, in the order of board-port.ts. */
static void figures(void)
{
	double slots, chunks, code;
	rootFigures(root, &slots, &chunks, &code);
	double values[] = {
		(double)creationInstructions,
		(double)ecdhFigures.instructions,
		ecdhFigures.operations,
		stackHighWater(),
		(double)memoryTaken(),
		((const Image*)ROOT_BASE)->size,
		slots,
		chunks,
		code,
	};
	runnerDone(true, values, sizeof(values));
}

static void makeImage(const Frame* frame)
{
	static Failure failure;
	Creation creation;
	memcpy(&creation, frame->payload, sizeof(creation));
	memoryFrom(MEMORY_IMAGE);
	Root* made = rootNew((const char*)frame->payload + sizeof(creation), &creation, &failure);
	memoryFrom(MEMORY_SHARED);
	uint32_t size = (uint32_t)memoryOfImage();
	if (made)
		runnerDone(true, imageFinish(made, size), size);
	else
		runnerFailed(&failure);
}

static bool handle(const Frame* frame)
{
	const uint32_t* samples;
	char text[160];
	size_t count;
	uint64_t before = instructionCount();
	switch (frame->type) {
	case 'R':
		makeImage(frame);
		return true;
	case 'M':
		memoryFrom(MEMORY_KEPT);
		runnerHandle(frame);
		memoryFrom(MEMORY_SHARED);
		creationInstructions = instructionCount() - before;
		return true;
	case 'I':
		figures();
		return true;
	case 'G':
		profileStart();
		runnerDone(true, NULL, 0);
		return true;
	case 'Z':
		count = profileTake(&samples);
		runnerDone(true, samples, count * sizeof(*samples));
		return true;
	case 'Y':
		profileName(number(frame, 0), number(frame, 1), text, sizeof(text));
		runnerDone(true, text, strlen(text));
		return true;
	default:
		return runnerHandle(frame);
	}
}

int main(void)
{
	trapInstall();
	stackPaint();
	linkOpen();
	root = imageRoot();
	if (root) {
		trapLockRoot();
		runnerSetRoot(root);
	}
	for (;;) {
		Frame frame = runnerRead();
		if (!handle(&frame))
			runnerLeave();
	}
}
