import type { Element } from "../../access/element.js";
import type { Model } from "../../access/model.js";
import type { Crypto } from "../../host/crypto.js";
import type { Sequence } from "../../network/sequence.js";
import type { NetworkSettings } from "../../network/settings.js";
import type { KeyRefreshPhase } from "../../network/key-refresh.js";
import type { Subnets } from "../../network/subnets.js";
import type { ApplicationKeys } from "../../transport/application-keys.js";
import type {
  HeartbeatPublication,
  HeartbeatPublicationState,
} from "../../transport/heartbeat-publication.js";
import type { HeartbeatSubscription } from "../../transport/heartbeat-subscription.js";
import type { NodeServer } from "../node-server.js";
import type { ProxyTarget } from "../private-proxy.js";

/** What the configuration server configures: the node it is part of. */
export interface ConfigurationTarget extends ProxyTarget {
  readonly crypto: Crypto;
  readonly subnets: Subnets;
  readonly applicationKeys: ApplicationKeys;
  readonly settings: NetworkSettings;
  readonly sequence: Sequence;
  readonly elements: readonly Element[];
  /** Unicast address of the primary element. */
  readonly address: number;
  /** AppKeys that one model may be bound to, and addresses it may subscribe to. */
  readonly maximumBindings: number;
  readonly maximumSubscriptions: number;
  /** The composition data page that is answered to a Get of `page`. */
  compositionPage(page: number): { readonly page: number; readonly data: Uint8Array };
  readonly heartbeatPublication: HeartbeatPublication;
  readonly heartbeatSubscription: HeartbeatSubscription;
  /** Stores a Heartbeat Publication state. False where the store fails. */
  saveHeartbeatPublication(state: HeartbeatPublicationState): boolean;
  /** Stores the settings. False where the store fails. */
  saveSettings(): boolean;
  /** Stores a model's configuration and lets it take effect. False where the store fails. */
  saveModel(model: Model): boolean;
  /** A key refresh of the subnet came to this phase: beacons and AppKeys follow. */
  keyRefreshChanged(netKeyIndex: number, phase: KeyRefreshPhase): void;
  /** Leaves the network, after the answer is out. */
  resetSoon(): void;
}

/** The Configuration Server model as its handlers see it. */
export type ConfigurationModel = NodeServer<ConfigurationTarget>;
