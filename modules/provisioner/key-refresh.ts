import { AbortError, MeshError, TimeoutError } from "../base/errors.js";
import { randomBytes } from "../base/random.js";
import { Records } from "../base/records.js";
import { ConfigurationError } from "../foundation/configuration/request.js";
import { Status } from "../foundation/status.js";
import type { KeyRefreshPhase } from "../network/key-refresh.js";
import {
  checkExcluded,
  checkKeyRefresh,
  type KeyRefreshOptions,
  type KeyRefreshProgress,
  type KeyRefreshReport,
  type MissingNode,
} from "./key-refresh-options.js";
import {
  afterAnswer,
  hasNewKey,
  type KeyRefreshAnswer,
  type KeyRefreshStep,
  keyRefreshSteps,
} from "./key-refresh-steps.js";
import {
  eraseKeyRefresh,
  type KeyRefreshState,
  loadKeyRefresh,
  saveKeyRefresh,
  type StoredKeyRefresh,
  toBegin,
} from "./key-refresh-record.js";
import type { Provisioner } from "./provisioner.js";

export type {
  KeyRefreshOptions,
  KeyRefreshProgress,
  KeyRefreshReport,
  KeyRefreshState,
  MissingNode,
};

function recordsOf({ node }: Provisioner): Records {
  return new Records({ store: node.host.store, diagnostics: node.diagnostics });
}

function stepAt(place: number): KeyRefreshStep {
  return keyRefreshSteps[place - 1]!;
}

/** The key refresh of a NetKey that was begun and is not over; undefined where there is none. */
export function keyRefreshState(provisioner: Provisioner, netKey = 0): KeyRefreshState | undefined {
  const stored = loadKeyRefresh(recordsOf(provisioner), netKey);
  if (!stored) return undefined;
  const { appKeys, exclude, missing, place } = stored;
  const nodes = missing.map(({ node }) => node);
  return { step: stepAt(Math.max(place, 1)), appKeys, exclude, missing: nodes };
}

/**
 * Refreshes a NetKey and its AppKeys on all nodes of the subnet (§3.11.4). What it has done is stored:
 * after a power cut, and where nodes are missing, `resumeKeyRefresh` goes on. Where the provisioner's own node
 * has a new key already, as one that was begun by messages to single nodes, the nodes get that one; in phase 2
 * of its own node, AppKeys that have no new key keep theirs. Rejects with RangeError for options out of range,
 * MeshError where a refresh goes on already or the store fails, AbortError.
 */
export async function keyRefresh(
  provisioner: Provisioner,
  options: KeyRefreshOptions = {},
): Promise<KeyRefreshReport> {
  const { exclude = [], netKey = 0 } = options;
  const records = recordsOf(provisioner);
  const { applicationKeys, subnets } = provisioner.node.network!;
  const subnet = subnets.get(netKey);
  if (!subnet) throw new RangeError(`netKey ${netKey}: the provisioner has no such NetKey`);
  if (loadKeyRefresh(records, netKey))
    throw new MeshError(`netKey ${netKey}: a key refresh goes on; resumeKeyRefresh continues it`);
  checkExcluded(provisioner, exclude, subnet.phase);
  // Phase 2 has no new AppKeys but those that came in phase 1.
  const adopts = subnet.phase === 2;
  const all = applicationKeys.list
    .filter(({ netKeyIndex, newKey }) => netKeyIndex === netKey && (!adopts || newKey))
    .map(({ appKeyIndex }) => appKeyIndex);
  const { appKeys = all } = options;
  for (const index of appKeys)
    if (!all.includes(index))
      throw new RangeError(
        `appKeys: AppKey ${index} is not bound to NetKey ${netKey}${adopts ? ", or has no new key in phase 2" : ""}`,
      );
  const state = { place: adopts ? toBegin + 1 : toBegin, appKeys, exclude, missing: [] };
  return alone(provisioner, netKey, () => {
    const refresh = new KeyRefresh(provisioner, records, options, state);
    saveKeyRefresh(records, netKey, state);
    return refresh.run();
  });
}

