/*
 * Includes PSA with the settings of the library that is linked: the sizes of its operation
 * structures depend on them. ESP-IDF passes these two definitions on the command line to its own
 * components; the makefile of Moddable's SDK does not.
 */
#ifndef MESH_NATIVE_PSA_H
#define MESH_NATIVE_PSA_H

#ifdef ESP_PLATFORM
	#ifndef MBEDTLS_CONFIG_FILE
		#define MBEDTLS_CONFIG_FILE "mbedtls/esp_config.h"
	#endif
	#ifndef TF_PSA_CRYPTO_USER_CONFIG_FILE
		#define TF_PSA_CRYPTO_USER_CONFIG_FILE "mbedtls/esp_config.h"
	#endif
#endif

#include "psa/crypto.h"

#endif
