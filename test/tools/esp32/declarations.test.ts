import test from "ava";
import { spawnSync } from "node:child_process";
import { assertions } from "../../../tools/esp32/declarations.js";

const real = `
#include <stdint.h>
#define COUNT 3
#define BIG (1 + 2)
typedef uint16_t flags;
typedef int callback(int event, void* argument);
typedef void (*task)(void* argument);
typedef struct {
	uint8_t type;
	uint8_t octets[6];
	uint8_t more;
} address;
struct event {
	long extra;
	uint8_t type;
	union {
		struct {
			int status;
			uint16_t handle;
		} connect;
		address peer;
		struct {
			uint8_t instance;
		} set;
	};
	uint8_t on:1;
};
int start(uint8_t instance, const struct event* event, callback* told);
`;

const declared = `
#define COUNT 3
#define BIG 3
/* settings */
#define OURS 5
/* end of settings */
typedef uint16_t flags;
typedef int callback(int event, void* argument);
typedef void (*task)(void* argument);
typedef struct {
	uint8_t type;
	uint8_t octets[6];
} address;
/* opaque */
struct queue {
	int count;
};
struct event {
	uint8_t type;
	union {
		struct {
			int status;
			uint16_t handle;
		} connect;
		address peer;
#if MYNEWT_VAL(BLE_EXT_ADV)
		struct {
			uint8_t instance;
		} set;
#endif
	};
	uint8_t on:1;
};
int start(uint8_t instance, const struct event* event, callback* told);
`;

/** What a compiler says of declarations when it sees the real ones. */
function complaints(header: string, extended = true): string[] {
  const input = `${real}${assertions(header, extended)}`;
  const { stderr } = spawnSync("gcc", ["-fsyntax-only", "-x", "c", "-"], {
    encoding: "utf8",
    input,
  });
  return stderr.split("\n").filter((line) => line.includes("error"));
}

test("declarations that are true are accepted", (t) => {
  t.deepEqual(complaints(declared), []);
  t.is(assertions(declared, true).trim().split("\n").length, 13);
  t.is(assertions(declared, false).trim().split("\n").length, 12);
});

for (const [right, wrong, named] of [
  ["#define COUNT 3", "#define COUNT 4", "COUNT"],
  ["typedef uint16_t flags", "typedef uint32_t flags", "flags"],
  ["callback(int event,", "callback(long event,", "callback"],
  ["(*task)(void*", "(*task)(int*", "task"],
  ["octets[6]", "octets[5]", "address: octets"],
  ["uint16_t handle", "uint32_t handle", "struct event: connect.handle"],
  ["address peer;", "int peer;", "struct event: peer"],
  ["uint8_t instance;", "int instance;", "struct event: set.instance"],
  ["int start(uint8_t", "int start(int", "start"],
  ["const struct event*", "struct event*", "start"],
] as const)
  test(`a wrong declaration is found: ${wrong}`, (t) => {
    const found = complaints(declared.replace(right, wrong));
    t.true(found.length > 0);
    t.true(found[0]!.includes(`"${named}"`), found[0]);
  });
