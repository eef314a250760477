/* The encoding of octet-string.h; independent of NVS and XS. */
#include "octet-string.h"

#define BITS 7
#define MARK 0x80

size_t octetStringCharacters(size_t length)
{
	return (length * 8 + BITS - 1) / BITS;
}

size_t octetStringOctets(size_t characters)
{
	return characters * BITS / 8;
}

void octetStringEncode(const uint8_t* octets, size_t length, char* text)
{
	unsigned bits = 0;
	unsigned count = 0;
	for (size_t i = 0; i < length; i++) {
		bits = bits << 8 | octets[i];
		for (count += 8; count >= BITS; count -= BITS)
			*text++ = (char)(MARK | (bits >> (count - BITS) & 0x7F));
		bits &= (1u << count) - 1;
	}
	if (count > 0)
		*text++ = (char)(MARK | (bits << (BITS - count) & 0x7F));
	*text = '\0';
}

void octetStringDecode(const char* text, size_t characters, uint8_t* octets)
{
	unsigned bits = 0;
	unsigned count = 0;
	for (size_t i = 0; i < characters; i++) {
		bits = bits << BITS | ((uint8_t)text[i] & 0x7F);
		count += BITS;
		if (count < 8)
			continue;
		count -= 8;
		*octets++ = (uint8_t)(bits >> count);
		bits &= (1u << count) - 1;
	}
}
