/* Unpacks the root's script from packed byte code: a board has no parser. */
#include "../xs/root.h"
#include "../xs/compile.h"

typedef struct {
	uint32_t magic, codeSize, symbolsSize;
} Packed;

static void* copy(txMachine* the, const char* octets, uint32_t size)
{
	void* block = c_malloc(size);
	if (!block)
		fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
	c_memcpy(block, octets, size);
	return block;
}

txScript* rootScript(txMachine* the, const char* source)
{
	Packed packed;
	txScript* script = c_calloc(1, sizeof(txScript));
	c_memcpy(&packed, source, sizeof(packed));
	source += sizeof(packed);
	if (packed.magic != MESH_SCRIPT_MAGIC)
		mxSyntaxError("no byte code");
	if (!script)
		fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
	script->codeSize = (txSize)packed.codeSize;
	script->codeBuffer = copy(the, source, packed.codeSize);
	script->symbolsSize = (txSize)packed.symbolsSize;
	script->symbolsBuffer = copy(the, source + packed.codeSize, packed.symbolsSize);
	return script;
}

txScript* fxParseScript(txMachine* the, void* stream, txGetter getter, txUnsigned flags)
{
	(void)stream, (void)getter, (void)flags;
	mxSyntaxError("no parser");
	return C_NULL;
}
