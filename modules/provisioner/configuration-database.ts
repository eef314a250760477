import type { ModelId } from "../access/model-id.js";

// A Mesh Configuration Database (Mesh Configuration Database Profile 1.0.1) as plain objects, with
// numbers and octets in place of the digits of its JSON file. tools/network/cdb reads and writes the file.

/** A unicast, group or fixed group address, 16 bits; or a virtual address by its Label UUID, 16 octets. */
export type DatabaseAddress = number | Uint8Array;

/** "insecure": provisioned without the public key of the device being known out of band, or a key that such a node has. */
export type DatabaseSecurity = "secure" | "insecure";

/** A NetKey. §3.2 */
export interface DatabaseNetKey {
  readonly name: string;
  /** 0..4095; 0 is the primary subnet. */
  readonly index: number;
  /** 16 octets: the new key while the key is refreshed. */
  readonly key: Uint8Array;
  /** The key from before, in phases 1 and 2. */
  readonly oldKey?: Uint8Array | undefined;
  /** Key Refresh phase. */
  readonly phase: 0 | 1 | 2;
  /** "secure" where all nodes with this key are. */
  readonly minSecurity: DatabaseSecurity;
  /** Of the last change of the phase, RFC 3339. */
  readonly timestamp: string;
}

/** An AppKey. */
export interface DatabaseAppKey {
  readonly name: string;
  /** 0..4095. */
  readonly index: number;
  /** Index of the NetKey that it is bound to. */
  readonly boundNetKey: number;
  /** 16 octets: the new key while it is refreshed. */
  readonly key: Uint8Array;
  readonly oldKey?: Uint8Array | undefined;
}

/** Addresses from `lowAddress` to `highAddress`, both included. */
export interface DatabaseAddressRange {
  readonly lowAddress: number;
  readonly highAddress: number;
}

/** Scene numbers from `firstScene` to `lastScene`, both included. */
export interface DatabaseSceneRange {
  readonly firstScene: number;
  readonly lastScene: number;
}

/** A provisioner, and what it gives out. The node with its UUID is its own. */
export interface DatabaseProvisioner {
  readonly provisionerName: string;
  /** 16 octets. */
  readonly UUID: Uint8Array;
  readonly allocatedUnicastRange: readonly DatabaseAddressRange[];
  readonly allocatedGroupRange: readonly DatabaseAddressRange[];
  readonly allocatedSceneRange: readonly DatabaseSceneRange[];
}

/** A key that a node has. */
export interface DatabaseNodeKey {
  readonly index: number;
  /** Whether the node has the new key of a refresh that goes on. */
  readonly updated: boolean;
}

/** Transmissions of a PDU; interval in ms. Both 0: unknown. */
export interface DatabaseTransmit {
  readonly count: number;
  readonly interval: number;
}

/** Where and how a model publishes. */
export interface DatabasePublication {
  /** 0: nowhere. */
  readonly address: DatabaseAddress;
  /** AppKey Index. */
  readonly index: number;
  /** 0..127, or 255 for the Default TTL. */
  readonly ttl: number;
  /** Steps, 0..63, and milliseconds of each. */
  readonly period: {
    readonly numberOfSteps: number;
    readonly resolution: 100 | 1000 | 10_000 | 600_000;
  };
  /** Retransmissions, 0..7, and milliseconds between them. */
  readonly retransmit: DatabaseTransmit;
  /** 0: managed flooding; 1: friendship security credentials. */
  readonly credentials: 0 | 1;
}

/** A model, and what is known of its states. */
export interface DatabaseModel {
  readonly modelId: ModelId;
  readonly subscribe: readonly DatabaseAddress[];
  readonly publish?: DatabasePublication | undefined;
  /** AppKey Indexes. */
  readonly bind: readonly number[];
}

/** An element of a node. */
export interface DatabaseElement {
  readonly name?: string | undefined;
  /** Its unicast address is that of the node and this. */
  readonly index: number;
  /** Location of GATT Bluetooth Namespace Descriptors, 16 bits. */
  readonly location: number;
  readonly models: readonly DatabaseModel[];
}

