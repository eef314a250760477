import { resolve } from "node:path";
import type { Clock } from "../../modules/host/clock.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import { Capture } from "../capture/capture.js";
import { addNetworkKeys } from "../network/network-keys.js";
import type { NetworkFolder } from "../radio/network-folder.js";
import { heardPacket } from "../radio/heard-packet.js";
import { RadioProvisioner } from "../radio/radio-provisioner.js";
import { namedMessages } from "./named-messages.js";
import { provisionerName } from "./names.js";
import type { OpenedNetwork } from "./open-network.js";
import { RadioWorld } from "./radio-world.js";
import { Recorder } from "./recorder.js";
import { ShellError } from "./shell-error.js";
import { type NetworkStorage, type SavedSession, shellClients } from "./shell-network.js";
import { ClockShellTime } from "./shell-time.js";

export interface OpenRadioNetworkOptions {
  /** Where the controller is; see `openRadio`. */
  readonly radio: string;
  /** What the messages go over; see RadioProvisionerOptions. */
  readonly bearer?: "adv" | "gatt" | undefined;
  /** Folder of the network, which is created if there is none. */
  readonly network: string;
  /** Path of a capture, a pcapng file. */
  readonly capture?: string | undefined;
  /** Modules whose messages can be sent by name. */
  readonly messages: readonly string[];
  /** The time of the session. Default: that of this computer. */
  readonly clock?: Clock | undefined;
}

/** The folder as the storage of a session: the provisioner stores its records itself. */
class FolderStorage implements NetworkStorage {
  readonly automatic = true;
  path: string | undefined;
  readonly #folder: NetworkFolder;

  constructor(folder: NetworkFolder) {
    this.#folder = folder;
    this.path = folder.path;
  }

  save(path: string, { names }: SavedSession): void {
    const { path: own } = this.#folder;
    if (resolve(path) !== resolve(own))
      throw new ShellError(
        `a network on a radio is kept in its folder, ${own}; copy that when no session uses it`,
      );
    this.#folder.writeNames(names);
  }
}

/**
 * Opens a network in real time on a Bluetooth controller. Rejects with Error for a folder that
 * cannot be used, with HciError for a radio that cannot be opened.
 */
export async function openRadioNetwork(options: OpenRadioNetworkOptions): Promise<OpenedNetwork> {
  const { bearer, capture: capturePath, network, radio: spec } = options;
  const messages = await namedMessages(options.messages);
  const { clients, models } = shellClients(messages);
  let onEvent: (event: TraceEvent) => void = () => undefined;
  const radio = await RadioProvisioner.open({
    radio: spec,
    bearer,
    network,
    clock: options.clock,
    models: [new GenericOnOffClient(), ...models],
    onEvent: (event) => onEvent(event),
  });
  try {
    const folder = radio.folder!;
    const { clock, provisioner, proxies } = radio;
    const names = folder.readNames();
    const capture = capturePath === undefined ? undefined : captured(radio, capturePath);
    const recorder = new Recorder(capture);
    onEvent = (event) => recorder.event(provisionerName, radio.now(), event);
    const world = new RadioWorld(radio, () => {
      if (capture) addNetworkKeys(provisioner, capture.keys);
      radio.close();
      capture?.close();
    });
    const time = new ClockShellTime(clock, () => radio.now());
    const storage = new FolderStorage(folder);
    const count = provisioner.database.nodes.length;
    if (count > 0) proxies?.keep();
    return {
      network: { world, time, clients, messages, recorder, storage, radio: spec, proxies },
      names,
      title: `${network} on ${spec}: ${count} ${count === 1 ? "node" : "nodes"}, real time`,
    };
  } catch (error) {
    radio.close();
    throw error;
  }
}

/** A capture of all that the radio hears, and of what its node sends. */
function captured(radio: RadioProvisioner, path: string): Capture {
  const capture = new Capture({ path, clock: radio });
  capture.name(radio.address, provisionerName);
  radio.air.onPacket((packet) => capture.heard(heardPacket(packet, radio.address)));
  return capture;
}
