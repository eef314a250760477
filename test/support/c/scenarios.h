/* Tests in C: a program holds scenarios by name, and runs the one that its argument names. */
#ifndef MESH_TEST_SCENARIOS_H
#define MESH_TEST_SCENARIOS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	} while (0)

#define EQUAL(actual, expected) \
	do { \
		long a_ = (long)(actual), e_ = (long)(expected); \
		if (a_ != e_) { \
			printf("%s:%d: %s is %ld, not %ld\n", __FILE__, __LINE__, #actual, a_, e_); \
			exit(1); \
		} \
	} while (0)

typedef struct {
	const char* name;
	void (*run)(void);
} Scenario;

/* Lists the names, or runs one between `before` and `after`. The list ends with an empty entry. */
static inline int scenarioMain(int argc, char** argv, const Scenario* scenarios, void (*before)(void), void (*after)(void))
{
	for (; scenarios->name; scenarios++) {
		if (argc < 2) {
			puts(scenarios->name);
			continue;
		}
		if (strcmp(scenarios->name, argv[1]) != 0)
			continue;
		before();
		scenarios->run();
		after();
		return 0;
	}
	return argc < 2 ? 0 : 2;
}

#endif
