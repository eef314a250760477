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

  /** The Private Beacon states. */
  getBeacon(node: number, options?: NodeRequestOptions): Promise<PrivateBeaconState> {
    return this.ask(PrivateBeaconGet, {}, node, options);
  }

  /** Sets the Private Beacon states; the steps stay as they are unless given. */
  setBeacon(
    node: number,
    state: Pick<PrivateBeaconState, "beacon"> & Partial<PrivateBeaconState>,
    options?: NodeRequestOptions,
  ): Promise<PrivateBeaconState> {
    const { beacon, randomUpdateIntervalSteps } = state;
    return this.ask(PrivateBeaconSet, { beacon, randomUpdateIntervalSteps }, node, options);
  }

  /** Private GATT Proxy: 0 off, 1 on, 2 not supported. */
  async getGattProxy(node: number, options?: NodeRequestOptions): Promise<number> {
    return (await this.ask(PrivateGattProxyGet, {}, node, options)).gattProxy;
  }

  /** Sets Private GATT Proxy; resolves to the state then, as `getGattProxy` does. */
  async setGattProxy(
    node: number,
    gattProxy: boolean,
    options?: NodeRequestOptions,
  ): Promise<number> {
    return (await this.ask(PrivateGattProxySet, { gattProxy }, node, options)).gattProxy;
  }

  /** Private Node Identity of a subnet. */
  async getNodeIdentity(
    node: number,
    netKeyIndex: number,
    options?: NodeRequestOptions,
  ): Promise<PrivateNodeIdentity> {
    const fits = (answer: { netKeyIndex: number }) => answer.netKeyIndex === netKeyIndex;
    const values = { netKeyIndex };
    const { status, identity } = await this.ask(
      PrivateNodeIdentityGet,
      values,
      node,
      options,
      fits,
    );
    return { status, identity };
  }

  /** Sets Private Node Identity of a subnet. */
  async setNodeIdentity(
    node: number,
    netKeyIndex: number,
    identity: boolean,
    options?: NodeRequestOptions,
  ): Promise<PrivateNodeIdentity> {
    const fits = (answer: { netKeyIndex: number }) => answer.netKeyIndex === netKeyIndex;
    const values = { netKeyIndex, identity };
    const answer = await this.ask(PrivateNodeIdentitySet, values, node, options, fits);
    return { status: answer.status, identity: answer.identity };
  }
}
