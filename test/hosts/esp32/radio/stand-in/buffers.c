/* The buffers of packets. */
#include <string.h>
#include "parts.h"

int freeBuffers = 36;

typedef struct {
	struct os_mbuf buffer;
	uint8_t octets[700];
} Buffer;

struct os_mbuf* os_msys_get_pkthdr(uint16_t size, uint16_t header)
{
	(void)size, (void)header;
	if (freeBuffers == 0)
		return NULL;
	Buffer* made = calloc(1, sizeof(*made));
	freeBuffers--;
	made->buffer.om_data = made->octets;
	return &made->buffer;
}

int os_msys_num_free(void)
{
	return freeBuffers;
}

int os_mbuf_append(struct os_mbuf* buffer, const void* data, uint16_t length)
{
	CHECK(buffer->om_len + length <= 700);
	memcpy(buffer->om_data + buffer->om_len, data, length);
	buffer->om_len = (uint16_t)(buffer->om_len + length);
	return 0;
}

int os_mbuf_free_chain(struct os_mbuf* buffer)
{
	if (buffer)
		freeBuffers++;
	free(buffer);
	return 0;
}

struct os_mbuf* ble_hs_mbuf_from_flat(const void* data, uint16_t length)
{
	struct os_mbuf* buffer = os_msys_get_pkthdr(length, 0);
	if (buffer)
		os_mbuf_append(buffer, data, length);
	return buffer;
}

int ble_hs_mbuf_to_flat(const struct os_mbuf* buffer, void* data, uint16_t most, uint16_t* length)
{
	if (buffer->om_len > most)
		return 4;
	memcpy(data, buffer->om_data, buffer->om_len);
	*length = buffer->om_len;
	return 0;
}
