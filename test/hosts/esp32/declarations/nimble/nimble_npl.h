/* What the radio uses of the system below NimBLE; see host/ble_hs.h. */
#ifndef MESH_TEST_NIMBLE_NPL_H
#define MESH_TEST_NIMBLE_NPL_H

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t ble_npl_time_t;

struct ble_npl_event;
typedef void ble_npl_event_fn(struct ble_npl_event* ev);

enum ble_npl_error { BLE_NPL_OK = 0 };
typedef enum ble_npl_error ble_npl_error_t;

/* opaque */
struct ble_npl_event {
	ble_npl_event_fn* callback;
	bool queued;
};

/* opaque */
struct ble_npl_eventq {
	struct ble_npl_event* events[8];
	int count;
};

/* opaque */
struct ble_npl_callout {
	struct ble_npl_event event;
	ble_npl_time_t due;
	bool active;
};

void ble_npl_event_init(struct ble_npl_event* ev, ble_npl_event_fn* fn, void* arg);
void ble_npl_event_deinit(struct ble_npl_event* ev);
void ble_npl_eventq_put(struct ble_npl_eventq* evq, struct ble_npl_event* ev);
int ble_npl_callout_init(struct ble_npl_callout* co, struct ble_npl_eventq* evq, ble_npl_event_fn* ev_cb, void* ev_arg);
ble_npl_error_t ble_npl_callout_reset(struct ble_npl_callout* co, ble_npl_time_t ticks);
void ble_npl_callout_stop(struct ble_npl_callout* co);
void ble_npl_callout_deinit(struct ble_npl_callout* co);
ble_npl_time_t ble_npl_time_get(void);
ble_npl_time_t ble_npl_time_ms_to_ticks32(uint32_t ms);
uint32_t ble_npl_time_ticks_to_ms32(ble_npl_time_t ticks);
void ble_npl_time_delay(ble_npl_time_t ticks);

#endif
