#include <stdlib.h>
#include <string.h>
#include "radio-service.h"

/* Reads octets of a RadioService. After their end it reads 0, and `good` is false. */
typedef struct {
	const uint8_t* octets;
	size_t length;
	size_t at;
	bool good;
} Reader;

static const uint8_t* take(Reader* reader, size_t length)
{
	const uint8_t* octets = reader->octets + reader->at;
	if (length > reader->length - reader->at) {
		reader->good = false;
		return NULL;
	}
	reader->at += length;
	return octets;
}

static uint8_t takeByte(Reader* reader)
{
	const uint8_t* octet = take(reader, 1);
	return octet ? *octet : 0;
}

static void takeUuid(Reader* reader, ble_uuid_any_t* uuid)
{
	size_t length = takeByte(reader);
	const uint8_t* octets = take(reader, length);
	if (!octets || (length != 2 && length != 16) || ble_uuid_init_from_buf(uuid, octets, length) != 0)
		reader->good = false;
}

static Reader readerOf(const RadioService* source)
{
	Reader reader = { source->octets, source->length, 0, true };
	return reader;
}

/* Counts characteristics and descriptors, to know how much memory to allocate. */
static bool count(const RadioService* source, unsigned* characteristics, unsigned* descriptors)
{
	Reader reader = readerOf(source);
	ble_uuid_any_t uuid;
	takeUuid(&reader, &uuid);
	*characteristics = takeByte(&reader);
	*descriptors = 0;
	for (unsigned i = 0; i < *characteristics && reader.good; i++) {
		if (takeByte(&reader) >= RADIO_CHARACTERISTICS)
			return false;
		takeUuid(&reader, &uuid);
		take(&reader, 1);
		unsigned own = takeByte(&reader);
		*descriptors += own;
		for (unsigned j = 0; j < own && reader.good; j++) {
			takeUuid(&reader, &uuid);
			size_t low = takeByte(&reader);
			take(&reader, low | (size_t)takeByte(&reader) << 8);
		}
	}
	return reader.good && *characteristics <= RADIO_CHARACTERISTICS;
}

static ble_gatt_chr_flags flagsOf(unsigned properties)
{
	static const ble_gatt_chr_flags flags[] = {
		BLE_GATT_CHR_F_READ, BLE_GATT_CHR_F_WRITE, BLE_GATT_CHR_F_WRITE_NO_RSP,
		BLE_GATT_CHR_F_NOTIFY, BLE_GATT_CHR_F_INDICATE,
	};
	ble_gatt_chr_flags all = 0;
	for (unsigned i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (properties >> i & 1)
			all |= flags[i];
	return all;
}

Service* serviceBuild(RadioService* source, Characteristic* characteristics, ble_gatt_access_fn* access)
{
	unsigned characteristicCount, descriptorCount;
	if (!count(source, &characteristicCount, &descriptorCount)) {
		free(source);
		return NULL;
	}
	/* each list ends with an empty entry; each characteristic has a list of descriptors */
	size_t characteristicSize = (characteristicCount + 1) * sizeof(struct ble_gatt_chr_def);
	size_t descriptorSize = (descriptorCount + characteristicCount) * sizeof(struct ble_gatt_dsc_def);
	size_t valueSize = descriptorCount * sizeof(DescriptorValue);
	size_t uuidSize = (1 + characteristicCount + descriptorCount) * sizeof(ble_uuid_any_t);
	Service* service = calloc(1, sizeof(Service) + characteristicSize + descriptorSize + valueSize + uuidSize);
	if (!service) {
		free(source);
		return NULL;
	}
	struct ble_gatt_chr_def* characteristic = (struct ble_gatt_chr_def*)(service + 1);
	struct ble_gatt_dsc_def* descriptor = (struct ble_gatt_dsc_def*)(characteristic + characteristicCount + 1);
	DescriptorValue* value = (DescriptorValue*)(descriptor + descriptorCount + characteristicCount);
	ble_uuid_any_t* uuid = (ble_uuid_any_t*)(value + descriptorCount);
	Reader reader = readerOf(source);
	service->source = source;
	service->definition[0].type = BLE_GATT_SVC_TYPE_PRIMARY;
	service->definition[0].uuid = &uuid->u;
	service->definition[0].characteristics = characteristic;
	takeUuid(&reader, uuid++);
	service->count = takeByte(&reader);
	for (unsigned i = 0; i < service->count; i++, characteristic++) {
		unsigned number = service->numbers[i] = takeByte(&reader);
		takeUuid(&reader, uuid);
		unsigned properties = takeByte(&reader);
		Characteristic* own = &characteristics[number];
		free(own->value);
		memset(own, 0, sizeof(*own));
		own->answers = (properties & GATT_ANSWERS) != 0;
		own->indicates = (properties & GATT_INDICATE) != 0 && (properties & GATT_NOTIFY) == 0;
		characteristic->uuid = &(uuid++)->u;
		characteristic->access_cb = access;
		characteristic->arg = own;
		characteristic->flags = flagsOf(properties);
		characteristic->val_handle = &own->handle;
		characteristic->descriptors = descriptor;
		for (unsigned left = takeByte(&reader); left > 0; left--, descriptor++, value++) {
			takeUuid(&reader, uuid);
			value->length = takeByte(&reader);
			value->length |= (uint16_t)(takeByte(&reader) << 8);
			value->octets = take(&reader, value->length);
			descriptor->uuid = &(uuid++)->u;
			descriptor->att_flags = BLE_ATT_F_READ;
			descriptor->access_cb = access;
			descriptor->arg = value;
		}
		descriptor++;
	}
	return service;
}

void serviceFree(Service* service)
{
	if (!service)
		return;
	free(service->source);
	free(service);
}

bool serviceHas(const Service* service, unsigned characteristic)
{
	return memchr(service->numbers, (int)characteristic, service->count) != NULL;
}
