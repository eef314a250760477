import { randomBytes } from "../../modules/base/random.js";
import { ConfigurationError } from "../../modules/foundation/configuration/request.js";
import { Status } from "../../modules/foundation/status.js";
import type { Session } from "./session.js";
import { ShellError } from "./shell-error.js";

/** What a Key Refresh procedure has changed. */
export interface KeyRefreshResult {
  readonly netKeyIndex: number;
  readonly appKeys: readonly number[];
  /** Primary addresses of the nodes that have the new keys. */
  readonly nodes: readonly number[];
}

/**
 * The Key Refresh procedure of a subnet: gives its nodes a new NetKey and new AppKeys, lets them
 * use these, and revokes the old ones. `without`: primary addresses of nodes that do not get
 * them. A procedure that was interrupted goes on. Rejects with ShellError naming the node that
 * does not answer; then nothing is revoked yet. Mesh Protocol 1.1 §3.11.4.
 */
export async function refreshNetKey(
  session: Session,
  netKeyIndex: number,
  without: ReadonlySet<number>,
): Promise<KeyRefreshResult> {
  const procedure = new KeyRefresh(session, netKeyIndex);
  const nodes = await procedure.members(without);
  const phase = procedure.phase;
  if (phase === 0) await procedure.begin();
  if (phase < 2) for (const node of nodes) await procedure.distribute(node);
  for (const transition of [2, 3] as const) {
    if (transition === 2 && phase === 2) continue;
    for (const node of [session.provisioner.address, ...nodes])
      await procedure.transition(node, transition);
  }
  const appKeys = procedure.appKeys.map(({ appKeyIndex }) => appKeyIndex);
  return { netKeyIndex, appKeys, nodes };
}

class KeyRefresh {
  readonly #session: Session;
  readonly #netKeyIndex: number;

  constructor(session: Session, netKeyIndex: number) {
    this.#session = session;
    this.#netKeyIndex = netKeyIndex;
    if (!this.#layers.subnets.get(netKeyIndex))
      throw new ShellError(`the provisioner has no NetKey ${netKeyIndex}`);
  }

  get #layers() {
    return this.#session.provisioner.node.network!;
  }

  get #subnet() {
    return this.#layers.subnets.get(this.#netKeyIndex)!;
  }

  get phase(): number {
    return this.#subnet.phase;
  }

  /** AppKeys of the subnet. */
  get appKeys() {
    return this.#layers.applicationKeys.list.filter((key) => key.netKeyIndex === this.#netKeyIndex);
  }

  /** The nodes of the subnet. */
  async members(without: ReadonlySet<number>): Promise<number[]> {
    const members: number[] = [];
    for (const { address } of this.#session.provisioner.database.nodes) {
      if (without.has(address)) continue;
      const keys = await this.#ask(address, (configuration, options) =>
        configuration.getNetKeys(address, options),
      );
      if (keys.includes(this.#netKeyIndex)) members.push(address);
    }
    return members;
  }

  /** Gives the provisioner's node new keys: phase 1. */
  async begin(): Promise<void> {
    const { address, node } = this.#session.provisioner;
    const index = this.#netKeyIndex;
    const newKey = () => randomBytes(node.host.random, 16);
    await this.#ask(address, (configuration, options) =>
      configuration.updateNetKey(address, index, newKey(), options),
    );
    for (const { appKeyIndex } of this.appKeys)
      await this.#ask(address, (configuration, options) =>
        configuration.updateAppKey(address, index, appKeyIndex, newKey(), options),
      );
  }

  /** Gives a node the new keys; of the AppKeys those that it has. */
  async distribute(address: number): Promise<void> {
    const index = this.#netKeyIndex;
    const { key } = this.#subnet.newKeys!;
    await this.#ask(address, (configuration, options) =>
      configuration.updateNetKey(address, index, key, options),
    );
    const own = await this.#ask(address, (configuration, options) =>
      configuration.getAppKeys(address, index, options),
    );
    for (const { appKeyIndex, newKey } of this.appKeys)
      if (newKey && own.includes(appKeyIndex))
        await this.#ask(address, (configuration, options) =>
          configuration.updateAppKey(address, index, appKeyIndex, newKey.key, options),
        );
  }

  async transition(address: number, transition: 2 | 3): Promise<void> {
    await this.#ask(address, (configuration, options) =>
      configuration.setKeyRefreshPhase(address, this.#netKeyIndex, transition, options),
    );
  }

  async #ask<T>(
    address: number,
    request: (
      configuration: Session["provisioner"]["configuration"],
      options: { readonly signal: AbortSignal },
    ) => Promise<T>,
  ): Promise<T> {
    const session = this.#session;
    const { signal } = session;
    try {
      return await session.run(request(session.provisioner.configuration, { signal }));
    } catch (error) {
      const name = session.names.nodeName(address);
      if ((error as Error).name === "TimeoutError")
        throw new ShellError(
          `${name} does not answer, so the old key stays in use: ${(error as Error).message}; go on with refresh netkey ${this.#netKeyIndex}, or leave it out with without=${name}`,
        );
      if (error instanceof ConfigurationError && error.status === Status.cannotUpdate)
        throw new ShellError(`${name}: ${error.message}; key phase shows its phase`);
      throw error;
    }
  }
}
