import type { AbortSignalLike } from "../base/abort.js";
import { equalBytes } from "../base/bytes.js";
import { MeshError } from "../base/errors.js";
import type { ConfigurationClient } from "../foundation/configuration/client.js";
import type { RemoteProvisioningClient } from "../foundation/remote-provisioning/client.js";
import { NppiProcedure } from "../foundation/remote-provisioning/codes.js";
import { CloseReason, type OpenLink } from "../provisioning/link.js";
import type { Capabilities, ProvisioningData } from "../provisioning/pdu.js";
import type { ProvisionerRole } from "../provisioning/provisioner.js";
import type { ProvisionOptions } from "../provisioning/provisioner-options.js";
import type { NetworkDatabase, NodeEntry } from "./database.js";

/** Changes by an NPPI procedure; without any only the device key changes. */
export interface ReprovisionOptions extends Omit<
  ProvisionOptions,
  "uuid" | "advertisingAddress" | "assign" | "bearer" | "openLink"
> {
  /** The node's new address, one that no node has had; "next": the next free address. */
  readonly address?: number | "next";
  /** The node's firmware has other elements or models than before: page 128 becomes page 0. */
  readonly compositionChanged?: boolean;
}

/** Milliseconds that the refreshed node gets to answer with its new key. */
const confirmTimeout = 30_000;

/** It is unknown whether a node has performed its NPPI procedure: it does not answer. */
export class RefreshUnknownError extends MeshError {
  override get name(): string {
    return "RefreshUnknownError";
  }
}

export interface NodeRefresherOptions {
  readonly database: NetworkDatabase;
  readonly remote: RemoteProvisioningClient;
  readonly configuration: ConfigurationClient;
  readonly role: ProvisionerRole;
  /** Provisioning data on the node's subnet, with this address. */
  readonly data: (netKeyIndex: number, address: number) => ProvisioningData | undefined;
}

/**
 * Refreshes nodes through their own Remote Provisioning servers (Mesh Protocol
 * 1.1 §3.11.8). What a node is afterwards is stored before it is asked for the
 * last step, so that a power cut loses neither key.
 */
export class NodeRefresher {
  readonly #options: NodeRefresherOptions;
  readonly #busy = new Set<number>();

  constructor(options: NodeRefresherOptions) {
    this.#options = options;
  }

  /** Throws RangeError at once for options that make no sense; rejects as provisioning does, or with RefreshUnknownError. */
  refresh(address: number, options: ReprovisionOptions): Promise<NodeEntry> {
    const { database } = this.#options;
    const entry = database.at(address);
    if (entry?.address !== address)
      throw new RangeError(`node ${address}: there is no node with that primary address`);
    if (typeof options.address === "number") database.checkFree(options.address);
    if (this.#busy.has(address)) throw new Error(`node ${address}: it is being refreshed`);
    this.#busy.add(address);
    return this.#refresh(entry, options).finally(() => this.#busy.delete(address));
  }

  /**
   * Finds out what became of a refresh that was cut off: the node as it is. Rejects
   * with RefreshUnknownError where the node does not answer, with MeshError where the store
   * fails: in either case it can be called again.
   */
  async resumeReprovision(
    address: number,
    signal?: AbortSignalLike,
  ): Promise<NodeEntry | undefined> {
    const { database } = this.#options;
    const before = database.at(address);
    const after = database.refreshOf(address);
    if (!before || !after) return before;
    database.assumeRefresh(address);
    if (await this.#answers(after, signal)) {
      try {
        database.finishRefresh(address);
      } catch (error) {
        // The result is not stored: the next call asks the node again.
        database.revertRefresh(after.address, before);
        throw error;
      }
      return after;
    }
    database.revertRefresh(after.address, before);
    if (!(await this.#answers(before, signal)))
      throw new RefreshUnknownError(`node ${address} does not answer, with its old or its new key`);
    database.cancelRefresh(address);
    return before;
  }

  async #refresh(before: NodeEntry, options: ReprovisionOptions): Promise<NodeEntry> {
    const { database, remote, role } = this.#options;
    const { address: wanted, compositionChanged = false, ...others } = options;
    const pending = database.refreshOf(before.address) !== undefined;
    const current = await this.resumeReprovision(before.address, options.signal);
    if (current && current.address !== before.address)
      throw new MeshError(`node ${before.address} is ${current.address} by an earlier refresh`);
    // An earlier procedure was performed, and its result not received: the composition is the new one already.
    const refreshed = current && !equalBytes(current.deviceKey, before.deviceKey);
    if (pending && compositionChanged && refreshed) return current;
    const entry = current ?? before;
    const server = entry.address;
    const kind =
      wanted !== undefined
        ? NppiProcedure.nodeAddressRefresh
        : compositionChanged
          ? NppiProcedure.nodeCompositionRefresh
          : NppiProcedure.deviceKeyRefresh;
    // The link is closed, which carries the refresh out, when the new key is stored.
    let finish: (reason: CloseReason) => void = () => undefined;
    const openLink: OpenLink = (uuid, callbacks) => {
      const link = remote.openNppi(server, kind)(uuid, callbacks);
      finish = (reason) => link.close(reason);
      return {
        send: (pdu, delivered) => link.send(pdu, delivered),
        close: (reason) => {
          if (reason !== CloseReason.success) link.close(reason);
        },
      };
    };
    const { address, deviceKey, elements, netKeyIndex } = await role.provision({
      ...others,
      uuid: entry.uuid,
      openLink,
      assign: (capabilities) => this.#assign(entry, kind, wanted, capabilities),
    });
    const after = { ...entry, address, deviceKey, elements, netKeyIndex };
    try {
      database.beginRefresh(server, after);
    } catch (error) {
      finish(CloseReason.fail);
      throw error;
    }
    finish(CloseReason.success);
    await remote.linkClosed(server);
    return (await this.resumeReprovision(server)) ?? after;
  }

  #assign(
    entry: NodeEntry,
    kind: NppiProcedure,
    wanted: number | "next" | undefined,
    { elements }: Capabilities,
  ): ProvisioningData | undefined {
    const { data, database } = this.#options;
    if (kind === NppiProcedure.nodeAddressRefresh) {
      const address = database.allocate(elements, wanted === "next" ? undefined : wanted);
      return address === undefined ? undefined : data(entry.netKeyIndex, address);
    }
    if (!database.extend(entry, elements)) return undefined;
    return data(entry.netKeyIndex, entry.address);
  }

  /** Whether the node answers with this device key; the first message with the candidate makes it the device key (§3.11.8). */
  async #answers(node: NodeEntry, signal: AbortSignalLike | undefined): Promise<boolean> {
    const options = { timeout: confirmTimeout, retryInterval: 700, ...(signal && { signal }) };
    try {
      // a short question, often: the node may still be on its way to its new address
      await this.#options.configuration.getDefaultTtl(node.address, options);
      return true;
    } catch (error) {
      if ((error as Error).name === "TimeoutError") return false;
      throw error;
    }
  }
}
