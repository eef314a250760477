import { virtualAddress } from "../../modules/crypto/toolbox.js";
import { RemoteProvisioningServer } from "../../modules/foundation/remote-provisioning/server.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node } from "../../modules/node/node.js";
import type { TestHost } from "./mesh.js";
import { NetworkRig } from "./network-rig.js";
import { SentNumbers } from "./sent-numbers.js";
import { type Case, trouble, WatchedStore } from "./store-troubles.js";

const networkPdu = 0x2a;
/** How often a manager repeats what was not acknowledged. */
const tries = 4;
/** Records without which the light is no node: of them half a record is as good as none. */
const identity = ["node", "iv", "n.000"];

/** One thing that a manager does with a light; it can be repeated. */
export interface LightStep {
  readonly name: string;
  readonly run: (life: LightLife) => Promise<unknown>;
  /** The light may be a device in it. */
  readonly asDevice?: boolean;
  /** What it sets up may be set up again. */
  readonly configures?: boolean;
}

/** The light between two power cuts. */
interface Station {
  readonly host: TestHost;
  readonly light: GenericOnOffServer;
  readonly node: Node;
  readonly store: WatchedStore;
}

/**
 * A light's whole life under a real provisioner, from its first start to Node Reset, with trouble
 * at one change of its store. `wrong` has what must not be.
 */
export class LightLife {
  readonly rig = new NetworkRig();
  readonly label = new Uint8Array(16).fill(0x77);
  readonly virtual: number;
  readonly wrong: string[] = [];
  readonly numbers = new SentNumbers();
  readonly netKeys: Uint8Array[] = [];
  /** How often it was taken in. */
  round = 0;
  address = 0;
  /** The step in which the trouble came. */
  troubled: LightStep | undefined;
  /** The IV Update procedure need not wait for 96 h. */
  ivTest = false;
  readonly #case: Case | undefined;
  #steps: readonly LightStep[] = [];
  #station: Station;
  /** Where in the log of the air its membership begins, and in the provisioner's trace. */
  #joined = 0;
  #joinedEvents = 0;
  /** Messages that it handled since then, in earlier runs. */
  #handled = 0;

  constructor(troubleCase?: Case) {
    this.#case = troubleCase;
    this.virtual = virtualAddress(this.rig.mesh.crypto, this.label);
    const store = new WatchedStore();
    if (troubleCase) trouble(store, troubleCase.trouble, troubleCase.change);
    this.#station = this.#boot(store);
  }

  get provisioner() {
    return this.rig.provisioner;
  }

  get node(): Node {
    return this.#station.node;
  }

  get light(): GenericOnOffServer {
    return this.#station.light;
  }

  get store(): WatchedStore {
    return this.#station.store;
  }

  /** The record whose change had the trouble. */
  get troubledKey(): string {
    return this.#case ? (this.store.changed[this.#case.change] ?? "") : "";
  }

  /** Lives it, step after step. */
  async run(steps: readonly LightStep[]): Promise<void> {
    const { rig } = this;
    this.#steps = steps;
    await this.outcome(rig.prepare());
    this.netKeys.push(rig.provisioner.node.network!.subnets.get(0)!.keys.key);
    for (let place = 0; place < steps.length;) {
      const step = steps[place]!;
      const error = await this.#live(step);
      if (error === undefined) place++;
      else if (!this.node.provisioned && this.round < 3) {
        this.#expectLoss(step);
        await this.outcome(this.#forget());
        place = 0;
      } else {
        this.wrong.push(`${step.name}: ${error.message}`);
        break;
      }
    }
    this.#lookAtNumbers();
    this.#station.node.close();
    rig.provisioner.close();
  }

  /** Lets time go on until the promise is settled; where the power goes, it comes back at once. */
  async outcome(promise: Promise<unknown>): Promise<Error | undefined> {
    let settled = false;
    let error: Error | undefined;
    promise.then(
      () => (settled = true),
      (reason: unknown) => {
        settled = true;
        error = reason as Error;
      },
    );
    const { clock } = this.rig.mesh;
    const end = clock.now() + 2_000_000;
    while (!settled && clock.now() < end) {
      await clock.run(end - clock.now(), () => settled || this.store.isCut);
      if (this.store.isCut) this.powerCycle();
    }
    return settled ? error : new Error("nothing came of it");
  }

  /** Milliseconds of virtual time. */
  wait(duration: number): Promise<void> {
    return new Promise((resolve) => this.rig.mesh.clock.schedule(resolve, duration));
  }

  /** Waits for it, a minute at most. Rejects where it does not come. */
  async until(what: string, isThere: () => boolean): Promise<void> {
    for (let i = 0; i < 600 && !isThere(); i++) await this.wait(100);
    if (!isThere()) throw new Error(`${what}: it does not come`);
  }

  /** Off and on again, without a word; then everything that was heard is heard again. */
  powerCycle(): void {
    const { host, node, store } = this.#station;
    const left = store.copy();
    host.radio.close();
    node.close();
    this.#handled += node.diagnostics.messagesReceived;
    this.#station = this.#boot(left);
    this.#replay();
  }

  /** The light became a node. */
  tookIn(address: number): void {
    this.address = address;
    this.round++;
    this.#joined = this.rig.mesh.air.log.length;
    this.#joinedEvents = this.rig.provisionerHost.events.length;
    this.#handled = -this.node.diagnostics.messagesReceived;
  }

  async #live(step: LightStep): Promise<Error | undefined> {
    let error: Error | undefined;
    const before = this.#hasTrouble;
    for (let left = tries; left > 0; left--) {
      error = await this.outcome(step.run(this));
      if (error && this.#lostConfiguration) error = await this.#repair(step);
      if (this.#hasTrouble && !before) this.troubled = step;
      if (!error || (!this.node.provisioned && !step.asDevice)) break;
    }
    // What was done silently wrong shows at the next start.
    if (this.#hasTrouble && !before && this.#case?.trouble.restart) this.powerCycle();
    return error;
  }

  /** A record cut in half together with the power: what it configured is lost, and that is traced. */
  get #lostConfiguration(): boolean {
    const { cut = false, torn = false } = this.#case?.trouble ?? {};
    const { troubledKey } = this;
    return (
      this.node.provisioned &&
      torn &&
      cut &&
      ["a.000", "m001000"].includes(troubledKey) &&
      this.store.records.has(`bad.${troubledKey}`)
    );
  }

  /** Configures it as when it was new, and tries again. */
  async #repair(step: LightStep): Promise<Error | undefined> {
    for (const { configures, run } of this.#steps) if (configures) await this.outcome(run(this));
    return this.outcome(step.run(this));
  }

  get #hasTrouble(): boolean {
    return this.#case !== undefined && this.store.changes > this.#case.change;
  }

  #boot(store: WatchedStore): Station {
    const { mesh } = this.rig;
    const host = mesh.host(store);
    const light = new GenericOnOffServer({ restore: true });
    const node = new Node({
      host,
      companyId: 0xffff,
      elements: [{ models: [light, new RemoteProvisioningServer()] }],
      limits: { sequenceBlock: 4 },
    });
    if (this.ivTest && node.network) node.network.sequence.testMode = true;
    return { host, light, node, store };
  }

