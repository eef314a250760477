/*
 * Makes the root: loads the script, runs its top level, and freezes the machine. After that
 * nothing writes to the root; on a chip it would be in flash memory.
 */
#include "root.h"
#include "failure.h"
#include "meter.h"
#include "stack.h"

extern void fxRemapIDs(txMachine* the, txByte* codeBuffer, txSize codeSize, txID* theIDs);

/* Size of the name table. Each clone has a copy, so it is small, as on the chip. */
#define NAME_MODULO 509
#define SYMBOL_MODULO 127
#define PARSER_BUFFER (1 << 20)
#define PARSER_MODULO 1993

static void nativeByName(txMachine* the)
{
	txString name = mxArgc > 0 ? fxToString(the, mxArgv(0)) : "";
	const Native* native;
	for (native = meshNatives; native->name; native++)
		if (!c_strcmp(native->name, name)) {
			fxNewHostFunction(the, (txCallback)native->callback, native->length, fxNewNameC(the, (txString)native->name), XS_NO_ID);
			mxPullSlot(mxResult);
			return;
		}
	mxReferenceError("no native function %s", name);
}

/*
 * Changes the instructions that copy functions and strings to those that refer to them, so
 * that they stay in the script's code buffer, as they stay in flash on a chip.
 */
static void archiveCode(txScript* script)
{
	txByte* p = script->codeBuffer;
	txByte* end = p + script->codeSize;
	while (p < end) {
		txU1 op = *(txU1*)p;
		if (op >= XS_CODE_CODE_1 && op <= XS_CODE_CODE_4)
			*p = (txByte)(op - XS_CODE_CODE_1 + XS_CODE_CODE_ARCHIVE_1);
		else if (op >= XS_CODE_STRING_1 && op <= XS_CODE_STRING_4)
			*p = (txByte)(op - XS_CODE_STRING_1 + XS_CODE_STRING_ARCHIVE_1);
		p = nextCode(p);
	}
}

/* Replaces the script's numbers of names with the machine's. */
static void linkScript(txMachine* the, txScript* script)
{
	txByte* p = script->symbolsBuffer;
	txID count, i;
	mxDecodeID(p, count);
	txID* ids = c_malloc(count * sizeof(txID));
	if (!ids)
		fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
	ids[0] = XS_NO_ID;
	for (i = 1; i < count; i++) {
		ids[i] = fxNewNameC(the, (txString)p);
		p += mxStringLength((txString)p) + 1;
	}
	fxRemapIDs(the, script->codeBuffer, script->codeSize, ids);
	c_free(ids);
	c_free(script->symbolsBuffer);
	script->symbolsBuffer = C_NULL;
	script->symbolsSize = 0;
	archiveCode(script);
}

/*
 * Changes a slot to the kind that XS has for read-only memory: the garbage collector of a
 * clone must neither mark nor move what belongs to the root, and a clone must not write it.
 */
static void freezeSlot(txSlot* slot)
{
	switch (slot->kind) {
	case XS_STRING_KIND: slot->kind = XS_STRING_X_KIND; break;
	case XS_BIGINT_KIND: slot->kind = XS_BIGINT_X_KIND; break;
	case XS_KEY_KIND: slot->kind = XS_KEY_X_KIND; break;
	case XS_CODE_KIND: slot->kind = XS_CODE_X_KIND; break;
	case XS_ARRAY_BUFFER_KIND:
	case XS_MAP_KIND:
	case XS_SET_KIND:
	case XS_WEAK_MAP_KIND:
	case XS_WEAK_SET_KIND:
		slot->flag |= XS_DONT_SET_FLAG;
		break;
	default: break;
	}
}

static void freeze(txMachine* the)
{
	txSlot* heap;
	txSlot* slot;
	/* makes the global object an ordinary one: XS's exotic one writes to a cache when it is read */
	slot = mxGlobal.value.reference;
	if (slot->next && slot->next->kind == XS_GLOBAL_KIND) {
		slot->flag &= ~XS_EXOTIC_FLAG;
		slot->next = slot->next->next;
	}
	petrifyRoot(the);
	fxShareMachine(the);
	for (heap = the->firstHeap; heap; heap = heap->next)
		for (slot = heap + 1; slot < heap->value.reference; slot++) {
			freezeSlot(slot);
			if (slot->kind == XS_ARRAY_KIND && slot->value.array.address) {
				txIndex i, count = fxGetIndexSize(the, slot);
				for (i = 0; i < count; i++)
					freezeSlot(slot->value.array.address + i);
			}
		}
	for (slot = the->stack; slot < the->stackTop; slot++)
		freezeSlot(slot);
}

