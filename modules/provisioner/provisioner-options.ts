import type { Model } from "../access/model.js";
import { checkWhole } from "../base/check.js";
import type { Host } from "../host/host.js";
import type { NodeOptions } from "../node/node.js";
import type { ProvisioningBearer } from "../provisioning/link.js";
import type { PbAdvTiming } from "../provisioning/pb-adv/timing.js";
import type { ProvisionOptions } from "../provisioning/provisioner-options.js";
import type { UnprovisionedDevice } from "../provisioning/scanner.js";
import type { ExistingNetwork } from "./join.js";
import type { AddressRange } from "./unicast-addresses.js";

/** Address of a provisioner that makes a network of its own. */
export const defaultAddress = 0x0001;
const lastUnicast = 0x7fff;

/** Default of `sarTransmitter`: `remoteProvisioningSarTransmitter`, with shorter segment intervals where there are several advertising sets. */
export interface ProvisionerOptions extends Pick<
  NodeOptions,
  "advertising" | "settings" | "sarTransmitter" | "sarReceiver" | "limits"
> {
  /** The machine that the provisioner runs on. */
  readonly host: Host;
  /** Device UUID of the provisioner's own node, 16 octets. Default: a random one, kept in the store. */
  readonly uuid?: Uint8Array;
  /** Company identifier in the composition data, 16 bits. */
  readonly companyId: number;
  /** Models of its own node's primary element, beside the configuration models. */
  readonly models?: readonly Model[];
  /** Timing of PB-ADV. Default: `standardTiming`. */
  readonly timing?: PbAdvTiming;
  /**
   * Unicast address of the provisioner's own node; default 0x0001. It may lie in one of its ranges. It stays
   * what it was at the first start.
   */
  readonly address?: number;
  /** The first address that is given to a node, above the provisioner's own; default: the one behind it. */
  readonly firstAddress?: number;
  /**
   * The unicast addresses that this provisioner gives to nodes, from the lowest on; default: from
   * `firstAddress` to 0x7fff. Where a network has several provisioners each has ranges of its own.
   * One that is added later has to lie above those that addresses were given out of.
   */
  readonly ranges?: readonly AddressRange[];
  /**
   * The network that exists already, which it joins at its first start at `address`, one that nobody has
   * had. Default: it makes a new one, unless it is `provisionable`.
   */
  readonly network?: ExistingNetwork;
  /** True: it makes no network; another provisioner takes its node in, into the primary subnet. Default false. */
  readonly provisionable?: boolean;
  /** Called for each device when its beacon is received for the first time. */
  readonly onFound?: (device: UnprovisionedDevice) => void;
}

/** Options of one provisioning. */
export interface ProvisionDeviceOptions extends Omit<
  ProvisionOptions,
  "uuid" | "advertisingAddress" | "assign" | "bearer"
> {
  /** Through the Remote Provisioning server of the node at this unicast address; default: by this node's own radio. */
  readonly server?: number;
  /**
   * Provisioning bearer without a `server`. Default: PB-ADV, or PB-GATT for a device of which the
   * scanner has heard only that, and for a provisioner with `advertising: false`, for which PB-ADV is
   * a RangeError.
   */
  readonly bearer?: ProvisioningBearer;
  /** Index of the NetKey that the device gets, one that this node has; default: that of the primary subnet. */
  readonly netKey?: number;
  /** Address for the primary element, one that no node has had; default: the lowest of these. */
  readonly address?: number;
}

/** A device to be provisioned. */
export interface ProvisionDeviceRequest extends ProvisionDeviceOptions {
  /** 16 octets. */
  readonly uuid: Uint8Array;
}

/** The first address that is given to a node. */
export function firstAddressOf({
  address = defaultAddress,
  firstAddress,
}: ProvisionerOptions): number {
  return firstAddress ?? address + 1;
}

/** Throws RangeError for an own address, or a first one, that is none. */
export function checkAddresses(options: ProvisionerOptions): void {
  const { address = defaultAddress, firstAddress, network, provisionable, ranges } = options;
  if (provisionable && (network || options.address !== undefined))
    throw new RangeError(
      `${network ? "network" : "address"}: a provisionable provisioner gets it from the one that takes it in`,
    );
  checkWhole("address", address, 1, ranges ? lastUnicast : lastUnicast - 1);
  if (ranges === undefined)
    return checkWhole("firstAddress", firstAddressOf(options), address + 1, lastUnicast);
  if (firstAddress !== undefined)
    throw new RangeError("firstAddress: ranges say which addresses are given out; leave it out");
}

/** Throws RangeError where the provisioner has been at another address than the one that it is to have. */
export function checkOwnAddress(wanted: number | undefined, own: number | undefined): void {
  if (wanted !== undefined && wanted !== own)
    throw new RangeError(
      `address ${wanted}: the provisioner in this store is ${own}, and stays that; leave it out`,
    );
}
