/* Parses scripts to byte code: for the root of this process, and packed, for boards. */
#include "root.h"
#include "compile.h"
#include "failure.h"
#include "stack.h"

static txScript* parse(txMachine* the, void* stream, txGetter getter, txUnsigned flags)
{
	txParser parser;
	txParserJump jump;
	txScript* volatile script = C_NULL;
	fxInitializeParser(&parser, the, the->parserBufferSize, the->parserTableModulo);
	parser.firstJump = &jump;
	if (c_setjmp(jump.jmp_buf) == 0) {
		parser.source = fxNewParserSymbol(&parser, (txString)MESH_BUNDLE_NAME);
		fxParserTree(&parser, stream, getter, flags, C_NULL);
		fxParserHoist(&parser);
		fxParserBind(&parser);
		script = fxParserCode(&parser);
	}
	fxTerminateParser(&parser);
	return script;
}

/* Called by XS. Only the root can parse; machines cannot, as on the chip. */
txScript* fxParseScript(txMachine* the, void* stream, txGetter getter, txUnsigned flags)
{
	if (the->sharedMachine)
		mxSyntaxError("no parser");
	/* the flag adds line numbers to the code, for error stacks */
	return parse(the, stream, getter, flags | mxDebugFlag);
}

static txScript* parseText(txMachine* the, const char* source, txUnsigned flags)
{
	txStringCStream stream = { (txString)source, 0, (txSize)c_strlen(source) };
	txScript* script = parse(the, &stream, fxStringCGetter, mxProgramFlag | flags);
	if (!script)
		mxSyntaxError("invalid script");
	return script;
}

txScript* rootScript(txMachine* the, const char* source)
{
	return parseText(the, source, mxDebugFlag);
}

/* ---- byte code to be kept ---- */

static uint8_t* pack(const txScript* script, uint32_t* size)
{
	uint32_t head[] = { MESH_SCRIPT_MAGIC, (uint32_t)script->codeSize, (uint32_t)script->symbolsSize };
	uint8_t* packed = c_malloc(sizeof(head) + head[1] + head[2]);
	if (!packed)
		return C_NULL;
	c_memcpy(packed, head, sizeof(head));
	c_memcpy(packed + sizeof(head), script->codeBuffer, head[1]);
	c_memcpy(packed + sizeof(head) + head[1], script->symbolsBuffer, head[2]);
	*size = (uint32_t)sizeof(head) + head[1] + head[2];
	return packed;
}

static uint8_t* compileIn(Root* root, const char* source, bool lines, uint32_t* size)
{
	txMachine* the = root->the;
	uint8_t* volatile packed = C_NULL;
	the->stackLimit = stackLimit();
	fxBeginHost(the);
	mxTry(the) {
		txScript* script = parseText(the, source, lines ? mxDebugFlag : 0);
		packed = pack(script, size);
		fxDeleteScript(script);
	}
	mxCatch(the) {
		root->failure->kind = FAILURE_EXCEPTION;
		failureFromException(the, root->failure);
	}
	fxEndHost(the);
	return packed;
}

uint8_t* scriptCompile(const char* source, bool lines, uint32_t* size, Failure* failure)
{
	txCreation sizes = { 1 << 20, 1 << 20, 1 << 15, 1 << 14, 1 << 12, 4096, 1024, 509, 127, 1 << 20, 1993, 0 };
	c_jmp_buf exit;
	Root root = { .exit = &exit, .failure = failure };
	uint8_t* volatile packed = C_NULL;
	c_memset(failure, 0, sizeof(Failure));
	if (c_setjmp(exit) == 0) {
		root.the = fxCreateMachine(&sizes, "compiler", &root, XS_NO_ID);
		packed = compileIn(&root, source, lines, size);
	}
	if (root.the)
		fxDeleteMachine(root.the);
	return packed;
}