/**
 * Goes on with a key refresh. Its AppKeys are those that it was begun with; `exclude` adds nodes that miss the
 * distribution: one whose answer alone was lost has the key all the same. Rejects as `keyRefresh`.
 */
export async function resumeKeyRefresh(
  provisioner: Provisioner,
  options: Omit<KeyRefreshOptions, "appKeys"> = {},
): Promise<KeyRefreshReport> {
  const { exclude = [], netKey = 0 } = options;
  const records = recordsOf(provisioner);
  const state = loadKeyRefresh(records, netKey);
  if (!state) throw new MeshError(`netKey ${netKey}: no key refresh of this provisioner goes on`);
  const added = exclude.filter((address) => !state.exclude.includes(address));
  checkExcluded(provisioner, added);
  for (const address of added)
    if (!state.missing.some(({ node, place }) => node === address && place === 1))
      throw new RangeError(
        `exclude: ${address} may have the new key; let this key refresh come to its end, and begin another one that excludes it`,
      );
  return alone(provisioner, netKey, () => {
    const now = { ...state, exclude: [...state.exclude, ...added] };
    const refresh = new KeyRefresh(provisioner, records, options, now);
    if (added.length > 0) saveKeyRefresh(records, netKey, now);
    return refresh.run();
  });
}

/** Two at once would move nodes under each other's feet. */
async function alone<T>(
  { refreshingNetKeys: running }: Provisioner,
  netKey: number,
  work: () => Promise<T>,
): Promise<T> {
  if (running.has(netKey))
    throw new MeshError(`netKey ${netKey}: its key refresh is carried out now: await that one`);
  running.add(netKey);
  try {
    return await work();
  } finally {
    running.delete(netKey);
  }
}

class KeyRefresh {
  readonly #provisioner: Provisioner;
  readonly #records: Records;
  readonly #options: KeyRefreshOptions;
  readonly #netKey: number;
  readonly #strangers = new Set<number>();
  readonly #missing = new Map<number, MissingNode>();
  #state: StoredKeyRefresh;

