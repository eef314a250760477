import { answerTable } from "../../access/client-model.js";
import { frozen } from "../../base/frozen.js";
import { NodeClient, type NodeRequestOptions } from "../node-client.js";
import {
  privateBeaconAnswers,
  privateBeaconClientId,
  PrivateBeaconGet,
  PrivateBeaconSet,
  PrivateGattProxyGet,
  PrivateGattProxySet,
  PrivateNodeIdentityGet,
  PrivateNodeIdentitySet,
} from "./messages.js";

const handlers = frozen(answerTable(privateBeaconAnswers));

/** The Private Beacon states of a node. */
export interface PrivateBeaconState {
  /** Private Beacon state: whether the node sends Mesh Private beacons. */
  readonly beacon: boolean;
  /** Time that a Random field is used for, in steps of 10 s; 0: for one beacon. */
  readonly randomUpdateIntervalSteps: number;
}

/** Private Node Identity state of a subnet. Mesh Protocol 1.1 §4.2.46. */
export interface PrivateNodeIdentity {
  /** Status code. Mesh Protocol 1.1 §4.3.5. */
  readonly status: number;
  /** 0: stopped, 1: running, 2: not supported. */
  readonly identity: number;
}

/**
 * The Private Beacon Client model: each method asks the node whose primary
 * element is `node`, with its device key. Requests reject as
 * `ClientModel.request` does. Mesh Protocol 1.1 §4.4.12.
 */
export class PrivateBeaconClient extends NodeClient {
  constructor() {
    super(privateBeaconClientId, handlers);
  }

  /** The states, after setting them where `set` is given; the steps stay as they are unless given. */
  beacon(
    node: number,
    set?: Pick<PrivateBeaconState, "beacon"> & Partial<PrivateBeaconState>,
    options?: NodeRequestOptions,
  ): Promise<PrivateBeaconState> {
    if (!set) return this.ask(PrivateBeaconGet, {}, node, options);
    const { beacon, randomUpdateIntervalSteps } = set;
    return this.ask(PrivateBeaconSet, { beacon, randomUpdateIntervalSteps }, node, options);
  }

  /** Private GATT Proxy: 0 off, 1 on, 2 not supported; after setting it where `set` is given. */
  async gattProxy(node: number, set?: boolean, options?: NodeRequestOptions): Promise<number> {
    const { gattProxy } = await (set === undefined
      ? this.ask(PrivateGattProxyGet, {}, node, options)
      : this.ask(PrivateGattProxySet, { gattProxy: set }, node, options));
    return gattProxy;
  }

  /** Private Node Identity of a subnet, after setting it where `set` is given. */
  async nodeIdentity(
    node: number,
    netKeyIndex: number,
    set?: boolean,
    options?: NodeRequestOptions,
  ): Promise<PrivateNodeIdentity> {
    const fits = (answer: { netKeyIndex: number }) => answer.netKeyIndex === netKeyIndex;
    const { status, identity } = await (set === undefined
      ? this.ask(PrivateNodeIdentityGet, { netKeyIndex }, node, options, fits)
      : this.ask(PrivateNodeIdentitySet, { netKeyIndex, identity: set }, node, options, fits));
    return { status, identity };
  }
}
