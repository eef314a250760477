/* What the radio uses of NimBLE's buffers; see host/ble_hs.h. */
#ifndef MESH_TEST_OS_MBUF_H
#define MESH_TEST_OS_MBUF_H

#include <stdint.h>

struct os_mbuf {
	uint8_t* om_data;
	uint16_t om_len;
};

/* NimBLE's are lists of buffers; the stand-in's are one buffer each. */
#define OS_MBUF_PKTLEN(om) ((om)->om_len)

struct os_mbuf* os_msys_get_pkthdr(uint16_t dsize, uint16_t user_hdr_len);
int os_msys_num_free(void);
int os_mbuf_append(struct os_mbuf* m, const void* data, uint16_t len);
int os_mbuf_free_chain(struct os_mbuf* om);

#endif
