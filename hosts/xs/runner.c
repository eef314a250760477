/*
 * Runs one machine in a process of its own, or on a board, for runner.ts. Frames go over two
 * pipes in lock-step. A frame is a length (32 bits, little-endian), a type of one octet, and
 * a payload of length - 1 octets, with numbers as they are in memory.
 *
 *   in:  R root, M machine, B boot, T timer, S sent, P packet, C call, H heap,
 *        F failure, X close, A answer to a question
 *   out: Q question to the host, D done
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "runner.h"

static Root* root;
static Machine* machine;
static Failure failure;
uint8_t runnerExchange[MESH_EXCHANGE_SIZE];

Frame runnerRead(void)
{
	static uint8_t* buffer;
	static uint32_t capacity;
	Frame frame;
	runnerReadAll(&frame.length, sizeof(frame.length));
	runnerReadAll(&frame.type, 1);
	frame.length--;
	if (frame.length >= capacity) {
		capacity = frame.length + 1;
		buffer = runnerRoom(buffer, capacity);
		if (!buffer)
			runnerLeave();
	}
	runnerReadAll(buffer, frame.length);
	buffer[frame.length] = 0;
	frame.payload = buffer;
	return frame;
}

/* Writes a frame whose payload is `head` and `tail`: a small one in one write, else in two. */
static void writeFrame(uint8_t type, const void* head, size_t headSize, const void* tail, size_t tailSize)
{
	uint8_t small[256];
	uint32_t length = (uint32_t)(1 + headSize + tailSize);
	memcpy(small, &length, sizeof(length));
	small[4] = type;
	memcpy(small + 5, head, headSize);
	if (tailSize <= sizeof(small) - 5 - headSize) {
		memcpy(small + 5 + headSize, tail, tailSize);
		runnerWriteAll(small, 5 + headSize + tailSize);
		return;
	}
	runnerWriteAll(small, 5 + headSize);
	runnerWriteAll(tail, tailSize);
}

void runnerDone(bool alive, const void* data, size_t size)
{
	uint8_t status = alive;
	writeFrame('D', &status, 1, data, size);
}

static int32_t number(const Frame* frame, int index)
{
	int32_t value;
	memcpy(&value, frame->payload + index * 4, sizeof(value));
	return value;
}

static Creation creationOf(const Frame* frame)
{
	Creation creation = {
		.chunks = number(frame, 0),
		.chunksIncrement = number(frame, 1),
		.slots = number(frame, 2),
		.slotsIncrement = number(frame, 3),
		.stack = number(frame, 4),
		.budget = (uint32_t)number(frame, 5),
	};
	return creation;
}

double runnerAsk(void* context, HostOperation operation, double a, double b, double c, uint32_t length)
{
	double numbers[4] = { operation, a, b, c };
	double answer;
	(void)context;
	writeFrame('Q', numbers, sizeof(numbers), runnerExchange, length);
	Frame frame = runnerRead();
	if (frame.type != 'A' || frame.length < sizeof(answer) || frame.length - sizeof(answer) > sizeof(runnerExchange))
		runnerLeave();
	memcpy(&answer, frame.payload, sizeof(answer));
	memcpy(runnerExchange, frame.payload + sizeof(answer), frame.length - sizeof(answer));
	return answer;
}

void runnerFailed(const Failure* why)
{
	/* static, because a board's stack is small */
	static char text[sizeof(Failure) + 32];
	size_t used = 0;
	const char* parts[] = { failureKinds[why->kind], why->message, why->stack };
	for (int i = 0; i < 3; i++) {
		size_t size = strlen(parts[i]) + 1;
		memcpy(text + used, parts[i], size);
		used += size;
	}
	runnerDone(why->kind == FAILURE_NONE, text, used);
}

static void call(const Frame* frame)
{
	const char* name = (const char*)frame->payload;
	const char* result = NULL;
	char* copy = malloc(frame->length + 1);
	/* a copy, because a question of the machine reads the next frame into the same buffer */
	if (!copy)
		runnerLeave();
	memcpy(copy, name, frame->length + 1);
	bool alive = machineCall(machine, copy, copy + strlen(copy) + 1, &result);
	runnerDone(alive, result ? result : "", result ? strlen(result) : 0);
	free(copy);
}

static void packet(const Frame* frame)
{
	/* the payload begins with RSSI, kind, and the address of 48 bits as two numbers */
	const uint32_t head = 16;
	uint8_t data[MESH_PACKET_SIZE];
	uint32_t length = frame->length - head;
	if (length > sizeof(data))
		length = sizeof(data);
	memcpy(data, frame->payload + head, length);
	Packet packet = {
		.data = data,
		.length = length,
		.rssi = number(frame, 0),
		.kind = number(frame, 1),
		.address = number(frame, 2) * 16777216.0 + number(frame, 3),
	};
	uint8_t fate = machinePacket(machine, &packet);
	runnerDone(fate != PACKET_FATE_DEAD, &fate, 1);
}

bool runnerHandle(const Frame* frame)
{
	Creation creation;
	HeapFigures figures;
	switch (frame->type) {
	case 'R':
		creation = creationOf(frame);
		root = rootNew((char*)frame->payload + sizeof(creation), &creation, &failure);
		runnerFailed(&failure);
		break;
	case 'M':
		creation = creationOf(frame);
		machine = machineNew(root, &creation, runnerAsk, NULL, runnerExchange, &failure);
		runnerFailed(&failure);
		break;
	case 'B':
		runnerDone(machineBoot(machine, number(frame, 0), number(frame, 1), number(frame, 2)), NULL, 0);
		break;
	case 'T':
		runnerDone(machineTimer(machine, number(frame, 0)), NULL, 0);
		break;
	case 'S':
		runnerDone(machineSent(machine, number(frame, 0)), NULL, 0);
		break;
	case 'P':
		packet(frame);
		break;
	case 'C':
		call(frame);
		break;
	case 'H':
		machineHeap(machine, number(frame, 0) != 0, &figures);
		if (number(frame, 1) != 0)
			machineForgetStack(machine);
		runnerDone(true, &figures, sizeof(figures));
		break;
	case 'F':
		runnerFailed(machineFailure(machine));
		break;
	case 'X':
		runnerDone(machineClose(machine), NULL, 0);
		break;
	default:
		return false;
	}
	return true;
}

void runnerSetRoot(Root* made)
{
	root = made;
}

Root* runnerRoot(void)
{
	return root;
}
