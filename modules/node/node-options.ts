import type { RemoteDeviceKeys } from "../access/access-options.js";
import type { MeshProfile } from "../access/composition-profiles.js";
import type { Model } from "../access/model.js";
import type { Host } from "../host/host.js";
import type { DeviceCapabilities } from "../provisioning/device-options.js";
import type { ProvisioningDeviceOptions } from "../provisioning/device.js";
import type { NetworkSettings } from "../network/settings.js";
import type { SarReceiver, SarTransmitter } from "../transport/sar-configuration.js";
import type { NodeLimits } from "./limits.js";

/** What a device gets when it is provisioned. Mesh Protocol 1.1 §5.4.2.5. */
export interface ProvisionedData {
  /** NetKey and device key, 16 octets each. */
  readonly netKey: Uint8Array;
  readonly deviceKey: Uint8Array;
  readonly netKeyIndex: number;
  readonly ivIndex: number;
  readonly ivUpdate?: boolean;
  /** Unicast address of the primary element. */
  readonly address: number;
}

/** A provisioner authenticates the device by `staticOob`, `outputOob` or `inputOob`, each with `onlyAuthenticated`. */
export interface NodeOptions extends Omit<DeviceCapabilities, "elements"> {
  readonly host: Host;
  /** Device UUID, 16 octets; default: a random one, kept in the store. */
  readonly uuid?: Uint8Array;
  /** How a random UUID begins, 1..6 octets, so that a provisioner knows the maker's devices. */
  readonly uuidPrefix?: Uint8Array;
  /** Company, product and version identifiers of the composition data, 16 bits each. */
  readonly companyId: number;
  readonly productId?: number;
  readonly versionId?: number;
  /** The elements with their models, the primary one first. The Configuration Server is added to that. */
  readonly elements: readonly { readonly location?: number; readonly models: readonly Model[] }[];
  /** Mesh profiles that the firmware supports: page 2 of the composition data. Default: none. */
  readonly profiles?: readonly MeshProfile[];
  /** Whether the node can relay; true by default, and off until a provisioner switches it on. */
  readonly relay?: boolean;
  /** States to begin with where the defaults do not fit. */
  readonly settings?: Partial<NetworkSettings>;
  readonly limits?: Partial<NodeLimits>;
  readonly sarTransmitter?: SarTransmitter;
  readonly sarReceiver?: SarReceiver;
  /**
   * Unicast addresses of nodes whose messages must not be dropped, such as switches: they always
   * have a place in the replay protection list, as have those that its models publish to.
   */
  readonly peers?: readonly number[];
  /** How it offers itself to provisioners, where the defaults do not fit. */
  readonly provisioning?: Pick<
    ProvisioningDeviceOptions,
    "beaconInterval" | "inviteTimeout" | "protocolTimeout" | "timing"
  >;
  /** Where to find OOB information; bits of Mesh Protocol 1.1 §3.10.2. */
  readonly oobInformation?: number;
  /** Keys of other nodes, where this one configures them. */
  readonly remoteDeviceKeys?: RemoteDeviceKeys;
  /** A provisioner wants attention for this many seconds, 0: no longer. */
  readonly onAttention?: (seconds: number) => void;
  /** The node is on a network now; told its unicast address. */
  readonly onProvisioned?: (address: number) => void;
  /** The node left its network. */
  readonly onReset?: () => void;
  /** False: it does not offer itself to provisioners; `provision` is the only way in. Default true. */
  readonly provisionable?: boolean;
}

/** What a node tells of itself. */
export interface NodeState {
  /** 32 hexadecimal digits. */
  readonly uuid: string;
  /** Unicast address of the primary element; absent while it is on no network. */
  readonly address?: number;
  /** Access messages so far. */
  readonly messagesSent: number;
  readonly messagesReceived: number;
  /** Dropped PDUs, by reason. */
  readonly drops: Readonly<Record<string, number>>;
  /** Writes to the store so far. */
  readonly storeWrites: number;
}
