/*
 * Given to the compiler before xsRun.c of XS, and before no other file: GCC keeps the state of the
 * engine's loop, fxRunID, in registers then.
 *
 * A variable that is live across a call of setjmp gets no register anywhere in the function.
 * fxRunID calls setjmp for each `try`, so that the engine's stack, scope, frame and code would be in
 * memory for every byte code. Here they are not live across the call: what is needed after it is in
 * `kept` meanwhile, which is volatile, so that C11 (7.13.2.1) defines its value after a longjmp.
 * Where variables of fxRunID have other names, xsRun.c does not compile.
 */
#ifndef MESH_ENGINE_RUN_H
#define MESH_ENGINE_RUN_H

#include "xsAll.h"

/* With this condition xsRun.c has computed jumps and `bytes`, their table. */
#if defined(__GNUC__) && defined(__OPTIMIZE__)

/* What c_setjmp of the platform is, if that is not setjmp. */
#ifndef meshSetjmp
#define meshSetjmp setjmp
#endif

struct EngineKept {
	txMachine* the;
	txSlot* stack;
	txSlot* scope;
	txSlot* frame;
	txSlot* environment;
	txSlot* slot;
	txByte* code;
	void* const* bytes;
	txS4 offset;
	txU1 byte;
};

/* fxRunID checks the C stack right after its variables: `kept` has the scope of the function. */
#undef mxCheckCStack
#if mxBoundsCheck
#define mxCheckCStack() \
	volatile struct EngineKept kept; \
	fxCheckCStack(the)
#else
#define mxCheckCStack() volatile struct EngineKept kept
#endif

/*
 * Of fxRunID, which has its buffer in `jump`. 0, or 1 after a longjmp, whose value XS always makes
 * 1. `kept` has the state of the latest call in this activation then: `the` and `bytes` are the same
 * in all of it, and the others XS takes from its own jump, or sets before it uses them. `generator`
 * and `yieldJump` never change, so that they are defined after a longjmp without this.
 */
#define meshSetjmpOfLoop(BUFFER) ({ \
	int jumped; \
	kept.the = the; \
	kept.stack = stack; \
	kept.scope = scope; \
	kept.frame = frame; \
	kept.environment = environment; \
	kept.slot = slot; \
	kept.code = code; \
	kept.bytes = bytes; \
	kept.offset = offset; \
	kept.byte = byte; \
	if (meshSetjmp(BUFFER) == 0) \
		jumped = 0; \
	else \
		jumped = 1; \
	the = kept.the; \
	stack = kept.stack; \
	scope = kept.scope; \
	frame = kept.frame; \
	environment = kept.environment; \
	slot = kept.slot; \
	code = kept.code; \
	bytes = kept.bytes; \
	offset = kept.offset; \
	byte = kept.byte; \
	jumped; \
})

/* Of mxTry, which other functions of xsRun.c have. */
#define meshSetjmpOfTry(BUFFER) meshSetjmp(BUFFER)

/* The two differ by the first name of their operand. */
#define meshOperand_jump Loop, jump
#define meshOperand___JUMP__ Try, __JUMP__
#define meshSetjmpOf(KIND, BUFFER) meshSetjmpOf##KIND(BUFFER)
#define meshSelected(...) meshSetjmpOf(__VA_ARGS__)
#undef c_setjmp
#define c_setjmp(BUFFER) meshSelected(meshOperand_##BUFFER)

static inline __attribute__((always_inline)) txSlot* meshEnvironmentOf(txSlot* frame)
{
	return mxFrameToEnvironment(frame);
}

/*
 * What fxRunID calls to take its state from the machine. GCC supposes that `the` and `bytes` change
 * there as the others do. Else it finds that no byte code changes them, has a second variable
 * for each, and copies one into the other after every byte code.
 */
#define meshEnvironmentOfLoop(FRAME) ({ \
	__asm__("" : "+r"(the), "+r"(bytes)); \
	meshEnvironmentOf(FRAME); \
})

#define meshFrame_mxFrame OfLoop, frame
#define meshFrame_the Of, the
#define meshFrameOf(KIND, FRAME) meshEnvironment##KIND(FRAME)
#define meshFrameSelected(...) meshFrameOf(__VA_ARGS__)
#undef mxFrameToEnvironment
#define mxFrameToEnvironment(FRAME) meshFrameSelected(meshFrame_##FRAME)

#endif

#endif
