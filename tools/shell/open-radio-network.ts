import { resolve } from "node:path";
import { openRadio } from "../../hosts/hci/open-radio.js";
import { NodeClock } from "../../hosts/node/clock.js";
import { Capture } from "../capture/capture.js";
import { addNetworkKeys } from "../network/network-keys.js";
import { NetworkFolder } from "../radio/network-folder.js";
import { heardPacket } from "../radio/heard-packet.js";
import { namedMessages } from "./named-messages.js";
import type { OpenedNetwork } from "./open-network.js";
import { RadioWorld } from "./radio-world.js";
import { Recorder } from "./recorder.js";
import { ShellError } from "./shell-error.js";
import { type NetworkStorage, type SavedSession, shellClients } from "./shell-network.js";
import { ClockShellTime } from "./shell-time.js";

export interface OpenRadioNetworkOptions {
  /** Where the controller is; see `openRadio`. */
  readonly radio: string;
  /** Folder of the network, which is created if there is none. */
  readonly network: string;
  /** Path of a capture, a pcapng file. */
  readonly capture?: string | undefined;
  /** Modules whose messages can be sent by name. */
  readonly messages: readonly string[];
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
  const { capture: capturePath, network, radio: spec } = options;
  const messages = await namedMessages(options.messages);
  const { clients, models } = shellClients(messages);
  const folder = new NetworkFolder(network);
  const clock = new NodeClock();
  const closing: (() => void)[] = [() => folder.close(), () => clock.close()];
  const close = () => {
    for (const work of closing.splice(0).reverse()) work();
  };
  try {
    const names = folder.readNames();
    const time = new ClockShellTime(clock);
    const now = () => time.now();
    const radio = await openRadio(spec, { clock });
    closing.push(() => radio.close());
    const capture =
      capturePath === undefined ? undefined : new Capture({ path: capturePath, clock: { now } });
    const recorder = new Recorder(capture);
    const world = new RadioWorld({
      clients: models,
      clock,
      now,
      radio,
      store: folder.store,
      onEvent: (event) => recorder.event("provisioner", now(), event),
    });
    closing.push(() => world.close());
    const { provisioner } = world.network;
    if (capture) {
      capture.name(radio.address, "provisioner");
      world.air.onPacket((packet) => capture.heard(heardPacket(packet, radio.address)));
      closing.push(() => {
        addNetworkKeys(provisioner, capture.keys);
        capture.close();
      });
    }
    const count = provisioner.database.nodes.length;
    return {
      network: {
        world,
        time,
        clients,
        messages,
        recorder,
        storage: new FolderStorage(folder),
        radio: spec,
        close,
      },
      names,
      title: `${network} on ${spec}: ${count} ${count === 1 ? "node" : "nodes"}, real time`,
    };
  } catch (error) {
    close();
    throw error;
  }
}
