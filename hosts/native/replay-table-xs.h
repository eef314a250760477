/* Native functions of hosts/native/replay-table.ts. */
#ifndef MESH_NATIVE_REPLAY_TABLE_XS_H
#define MESH_NATIVE_REPLAY_TABLE_XS_H

#include "xs.h"

void xs_replay_table(xsMachine* the);
void xs_replay_size(xsMachine* the);
void xs_replay_trusted(xsMachine* the);
void xs_replay_has(xsMachine* the);
void xs_replay_load(xsMachine* the);
void xs_replay_add(xsMachine* the);
void xs_replay_is_new(xsMachine* the);
void xs_replay_segmented(xsMachine* the);
void xs_replay_admit(xsMachine* the);
void xs_replay_unwritten(xsMachine* the);
void xs_replay_expire(xsMachine* the);
void xs_replay_key(xsMachine* the);

#endif
