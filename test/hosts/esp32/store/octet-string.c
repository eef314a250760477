/* Octets as strings of C's. */
#include "../../../../hosts/esp32/store/octet-string.h"
#include "scenarios.h"

#define MOST 600

static uint8_t octets[MOST];
static uint8_t back[MOST];
static char text[MOST * 2];

/* There and back, and nothing of it ends the string too early. */
static void check(size_t length)
{
	size_t characters = octetStringCharacters(length);
	memset(text, 'x', sizeof(text));
	memset(back, 0x55, sizeof(back));
	octetStringEncode(octets, length, text);
	CHECK(strlen(text) == characters);
	CHECK(text[characters + 1] == 'x');
	CHECK(octetStringOctets(characters) == length);
	octetStringDecode(text, characters, back);
	CHECK(memcmp(back, octets, length) == 0);
	CHECK(back[length] == 0x55);
}

static void everyLength(void)
{
	static const uint8_t fills[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	for (size_t i = 0; i < sizeof(fills); i++)
		for (size_t length = 0; length < MOST; length++) {
			memset(octets, fills[i], sizeof(octets));
			check(length);
		}
}

static void everyOctetAtEveryPlace(void)
{
	memset(octets, 0, sizeof(octets));
	for (size_t place = 0; place < 8; place++) {
		for (unsigned octet = 0; octet < 256; octet++) {
			octets[place] = (uint8_t)octet;
			check(8);
		}
		octets[place] = 0;
	}
}

/* What stands in the flash of nodes that there are. */
static void asStored(void)
{
	static const uint8_t record[] = { 0x01, 0x00, 0x00, 0x80, 0xff };
	octetStringEncode(record, sizeof(record), text);
	CHECK(strcmp(text, "\x80\xc0\x80\x88\x87\xfc") == 0);
}

static const Scenario scenarios[] = {
	{ "every length up to 600 goes there and back, without a zero in it", everyLength },
	{ "every octet at every place goes there and back", everyOctetAtEveryPlace },
	{ "a record is the same string as ever", asStored },
	{ NULL, NULL },
};

static void nothing(void)
{
}

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, nothing, nothing);
}