  constructor(
    provisioner: Provisioner,
    records: Records,
    options: KeyRefreshOptions,
    state: StoredKeyRefresh,
  ) {
    checkKeyRefresh(options);
    this.#provisioner = provisioner;
    this.#records = records;
    this.#options = options;
    this.#netKey = options.netKey ?? 0;
    this.#state = state;
    // Those of this step are asked again.
    for (const { node, place } of state.missing)
      if (place < state.place)
        this.#missing.set(node, {
          node,
          step: stepAt(place),
          error: new MeshError(
            `it missed the ${stepAt(place)}, before the key refresh was resumed`,
          ),
        });
  }

  async run(): Promise<KeyRefreshReport> {
    await Promise.resolve();
    if (this.#state.place === toBegin) this.#begin();
    for (; this.#state.place <= keyRefreshSteps.length; this.#advance()) {
      const step = stepAt(this.#state.place);
      if (step !== "distribution") this.#moveOwn(step === "switching" ? 2 : 3);
      await this.#round(step);
      // Without those that missed a step before it goes on in any case.
      const holdUp = [...this.#missing.values()].some((each) => each.step === step);
      if (holdUp && this.#options.finish === undefined) {
        this.#save(this.#state.place);
        return this.#report(false);
      }
      if (step === "revoking") return this.#end();
    }
    return this.#report(true);
  }

  get #network() {
    const { network } = this.#provisioner.node;
    if (!network) throw new MeshError("the provisioner left its network");
    return network;
  }

  get #phase(): KeyRefreshPhase {
    return this.#network.subnets.get(this.#netKey)!.phase;
  }

  /** Its own node gets new keys; where the power was cut meanwhile those that it has are the new ones. */
  #begin(): void {
    const { applicationKeys, subnets } = this.#network;
    const newKey = () => randomBytes(this.#provisioner.node.host.random, 16);
    if (this.#phase === 0) this.#took(subnets.update(this.#netKey, newKey()));
    for (const index of this.#state.appKeys)
      if (applicationKeys.get(index)?.newKey === undefined)
        this.#took(applicationKeys.update(this.#netKey, index, newKey()));
    this.#network.keyRefreshChanged(this.#netKey, 1);
    this.#advance();
  }

  #took(result: string): void {
    if (result !== "ok") throw new MeshError(`the provisioner's own node: ${result}`);
  }

  #advance(): void {
    this.#save(this.#state.place + 1);
  }

  #save(place: number): void {
    const missing = [...this.#missing.values()].map(({ node, step }) => {
      return { node, place: keyRefreshSteps.indexOf(step) + 1 };
    });
    const state = { ...this.#state, place, missing };
    saveKeyRefresh(this.#records, this.#netKey, state);
    this.#state = state;
  }

  /** Beacons of others may have moved it before. */
  #moveOwn(transition: 2 | 3): void {
    if (this.#phase === 0 || (transition === 2 && this.#phase === 2)) return;
    this.#took(this.#network.subnets.setPhase(this.#netKey, transition));
    this.#network.keyRefreshChanged(this.#netKey, this.#phase);
  }

  /** Excluded nodes are forgotten, and the refresh is over. */
  #end(): KeyRefreshReport {
    const { database } = this.#provisioner;
    const report = this.#report(true);
    for (const address of this.#state.exclude)
      if (database.at(address)?.address === address)
        database.remove(address, this.#network.sequence.state.ivIndex);
    if (!eraseKeyRefresh(this.#records, this.#netKey))
      throw new MeshError("the store does not forget the key refresh: resume it once more");
    return report;
  }

  #report(finished: boolean): KeyRefreshReport {
    const { appKeys, exclude } = this.#state;
    const missing = [...this.#missing.values()];
    const nodes = this.#members().filter((node) => !this.#missing.has(node));
    return { netKey: this.#netKey, appKeys, finished, nodes, missing, excluded: exclude };
  }

  /** Nodes that may be on the subnet. */
  #members(): number[] {
    return this.#provisioner.database.nodes
      .map(({ address }) => address)
      .filter((node) => !this.#strangers.has(node) && !this.#state.exclude.includes(node));
  }

  /** All nodes do the step; those that do not answer are asked again after the others. New nodes as well. */
  async #round(step: KeyRefreshStep): Promise<void> {
    const { pause = 60_000, tries = 3 } = this.#options;
    const done = new Set<number>();
    // A node that missed a step before cannot do this one.
    const lost = new Set(this.#missing.keys());
    const left = () => this.#members().filter((node) => !done.has(node) && !lost.has(node));
    for (let attempt = 1, nodes = left(); nodes.length > 0; nodes = left(), attempt++) {
      // Nodes that were provisioned meanwhile are asked in any case.
      if (attempt > tries) nodes = nodes.filter((node) => !this.#missing.has(node));
      if (nodes.length === 0) return;
      if (attempt > 1 && nodes.every((node) => this.#missing.has(node))) await this.#wait(pause);
      await this.#ask(step, nodes, done);
    }
  }

  async #ask(step: KeyRefreshStep, nodes: readonly number[], done: Set<number>): Promise<void> {
    let next = 0;
    const work = async () => {
      while (next < nodes.length) {
        const node = nodes[next++]!;
        // A chip's stack has no room for what is asked below all that has called this.
        await Promise.resolve();
        const error = await this.#do(step, node);
        if (error) this.#missing.set(node, { node, step, error });
        else {
          this.#missing.delete(node);
          done.add(node);
        }
        this.#options.onProgress?.({ step, node, answered: !error });
      }
    };
    const workers: Promise<void>[] = [];
    for (let i = 0; i < (this.#options.parallel ?? 4); i++) workers.push(work());
    await Promise.all(workers);
  }

  /** Why the node has not done the step; undefined where it has. */
  async #do(step: KeyRefreshStep, node: number): Promise<Error | undefined> {
    try {
      if (step === "distribution") await this.#distribute(node);
      else await this.#move(node, step);
      return undefined;
    } catch (error) {
      if (error instanceof TimeoutError || error instanceof ConfigurationError) return error;
      throw error;
    }
  }

  #how(node: number) {
    const { signal, timeout = 10_000 } = this.#options;
    const { netKeyIndex } = this.#provisioner.database.at(node)!;
    const via = this.#network.subnets.get(netKeyIndex) && { netKeyIndex };
    return { timeout, ...(signal && { signal }), ...via };
  }

  async #distribute(node: number): Promise<void> {
    const { configuration } = this.#provisioner;
    const { keys, newKeys } = this.#network.subnets.get(this.#netKey)!;
    const { key } = newKeys ?? keys;
    const answer = await this.#answer("distribution", node, () =>
      configuration.updateNetKey(node, this.#netKey, key, this.#how(node)),
    );
    if (answer instanceof ConfigurationError) {
      const phase = await configuration.getKeyRefreshPhase(node, this.#netKey, this.#how(node));
      if (!hasNewKey(phase)) throw answer;
    } else if (answer === "done") await this.#distributeAppKeys(node);
  }

  /** A node may lack an AppKey, or be over with its refresh. */
  async #distributeAppKeys(node: number): Promise<void> {
    const { configuration } = this.#provisioner;
    for (const index of this.#state.appKeys) {
      const newKey = this.#network.applicationKeys.get(index)?.newKey;
      if (!newKey) continue;
      try {
        await configuration.updateAppKey(node, this.#netKey, index, newKey.key, this.#how(node));
      } catch (error) {
        if (!(error instanceof ConfigurationError) || error.status !== Status.invalidAppKeyIndex)
          throw error;
      }
    }
  }

  async #move(node: number, step: KeyRefreshStep): Promise<void> {
    const { configuration } = this.#provisioner;
    const set = () =>
      configuration.setKeyRefreshPhase(
        node,
        this.#netKey,
        step === "switching" ? 2 : 3,
        this.#how(node),
      );
    const answer = await this.#answer(step, node, set);
    if (!(answer instanceof ConfigurationError)) return;
    await this.#distribute(node);
    if ((await configuration.getKeyRefreshPhase(node, this.#netKey, this.#how(node))) !== 0)
      await set();
  }

  /** What an answer means; the refusal where the phase of the node has to be found out. */
  async #answer(
    step: KeyRefreshStep,
    node: number,
    request: () => Promise<unknown>,
  ): Promise<KeyRefreshAnswer | ConfigurationError> {
    // As above: the request is deep itself.
    await Promise.resolve();
    try {
      await request();
      return "done";
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const answer = afterAnswer(step, error.status);
      if (answer === "again") throw error;
      if (answer === "no member") this.#strangers.add(node);
      if (answer === "ask" || answer === "distribute") return error;
      // It is in phase 0 with the new key: its AppKeys are the new ones.
      return "no member";
    }
  }

  #wait(delay: number): Promise<void> {
    const { signal } = this.#options;
    const { clock } = this.#provisioner.node.host;
    if (signal?.aborted) throw new AbortError("the key refresh was given up");
    return new Promise((resolve, reject) => {
      const over = () => {
        clock.cancel(timer);
        reject(new AbortError("the key refresh was given up; resumeKeyRefresh goes on"));
      };
      const timer = clock.schedule(() => {
        signal?.removeEventListener("abort", over);
        resolve();
      }, delay);
      signal?.addEventListener("abort", over);
    });
  }
}