/** Features: 0 disabled, 1 enabled, 2 not supported. */
export type DatabaseFeature = 0 | 1 | 2;

/** The features of a node; one that is absent is unknown. */
export interface DatabaseFeatures {
  readonly relay?: DatabaseFeature | undefined;
  readonly proxy?: DatabaseFeature | undefined;
  readonly friend?: DatabaseFeature | undefined;
  readonly lowPower?: DatabaseFeature | undefined;
}

/** The Heartbeat Publication state of a node. */
export interface DatabaseHeartbeatPublication {
  readonly address: number;
  /** Seconds. */
  readonly period: number;
  readonly ttl: number;
  /** NetKey Index. */
  readonly index: number;
  readonly features: readonly ("relay" | "proxy" | "friend" | "lowPower")[];
}

/** Addresses of the Heartbeat Subscription state of a node. */
export interface DatabaseHeartbeatSubscription {
  readonly source: number;
  readonly destination: number;
}

/** A node, and what is known of its states. */
export interface DatabaseNode {
  /** Device UUID, 16 octets. */
  readonly UUID: Uint8Array;
  /** Of its primary element. */
  readonly unicastAddress: number;
  /** 16 octets; absent only in a partial database. */
  readonly deviceKey?: Uint8Array | undefined;
  readonly security: DatabaseSecurity;
  readonly netKeys: readonly DatabaseNodeKey[];
  readonly appKeys: readonly DatabaseNodeKey[];
  readonly configComplete: boolean;
  readonly name?: string | undefined;
  /** Of page 0 of its composition data, 16 bits each: company, product, version, CRPL. */
  readonly cid?: number | undefined;
  readonly pid?: number | undefined;
  readonly vid?: number | undefined;
  readonly crpl?: number | undefined;
  readonly features?: DatabaseFeatures | undefined;
  readonly secureNetworkBeacon?: boolean | undefined;
  /** 0, or 2..127. */
  readonly defaultTTL?: number | undefined;
  readonly networkTransmit?: DatabaseTransmit | undefined;
  readonly relayRetransmit?: DatabaseTransmit | undefined;
  readonly elements: readonly DatabaseElement[];
  /** It is left out of the next Key Refresh. */
  readonly excluded: boolean;
  readonly heartbeatPub?: DatabaseHeartbeatPublication | undefined;
  readonly heartbeatSub?: DatabaseHeartbeatSubscription | undefined;
}

/** A group that has a name. */
export interface DatabaseGroup {
  readonly name: string;
  readonly address: DatabaseAddress;
  /** Of another group; 0: none. */
  readonly parentAddress: DatabaseAddress;
}

/** A scene that has a name. */
export interface DatabaseScene {
  readonly name: string;
  readonly number: number;
  /** Unicast addresses of the elements that store it. */
  readonly addresses: readonly number[];
}

/** Addresses of nodes that were removed while the network had this IV Index: free again two indexes later. */
export interface DatabaseExclusion {
  readonly ivIndex: number;
  readonly addresses: readonly number[];
}

/** The database of a network. Members of its objects that the format does not name are kept beside the others. */
export interface ConfigurationDatabase {
  /** Identifies the network, 16 octets. */
  readonly meshUUID: Uint8Array;
  readonly meshName: string;
  /** Of the last change, RFC 3339. */
  readonly timestamp: string;
  /** Whether something of the network is left out, such as device keys. */
  readonly partial: boolean;
  readonly netKeys: readonly DatabaseNetKey[];
  readonly appKeys: readonly DatabaseAppKey[];
  readonly provisioners: readonly DatabaseProvisioner[];
  readonly nodes: readonly DatabaseNode[];
  readonly groups: readonly DatabaseGroup[];
  readonly scenes: readonly DatabaseScene[];
  readonly networkExclusions?: readonly DatabaseExclusion[] | undefined;
}
