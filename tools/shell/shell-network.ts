import { HealthClient } from "../../modules/foundation/health/client.js";
import { LargeCompositionDataClient } from "../../modules/foundation/large-composition-data/client.js";
import { OpcodesAggregatorClient } from "../../modules/foundation/opcodes-aggregator/client.js";
import { PrivateBeaconClient } from "../../modules/foundation/private-beacon/client.js";
import { SarConfigurationClient } from "../../modules/foundation/sar-configuration/client.js";
import type { Model } from "../../modules/access/model.js";
import type { WorldDevice } from "../simulation/world-device.js";
import type { SavedNames } from "../network/network-file.js";
import type { ProxyConnections } from "../radio/proxy-connections.js";
import type { Participants } from "../live/participants.js";
import type { MessageNames } from "./messages.js";
import type { Recorder } from "./recorder.js";
import { MessageClient } from "../network/message-client.js";
import type { ShellTime } from "./shell-time.js";
import type { ShellWorld } from "./shell-world.js";

/** The clients of the provisioner with which a session configures nodes. */
export interface ShellClients {
  readonly health: HealthClient;
  readonly sar: SarConfigurationClient;
  readonly privateBeacon: PrivateBeaconClient;
  readonly compositionData: LargeCompositionDataClient;
  readonly shell: MessageClient;
  readonly aggregator: OpcodesAggregatorClient;
}

/** The clients, and the models for the provisioner's node: `given` has those of a script. */
export function shellClients(
  messages: MessageNames,
  given: readonly Model[] = [],
): { readonly clients: ShellClients; readonly models: readonly Model[] } {
  const own = <T extends Model>(made: T): T =>
    (given.find(({ id }) => id === made.id) as T | undefined) ?? made;
  const clients = {
    health: own(new HealthClient()),
    sar: own(new SarConfigurationClient()),
    privateBeacon: own(new PrivateBeaconClient()),
    compositionData: own(new LargeCompositionDataClient()),
    aggregator: own(new OpcodesAggregatorClient()),
    shell: new MessageClient((payload) => messages.decode(payload)),
  };
  const added = Object.values(clients).filter((client) => !given.includes(client));
  return { clients, models: [...given, ...added] };
}

/** How the network is stored, by `save`. */
export interface NetworkStorage {
  /** Whether each change is stored at once, without `save`. */
  readonly automatic: boolean;
  /** The file or folder that it was opened from, or saved to; undefined: none. */
  path: string | undefined;
  /** Writes it, with these names. */
  save(path: string, session: SavedSession): void;
}

/** What a session adds to a file. */
export interface SavedSession {
  readonly names: SavedNames;
  /** Number of elements by UUID. */
  readonly elements: ReadonlyMap<string, number>;
  /** UUIDs of simulated devices. */
  readonly uuids: ReadonlyMap<WorldDevice, string>;
}

/** A network that a session works on. */
export interface ShellNetwork {
  readonly world: ShellWorld;
  readonly time: ShellTime;
  readonly clients: ShellClients;
  readonly messages: MessageNames;
  readonly recorder: Recorder;
  readonly storage: NetworkStorage;
  /** The radio of a network in real time, as `--radio` names it; undefined: it is simulated. */
  readonly radio?: string | undefined;
  /** Connections to GATT proxies; undefined: the session has none. */
  readonly proxies?: ProxyConnections | undefined;
  /** Others on an air in real time; undefined: none. */
  readonly participants?: Participants | undefined;
}

/** Ends a network. */
export async function closeNetwork(network: ShellNetwork): Promise<void> {
  const { participants, time, world } = network;
  await time.close();
  await participants?.close();
  world.close();
}
