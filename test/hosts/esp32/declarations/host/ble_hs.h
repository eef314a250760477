/*
 * What the radio uses of NimBLE's host, for a compiler that has no ESP-IDF, and for
 * the stand-in of the tests. Constants, members and functions only as far as they are
 * used; npm run check:esp32 compares each of them with NimBLE's own.
 */
#ifndef MESH_TEST_BLE_HS_H
#define MESH_TEST_BLE_HS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sdkconfig.h"
#include "nimble/nimble_npl.h"
#include "nimble/os_mbuf.h"

#define MYNEWT_VAL(name) MYNEWT_VAL_##name

/* settings */
#ifdef CONFIG_BT_NIMBLE_EXT_ADV
#define MYNEWT_VAL_BLE_EXT_ADV 1
#define MYNEWT_VAL_BLE_MULTI_ADV_INSTANCES CONFIG_BT_NIMBLE_MAX_EXT_ADV_INSTANCES
#else
#define MYNEWT_VAL_BLE_EXT_ADV 0
#define MYNEWT_VAL_BLE_MULTI_ADV_INSTANCES 0
#endif
#define MYNEWT_VAL_BLE_MAX_CONNECTIONS CONFIG_BT_NIMBLE_MAX_CONNECTIONS
/* end of settings */

#define BLE_HS_FOREVER INT32_MAX
#define BLE_HS_CONN_HANDLE_NONE 0xffff
#define BLE_HS_EALREADY 2
#define BLE_HS_ENOMEM 6
#define BLE_HS_ENOTCONN 7
#define BLE_HS_ECONTROLLER 12
#define BLE_HS_ETIMEOUT 13
#define BLE_HS_EDONE 14
#define BLE_HS_ETIMEOUT_HCI 19
#define BLE_HS_ENOTSYNCED 22
#define BLE_HS_ERR_HCI_BASE 0x200
#define BLE_HS_HCI_ERR(code) ((code) ? BLE_HS_ERR_HCI_BASE + (code) : 0)

#define BLE_ERR_INV_HCI_CMD_PARMS 0x12
#define BLE_ERR_REM_USER_CONN_TERM 0x13
#define BLE_ERR_UNSPECIFIED 0x1f

#define BLE_OWN_ADDR_RANDOM 0x01
#define BLE_HCI_LE_PHY_1M 1
#define BLE_HCI_SCAN_FILT_NO_WL 0
#define BLE_HCI_ADV_LEGACY_MASK 0x10

#define BLE_GAP_CONN_MODE_NON 0
#define BLE_GAP_CONN_MODE_UND 2
#define BLE_GAP_DISC_MODE_NON 0
#define BLE_GAP_DISC_MODE_GEN 2
#define BLE_GAP_SUBSCRIBE_REASON_WRITE 1
#define BLE_GAP_SUBSCRIBE_REASON_TERM 2

#define BLE_GAP_EVENT_CONNECT 0
#define BLE_GAP_EVENT_DISCONNECT 1
#define BLE_GAP_EVENT_DISC 7
#define BLE_GAP_EVENT_DISC_COMPLETE 8
#define BLE_GAP_EVENT_ADV_COMPLETE 9
#define BLE_GAP_EVENT_NOTIFY_TX 13
#define BLE_GAP_EVENT_SUBSCRIBE 14
#define BLE_GAP_EVENT_MTU 15
#define BLE_GAP_EVENT_EXT_DISC 19

#define BLE_ATT_MTU_DFLT 23
#define BLE_ATT_F_READ 0x01
#define BLE_ATT_OP_READ_REQ 0x0a
#define BLE_ATT_OP_READ_RSP 0x0b
#define BLE_ATT_ERR_INVALID_ATTR_VALUE_LEN 0x0d
#define BLE_ATT_ERR_UNLIKELY 0x0e
#define BLE_ATT_ERR_INSUFFICIENT_RES 0x11
#define BLE_L2CAP_CID_ATT 4

