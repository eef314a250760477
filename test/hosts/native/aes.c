/* AES with kept key schedules, compared with PSA's own over random messages. */
#include "../../../hosts/native/aes.h"
#include "scenarios.h"

#define ROUNDS 20000
#define MOST 420

static uint32_t state = 7;

static uint32_t next(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static void fill(uint8_t* octets, size_t size)
{
	for (size_t i = 0; i < size; i++)
		octets[i] = (uint8_t)next();
}

static Key newKey(void)
{
	Key key = { .kind = KEY_AES };
	fill(key.octets, 16);
	return key;
}

static psa_key_id_t imported(const Key* key, psa_algorithm_t algorithm)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	psa_key_id_t id;
	psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
	psa_set_key_bits(&attributes, 128);
	psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_ENCRYPT);
	psa_set_key_algorithm(&attributes, algorithm);
	EQUAL(psa_import_key(&attributes, key->octets, 16, &id), PSA_SUCCESS);
	return id;
}

static void blocks(void)
{
	for (int round = 0; round < ROUNDS / 10; round++) {
		Key key = newKey();
		psa_key_id_t id = imported(&key, PSA_ALG_ECB_NO_PADDING);
		for (int i = 0; i < 10; i++) {
			uint8_t input[AES_BLOCK], output[AES_BLOCK], expected[AES_BLOCK];
			size_t length;
			fill(input, sizeof(input));
			EQUAL(psa_cipher_encrypt(id, PSA_ALG_ECB_NO_PADDING, input, 16, expected, 16, &length), PSA_SUCCESS);
			EQUAL(aesBlock(&key, input, output), PSA_SUCCESS);
			CHECK(memcmp(output, expected, sizeof(expected)) == 0);
			/* in place */
			EQUAL(aesBlock(&key, input, input), PSA_SUCCESS);
			CHECK(memcmp(input, expected, sizeof(expected)) == 0);
		}
		psa_destroy_key(id);
		aesForget(&key);
	}
}

/* Blocks of exactly the size that is used, so that the sanitizer sees an octet too many. */
static void messages(void)
{
	for (int round = 0; round < ROUNDS; round++) {
		Key key = newKey();
		size_t length = next() % (round % 8 == 0 ? MOST : 40), size, tag = next() % 2 ? 4 : 8;
		size_t additionalLength = next() % 3 == 0 ? next() % 40 : 0;
		uint8_t nonce[AES_NONCE];
		uint8_t* plain = malloc(length);
		uint8_t* sealed = malloc(length + tag);
		uint8_t* expected = malloc(length + tag);
		uint8_t* opened = malloc(length);
		uint8_t* data = malloc(additionalLength);
		AesAdditional additional = { data, additionalLength };
		fill(nonce, sizeof(nonce));
		fill(plain, length);
		fill(data, additionalLength);
		psa_algorithm_t algorithm = PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, tag);
		psa_key_id_t id = imported(&key, algorithm);
		EQUAL(psa_aead_encrypt(id, algorithm, nonce, sizeof(nonce), data, additionalLength, plain, length, expected,
			length + tag, &size), PSA_SUCCESS);
		EQUAL(aesSeal(&key, nonce, additional, plain, length, tag, sealed), PSA_SUCCESS);
		CHECK(memcmp(sealed, expected, length + tag) == 0);
		EQUAL(aesOpen(&key, nonce, additional, sealed, length + tag, tag, opened), PSA_SUCCESS);
		CHECK(memcmp(opened, plain, length) == 0);
		sealed[next() % (length + tag)] ^= (uint8_t)(1 << next() % 8);
		EQUAL(aesOpen(&key, nonce, additional, sealed, length + tag, tag, opened), PSA_ERROR_INVALID_SIGNATURE);
		for (size_t i = 0; i < length; i++)
			EQUAL(opened[i], 0);
		EQUAL(aesOpen(&key, nonce, additional, sealed, next() % tag, tag, opened), PSA_ERROR_INVALID_SIGNATURE);
		psa_destroy_key(id);
		free(plain), free(sealed), free(expected), free(opened), free(data);
		aesForget(&key);
	}
}

static void tooLong(void)
{
	Key key = newKey();
	uint8_t nonce[AES_NONCE] = { 0 };
	uint8_t* data = calloc(1, 0x10000 + 8);
	uint8_t* output = malloc(0x10000 + 8);
	AesAdditional none = { NULL, 0 }, most = { data, 0xfeff }, more = { data, 0xff00 };
	EQUAL(aesSeal(&key, nonce, none, data, 0xffff, 8, output), PSA_SUCCESS);
	EQUAL(aesSeal(&key, nonce, none, data, 0x10000, 8, output), PSA_ERROR_INVALID_ARGUMENT);
	EQUAL(aesSeal(&key, nonce, most, data, 1, 8, output), PSA_SUCCESS);
	EQUAL(aesSeal(&key, nonce, more, data, 1, 8, output), PSA_ERROR_INVALID_ARGUMENT);
	aesForget(&key);
	free(data), free(output);
}

static void forgotten(void)
{
	Key key = newKey();
	uint8_t block[AES_BLOCK] = { 0 };
	EQUAL(aesBlock(&key, block, block), PSA_SUCCESS);
	CHECK(key.schedule != NULL);
	aesForget(&key);
	CHECK(key.schedule == NULL);
	for (size_t i = 0; i < 16; i++)
		EQUAL(key.octets[i], 0);
	aesForget(&key);
}

static void before(void)
{
	EQUAL(psa_crypto_init(), PSA_SUCCESS);
}

static void after(void)
{
}

int main(int argc, char** argv)
{
	static const Scenario scenarios[] = {
		{ "blocks are those of PSA", blocks },
		{ "messages are sealed and opened as by PSA, and a changed one is not opened", messages },
		{ "a message, or additional data, that CCM cannot have is refused", tooLong },
		{ "a key that is forgotten leaves neither its octets nor its schedule", forgotten },
		{ NULL, NULL },
	};
	return scenarioMain(argc, argv, scenarios, before, after);
}
