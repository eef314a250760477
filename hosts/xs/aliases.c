/*
 * Functions that XS calls in place of its own (build/build.ts) where it would write into the root
 * that machines share: what it keeps there, its garbage collector does not find, and on a chip that
 * memory is flash. An alias is the copy that a machine gets of an object of the root when it changes
 * that.
 */
#include "xsAll.h"

void meshShare(txMachine* the);
txSlot* meshDuplicateSlot(txMachine* the, txSlot* slot);
void* meshNewChunk(txMachine* the, txSize size);

/*
 * Numbers the objects of which a machine can have an alias. XS's function begins with 0, which XS
 * takes for no number elsewhere: a machine would write into that object itself. So a slot that
 * nothing refers to comes first and takes that number. XS's linker begins with 1.
 */
void meshShare(txMachine* the)
{
	txSlot first[2];
	c_memset(first, 0, sizeof(first));
	first[0].next = the->firstHeap;
	first[0].value.reference = first + 2;
	first[1].kind = XS_INSTANCE_KIND;
	the->firstHeap = first;
	fxShare(the);
	the->firstHeap = first[0].next;
}

/* Between collections only slots of the root are marked. */
static bool isShared(const txSlot* slot)
{
	return (slot->flag & XS_MARK_FLAG) != 0;
}

/* Copies private fields of the root for `copy`, which a slot of the stack holds meanwhile. */
static void duplicatePrivate(txMachine* the, txSlot* copy, const txSlot* slot)
{
	txSlot** address = &copy->value.private.first;
	txSlot* from;
	*address = C_NULL;
	mxPushClosure(copy);
	for (from = slot->value.private.first; from; from = from->next) {
		*address = fxDuplicateSlot(the, from);
		address = &(*address)->next;
	}
	mxPop();
}

/*
 * Duplicates a slot for an alias, whose other memory XS allocates afterwards. Until it has done so
 * the copy refers to memory of the root, which a collection would mark.
 */
txSlot* meshDuplicateSlot(txMachine* the, txSlot* slot)
{
	txSlot* copy = fxDuplicateSlot(the, slot);
	if (isShared(slot)) {
		if (copy->kind == XS_PRIVATE_KIND)
			duplicatePrivate(the, copy, slot);
		else if (copy->kind == XS_ARRAY_KIND && copy->value.array.address)
			the->sharedArray = copy;
	}
	return copy;
}

/* Allocates the items of the array that was just duplicated, which has none during a collection. */
void* meshNewChunk(txMachine* the, txSize size)
{
	txSlot* array = the->sharedArray;
	txSlot* address;
	void* chunk;
	if (!array)
		return fxNewChunk(the, size);
	the->sharedArray = C_NULL;
	address = array->value.array.address;
	array->value.array.address = C_NULL;
	chunk = fxNewChunk(the, size);
	array->value.array.address = address;
	return chunk;
}