#define BLE_UUID_TYPE_16 16
#define BLE_GATT_ACCESS_OP_READ_CHR 0
#define BLE_GATT_ACCESS_OP_WRITE_CHR 1
#define BLE_GATT_ACCESS_OP_READ_DSC 2
#define BLE_GATT_CHR_F_READ 0x0002
#define BLE_GATT_CHR_F_WRITE_NO_RSP 0x0004
#define BLE_GATT_CHR_F_WRITE 0x0008
#define BLE_GATT_CHR_F_NOTIFY 0x0010
#define BLE_GATT_CHR_F_INDICATE 0x0020
#define BLE_GATT_SVC_TYPE_PRIMARY 1

/* ---- addresses, UUIDs ---- */

typedef struct {
	uint8_t type;
	uint8_t val[6];
} ble_addr_t;

typedef struct {
	uint8_t type;
} ble_uuid_t;

typedef struct {
	ble_uuid_t u;
	uint16_t value;
} ble_uuid16_t;

typedef struct {
	ble_uuid_t u;
	uint8_t value[16];
} ble_uuid128_t;

typedef union {
	ble_uuid_t u;
	ble_uuid16_t u16;
	ble_uuid128_t u128;
} ble_uuid_any_t;

int ble_uuid_init_from_buf(ble_uuid_any_t* uuid, const void* buf, size_t len);

/* ---- the host ---- */

typedef void ble_hs_reset_fn(int reason);
typedef void ble_hs_sync_fn(void);

struct ble_hs_cfg {
	ble_hs_reset_fn* reset_cb;
	ble_hs_sync_fn* sync_cb;
};

extern struct ble_hs_cfg ble_hs_cfg;

typedef void ble_hs_stop_fn(int status, void* arg);

struct ble_hs_stop_listener;

int ble_hs_synced(void);
int ble_hs_stop(struct ble_hs_stop_listener* listener, ble_hs_stop_fn* fn, void* arg);
void ble_hs_sched_reset(int reason);
int ble_hs_id_gen_rnd(int nrpa, ble_addr_t* out_addr);
int ble_hs_id_set_rnd(const uint8_t* rnd_addr);
struct os_mbuf* ble_hs_mbuf_from_flat(const void* buf, uint16_t len);
int ble_hs_mbuf_to_flat(const struct os_mbuf* om, void* flat, uint16_t max_len, uint16_t* out_copy_len);
int ble_att_set_preferred_mtu(uint16_t mtu);

/* ---- GAP ---- */

struct ble_gap_conn_desc {
	uint16_t conn_handle;
	uint16_t conn_itvl;
};

struct ble_gap_upd_params {
	uint16_t itvl_min;
	uint16_t itvl_max;
	uint16_t latency;
	uint16_t supervision_timeout;
};

struct ble_gap_adv_params {
	uint8_t conn_mode;
	uint8_t disc_mode;
	uint16_t itvl_min;
	uint16_t itvl_max;
};

struct ble_gap_disc_params {
	uint16_t itvl;
	uint16_t window;
	uint8_t filter_policy;
	uint8_t limited:1;
	uint8_t passive:1;
	uint8_t filter_duplicates:1;
};

struct ble_gap_disc_desc {
	uint8_t event_type;
	uint8_t length_data;
	ble_addr_t addr;
	int8_t rssi;
	const uint8_t* data;
};

#if MYNEWT_VAL(BLE_EXT_ADV)
struct ble_gap_ext_disc_desc {
	uint8_t props;
	uint8_t legacy_event_type;
	ble_addr_t addr;
	int8_t rssi;
	uint8_t length_data;
	const uint8_t* data;
};

struct ble_gap_ext_adv_params {
	unsigned int connectable:1;
	unsigned int scannable:1;
	unsigned int legacy_pdu:1;
	uint32_t itvl_min;
	uint32_t itvl_max;
	uint8_t own_addr_type;
	uint8_t primary_phy;
	uint8_t secondary_phy;
	int8_t tx_power;
	uint8_t sid;
};
#endif

