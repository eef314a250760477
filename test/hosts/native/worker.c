/* P-256 in a thread of its own, with this thread in the place of JavaScript's. */
#include <pthread.h>
#include "../../../hosts/native/ecdh.h"
#include "../../../hosts/native/keys.h"
#include "../../../hosts/native/platform.h"
#include "scenarios.h"

/* Mesh Protocol 1.1 §8.7: the provisioner's private key and both sides' public ones, then the shared secret. */
static const char privateKey[] = "06a516693c9aa31a6084545d0c5db641b48572b97203ddffb7ac73f7d0457663";
static const char publicKey[] = "2c31a47b5779809ef44cb5eaaf5c3e43d5f8faad4a8794cb987e9b03745c78dd"
	"919512183898dfbecd52e2408e43871fd021109117bd3ed4eaf8437743715d4f";
static const char peer[] = "f465e43ff23d3f1b9dc7dfc04da8758184dbc966204796eccf0d6cf5e16500cc"
	"0201d048bcbbd899eeefc424164e33c201c2b010ca6b4d43a8a155cad8ecb279";
static const char secret[] = "ab85843a2f6d883f62e5684b38e307335fe6e1945ecd19604105c6f23221eb69";

#define MOST 64

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static Job* finishedJobs[MOST];
static int finishedCount;
static int discarded;

static void octets(const char* hex, uint8_t* data)
{
	for (size_t i = 0; hex[2 * i]; i++) {
		const char pair[] = { hex[2 * i], hex[2 * i + 1], 0 };
		data[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
}

static void expect(const uint8_t* data, const char* hex)
{
	uint8_t expected[64];
	octets(hex, expected);
	CHECK(memcmp(data, expected, strlen(hex) / 2) == 0);
}

static void finished(Job* job)
{
	pthread_mutex_lock(&mutex);
	finishedJobs[finishedCount++] = job;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex);
}

static void discard(Job* job)
{
	ecdhClear((EcdhJob*)(void*)job);
	free(job);
	pthread_mutex_lock(&mutex);
	discarded++;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex);
}

/* Waits for one to come back. */
static EcdhJob* next(void)
{
	pthread_mutex_lock(&mutex);
	while (finishedCount == 0)
		pthread_cond_wait(&changed, &mutex);
	Job* job = finishedJobs[0];
	memmove(finishedJobs, finishedJobs + 1, sizeof(*finishedJobs) * (size_t)--finishedCount);
	pthread_mutex_unlock(&mutex);
	return (EcdhJob*)(void*)job;
}

/* Waits for this one; those that were done before they were cancelled come too. */
static void await(const EcdhJob* wanted)
{
	for (EcdhJob* job = next(); job != wanted; job = next())
		CHECK(!workerTake(&job->job));
}

static EcdhJob* make(const uint8_t* key, bool wantsSecret)
{
	EcdhJob* job = calloc(1, sizeof(EcdhJob));
	job->job.work = ecdhWork;
	job->job.finished = finished;
	job->job.discard = discard;
	job->secret = wantsSecret;
	memcpy(job->privateKey, key, 32);
	job->point[0] = 4;
	octets(peer, job->point + 1);
	return job;
}

static EcdhJob* start(bool wantsSecret)
{
	uint8_t key[32];
	octets(privateKey, key);
	EcdhJob* job = make(key, wantsSecret);
	CHECK(workerStart(&job->job));
	return job;
}

static void take(EcdhJob* job, const char* result)
{
	CHECK(workerTake(&job->job));
	EQUAL(job->status, PSA_SUCCESS);
	expect(job->secret ? job->point : job->point + 1, result);
	discard(&job->job);
}

/* ---- scenarios ---- */

static void multiplies(void)
{
	EcdhJob* first = start(false);
	EcdhJob* second = start(true);
	CHECK(next() == first);
	take(first, publicKey);
	CHECK(next() == second);
	take(second, secret);
}

static void comesAndGoes(void)
{
	for (int i = 0; i < 20; i++) {
		start(i % 2 == 1);
		take(next(), i % 2 == 1 ? secret : publicKey);
	}
}