static void evaluate(Root* root, const char* source)
{
	txMachine* the = root->the;
	the->stackLimit = stackLimit();
	fxBeginHost(the);
	mxTry(the) {
		txSlot* realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
		fxNewHostFunction(the, nativeByName, 1, fxNewNameC(the, "native"), XS_NO_ID);
		mxPush(mxGlobal);
		mxSetID(fxNewNameC(the, "native"));
		mxPop();
		root->script = rootScript(the, source);
		linkScript(the, root->script);
		fxRunScript(the, root->script, mxRealmGlobal(realm), C_NULL, mxRealmClosures(realm)->value.reference, C_NULL, mxProgram.value.reference);
		mxPop();
		while (the->promiseJobs) {
			the->promiseJobs = 0;
			fxRunPromiseJobs(the);
		}
		fxCheckUnhandledRejections(the, 1);
	}
	mxCatch(the) {
		root->failure->kind = FAILURE_EXCEPTION;
		failureFromException(the, root->failure);
	}
	fxEndHost(the);
}

/* Makes the root's machine. fxAbort jumps out of it. */
static void make(Root* root, const char* source, txCreation* sizes, uint32_t budget)
{
	c_jmp_buf exit;
	root->exit = &exit;
	if (c_setjmp(exit) == 0) {
		root->the = fxCreateMachine(sizes, "root", root, XS_NO_ID);
		meterBegin(root->the, budget);
		evaluate(root, source);
		if (root->failure->kind == FAILURE_NONE)
			freeze(root->the);
	}
	if (root->the)
		meterEnd(root->the);
	root->exit = C_NULL;
}

Root* rootNew(const char* source, const Creation* creation, Failure* failure)
{
	txCreation sizes = {
		creation->chunks, creation->chunksIncrement, creation->slots, creation->slotsIncrement, creation->stack,
		4096, 1024, NAME_MODULO, SYMBOL_MODULO, PARSER_BUFFER, PARSER_MODULO, 0,
	};
	Root* root = c_calloc(1, sizeof(Root));
	c_memset(failure, 0, sizeof(Failure));
	if (!root) {
		failure->kind = FAILURE_OTHER;
		snprintf(failure->message, sizeof(failure->message), "out of memory");
		return C_NULL;
	}
	root->references = 1;
	root->failure = failure;
	make(root, source, &sizes, creation->budget);
	root->failure = C_NULL;
	if (failure->kind == FAILURE_NONE)
		return root;
	rootRelease(root);
	return C_NULL;
}

void rootRelease(Root* root)
{
	if (--root->references > 0)
		return;
	if (root->the)
		fxDeleteMachine(root->the);
	if (root->script)
		fxDeleteScript(root->script);
	c_free(root);
}

void rootAreas(const Root* root, RootVisit visit, void* context)
{
	txSlot* heap;
	txBlock* block;
	for (heap = root->the->firstHeap; heap; heap = heap->next)
		visit(context, (uint8_t*)(heap + 1), (size_t)((txByte*)heap->value.reference - (txByte*)(heap + 1)));
	for (block = root->the->firstBlock; block; block = block->nextBlock)
		visit(context, (uint8_t*)(block + 1), (size_t)(block->current - (txByte*)(block + 1)));
	visit(context, (uint8_t*)root->script->codeBuffer, (size_t)root->script->codeSize);
}

static void addToChecksum(void* context, uint8_t* start, size_t size)
{
	uint32_t* sum = context;
	const uint8_t* p;
	for (p = start; p < start + size; p++)
		*sum = (*sum ^ *p) * 16777619u;
}

uint32_t rootChecksum(const Root* root)
{
	uint32_t sum = 2166136261u;
	rootAreas(root, addToChecksum, &sum);
	return sum;
}

void rootFigures(const Root* root, double* slots, double* chunks, double* code)
{
	*slots = root->the->currentHeapCount;
	*chunks = root->the->currentChunksSize;
	*code = root->script->codeSize;
}
