import { RemoteProvisioningServer } from "../../modules/foundation/remote-provisioning/server.js";
import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { equalBytes } from "../../modules/base/bytes.js";
import { Node } from "../../modules/node/node.js";
import { DamagedNetworkError } from "../../modules/provisioner/damaged-network.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import type { NodeEntry } from "../../modules/provisioner/database.js";
import type { ProvisionedDevice } from "../../modules/provisioning/provisioner-options.js";
import { Mesh } from "./mesh.js";
import { SentNumbers } from "./sent-numbers.js";
import { type Case, trouble, WatchedStore } from "./store-troubles.js";

/** How often the application repeats what did not succeed, and milliseconds between. */
const tries = 6;
const pause = 15_000;
/** Starts until there is a network, or it is refused. */
const starts = 3;
/** Records without which a provisioner is not on its network: of them half a record is as good as none. */
const identity = ["node", "iv", "n.000"];
const uuid = new Uint8Array(16).fill(0x01);

/** A light that it takes in; nothing goes wrong with its store. */
export interface LifeDevice {
  readonly node: Node;
  readonly light: GenericOnOffServer;
}

/** One thing that is done with a provisioner; it can be repeated. */
export interface ProvisionerStep {
  readonly name: string;
  readonly run: (life: ProvisionerLife) => Promise<unknown>;
  /** It is repeated where the AppKey was lost. */
  readonly createsAppKey?: boolean;
}

/**
 * A provisioner's whole life, from its first start to a network that was changed in every way,
 * with trouble at one change of its store. `wrong` has what must not be.
 */
export class ProvisionerLife {
  readonly mesh = new Mesh();
  readonly devices: readonly LifeDevice[];
  readonly wrong: string[] = [];
  readonly numbers = new SentNumbers();
  readonly netKeys: Uint8Array[] = [];
  /** It does not start any more, and says what is damaged. */
  refusal: DamagedNetworkError | undefined;
  /** The step in which the trouble came. */
  troubled: ProvisionerStep | undefined;
  /** What the application that runs it knows, from when it was made. */
  appKey: Uint8Array | undefined;
  /** A node as it was before the refresh that is tried. */
  before: NodeEntry | undefined;
  store = new WatchedStore();
  onOff = new GenericOnOffClient();
  provisioner!: Provisioner;
  readonly #case: Case | undefined;
  #steps: readonly ProvisionerStep[] = [];
  #appKeyStep!: ProvisionerStep;
  /** Addresses that were given to a device. */
  readonly #given = new Set<number>();
  #close: () => void = () => undefined;

  constructor(troubleCase?: Case) {
    this.#case = troubleCase;
    if (troubleCase) trouble(this.store, troubleCase.trouble, troubleCase.change);
    this.devices = [0xa0, 0xb0].map((octet) => {
      const light = new GenericOnOffServer();
      const node = new Node({
        host: this.mesh.host(),
        uuid: new Uint8Array(16).fill(octet),
        companyId: 0xffff,
        elements: [{ models: [light, new RemoteProvisioningServer()] }],
      });
      return { light, node };
    });
    this.#boot();
  }

  /** The record whose change had the trouble. */
  get troubledKey(): string {
    return this.#case ? (this.store.changed[this.#case.change] ?? "") : "";
  }

  /** Lives it, step after step. */
  run(steps: readonly ProvisionerStep[]): Promise<void> {
    this.#steps = steps;
    this.#appKeyStep = steps.find(({ createsAppKey }) => createsAppKey)!;
    return this.#run();
  }

