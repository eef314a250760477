#include "failure.h"
#include "meter.h"
#include "stack.h"

const char* const failureKinds[] = { "none", "exception", "rejection", "metering", "stack", "heap", "keys", "other", "trap" };

static void copyText(txMachine* the, txSlot* slot, char* text, size_t size)
{
	txString string = fxToString(the, slot);
	size_t length = c_strlen(string);
	if (length >= size)
		length = size - 1;
	c_memcpy(text, string, length);
	text[length] = 0;
}

void failureFromException(txMachine* the, Failure* failure)
{
	failure->message[0] = failure->stack[0] = 0;
	mxPush(mxException);
	mxException.kind = XS_UNDEFINED_KIND;
	{
		mxTry(the) {
			if (mxIsReference(the->stack)) {
				mxDub();
				mxGetID(mxID(_stack));
				if (mxIsStringPrimitive(the->stack))
					copyText(the, the->stack, failure->stack, sizeof(failure->stack));
				mxPop();
			}
			copyText(the, the->stack, failure->message, sizeof(failure->message));
		}
		mxCatch(the) {
			if (!failure->message[0])
				snprintf(failure->message, sizeof(failure->message), "an exception that cannot be described");
		}
	}
	mxPop();
}

void failureFromAbort(txMachine* the, int status, Failure* failure)
{
	size_t size = sizeof(failure->message);
	stackDescribe(the, failure->stack, sizeof(failure->stack));
	switch (status) {
	case XS_NOT_ENOUGH_MEMORY_EXIT:
		failure->kind = FAILURE_HEAP;
		snprintf(failure->message, size, "heap exhausted: %d of %d slots, %d of %d bytes of chunks in use",
			(int)the->currentHeapCount, (int)the->maximumHeapCount, (int)the->currentChunksSize, (int)the->maximumChunksSize);
		/* A machine on a computer gets twice the chunks of the chip, since those with pointers take twice as much. */
		if (sizeof(void*) == 8) {
			size_t length = c_strlen(failure->message);
			snprintf(failure->message + length, size - length, " (words of 64 bits; a chip with 32 bits has %d bytes)",
				(int)the->maximumChunksSize / 2);
		}
		break;
	case XS_STACK_OVERFLOW_EXIT:
		failure->kind = FAILURE_STACK;
		snprintf(failure->message, size, "stack overflow: %d slots", (int)(the->stackTop - the->stackBottom));
		break;
	case XS_NO_MORE_KEYS_EXIT:
		failure->kind = FAILURE_KEYS;
		snprintf(failure->message, size, "no more keys: %d in use", (int)the->keyIndex);
		break;
	case XS_TOO_MUCH_COMPUTATION_EXIT:
		failure->kind = FAILURE_METERING;
		snprintf(failure->message, size, "ran for more than %u %s", (unsigned)meterCount(the), meterUnit);
		break;
	case XS_UNHANDLED_REJECTION_EXIT:
		failure->kind = FAILURE_REJECTION;
		failureFromException(the, failure);
		break;
	case XS_UNHANDLED_EXCEPTION_EXIT:
		failure->kind = FAILURE_EXCEPTION;
		failureFromException(the, failure);
		break;
	default:
		failure->kind = FAILURE_OTHER;
		snprintf(failure->message, size, "the engine gave up with status %d", status);
		break;
	}
}
