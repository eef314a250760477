import type { Host } from "../../modules/host/host.js";

const current: { host: Host | undefined } = { host: undefined };

/** The machine's host, for tests that run inside XS. */
export function testHost(): Host {
  if (!current.host) throw new Error("the host is there once the machine has booted");
  return current.host;
}

export function setTestHost(host: Host): void {
  current.host = host;
}