struct ble_gap_event {
	uint8_t type;
	union {
		struct {
			int status;
			uint16_t conn_handle;
		} connect;
		struct {
			int reason;
			struct ble_gap_conn_desc conn;
		} disconnect;
		struct ble_gap_disc_desc disc;
#if MYNEWT_VAL(BLE_EXT_ADV)
		struct ble_gap_ext_disc_desc ext_disc;
#endif
		struct {
			int reason;
		} disc_complete;
		struct {
			int reason;
#if MYNEWT_VAL(BLE_EXT_ADV)
			uint8_t instance;
#endif
		} adv_complete;
		struct {
			int status;
			uint16_t conn_handle;
			uint16_t attr_handle;
			uint8_t indication:1;
		} notify_tx;
		struct {
			uint16_t conn_handle;
			uint16_t attr_handle;
			uint8_t reason;
			uint8_t cur_notify:1;
			uint8_t cur_indicate:1;
		} subscribe;
		struct {
			uint16_t conn_handle;
			uint16_t value;
		} mtu;
	};
};

typedef int ble_gap_event_fn(struct ble_gap_event* event, void* arg);

int ble_gap_adv_set_data(const uint8_t* data, int data_len);
int ble_gap_adv_rsp_set_data(const uint8_t* data, int data_len);
int ble_gap_adv_start(uint8_t own_addr_type, const ble_addr_t* direct_addr, int32_t duration_ms, const struct ble_gap_adv_params* adv_params, ble_gap_event_fn* cb, void* cb_arg);
int ble_gap_adv_stop(void);
int ble_gap_disc(uint8_t own_addr_type, int32_t duration_ms, const struct ble_gap_disc_params* disc_params, ble_gap_event_fn* cb, void* cb_arg);
int ble_gap_disc_cancel(void);
int ble_gap_terminate(uint16_t conn_handle, uint8_t hci_reason);
int ble_gap_conn_find(uint16_t handle, struct ble_gap_conn_desc* out_desc);
int ble_gap_update_params(uint16_t conn_handle, const struct ble_gap_upd_params* params);
#if MYNEWT_VAL(BLE_EXT_ADV)
int ble_gap_ext_adv_configure(uint8_t instance, const struct ble_gap_ext_adv_params* params, int8_t* selected_tx_power, ble_gap_event_fn* cb, void* cb_arg);
int ble_gap_ext_adv_set_addr(uint8_t instance, const ble_addr_t* addr);
int ble_gap_ext_adv_set_data(uint8_t instance, struct os_mbuf* data);
int ble_gap_ext_adv_rsp_set_data(uint8_t instance, struct os_mbuf* data);
int ble_gap_ext_adv_start(uint8_t instance, int duration, int max_events);
int ble_gap_ext_adv_stop(uint8_t instance);
#endif

/* ---- GATT ---- */

typedef uint32_t ble_gatt_chr_flags;

struct ble_gatt_access_ctxt {
	uint8_t op;
	struct os_mbuf* om;
};

typedef int ble_gatt_access_fn(uint16_t conn_handle, uint16_t attr_handle, struct ble_gatt_access_ctxt* ctxt, void* arg);

struct ble_gatt_dsc_def {
	const ble_uuid_t* uuid;
	uint8_t att_flags;
	ble_gatt_access_fn* access_cb;
	void* arg;
};

struct ble_gatt_chr_def {
	const ble_uuid_t* uuid;
	ble_gatt_access_fn* access_cb;
	void* arg;
	struct ble_gatt_dsc_def* descriptors;
	ble_gatt_chr_flags flags;
	uint16_t* val_handle;
};

struct ble_gatt_svc_def {
	uint8_t type;
	const ble_uuid_t* uuid;
	const struct ble_gatt_chr_def* characteristics;
};

int ble_gatts_count_cfg(const struct ble_gatt_svc_def* defs);
int ble_gatts_add_dynamic_svcs(const struct ble_gatt_svc_def* svcs);
int ble_gatts_delete_svc(const ble_uuid_t* uuid);
int ble_gatts_notify_custom(uint16_t conn_handle, uint16_t att_handle, struct os_mbuf* om);
int ble_gatts_indicate_custom(uint16_t conn_handle, uint16_t chr_val_handle, struct os_mbuf* txom);

#endif
