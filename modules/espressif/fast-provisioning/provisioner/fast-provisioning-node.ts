import { checkPolicyOptions } from "../policy/adaptive-policy.js";
import type { Node } from "../../../node/node.js";
import type { NodeRecordStore } from "../../node-records/node-record-store.js";
import type { FastProvisioningClient } from "../models/client.js";
import type { FastProvisioningServer } from "../models/server.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import type { FastProvisioningNodeOptions } from "./fast-provisioning-node-options.js";
import { FastProvisioningRole } from "./fast-provisioning-role.js";
import type { TemporaryProvisioner } from "./temporary-provisioner.js";

/**
 * A node with fast provisioning: it has Espressif's vendor models, provisions and configures
 * devices when it is configured to, and reports them. Its options are those of `Node`, with some more.
 */
export class FastProvisioningNode {
  readonly #role: FastProvisioningRole;

  /** Throws as `Node` does. */
  constructor(options: FastProvisioningNodeOptions) {
    checkPolicyOptions("FastProvisioningNode", options);
    this.#role = new FastProvisioningRole(options);
  }

  /** The node itself. */
  get node(): Node {
    return this.#role.node;
  }

  /** How fast it provisions. */
  get policy(): FastProvisioningPolicy {
    return this.#role.policy;
  }

  /** What becomes of its proxy clients while it provisions. */
  get proxyClients(): "kept" | "disconnected" {
    return this.#role.options.proxyClients ?? "kept";
  }

  /** Its Fast Provisioning Server. */
  get server(): FastProvisioningServer {
    return this.#role.server;
  }

  /** Its Fast Provisioning Client. */
  get client(): FastProvisioningClient {
    return this.#role.client;
  }

  /** "provisioning"; "resting": it provisions, but has heard no device for a while; or "idle". */
  get activity(): "idle" | "provisioning" | "resting" {
    const session = this.#role.active;
    if (!session) return "idle";
    return session.provisioner.resting ? "resting" : "provisioning";
  }

  /** The provisioner of the latest session, with its history. */
  get provisioner(): TemporaryProvisioner | undefined {
    return this.#role.session?.provisioner;
  }

  /** Number of records that are not reported yet. */
  get unreported(): number {
    return this.#role.reporter.pending;
  }

  /** The records that it keeps, of itself and of nodes whose records it passes on. */
  get nodes(): NodeRecordStore {
    return this.#role.nodes;
  }

  /** Whether the node provisions and has no address for another node. */
  get exhausted(): boolean {
    return this.#role.active !== undefined && this.#role.pool.exhausted;
  }

  /** To be called when the light was switched, by a message or a button: starts the disable timer. */
  lightSwitched(): void {
    this.server.lightSwitched();
  }

  /** To be called for each Generic OnOff Get and Set: starts the disable timer, depending on `endedBy`. */
  lightRequested(): void {
    if (this.#role.options.endedBy !== "change") this.server.lightSwitched();
  }

  /** Stops the node. Its store is not changed. */
  close(): void {
    this.#role.close();
  }
}
