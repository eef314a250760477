import { RunQueue } from "../../modules/base/run-queue.js";
import { AccessLayer } from "../../modules/access/access-layer.js";
import { Element } from "../../modules/access/element.js";
import type { Model } from "../../modules/access/model.js";
import type { Subscription } from "../../modules/access/model-configuration.js";
import { DeviceKey } from "../../modules/crypto/application-key.js";
import { isUnicast } from "../../modules/network/address.js";
import { provisionedIvState } from "../../modules/network/iv-update.js";
import { LocalInterface } from "../../modules/network/local-interface.js";
import { Network } from "../../modules/network/network.js";
import { Sequence } from "../../modules/network/sequence.js";
import { defaultNetworkSettings } from "../../modules/network/settings.js";
import { Subnets } from "../../modules/network/subnets.js";
import { ApplicationKeys } from "../../modules/transport/application-keys.js";
import { type AccessTransfer, Transport } from "../../modules/transport/transport.js";
import type { ReceivedAccess } from "../../modules/transport/transport-user.js";
import type { ReplayCandidate } from "../../modules/transport/replay-list.js";
import {
  defaultSarReceiver,
  defaultSarTransmitter,
} from "../../modules/transport/sar-configuration.js";
import { entries } from "./entries.js";
import { crypto } from "./crypto.js";
import { ProbeAsk, ProbeClient, ProbeServer } from "./probe-models.js";
import { testRecords } from "./records.js";
import { message, replayList } from "./replay.js";
import { TestClock } from "./test-clock.js";
import { TestRandom } from "./test-random.js";

const ignore = () => undefined;

export const labels = [1, 2].map((octet) => new Uint8Array(16).fill(octet));
export const [labelA, labelB] = labels as [Uint8Array, Uint8Array];
export const key = (octet: number) => new Uint8Array(16).fill(octet);

/** What differs from a message of 0200 to the first element with AppKey 0. */
export interface ReceivedChanges extends Partial<ReceivedAccess> {
  readonly payload?: Uint8Array;
  readonly length?: number;
  readonly label?: Uint8Array | undefined;
  readonly pdu?: ReplayCandidate | undefined;
}

/** A node at 0100 with two elements: a server and a client on each; AppKeys 0 and 1 of NetKeys 0 and 1. */
export function accessRig() {
  const clock = new TestClock();
  const base = testRecords();
  const { diagnostics, events, records, store } = base;
  const subnets = new Subnets({ crypto, records, capacity: 2 });
  subnets.add(0, key(1));
  subnets.add(1, key(2));
  const applicationKeys = new ApplicationKeys({ crypto, records, subnets, capacity: 4 });
  applicationKeys.add(0, 0, key(3));
  applicationKeys.add(1, 1, key(4));
  const { list: replay } = replayList(8, base);
  const deviceKey = new DeviceKey({ crypto, key: key(5) });
  const remoteKey = new DeviceKey({ crypto, key: key(6) });
  const settings = defaultNetworkSettings();
  const servers = [new ProbeServer(), new ProbeServer()] as const;
  const clients = [new ProbeClient(), new ProbeClient()] as const;
  const bound = { bindings: [0], publication: undefined };
  for (const model of [...servers, ...clients]) model.configuration = { ...bound };
  const elements = [0, 1].map(
    (index) => new Element({ index, models: [servers[index]!, clients[index]!] }),
  );
  const sent: AccessTransfer[] = [];
  const control = { error: undefined as Error | undefined };
  const queue = new RunQueue(clock);
  const shared = { clock: queue.clock, queue, diagnostics, settings, subnets, replay };
  const sequence = Sequence.create(records, provisionedIvState(5, false), 16);
  const network = new Network({
    ...shared,
    crypto,
    sequence,
    interfaces: [new LocalInterface({ queue })],
    address: 0x0100,
    elements: elements.length,
  });
  /** The local interface is there; what would leave by a bearer is kept. */
  class RecordingTransport extends Transport {
    override send(transfer: AccessTransfer): void {
      if (control.error) throw control.error;
      const { dst, onEnd, ttl } = transfer;
      const leaves = !network.isLocal(dst) || !(isUnicast(dst) || ttl === 1);
      if (leaves) sent.push(transfer);
      if (network.isLocal(dst))
        super.send(leaves && onEnd ? { ...transfer, onEnd: ignore } : transfer);
    }
  }
  const transport = new RecordingTransport({
    ...shared,
    network,
    sequence,
    sar: { sarReceiver: defaultSarReceiver, sarTransmitter: defaultSarTransmitter },
    incomingMessages: 2,
  });
  const layer = new AccessLayer({
    clock: queue.clock,
    queue,
    random: new TestRandom(1),
    diagnostics,
    settings,
    subnets,
    applicationKeys,
    records,
    replay,
    elements,
    address: 0x0100,
    deviceKey,
    remoteDeviceKeys: { deviceKey: (address) => (address === 0x0200 ? remoteKey : undefined) },
    transport,
  });
  layer.start();
  const entered = entries(queue, layer);
  let seq = 0;
  const receive = (changes: ReceivedChanges = {}) => {
    const { label, length, payload = ProbeAsk.encode({ value: 1 }), pdu, ...rest } = changes;
    const { src = 0x0200 } = changes;
    const replay = "pdu" in changes ? pdu : message(src, 5, seq);
    seq++;
    const from = { src, dst: 0x0100, ttl: 5, netKeyIndex: 0, appKeyIndex: 0 };
    const received = { ...from, deviceKey: undefined, rssi: -40, ...rest };
    entered.receive(received, payload, length ?? payload.length, label, replay);
  };
  const subscribe = (model: Model, ...subscriptions: (number | Subscription)[]) => {
    model.subscriptionList.entries = subscriptions.map((to) =>
      typeof to === "number" ? { address: to, label: undefined } : to,
    );
    layer.subscriptionsChanged();
  };
  const heard = () => servers.map((server) => server.heard.length);
  return {
    applicationKeys,
    clients: [entries(queue, clients[0]), entries(queue, clients[1])] as const,
    clock,
    control,
    deviceKey,
    diagnostics,
    events,
    heard,
    layer: entered,
    /** Their calls are no entries: what they post waits for the clock. */
    outside: clients,
    queue,
    receive,
    remoteKey,
    replay,
    sent,
    servers,
    settings,
    store,
    subnets,
    subscribe,
    transport,
  };
}
