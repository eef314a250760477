/* Octets as a string of C's, which ends with the first zero: seven octets become eight characters with bit 7 set. */
#ifndef MESH_OCTET_STRING_H
#define MESH_OCTET_STRING_H

#include <stddef.h>
#include <stdint.h>

/* Characters, without the zero behind them, that `length` octets become; and the other way round. */
size_t octetStringCharacters(size_t length);
size_t octetStringOctets(size_t characters);
/* `text` has room for the characters and a zero. */
void octetStringEncode(const uint8_t* octets, size_t length, char* text);
/* Takes a text that octetStringEncode made. */
void octetStringDecode(const char* text, size_t characters, uint8_t* octets);

#endif
