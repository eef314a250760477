/*
 * Octets as a C string, which cannot have a zero: seven octets become eight characters with bit
 * 7 set.
 */
#ifndef MESH_OCTET_STRING_H
#define MESH_OCTET_STRING_H

#include <stddef.h>
#include <stdint.h>

/*
 * Number of characters for `length` octets, without the zero at the end. octetStringOctets
 * returns the number of octets for a number of characters.
 */
size_t octetStringCharacters(size_t length);
size_t octetStringOctets(size_t characters);
/* Encodes octets. `text` must have room for the characters and a zero. */
void octetStringEncode(const uint8_t* octets, size_t length, char* text);
/* Decodes a text that octetStringEncode made. */
void octetStringDecode(const char* text, size_t characters, uint8_t* octets);

#endif
