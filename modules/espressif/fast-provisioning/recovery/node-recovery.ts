import type { MessageContext } from "../../../access/model.js";
import { Abort } from "../../../base/abort.js";
import { MeshError } from "../../../base/errors.js";
import { frozen } from "../../../base/frozen.js";
import { Timer } from "../../../base/timer.js";
import type { DropReason } from "../../../host/drop-reason.js";
import type { Host } from "../../../host/host.js";
import type { NetworkDatabase, NodeEntry } from "../../../provisioner/database.js";
import type { Provisioner } from "../../../provisioner/provisioner.js";
import { deviceKeyOf } from "../../../provisioning/session-keys.js";
import {
  type NodeRecord,
  type NodeRecordOrigin,
  originGetLength,
  originLength,
} from "../../node-records/messages.js";
import { checkRecord } from "../../node-records/record-check.js";
import type { UnicastRange } from "../../unicast-range.js";
import type { ProvisionerRanges } from "../addresses/provisioner-ranges.js";
import { primaryNetKeyIndex } from "../provisioner/enter-info.js";
import { nextGap, unitedRanges } from "./address-gaps.js";
import type { LinkCount } from "./link-count.js";
import type { NodeRecordCollector } from "./node-record-collector.js";
import { PairSearch } from "./pair-search.js";

export interface NodeRecoveryOptions {
  readonly host: Pick<Host, "clock" | "crypto">;
  readonly provisioner: Provisioner;
  readonly ranges: ProvisionerRanges;
  readonly client: NodeRecordCollector;
  /** Milliseconds without a report until nodes are asked. */
  readonly delay: number;
  /** Whether devices are being provisioned in range. Their provisioners do not report meanwhile. */
  readonly links: Pick<LinkCount, "begin" | "end" | "window">;
  /** AppKey Index of the nodes; undefined: there are none yet. */
  readonly appKeyIndex: () => number | undefined;
  /** Number of nodes that are still missing. */
  readonly missing: () => number;
  /** A node was added to the database. */
  readonly onRecovered: (node: NodeEntry) => void;
}

/** Milliseconds from one Origin Get to the next. */
const requestInterval = 50;
/** Milliseconds for the answer of one node: 9 segments, some of them sent again or relayed. */
const answerTime = 250;
/** Range of the milliseconds over which the answers to one Origin Get are spread. */
const shortestWindow = 500;
const longestWindow = 30_000;
/** The longest time from one round to the next, and for which reports that add no node, and links, defer it, as a multiple of the delay. */
const longestInterval = 8;
/** How a node is asked whether the device key is its own: it may be several relays away. */
const verification = frozen({ timeout: 10_000, retryInterval: 2500 });
/** Answers that wait; further ones are dropped, and asked for again. */
const maximumAnswers = 64;

interface Answer {
  readonly address: number;
  readonly origin: NodeRecordOrigin;
}

/**
 * Finds nodes that their provisioner cannot report, because it has lost its power permanently. When no report
 * has come for a while it asks the nodes at all unknown addresses of the ranges that were assigned
 * for what their device keys were made of, computes the keys with those of their provisioners, and
 * adds each node that answers with its key. It asks at growing intervals until it is ended.
 */
export class NodeRecovery {
  readonly #options: NodeRecoveryOptions;
  readonly #database: NetworkDatabase;
  readonly #pairs: PairSearch;
  /** Runs until the next Origin Get. */
  readonly #askTimer: Timer<NodeRecovery>;
  /** Runs while answers wait: from a timer, as the stack of a chip is short. */
  readonly #answerTimer: Timer<NodeRecovery>;
  #active = false;
  /** Links are counted, before a round begins. */
  #counting = false;
  /**
   * When the last node was added, ms of the clock. A node that reports the same again and again defers
   * the questions no longer than `longestInterval` says.
   */
  #addedAt = 0;
  /** Rounds since the last report. */
  #rounds = 0;
  /** The ranges of this round; undefined between rounds. */
  #ranges: readonly UnicastRange[] | undefined;
  /** The address from which the next gap is searched. */
  #next = 0;
  #answers: Answer[] = [];
  #busy = false;
  /** The node that is being asked for its key. It counts as one of the database until then. */
  #assumed: NodeEntry | undefined;
  #request = new Abort();