  async #run(): Promise<void> {
    for (const step of this.#steps) {
      const error = await this.#live(step);
      if (this.refusal) break;
      if (!error) continue;
      this.wrong.push(`${step.name}: ${error.message}`);
      break;
    }
    this.#lookAtNumbers();
    this.#close();
    for (const { node } of this.devices) node.close();
  }

  /** Milliseconds of virtual time. */
  wait(duration: number): Promise<void> {
    return new Promise((resolve) => this.mesh.clock.schedule(resolve, duration));
  }

  /** Waits for it, a minute at most. Rejects where it does not come. */
  async until(what: string, isThere: () => boolean): Promise<void> {
    for (let i = 0; i < 600 && !isThere(); i++) await this.wait(100);
    if (!isThere()) throw new Error(`${what}: it does not come`);
  }

  /** For `onData`: no address goes to a device twice. */
  readonly give = ({ address, elements }: ProvisionedDevice): void => {
    // Without power nothing is sent any more.
    if (this.store.isCut) return;
    for (let each = address; each < address + elements; each++) {
      if (this.#given.has(each)) this.wrong.push(`address ${each} is given twice`);
      this.#given.add(each);
    }
  };

  /** Off and on again, without a word. */
  powerCycle(): void {
    const left = this.store.copy();
    this.#close();
    this.store = left;
    this.#boot();
  }

  async #live(step: ProvisionerStep): Promise<Error | undefined> {
    let error: Error | undefined;
    const before = this.#hasTrouble;
    for (let left = tries; left > 0 && !this.refusal; left--) {
      error = await this.#outcome(step.run(this));
      if (!error) break;
      await this.#outcome(this.wait(pause));
      // Cut in half together with the power.
      if (this.store.records.has("bad.a.000")) await this.#outcome(this.#appKeyStep.run(this));
    }
    if (this.#hasTrouble && !before) {
      this.troubled = step;
      // What was done silently wrong shows at the next start.
      if (this.#case?.trouble.restart) this.powerCycle();
    }
    return error;
  }

  get #hasTrouble(): boolean {
    return this.#case !== undefined && this.store.changes > this.#case.change;
  }

  /** Lets time go on until the promise is settled, or the power goes, which comes back at once. */
  async #outcome(promise: Promise<unknown>): Promise<Error | undefined> {
    let settled = false;
    let error: Error | undefined;
    promise.then(
      () => (settled = true),
      (reason: unknown) => {
        settled = true;
        error = reason as Error;
      },
    );
    const { clock } = this.mesh;
    await clock.run(2_000_000, () => settled || this.store.isCut);
    if (this.store.isCut) {
      this.powerCycle();
      return new Error("the power went");
    }
    return settled ? error : new Error("nothing came of it");
  }

  /** Starts it until it is on its network; at the first start a store that fails is reported. */
  #boot(): void {
    for (let left = starts; left > 0; left--) {
      const host = this.mesh.host(this.store);
      this.onOff = new GenericOnOffClient();
      try {
        const provisioner = new Provisioner({
          host,
          uuid,
          companyId: 0xffff,
          models: [this.onOff],
          limits: { sequenceBlock: 4 },
        });
        this.provisioner = provisioner;
        this.#close = () => {
          host.radio.close();
          provisioner.close();
        };
        return this.#lookAtNetwork();
      } catch (error) {
        if (error instanceof DamagedNetworkError) this.#refuse(error);
        else if (this.netKeys.length > 0) this.wrong.push(`it does not start: ${String(error)}`);
        this.#close = () => host.radio.close();
        host.radio.close();
        this.store = this.store.copy();
      }
    }
    if (!this.refusal) this.wrong.push("it never starts");
  }

  /** Only where what it is was cut in half it may refuse to start; and each time. */
  #refuse(error: DamagedNetworkError): void {
    const { cut = false, torn = false } = this.#case?.trouble ?? {};
    const { troubledKey } = this;
    if (!torn || !cut || !identity.includes(troubledKey))
      this.wrong.push(`refused after trouble with ${troubledKey}`);
    if (error.records.join() !== troubledKey) this.wrong.push(error.message);
    this.refusal = error;
  }

  /** It is on the network that it was on; a new one has no nodes. */
  #lookAtNetwork(): void {
    if (this.refusal) this.wrong.push("it starts though it refused to");
    const { database, node } = this.provisioner;
    const { keys, newKeys } = node.network!.subnets.get(0)!;
    const known = this.netKeys.some((key) => equalBytes(key, keys.key));
    if (!known && this.devices.some((device) => device.node.provisioned || database.count > 0))
      this.wrong.push("it made a new network, and its nodes are on another");
    for (const each of [keys, newKeys])
      if (each && !this.netKeys.some((key) => equalBytes(key, each.key)))
        this.netKeys.push(each.key.slice());
  }

  /** No number stands for two PDUs, whichever key and IV Index they were made with. */
  #lookAtNumbers(): void {
    const { air, crypto } = this.mesh;
    for (const netKey of this.netKeys) {
      const twice = this.numbers.add(air, { crypto, netKey, ivIndex: 1 });
      if (twice !== undefined) this.wrong.push(`${twice} is used twice`);
    }
  }
}
