import { Abort } from "../../modules/base/abort.js";
import { MeshError } from "../../modules/base/errors.js";
import { ProxyClient, type ProxyClientConnection } from "../../modules/node/proxy-client.js";
import type { ProxyConnectOptions } from "../../modules/node/proxy-client-options.js";
import type { FoundProxy } from "../../modules/proxy/proxy-search.js";
import type { Provisioner } from "../../modules/provisioner/provisioner.js";
import { errorText } from "../../hosts/hci/errors.js";

/** Milliseconds for which a new node is looked for by its identity, which it shows for 60 s. */
const identityTime = 30_000;
/** Milliseconds of an attempt in the background, which is repeated. */
const attemptTime = 3_600_000;

export interface ProxyConnectionsOptions {
  /** Its radio has a GATT client. */
  readonly provisioner: Provisioner;
  /** Whether proxies alone reach the network: nothing is advertised. */
  readonly gattOnly: boolean;
}

/**
 * The connections of a provisioner to GATT proxies. One is kept in the background once the network has
 * nodes; a node that was heard over GATT alone gets one of its own.
 */
export class ProxyConnections {
  /** Whether proxies alone reach the network. */
  readonly gattOnly: boolean;
  /** Gets what happens to the connections in the background, in words. */
  tell: (text: string) => void = () => undefined;
  readonly #client: ProxyClient;
  readonly #provisioner: Provisioner;
  #open: readonly ProxyClientConnection[] = [];
  /** Ends the attempt in the background. */
  #keeping: Abort | undefined;

  constructor({ gattOnly, provisioner }: ProxyConnectionsOptions) {
    this.gattOnly = gattOnly;
    this.#provisioner = provisioner;
    this.#client = new ProxyClient({
      node: provisioner.node,
      solicit: !gattOnly,
      nodes: () => provisioner.database.nodes.map(({ address }) => address),
      onConnect: (proxy) => this.tell(`connected to the proxy ${advertiserText(proxy)} again`),
      onDisconnect: (reason) =>
        this.tell(`the connection to a proxy is lost: ${errorText(reason)}`),
    });
  }

  /** The connections, with those that are being established again. */
  get open(): readonly ProxyClientConnection[] {
    return this.#open;
  }

  /** Whether messages can go over a proxy now. */
  get connected(): boolean {
    return this.#open.some(({ connected }) => connected);
  }

  /** Why no message reaches the network; undefined where some may. */
  get unreachable(): string | undefined {
    if (!this.gattOnly || this.connected) return undefined;
    return "there is no connection to a GATT proxy; proxies lists those that are heard";
  }

  /** The proxies that are heard in this time, the strongest first. */
  findProxies(milliseconds: number): Promise<readonly FoundProxy[]> {
    return this.#client.findProxies(milliseconds);
  }

  /** Connects to a proxy; rejects as `ProxyClient.connect` does. */
  async connect(options: ProxyConnectOptions): Promise<ProxyClientConnection> {
    this.#stopKeeping();
    const connection = await this.#client.connect(options);
    this.#open = [...this.#open, connection];
    return connection;
  }

  /** Ends a connection. */
  disconnect(connection: ProxyClientConnection): void {
    this.#open = this.#open.filter((other) => other !== connection);
    connection.disconnect();
  }

  /** Keeps a connection in the background from now on, to the strongest proxy, where there is none yet. */
  keep(): void {
    if (this.#keeping || this.#open.length > 0) return;
    const signal = (this.#keeping = new Abort());
    this.#client.connect({ timeout: attemptTime, signal }).then(
      (connection) => {
        if (this.#keeping === signal) this.#keeping = undefined;
        this.#open = [...this.#open, connection];
        this.tell(`connected to the proxy ${advertiserText(connection.proxy)}`);
      },
      (error: unknown) => {
        if (this.#keeping !== signal) return;
        this.#keeping = undefined;
        if (error instanceof MeshError) this.keep();
      },
    );
  }

  /** Leaves a connection of the radio free for a provisioning over PB-GATT: the oldest one is ended. */
  makeRoom(): void {
    const { gattClient } = this.#provisioner.node.host.radio;
    const [oldest] = this.#open;
    if (oldest && this.#open.length >= gattClient!.connections) this.disconnect(oldest);
  }

  /**
   * Makes a new node reachable. `overGatt`: it was heard over PB-GATT alone, so that its own proxy is
   * the way to it; else one of any node is. Rejects as `ProxyClient.connect` does.
   */
  async reach(node: number, overGatt: boolean, signal: AbortSignal): Promise<void> {
    if (!overGatt && !this.gattOnly) return this.keep();
    if (!overGatt && this.connected) return;
    this.makeRoom();
    await this.connect({ node, timeout: identityTime, signal });
  }

  /** A node has left the network: its proxy is left. */
  forget(node: number): void {
    for (const connection of this.#open)
      if (connection.proxy.node === node) this.disconnect(connection);
    if (this.#provisioner.database.nodes.length > 0) this.keep();
  }

  close(): void {
    this.#stopKeeping();
    this.#open = [];
    this.#client.close();
  }

  #stopKeeping(): void {
    const keeping = this.#keeping;
    this.#keeping = undefined;
    keeping?.abort();
  }
}

/** The advertising address of a proxy, as "c0:11:22:33:44:55". */
export function advertiserText({ address }: Pick<FoundProxy, "address">): string {
  const digits = (address % 2 ** 48).toString(16).padStart(12, "0");
  return digits.match(/../g)!.join(":");
}
