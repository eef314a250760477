/* Settings of Mbed TLS: those of the library of the distribution. */
#include "mbedtls/config.h"
