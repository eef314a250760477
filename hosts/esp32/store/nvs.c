/*
 * Records in ESP-IDF's non-volatile storage (NVS), each stored as a string. NVS writes the new
 * string before it erases the old one, and repairs the result of a power cut when it is opened
 * (documentation of nvs_flash, "Power Loss"). Blobs are not safe: NVS writes a blob as two
 * items, and after a power cut between these the old blob is lost, too, because ESP-IDF 6.0
 * regards the new data as a second copy of the old. Moddable's preferences erase first, so
 * that a power cut loses the record.
 */
#include <stdlib.h>
#include "nvs.h"
#include "../../native/arguments.h"
#include "mc.xs.h"
#include "octet-string.h"

#define NAMESPACE "xs-mesh"

static nvs_handle_t store;
static bool isOpen;

static void check(xsMachine* the, esp_err_t error)
{
	switch (error) {
	case ESP_OK:
		return;
	case ESP_ERR_NVS_NOT_ENOUGH_SPACE:
		xsUnknownError("the partition \"nvs\" is full: make it larger in partitions.csv");
	case ESP_ERR_NVS_PART_NOT_FOUND:
		xsUnknownError("no partition \"nvs\": add one to partitions.csv");
	case ESP_ERR_NVS_NOT_INITIALIZED:
		xsUnknownError("the partition \"nvs\" could not be read at boot: erase it, or make it larger");
	default:
		xsUnknownError("NVS failed with %d", (int)error);
	}
}

static void keyArgumentName(xsMachine* the, xsSlot* slot, char* key)
{
	xsmcToStringBuffer(*slot, key, NVS_KEY_NAME_MAX_SIZE);
}

void xs_nvs_open(xsMachine* the)
{
	if (!isOpen)
		check(the, nvs_open(NAMESPACE, NVS_READWRITE, &store));
	isOpen = true;
}

void xs_nvs_close(xsMachine* the)
{
	(void)the;
	if (isOpen)
		nvs_close(store);
	isOpen = false;
}

/* (): the number of entries, of 32 octets each, in the whole partition */
void xs_nvs_entries(xsMachine* the)
{
	nvs_stats_t stats;
	check(the, nvs_get_stats(NULL, &stats));
	xsmcSetInteger(xsResult, (xsIntegerValue)stats.total_entries);
}

static char* room(xsMachine* the, size_t size)
{
	char* text = malloc(size);
	if (!text)
		xsUnknownError("no memory for a record of %d octets", (int)size);
	return text;
}

void xs_nvs_read(xsMachine* the)
{
	char key[NVS_KEY_NAME_MAX_SIZE];
	size_t size = 0;
	size_t characters;
	char* text;
	esp_err_t error;
	keyArgumentName(the, &xsArg(0), key);
	error = nvs_get_str(store, key, NULL, &size);
	if (error == ESP_ERR_NVS_NOT_FOUND)
		return;
	check(the, error);
	characters = size - 1;
	xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)octetStringOctets(characters));
	text = room(the, size);
	error = nvs_get_str(store, key, text, &size);
	if (error == ESP_OK)
		octetStringDecode(text, characters, xsmcToArrayBuffer(xsResult));
	free(text);
	check(the, error);
}

void xs_nvs_write(xsMachine* the)
{
	char key[NVS_KEY_NAME_MAX_SIZE];
	xsIntegerValue length = xsmcToInteger(xsArg(2));
	const uint8_t* octets;
	char* text;
	esp_err_t error;
	keyArgumentName(the, &xsArg(0), key);
	octets = readable(the, &xsArg(1), 0, length, "value");
	text = room(the, octetStringCharacters((size_t)length) + 1);
	octetStringEncode(octets, (size_t)length, text);
	error = nvs_set_str(store, key, text);
	free(text);
	check(the, error);
	check(the, nvs_commit(store));
}

void xs_nvs_delete(xsMachine* the)
{
	char key[NVS_KEY_NAME_MAX_SIZE];
	esp_err_t error;
	keyArgumentName(the, &xsArg(0), key);
	error = nvs_erase_key(store, key);
	if (error == ESP_ERR_NVS_NOT_FOUND)
		return;
	check(the, error);
	check(the, nvs_commit(store));
}

void xs_nvs_keys(xsMachine* the)
{
	nvs_iterator_t iterator = NULL;
	xsIntegerValue count = 0;
	esp_err_t error = nvs_entry_find(NVS_DEFAULT_PART_NAME, NAMESPACE, NVS_TYPE_STR, &iterator);
	xsmcVars(1);
	xsmcSetNewArray(xsResult, 0);
	while (error == ESP_OK) {
		nvs_entry_info_t info;
		nvs_entry_info(iterator, &info);
		xsmcSetString(xsVar(0), info.key);
		xsmcSetIndex(xsResult, count++, xsVar(0));
		error = nvs_entry_next(&iterator);
	}
	nvs_release_iterator(iterator);
}
