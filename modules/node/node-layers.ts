import type { Diagnostics } from "../base/diagnostics.js";
import type { Records } from "../base/records.js";
import type { RunQueue } from "../base/run-queue.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import type { Host } from "../host/host.js";
import { AdvertisingInterface } from "../network/advertising-interface.js";
import { LocalInterface } from "../network/local-interface.js";
import type { NetworkInterface } from "../network/network-interface.js";
import type { Sequence } from "../network/sequence.js";
import type { NetworkSettings } from "../network/settings.js";
import type { Subnets } from "../network/subnets.js";

export interface SharedOptions {
  readonly host: Host;
  readonly bearer: AdvertisingBearer;
  readonly diagnostics: Diagnostics;
  readonly records: Records;
  readonly sequence: Sequence;
  readonly settings: NetworkSettings;
  readonly subnets: Subnets;
}

/** Options of all layers of a node. They keep the object, in which each property takes a slot. */
export function sharedOptions(options: SharedOptions) {
  const { bearer, diagnostics, host, records, sequence, settings, subnets } = options;
  const { clock, crypto, random } = host;
  const { queue } = bearer;
  return { clock, queue, crypto, random, diagnostics, records, settings, sequence, subnets };
}

/** The network interfaces that a node has from its start on. `advertising`: whether it uses the advertising bearer. */
export function nodeInterfaces(
  options: SharedOptions & { readonly advertising?: false },
  queue: RunQueue,
): NetworkInterface[] {
  const local = new LocalInterface({ queue });
  return options.advertising === false ? [local] : [new AdvertisingInterface(options), local];
}
