import type { Host } from "../../modules/host/host.js";

/**
 * Where the host is kept: on the machine's own global object. A variable of this module lies
 * in the root that all machines share, and a machine may not see what it has set there.
 */
const machine = globalThis as { testHost?: Host };

/** The machine's host, for tests that run inside XS. */
export function testHost(): Host {
  if (!machine.testHost) throw new Error("the host is there once the machine has booted");
  return machine.testHost;
}

/** Makes `host` the machine's host. */
export function setTestHost(host: Host): void {
  machine.testHost = host;
}