static void notAPoint(void)
{
	uint8_t key[32];
	octets(privateKey, key);
	EcdhJob* job = make(key, true);
	job->point[40] ^= 0x80;
	CHECK(workerStart(&job->job));
	job = next();
	EQUAL(job->status, PSA_ERROR_INVALID_ARGUMENT);
	CHECK(workerTake(&job->job));
	discard(&job->job);
}

/* Whatever they are doing: waiting, being worked on, done and not fetched. */
static void cancelled(void)
{
	for (int i = 0; i < 12; i++)
		workerCancel(&start(true)->job);
	EcdhJob* jobs[6];
	for (int i = 0; i < 6; i++)
		jobs[i] = start(i % 2 == 1);
	for (int i = 5; i > 0; i--)
		workerCancel(&jobs[i]->job);
	await(jobs[0]);
	take(jobs[0], publicKey);
	EcdhJob* done = start(true);
	await(done);
	workerCancel(&done->job);
	CHECK(!workerTake(&done->job));
	/* those that were being worked on are discarded by the worker, which comes to that */
	pthread_mutex_lock(&mutex);
	while (discarded < 12 + 6 + 1 && finishedCount == 0)
		pthread_cond_wait(&changed, &mutex);
	pthread_mutex_unlock(&mutex);
	/* done before it was cancelled */
	while (discarded < 12 + 6 + 1)
		CHECK(!workerTake(&next()->job));
}

static int encrypt(Key* key)
{
	const uint8_t nonce[13] = { 0 };
	const uint8_t plain[16] = { 0 };
	uint8_t sealed[20];
	size_t length;
	psa_key_id_t id;
	platformLock();
	psa_status_t status = keyHandle(key, KEY_CCM, &id);
	if (status == PSA_SUCCESS)
		status = psa_aead_encrypt(id, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 4), nonce, 13, NULL, 0, plain, 16, sealed,
			sizeof(sealed), &length);
	platformUnlock();
	return status;
}

static void closeKey(Key* key)
{
	platformLock();
	keyForget(key);
	platformUnlock();
	free(key);
}

/* JavaScript encrypts, and closes keys while jobs are made from them. */
static void keysCloseMeanwhile(void)
{
	Key* aes[30];
	for (int i = 0; i < 30; i++) {
		aes[i] = calloc(1, sizeof(Key));
		aes[i]->kind = KEY_AES;
		aes[i]->octets[0] = (uint8_t)i;
	}
	for (int round = 0; round < 8; round++) {
		Key* key = calloc(1, sizeof(Key));
		psa_key_id_t id;
		key->kind = KEY_P256;
		octets(privateKey, key->octets);
		platformLock();
		EQUAL(keyHandle(key, KEY_ECDH, &id), PSA_SUCCESS);
		platformUnlock();
		EcdhJob* job = make(key->octets, true);
		CHECK(workerStart(&job->job));
		closeKey(key);
		for (int i = 0; i < 30; i++)
			EQUAL(encrypt(aes[i]), PSA_SUCCESS);
		take(next(), secret);
	}
	for (int i = 0; i < 30; i++)
		closeKey(aes[i]);
}

static bool noThreads;
bool platformStartSystemThread(void (*run)(void));

/* platform-linux.c, with its own under another name */
bool platformStartThread(void (*run)(void))
{
	return !noThreads && platformStartSystemThread(run);
}

static void noThread(void)
{
	uint8_t key[32];
	octets(privateKey, key);
	EcdhJob* job = make(key, true);
	noThreads = true;
	CHECK(!workerStart(&job->job));
	noThreads = false;
	CHECK(workerStart(&job->job));
	take(next(), secret);
}

static const Scenario scenarios[] = {
	{ "public keys and secrets, in the order in which they were asked for", multiplies },
	{ "the thread comes and goes", comesAndGoes },
	{ "a peer that is not a point", notAPoint },
	{ "jobs are cancelled at any time", cancelled },
	{ "keys are used and closed meanwhile", keysCloseMeanwhile },
	{ "there is no thread to be had", noThread },
	{ NULL, NULL },
};

static void nothing(void)
{
}

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, nothing, nothing);
}
