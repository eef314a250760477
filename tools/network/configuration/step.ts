import type { ModelId } from "../../../modules/access/model-id.js";
import type { StateValue } from "../states/model-state.js";
import type {
  DatabaseAddress,
  DatabaseHeartbeatPublication,
  DatabaseHeartbeatSubscription,
  DatabaseNode,
  DatabasePublication,
} from "../../../modules/provisioner/configuration-database.js";

/** A model of a node. */
export interface ModelPlace {
  /** From 0. */
  readonly element: number;
  readonly modelId: ModelId;
}

/** States of a node that one message sets, and the values that a database has for them. */
export interface NodeStates {
  readonly secureNetworkBeacon: boolean;
  readonly defaultTTL: number;
  readonly networkTransmit: NonNullable<DatabaseNode["networkTransmit"]>;
  /** The Relay state and its Relay Retransmit state. */
  readonly relay: {
    readonly on: boolean;
    readonly retransmit: NonNullable<DatabaseNode["relayRetransmit"]> | undefined;
  };
  readonly proxy: boolean;
  readonly friend: boolean;
  readonly heartbeatPub: DatabaseHeartbeatPublication;
  readonly heartbeatSub: DatabaseHeartbeatSubscription;
}

/** A value of a state of the node. */
export type StateStep = {
  [Name in keyof NodeStates]: {
    readonly step: "state";
    readonly state: Name;
    readonly value: NodeStates[Name];
  };
}[keyof NodeStates];

/** A value of a state of a model, and the key with which it is set. */
export interface ModelStateStep extends ModelPlace {
  readonly step: "model-state";
  /** Name of the state; see `ModelState`. */
  readonly state: string;
  /** Name of the part; "" of a state without parts. */
  readonly part: string;
  readonly value: StateValue;
  /** Index of an AppKey to which the model is bound; undefined: the device key. */
  readonly appKeyIndex: number | undefined;
}

/** One request of a client to a node. */
export type Step =
  | { readonly step: "add-net-key" | "delete-net-key"; readonly index: number }
  | { readonly step: "add-app-key" | "delete-app-key"; readonly index: number }
  | (ModelPlace & { readonly step: "bind" | "unbind"; readonly index: number })
  | (ModelPlace & {
      readonly step: "publish";
      /** Undefined: it publishes no longer. */
      readonly publication: DatabasePublication | undefined;
    })
  | (ModelPlace & {
      /** "overwrite": the list is this address alone. */
      readonly step: "subscribe" | "unsubscribe" | "overwrite";
      readonly address: DatabaseAddress;
    })
  | (ModelPlace & { readonly step: "unsubscribe-all" })
  | StateStep
  | ModelStateStep;

/**
 * The model through which the subscription list of a model is written: the root of those that extend each other on the
 * element, which share it (Mesh Protocol 1.1 §4.2.4). A model that shares with no other is its own.
 */
export type RootOf = (place: ModelPlace) => ModelPlace;

/** Every model has a list of its own. */
export const ownList: RootOf = (place) => place;
