/*
 * The functions of the XS platform that platform.h does not replace by macros: allocation of
 * slots, promise jobs, fxAbort, and error stacks with line numbers.
 */
#include "xsAll.h"
#include "machine.h"
#include "stack.h"

/*
 * The first call allocates the stack. It is filled with MESH_UNTOUCHED, so that its unused
 * part can be measured at any time.
 */
txSlot* fxAllocateSlots(txMachine* the, txSize count)
{
	size_t size = (size_t)count * sizeof(txSlot);
	void* slots = c_malloc(size);
	if (slots && !the->stackBottom)
		memset(slots, MESH_UNTOUCHED, size);
	return slots;
}

void fxFreeSlots(txMachine* the, void* slots)
{
	(void)the;
	c_free(slots);
}

char* fxCStackLimit(void)
{
	return C_NULL;
}

void fxQueuePromiseJobs(txMachine* the)
{
	the->promiseJobs = 1;
}

/* Finds no module: the firmware is one script without imports. */
txID fxFindModule(txMachine* the, txSlot* realm, txID moduleID, txSlot* slot)
{
	(void)the, (void)realm, (void)moduleID, (void)slot;
	return XS_NO_ID;
}

void fxLoadModule(txMachine* the, txSlot* module, txID moduleID)
{
	(void)the, (void)module, (void)moduleID;
}

void fxAbort(txMachine* the, int status)
{
	machineAbort(the, status);
}

/*
 * Captures the frames for an error's property `stack`. A define puts it into xsDefaults.c in
 * place of the engine's own function, which has line numbers in debug builds only.
 */
void meshCaptureErrorStack(txMachine* the, txSlot* internal, txSlot* frame)
{
	txSlot* slot = internal->value.reference = fxNewSlot(the);
	txSlot* current = the->frame;
	txByte* code = the->code;
	slot->kind = XS_INSTANCE_KIND;
	slot->value.instance.garbage = C_NULL;
	slot->value.instance.prototype = C_NULL;
	for (; current && current->next; code = current->value.frame.code, current = current->next) {
		txSlot* function = current + 3;
		if (current == frame)
			frame = C_NULL;
		if (frame || function->kind != XS_REFERENCE_KIND || !mxIsFunction(function->value.reference))
			continue;
		function = function->value.reference;
		slot = slot->next = fxNewSlot(the);
		slot->flag = XS_GET_ONLY;
		slot->kind = XS_KEY_X_KIND;
		slot->value.key.string = C_NULL;
		slot->value.key.sum = stackLine(function, code, &slot->ID);
		txSlot* name = mxBehaviorGetProperty(the, function, mxID(_name), 0, XS_OWN);
		if (name && mxIsStringPrimitive(name)) {
			slot->kind = name->kind == XS_STRING_X_KIND ? XS_KEY_X_KIND : XS_KEY_KIND;
			slot->value.key.string = name->value.string;
		}
		else if (mxFunctionInstanceCode(function)->ID != XS_NO_ID) {
			txSlot* key = fxGetKey(the, mxFunctionInstanceCode(function)->ID);
			if (key && (key->kind == XS_KEY_KIND || key->kind == XS_KEY_X_KIND)) {
				slot->kind = key->kind;
				slot->value.key.string = key->value.key.string;
			}
		}
	}
}