  constructor(options: NodeRecoveryOptions) {
    this.#options = options;
    const { clock, crypto } = options.host;
    this.#database = options.provisioner.database;
    this.#pairs = new PairSearch(crypto);
    this.#askTimer = new Timer(clock, NodeRecovery.#ask, this);
    this.#answerTimer = new Timer(clock, NodeRecovery.#answerDue, this);
    options.client.onOrigin = (origin, context) => this.#received(origin, context);
  }

  /** Nodes are missing from now on. */
  begin(): void {
    if (this.#active) return;
    this.#active = true;
    this.added();
    this.#restart();
  }

  /** No node is missing any longer, or nobody waits for them. */
  end(): void {
    this.#active = false;
    this.#askTimer.stop();
    if (this.#counting) this.#endCount();
    this.#answerTimer.stop();
    this.#answers = [];
    this.#giveUp();
    if (!this.#busy) this.#pairs.close();
  }

  /**
   * Records were reported by the node at `src`, and are about to be stored. They replace what is assumed of
   * their nodes, if `src` may report these.
   */
  reported(records: readonly NodeRecord[], src: number): void {
    const { ranges } = this.#options;
    if (this.#active && this.#mayWait) this.#restart();
    const assumed = this.#assumed;
    if (!assumed) return;
    const own = ranges.rangesOf(src);
    const replaces = (record: NodeRecord) =>
      overlaps(record, assumed) && checkRecord(record, own, undefined) !== "refused";
    if (records.some(replaces)) this.#giveUp();
  }

  /** A node was added to the database. */
  added(): void {
    this.#addedAt = this.#options.host.clock.now();
  }

  /** Whether a node was added lately. */
  get #mayWait(): boolean {
    const { delay, host } = this.#options;
    return host.clock.now() - this.#addedAt < longestInterval * delay;
  }

  #restart(): void {
    this.#rounds = 0;
    this.#ranges = undefined;
    this.#startRound(this.#options.delay);
  }

  /** Starts a round after `delay` ms; at the end of these links are counted. */
  #startRound(delay: number): void {
    if (this.#counting) this.#endCount();
    this.#askTimer.start(Math.max(0, delay - this.#options.links.window));
  }

  #endCount(): boolean {
    this.#counting = false;
    return this.#options.links.end();
  }

  #giveUp(): void {
    const assumed = this.#assumed;
    if (!assumed) return;
    this.#assumed = undefined;
    this.#database.assumeExpected(assumed, false);
    this.#request.abort();
  }

