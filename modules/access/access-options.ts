import type { Diagnostics } from "../base/diagnostics.js";
import type { Records } from "../base/records.js";
import type { RunQueue } from "../base/run-queue.js";
import type { DeviceKey } from "../crypto/application-key.js";
import type { Clock } from "../host/clock.js";
import type { Random } from "../host/random.js";
import type { ReplayList } from "../transport/replay-list.js";
import type { NetworkSettings } from "../network/settings.js";
import type { Subnets } from "../network/subnets.js";
import type { ApplicationKeys } from "../transport/application-keys.js";
import type { Transport } from "../transport/transport.js";
import type { Element } from "./element.js";

/** Device keys of other nodes, at a provisioner's node. */
export interface RemoteDeviceKeys {
  /** The key of the node that has an element at `address`. */
  deviceKey(address: number): DeviceKey | undefined;
}

export interface AccessLayerOptions {
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  readonly settings: NetworkSettings;
  readonly subnets: Subnets;
  readonly applicationKeys: ApplicationKeys;
  readonly records: Records;
  readonly replay: Pick<ReplayList, "admit">;
  readonly elements: readonly Element[];
  /** Unicast address of the primary element. */
  readonly address: number;
  readonly deviceKey: DeviceKey;
  /** Device key candidate: it replaces the device key at the first message received with it. §3.11.8 */
  readonly candidate?: DeviceKey;
  /** Called when the candidate has replaced the device key: the old key is not accepted any more. */
  readonly onCandidateUsed?: () => void;
  readonly remoteDeviceKeys?: RemoteDeviceKeys;
  readonly transport: Transport;
}
