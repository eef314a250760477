import type { Model } from "../../modules/access/model.js";
import type { HciRadio } from "../../hosts/hci/radio.js";
import { openRadio } from "../../hosts/hci/open-radio.js";
import { NodeClock } from "../../hosts/node/clock.js";
import type { Clock } from "../../modules/host/clock.js";
import { nodeHost } from "../../hosts/node/host.js";
import { MemoryStore } from "../../hosts/node/store.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { storedRanges } from "../network/book/stored-provisioner.js";
import { ProxyConnections } from "./proxy-connections.js";
import { NetworkFolder } from "./network-folder.js";
import { WatchedRadio } from "./watched-radio.js";

const companyId = 0xffff;

export interface RadioProvisionerOptions {
  /** Where the controller is; see `openRadio`. */
  readonly radio: string;
  /** Folder of the network, which is created if there is none. Undefined: nothing is kept. */
  readonly network: string | undefined;
  /**
   * What its messages go over: "adv", the advertising bearer; "gatt", connections to GATT proxies
   * alone, as a phone, also on a controller that cannot advertise. Default: both, where the
   * controller establishes connections.
   */
  readonly bearer?: "adv" | "gatt" | undefined;
  /** Models of the provisioner's own node. */
  readonly models?: readonly Model[];
  /** Called with each event of the provisioner. */
  readonly onEvent?: (event: TraceEvent) => void;
  /** Its time. Default: that of this computer. */
  readonly clock?: Clock | undefined;
}

/** A provisioner on a Bluetooth controller, in real time, with its network in a folder. */
export class RadioProvisioner {
  readonly clock: Clock;
  readonly provisioner: Provisioner;
  /** Undefined: nothing is kept. */
  readonly folder: NetworkFolder | undefined;
  /** Connections to GATT proxies; undefined where the controller or the options exclude them. */
  readonly proxies: ProxyConnections | undefined;
  /** The packets of the radio. */
  readonly air: WatchedRadio;
  /** The radio's random address, 48 bits. */
  readonly address: number;
  readonly #began: number;
  readonly #closeClock: () => void;

  private constructor(
    { bearer, models = [], onEvent }: RadioProvisionerOptions,
    clock: Clock,
    closeClock: () => void,
    folder: NetworkFolder | undefined,
    radio: HciRadio,
  ) {
    this.clock = clock;
    this.#closeClock = closeClock;
    this.#began = clock.now();
    this.folder = folder;
    this.address = radio.address;
    this.air = new WatchedRadio({ radio, now: () => this.now() });
    const store = folder?.store ?? new MemoryStore();
    const ranges = storedRanges(store);
    this.provisioner = new Provisioner({
      host: nodeHost({ radio: this.air, clock, store, ...(onEvent && { trace: onEvent }) }),
      companyId,
      models,
      ...(ranges && { ranges }),
      limits: { appKeys: 32, bindings: 32, subnets: 16 },
      ...(bearer === "gatt" && { advertising: false }),
    });
    this.proxies =
      bearer !== "adv" && radio.gattClient
        ? new ProxyConnections({ gattOnly: bearer === "gatt", provisioner: this.provisioner })
        : undefined;
  }

  /**
   * Opens the folder, then the radio. Rejects with Error for a folder that cannot be used, with
   * HciError for a radio that cannot be opened, and as the constructor of Provisioner throws.
   */
  static async open(options: RadioProvisionerOptions): Promise<RadioProvisioner> {
    const { bearer, network, radio: spec } = options;
    const folder = network === undefined ? undefined : new NetworkFolder(network);
    const own = options.clock ? undefined : new NodeClock();
    const closeClock = () => own?.close();
    const clock = options.clock ?? own!;
    let radio: HciRadio | undefined;
    try {
      radio = await openRadio(spec, { clock, gattOnly: bearer === "gatt" });
      return new RadioProvisioner(options, clock, closeClock, folder, radio);
    } catch (error) {
      radio?.close();
      closeClock();
      folder?.close();
      throw error;
    }
  }

  /** Milliseconds since the start. */
  now(): number {
    return this.clock.now() - this.#began;
  }

  /** Ends it: the radio is closed, and others may use the folder. */
  close(): void {
    this.proxies?.close();
    this.provisioner.close();
    this.air.close();
    this.#closeClock();
    this.folder?.close();
  }
}