  static #ask(recovery: NodeRecovery): void {
    if (recovery.#ranges) return recovery.#askNext();
    if (recovery.#counting) return recovery.#roundDue();
    const { links } = recovery.#options;
    recovery.#counting = true;
    links.begin();
    recovery.#askTimer.start(links.window);
  }

  /** Begins a round, unless devices are being provisioned: the answers of all nodes would fill the air of the links. */
  #roundDue(): void {
    if (this.#endCount() && this.#mayWait) return this.#startRound(this.#options.delay);
    this.#ranges = unitedRanges(this.#options.ranges.all);
    this.#next = 0;
    this.#askNext();
  }

  /** Asks for the nodes of one gap; after the last one of the round time for the answers is left. */
  #askNext(): void {
    const { appKeyIndex, client, delay } = this.#options;
    const key = appKeyIndex();
    const gap = key === undefined ? undefined : nextGap(this.#ranges!, this.#database, this.#next);
    const { window } = this;
    if (!gap) {
      this.#ranges = undefined;
      const interval = Math.min(longestInterval, 2 ** this.#rounds++);
      return this.#startRound(window + delay * interval);
    }
    this.#next = gap.max + 1;
    this.#askTimer.start(requestInterval);
    try {
      client.askOrigins({ low: gap.min, high: gap.max, window }, { appKeyIndex: key });
    } catch {
      // The AppKey was deleted: there is nothing to ask with until another round of provisioning begins.
      this.#drop("access.not-sent", originGetLength);
    }
  }

  /** Milliseconds over which the nodes spread their answers. */
  private get window(): number {
    const wanted = answerTime * this.#options.missing();
    return Math.min(longestWindow, Math.max(shortestWindow, wanted));
  }

  #received(origin: NodeRecordOrigin, { src }: MessageContext): void {
    const waits = this.#answers.some(({ address }) => address === src);
    if (waits || src === this.#assumed?.address) return;
    const { elements } = origin;
    const possible = src + elements - 1 <= 0x7fff && !this.#database.within(src, elements);
    if (!this.#active || !possible || this.#answers.length >= maximumAnswers)
      return this.#drop("fast-provisioning.origin", originLength);
    this.#answers.push({ address: src, origin });
    if (!this.#busy) this.#answerTimer.start(0);
  }

  static #answerDue(recovery: NodeRecovery): void {
    void recovery.#takeAnswers();
  }

  async #takeAnswers(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (;;) {
      const answer = this.#answers.shift();
      if (!answer) break;
      if (!(await this.#recover(answer)) && this.#active)
        this.#drop("fast-provisioning.origin", originLength);
    }
    this.#busy = false;
    // A pair that was closed earlier would not have called back.
    if (!this.#active) this.#pairs.close();
  }

  /** False if the answer leads to no device key, or the node does not have that. */
  async #recover({ address, origin }: Answer): Promise<boolean> {
    const { elements, uuid } = origin;
    const deviceKey = await this.#deviceKeyOf(address, origin);
    if (!this.#active || this.#database.within(address, elements)) return true;
    if (!deviceKey) return false;
    return this.#verify({ address, deviceKey, elements, uuid, netKeyIndex: primaryNetKeyIndex });
  }

  /** The device key of the node at `address`, by the key pairs of its provisioner. §5.4.2.5 */
  async #deviceKeyOf(address: number, origin: NodeRecordOrigin): Promise<Uint8Array | undefined> {
    const { host, ranges } = this.#options;
    const { elements, provisionerKeyStart, publicKey, salt } = origin;
    const assigner = ranges.assignerOf(address, address + elements - 1);
    const provisioner = assigner === undefined ? undefined : this.#database.at(assigner);
    if (!provisioner) return undefined;
    const pair = await this.#pairs.find(provisioner, provisionerKeyStart);
    if (!pair || !this.#active) return undefined;
    const secret = await new Promise<Uint8Array | undefined>((resolve) =>
      pair.sharedSecret(publicKey, resolve),
    );
    return secret && deviceKeyOf(host.crypto, secret, salt);
  }

  #drop(reason: DropReason, octets: number): void {
    this.#options.provisioner.node.diagnostics.drop(reason, octets);
  }

  /** Adds the node if it answers with its device key, unless its record is reported meanwhile. */
  async #verify(node: NodeEntry): Promise<boolean> {
    const { onRecovered, provisioner } = this.#options;
    const database = this.#database;
    this.#assumed = node;
    this.#request = new Abort();
    database.assumeExpected(node, true);
    try {
      const { elements } = await provisioner.configuration.getComposition(node.address, {
        ...verification,
        signal: this.#request,
      });
      // Others with the AppKey may have sent the Origin Status: more elements would be the next nodes' addresses.
      if (elements.length !== node.elements) throw new MeshError("it has other elements");
    } catch {
      const reported = this.#assumed !== node;
      if (!reported) this.#giveUp();
      return reported;
    }
    if (this.#assumed !== node) return true;
    this.#assumed = undefined;
    if (this.#add(node)) onRecovered(node);
    return true;
  }

  /** False if the store fails: the node is asked again. */
  #add(node: NodeEntry): boolean {
    const { client, ranges } = this.#options;
    const { address } = node;
    const database = this.#database;
    try {
      // First, as in collectRecord: a node in the database is not asked again.
      if (!ranges.storeAwaited(address)) throw new MeshError("the store refuses its range");
      database.add(node);
    } catch {
      database.assumeExpected(node, false);
      return false;
    }
    try {
      client.tellKnown(address);
    } catch {
      // The top provisioner left its network meanwhile.
      this.#drop("access.not-sent", 0);
    }
    return true;
  }
}

function overlaps(a: Pick<NodeRecord, "address" | "elements">, b: typeof a): boolean {
  return a.address < b.address + b.elements && b.address < a.address + a.elements;
}
