import { remainder } from "../../../../modules/access/fields.js";
import { message } from "../../../../modules/access/message.js";
import type { MessageContext } from "../../../../modules/access/message-context.js";
import { vendorOpcode } from "../../../../modules/access/opcode.js";
import { toHex } from "../../../../modules/base/bytes.js";
import { vendorModelId } from "../../../../modules/access/model-id.js";
import type { Firmware } from "../../../../modules/firmware/start.js";
import type { Host } from "../../../../modules/host/host.js";
import type {
  InterfaceUser,
  NetworkInterface,
} from "../../../../modules/network/network-interface.js";
import { Node } from "../../../../modules/node/node.js";
import {
  defaultSarReceiver,
  type SarReceiver,
} from "../../../../modules/transport/sar-configuration.js";
import { ProbeServer } from "../../../support/probe-models.js";

/** A key of 16 octets; those of the node are named in the test. */
export function testKey(octet: number): Uint8Array {
  return new Uint8Array(16).fill(octet);
}

export const nodeAddress = 0x0100;
/** Octets of the keys of the node at its start: NetKeys 0 and 1, AppKeys 0 to 2, device key. */
export const startKeys = { netKeys: [1, 2], appKeys: [11, 12, 13], device: 21 } as const;
/** The NetKey Index of each AppKey. */
export const boundTo: readonly number[] = [0, 0, 1];

/** A message of any length, which is not answered. */
export const ProbeText = message("Probe Text", vendorOpcode(3, 0x1234), { octets: remainder });

/** What changes at a node. */
export interface ReceiveChange {
  /** Fields of the SAR Receiver state that are not as they are by default. */
  readonly sarReceiver?: Partial<SarReceiver>;
  readonly relay?: boolean;
  /** Addresses of the first element. */
  readonly subscriptions?: readonly { readonly address: number; readonly label?: number }[];
  /** Adds an AppKey, or deletes one. */
  readonly addKey?: { readonly index: number; readonly octet: number };
  readonly deleteKey?: number;
  /** A step of a Key Refresh procedure: to phase 1 with a new NetKey and AppKey 0, to phase 2, or (3) to its end. */
  readonly refresh?: { readonly step: 1 | 2 | 3; readonly netKey: number; readonly appKey: number };
  /** Adds subnet 1, or deletes it. */
  readonly subnet?: boolean;
  /** A network PDU that a connection brings, to which the node sends nothing. */
  readonly brought?: readonly number[];
}

/** A connection that a test brings PDUs by. */
class Connection implements NetworkInterface {
  readonly bearer = "gatt";
  readonly backlog = 0;
  #network: InterfaceUser | undefined;

  open(network: InterfaceUser): void {
    this.#network = network;
  }

  bring(octets: readonly number[]): void {
    this.#network!.receive(this, Uint8Array.from(octets), 0, octets.length, 0);
  }

  send(): void {}

  close(): void {}
}

/** A message as a model gets it. */
function line(value: number | string, context: MessageContext): string {
  const { appKeyIndex, deviceKey, dst, netKeyIndex, rssi, src, ttl } = context;
  const key = deviceKey ? `device ${deviceKey.key[0]!}` : appKeyIndex!;
  return [src, dst, ttl, netKeyIndex, key, rssi, value].join(" ");
}

/** A provisioned node with a model for AppKeys, and on its second element one for the device key. */
export function start(host: Host): Firmware {
  return startWith(host, false);
}

/** The same; `texts`: its models list Probe Text messages, too, which takes memory. */
export function startWith(host: Host, texts: boolean): Firmware {
  const heard: string[] = [];
  const list = (value: number | string, context: MessageContext) =>
    void heard.push(line(value, context));
  class Listing extends ProbeServer {
    constructor(...options: ConstructorParameters<typeof ProbeServer>) {
      super(...options);
      if (texts) this.on(ProbeText, ({ octets }, context) => list(toHex(octets), context));
    }

    protected override onHeard(value: number, context: MessageContext): void {
      list(value, context);
    }
  }
  const [first, second] = [new Listing(), new Listing(vendorModelId(0x1234, 3), "device")];
  const node = new Node({
    host,
    companyId: 0xffff,
    elements: [{ models: [first] }, { models: [second] }],
    provisionable: false,
    settings: { beacon: false },
  });
  node.provision({
    netKey: testKey(startKeys.netKeys[0]),
    deviceKey: testKey(startKeys.device),
    netKeyIndex: 0,
    ivIndex: 0,
    address: nodeAddress,
  });
  const network = node.network!;
  const { applicationKeys, subnets } = network;
  subnets.add(1, testKey(startKeys.netKeys[1]));
  startKeys.appKeys.forEach((octet, index) =>
    applicationKeys.add(boundTo[index]!, index, testKey(octet)),
  );
  first.configuration = { bindings: [0, 1, 2], publication: undefined };
  network.saveModel(first);
  let connection: Connection | undefined;
  const bring = (octets: readonly number[]) => {
    if (!connection) network.networkLayer.addInterface((connection = new Connection()));
    connection.bring(octets);
  };
  const change = (changes: ReceiveChange) => {
    const { addKey, brought, deleteKey, refresh, relay, sarReceiver, subnet, subscriptions } =
      changes;
    if (subnet === true) subnets.add(1, testKey(startKeys.netKeys[1]));
    else if (subnet === false) subnets.delete(1);
    if (brought) bring(brought);
    if (sarReceiver) network.sarReceiver = { ...defaultSarReceiver, ...sarReceiver };
    if (relay !== undefined) network.settings.relay = relay;
    if (subscriptions) {
      first.subscriptionList.entries = subscriptions.map(({ address, label }) => ({
        address,
        label: label === undefined ? undefined : testKey(label),
      }));
      network.saveModel(first);
    }
    if (addKey) applicationKeys.add(boundTo[addKey.index]!, addKey.index, testKey(addKey.octet));
    if (deleteKey !== undefined) applicationKeys.delete(boundTo[deleteKey]!, deleteKey);
    if (refresh?.step === 1) {
      subnets.update(0, testKey(refresh.netKey));
      applicationKeys.update(0, 0, testKey(refresh.appKey));
    } else if (refresh) {
      subnets.setPhase(0, refresh.step);
      network.keyRefreshChanged(0, refresh.step === 2 ? 2 : 0);
    }
  };
  return {
    close: () => node.close(),
    call(name, argument) {
      if (name === "drops") return node.diagnostics.drops();
      if (name === "heard") return heard.splice(0);
      change(argument as ReceiveChange);
      return null;
    },
  };
}
