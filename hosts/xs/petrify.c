/*
 * Freezes the objects that XS's linker freezes when it preloads modules for a chip: built-ins,
 * functions with their prototypes and environments, and kinds of objects that cannot be copied
 * on change. Every other object gets an alias, which takes a pointer in each clone and lets the
 * clone change its own copy.
 */
#include "root.h"

static void petrify(txSlot* instance)
{
	txSlot* property;
	for (property = instance->next; property; property = property->next) {
		if (property->kind != XS_ACCESSOR_KIND)
			property->flag |= XS_DONT_SET_FLAG;
		property->flag |= XS_DONT_DELETE_FLAG;
	}
	instance->flag |= XS_DONT_PATCH_FLAG;
}

static void petrifyFunction(txSlot* function)
{
	txSlot* property;
	petrify(function);
	if (!(function->flag & XS_CAN_CONSTRUCT_FLAG))
		return;
	for (property = function->next; property; property = property->next)
		if (property->ID == mxID(_prototype) && property->kind == XS_REFERENCE_KIND)
			petrify(property->value.reference);
}

static int isFunction(const txSlot* internal)
{
	return internal->kind == XS_CALLBACK_KIND || internal->kind == XS_CALLBACK_X_KIND
		|| internal->kind == XS_CODE_KIND || internal->kind == XS_CODE_X_KIND;
}

static void petrifyInstance(txSlot* instance)
{
	txSlot* internal = instance->next;
	if (!internal || !(internal->flag & XS_INTERNAL_FLAG))
		return;
	if (isFunction(internal))
		petrifyFunction(instance);
	else if (internal->ID == XS_ENVIRONMENT_BEHAVIOR)
		petrify(instance);
	else
		switch (internal->kind) {
		case XS_MAP_KIND: case XS_SET_KIND: case XS_WEAK_MAP_KIND: case XS_WEAK_SET_KIND: case XS_WEAK_REF_KIND:
		case XS_ARRAY_BUFFER_KIND: case XS_DATA_VIEW_KIND: case XS_TYPED_ARRAY_KIND:
		case XS_PROXY_KIND: case XS_REGEXP_KIND:
			petrify(instance);
			break;
		case XS_PROMISE_KIND:
			petrify(instance);
			petrify(internal->next->value.reference); /* the promise's reactions */
			break;
		default:
			break;
		}
}

/* Makes a closure with a function read-only: firmware does not assign such a variable again. */
static void petrifyClosure(txSlot* slot)
{
	txSlot* closure = slot->value.closure;
	txSlot* internal;
	if (closure->kind != XS_REFERENCE_KIND)
		return;
	internal = closure->value.reference->next;
	if (internal && isFunction(internal))
		closure->flag |= XS_DONT_SET_FLAG;
}

void petrifyRoot(txMachine* the)
{
	txSlot* heap;
	txSlot* slot;
	txID id;
	for (id = XS_SYMBOL_ID_COUNT; id < mxStackIndexCount; id++) {
		slot = &the->stackPrototypes[-1 - id];
		if (slot->kind == XS_REFERENCE_KIND)
			petrify(slot->value.reference);
	}
	for (heap = the->firstHeap; heap; heap = heap->next)
		for (slot = heap + 1; slot < heap->value.reference; slot++) {
			if (slot->kind == XS_INSTANCE_KIND)
				petrifyInstance(slot);
			else if (slot->kind == XS_CLOSURE_KIND)
				petrifyClosure(slot);
		}
}