  /** All that the provisioner sent comes again, twice. What the light had handled it does not handle again. */
  #replay(): void {
    const { node } = this.#station;
    if (!node.provisioned) return;
    const before = node.diagnostics.messagesReceived;
    this.#hearAgain(this.#framesSent());
    const handled = node.diagnostics.messagesReceived - before;
    // One that was on its way is new to it, and one whose entry was lost.
    const lost = this.troubledKey.startsWith("r.") ? 1 : 0;
    const most = lost + this.#sent() - this.#handled;
    if (handled > most) this.wrong.push(`${handled} messages are handled again, of ${most}`);
  }

  /** The provisioner's network PDUs, since the light became a node. */
  #framesSent(): Uint8Array[] {
    const { index } = this.rig.provisionerHost.radio;
    return this.rig.mesh.air.log
      .slice(this.#joined)
      .filter(({ data, from }) => from === index && data[1] === networkPdu)
      .map(({ data }) => data);
  }

  /** The light alone hears them, twice. Apart from `#replay`: its names would take slots of the stack on XS. */
  #hearAgain(frames: readonly Uint8Array[]): void {
    const { air, clock } = this.rig.mesh;
    const { filter } = air;
    air.filter = () => false;
    for (const data of [...frames, ...frames]) {
      this.#station.host.radio.hear(data);
      clock.advance(1);
    }
    clock.advance(1000);
    air.filter = filter;
  }

  /** Messages to it, since it became a node. */
  #sent(): number {
    const { events } = this.rig.provisionerHost;
    const own = this.rig.provisioner.address;
    let count = 0;
    for (let i = this.#joinedEvents; i < events.length; i++) {
      const event = events[i]!;
      if (event.type === "access.send" && event.dst !== own) count++;
    }
    return count;
  }

  /** Only where its identity was cut in half the light may have become a device. */
  #expectLoss({ name }: LightStep): void {
    const { troubledKey } = this;
    const torn = this.#case?.trouble.torn === true && this.#case.trouble.cut;
    if (!torn || !identity.includes(troubledKey))
      this.wrong.push(`${name}: it is a device after trouble with ${troubledKey}`);
  }

  /** The provisioner gives the node up, and ends what it was doing with its network. */
  async #forget(): Promise<void> {
    const { database, configuration, address: own, node } = this.provisioner;
    database.remove(this.address);
    const { sequence, subnets } = node.network!;
    if (subnets.get(0)!.phase === 1) await configuration.setKeyRefreshPhase(own, 0, 2);
    if (subnets.get(0)!.phase === 2) await configuration.setKeyRefreshPhase(own, 0, 3);
    const { inProgress, ivIndex } = sequence.state;
    sequence.testMode = true;
    if (inProgress) sequence.update({ type: "beacon", ivIndex, inProgress: false });
  }

  /** No number stands for two PDUs, whichever key and IV Index they were made with. */
  #lookAtNumbers(): void {
    const { air, crypto } = this.rig.mesh;
    for (const netKey of this.netKeys) {
      const twice = this.numbers.add(air, { crypto, netKey, ivIndex: 1 });
      if (twice !== undefined) this.wrong.push(`${twice} is used twice`);
    }
  }
}
