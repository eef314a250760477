import type { RemoteDeviceKeys } from "../access/access-options.js";
import type { MeshProfile } from "../access/composition-profiles.js";
import type { Model } from "../access/model.js";
import type { Host } from "../host/host.js";
import type { DeviceCapabilities } from "../provisioning/device-options.js";
import type { ProvisioningDeviceOptions } from "../provisioning/device.js";
import type { NetworkSettings } from "../network/settings.js";
import type { SarReceiver, SarTransmitter } from "../transport/sar-configuration.js";
import type { NodeLimits } from "./limits.js";

/** Provisioning data and device key of a node. Mesh Protocol 1.1 §5.4.2.5. */
export interface ProvisionedData {
  /** NetKey and device key, 16 octets each. */
  readonly netKey: Uint8Array;
  readonly deviceKey: Uint8Array;
  readonly netKeyIndex: number;
  /** Absent: unknown. The node sends nothing until the first authenticated beacon of its network, and takes it from that. */
  readonly ivIndex?: number;
  readonly ivUpdate?: boolean;
  /** Unicast address of the primary element. */
  readonly address: number;
}

/** A provisioner authenticates the device by `staticOob`, `outputOob` or `inputOob`, each with `onlyAuthenticated`. */
export interface NodeOptions extends Omit<DeviceCapabilities, "elements"> {
  readonly host: Host;
  /** Device UUID, 16 octets; default: a random one, kept in the store. */
  readonly uuid?: Uint8Array;
  /** First octets of a random UUID, 1..6, by which a provisioner recognizes the vendor's devices. */
  readonly uuidPrefix?: Uint8Array;
  /** Company, product and version identifiers of the composition data, 16 bits each. */
  readonly companyId: number;
  readonly productId?: number;
  readonly versionId?: number;
  /** The elements with their models, the primary one first. The Configuration Server is added to it. */
  readonly elements: readonly { readonly location?: number; readonly models: readonly Model[] }[];
  /** Mesh profiles that the firmware supports: page 2 of the composition data. Default: none. */
  readonly profiles?: readonly MeshProfile[];
  /** Whether the node can relay; true by default, and off until a provisioner switches it on. */
  readonly relay?: boolean;
  /**
   * Whether the node can be a GATT proxy, by which phones reach the network; default: where the radio
   * has a GATT server. On until a provisioner switches it off.
   */
  readonly proxy?: boolean;
  /**
   * False: the node sends nothing by the advertising bearer and takes nothing from it; it is on the
   * network through the connections of a ProxyClient or of its own GATT proxy. Default true.
   */
  readonly advertising?: boolean;
  /** Initial states where they differ from the defaults. */
  readonly settings?: Partial<Omit<NetworkSettings, "privateProxy">>;
  readonly limits?: Partial<NodeLimits>;
  readonly sarTransmitter?: SarTransmitter;
  readonly sarReceiver?: SarReceiver;
  /**
   * Unicast addresses of nodes whose messages must not be dropped, such as switches: they always
   * have a place in the replay protection list, as have those that its models publish to.
   */
  readonly peers?: readonly number[];
  /** Options of the unprovisioned device where they differ from the defaults. */
  readonly provisioning?: Pick<
    ProvisioningDeviceOptions,
    | "beaconInterval"
    | "bearers"
    | "inviteTimeout"
    | "name"
    | "observer"
    | "protocolTimeout"
    | "timing"
  >;
  /** Where to find OOB information; bits of Mesh Protocol 1.1 §3.10.2. */
  readonly oobInformation?: number;
  /** Keys of other nodes, where this one configures them. */
  readonly remoteDeviceKeys?: RemoteDeviceKeys;
  /** A provisioner wants the device to draw attention for this many seconds; 0: no longer. */
  readonly onAttention?: (seconds: number) => void;
  /** Called with its unicast address when the node is on a network. */
  readonly onProvisioned?: (address: number) => void;
  /** The node left its network. */
  readonly onReset?: () => void;
  /** False: it sends no unprovisioned device beacons and accepts no link; `provision` alone makes it a node. Default true. */
  readonly provisionable?: boolean;
}

/** State of a node, for tools. */
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
