/* Moddable's timers, as far as hosts/esp32 uses them. */
#ifndef MESH_DECLARATION_MOD_TIMER_H
#define MESH_DECLARATION_MOD_TIMER_H

typedef struct modTimerRecord* modTimer;
typedef void (*modTimerCallback)(modTimer timer, void* refcon, int refconSize);

modTimer modTimerAdd(int firstInterval, int secondInterval, modTimerCallback callback, void* refcon, int refconSize);
void modTimerRemove(modTimer timer);

#endif
