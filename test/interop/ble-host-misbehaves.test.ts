// A GATT proxy and a PB-GATT device of ours, and clients by ble-host that misbehave: what they send
// is dropped and counted, or they are disconnected, and the next client is served.
import test, { type ExecutionContext } from "ava";
import type { ClientCharacteristic, ClientService, Connection } from "ble-host";
import { openRadio } from "../../hosts/hci/open-radio.js";
import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { ProxyPduType } from "../../modules/bearer/proxy-pdu.js";
import { NetworkKeys } from "../../modules/crypto/network-keys.js";
import { NonceType } from "../../modules/host/network-cipher.js";
import type { DropReason } from "../../modules/host/drop-reason.js";
import { Node } from "../../modules/node/node.js";
import { ProvisioningService } from "../../modules/provisioning/pb-gatt/service.js";
import { PduType } from "../../modules/provisioning/pdu.js";
import { meshProxyService } from "../../modules/proxy/proxy-advertising-data.js";
import { VirtualAir } from "../../tools/air/air.js";
import { RealTime } from "../../tools/air/real-time.js";
import { HciServer } from "../../tools/hci/server.js";
import { RawProxyClient } from "../support/proxy-rig.js";
import { TestRandom } from "../support/test-random.js";
import type { TestPeer } from "../support/test-gatt.js";
import { type BleStack, connectStack, startStack } from "./ble-host/stack.js";

const netKey = new Uint8Array(16).fill(7);
const deviceKey = new Uint8Array(16).fill(8);
const scale = 5;

interface Rig {
  readonly clock: VirtualClock;
  readonly node: Node;
  /** Another host, on a controller of its own. */
  another(): Promise<BleStack>;
  /**
   * A client that is connected, with its characteristics found; `subscribed`: a proxy client. `stack`:
   * its host; default: one of several clients, one after the other.
   */
  connect(subscribed?: boolean, stack?: BleStack): Promise<Client>;
}

class Client extends RawProxyClient {
  connection!: Connection;
  ended = false;
}

/** A callback's result as a promise. */
function result<T>(start: (done: (value: T) => void) => void): Promise<T> {
  return new Promise((resolve) => start(resolve));
}

/** A node that is a proxy, or a device of PB-GATT, and ble-host, on controllers of an air. */
async function beside(
  work: (rig: Rig) => Promise<void>,
  what: "proxy" | "device" = "proxy",
): Promise<void> {
  const service = what === "proxy" ? meshProxyService : ProvisioningService.uuid;
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const random = new SeededRandom("server");
  const server = await HciServer.listen({ air, port: 0, random });
  const { port } = server;
  let address = 0x0100;
  try {
    await new RealTime({ clock, scale }).during(async () => {
      const radio = await openRadio(`tcp:127.0.0.1:${port}`, { clock, mtu: 69 });
      const stacks: BleStack[] = [];
      const another = async () => {
        const stack = await startStack({ host: "127.0.0.1", port, noDelay: true });
        stacks.push(stack);
        return stack;
      };
      const usual = await another();
      const host = nodeHost({ clock, radio });
      const node = new Node({ host, companyId: 0xffff, elements: [{ models: [] }] });
      if (what === "proxy")
        node.provision({ netKey, deviceKey, netKeyIndex: 0, ivIndex: 7, address: 0x0010 });
      const keys = new NetworkKeys({ crypto: host.crypto, key: netKey });
      const connect = async (subscribed = true, stack = usual): Promise<Client> => {
        const client = new Client(keys, ++address);
        const connection = await connectStack(stack.manager, radio.address);
        client.connection = connection;
        connection.once("disconnect", () => (client.ended = true));
        const { gatt } = connection;
        await result<number>((done) => gatt.exchangeMtu(done));
        const [found] = await result<ClientService[]>((done) =>
          gatt.discoverServicesByUuid(service, undefined, done),
        );
        const [dataIn, dataOut] = await result<ClientCharacteristic[]>((done) =>
          found!.discoverCharacteristics(done),
        );
        const writeWithoutResponse = (_: unknown, value: Uint8Array) =>
          dataIn!.writeWithoutResponse(Buffer.from(value));
        client.peer = { mtu: gatt.currentMtu, writeWithoutResponse } as unknown as TestPeer;
        if (!subscribed) return client;
        dataOut!.on("change", (value: Buffer) => client.receive(value));
        await result<number>((done) => dataOut!.writeCCCD(true, false, done));
        return client;
      };
      try {
        await work({ clock, node, another, connect });
      } finally {
        node.close();
        radio.close();
        for (const stack of stacks) stack.close();
      }
    });
  } finally {
    await server.close();
  }
}

const wait = ({ clock }: Rig, milliseconds: number) =>
  new Promise<void>((resolve) => clock.schedule(resolve, milliseconds));

/** Ends a client, and waits until the proxy knows it. */
async function leave(rig: Rig, client: Client): Promise<void> {
  if (!client.ended) client.connection.disconnect();
  while (!client.ended) await wait(rig, 20);
}

/** A new client gets a beacon, and its filter is set. */
async function serves(t: ExecutionContext, rig: Rig, after: string): Promise<void> {
  const client = await rig.connect();
  client.configure([0, 1]);
  await wait(rig, 1000);
  t.true(client.take(ProxyPduType.beacon).length > 0, `${after}: a beacon`);
  t.deepEqual(client.statuses().at(-1), [1, 0], `${after}: the status of its filter`);
  await leave(rig, client);
}

const random = (length: number) => new TestRandom(length).bytes(length);

interface Misbehaviour {
  readonly does: (client: Client, rig: Rig) => Promise<void> | void;
  /** Why what it sends is dropped. */
  readonly dropped?: DropReason;
  /** Whether the proxy disconnects it, in so many milliseconds. */
  readonly endedIn?: number;
}

const misbehaviours: Readonly<Record<string, Misbehaviour>> = {
  "a type of another service": {
    does: (client) => client.write(Uint8Array.of(ProxyPduType.provisioning, 1, 2, 3)),
    dropped: "proxy.type",
  },
  "a type that there is not": {
    does: (client) => client.write(Uint8Array.of(0x3f, 1, 2, 3)),
    dropped: "proxy.type",
  },
  "a continuation without a beginning": {
    does: (client) => client.write(Uint8Array.of(0x80, ...random(19))),
    dropped: "proxy.segment",
    endedIn: 2000,
  },
  "two beginnings": {
    does: (client) => {
      client.write(Uint8Array.of(0x40, ...random(19)));
      client.write(Uint8Array.of(0x40, ...random(19)));
    },
    dropped: "proxy.segment",
    endedIn: 2000,
  },
  "a continuation of another type": {
    does: (client) => {
      client.write(Uint8Array.of(0x40, ...random(19)));
      client.write(Uint8Array.of(0x81, ...random(19)));
    },
    dropped: "proxy.segment",
    endedIn: 2000,
  },
  "segments without an end": {
    does: (client) => client.write(Uint8Array.of(0x40, ...random(19))),
    dropped: "proxy.segment-timeout",
    endedIn: 25_000,
  },
  "a message that is too long": {
    does: (client) => {
      client.write(Uint8Array.of(0x40, ...random(60)));
      client.write(Uint8Array.of(0xc0, ...random(60)));
    },
    dropped: "proxy.length",
  },
  "a forged network PDU": {
    does: (client) => client.send(ProxyPduType.network, random(20)),
    dropped: "network.unknown-nid",
  },
  "a configuration message that is sent twice": {
    does: (client) => {
      const bytes = Uint8Array.of(0, 1);
      const pdu = client.pdu({ control: true, ttl: 0, dst: 0, bytes }, NonceType.proxy);
      client.send(ProxyPduType.configuration, pdu);
      client.send(ProxyPduType.configuration, pdu);
    },
    dropped: "network.replay",
  },
  "a filter of a thousand addresses": {
    does: async (client, rig) => {
      for (let i = 0; i < 200; i++) {
        const octets = [0, 1, 2, 3, 4].flatMap((k) => [0xc0 + (i >> 7), (i * 5 + k) & 0xff]);
        client.configure([1, ...octets]);
        if (i % 4 === 3) await wait(rig, 150);
      }
      await wait(rig, 1000);
    },
    dropped: "proxy.filter-full",
  },
};

for (const [name, { does, dropped, endedIn }] of Object.entries(misbehaviours))
  test.serial(`a client that sends ${name}`, (t) =>
    beside(async (rig) => {
      const client = await rig.connect();
      const { diagnostics } = rig.node;
      await does(client, rig);
      const end = rig.clock.now() + (endedIn ?? 2000);
      while (!client.ended && rig.clock.now() < end) await wait(rig, 50);
      t.is(client.ended, endedIn !== undefined, "whether it was disconnected");
      if (dropped) t.true(diagnostics.dropped(dropped) > 0, JSON.stringify(diagnostics.drops()));
      await leave(rig, client);
      await serves(t, rig, name);
    }),
  );

test.serial("a client that writes before it subscribes, and one that does nothing", (t) =>
  beside(async (rig) => {
    const early = await rig.connect(false);
    early.sendNetwork();
    const idle = await rig.connect(false, await rig.another());
    await wait(rig, 2000);
    t.is(rig.node.diagnostics.dropped("proxy.not-subscribed"), 1);
    await leave(rig, early);
    await serves(t, rig, "beside one that does nothing");
    await leave(rig, idle);
  }),
);

test.serial("a client that connects and goes as fast as it can, for a minute", (t) =>
  beside(async (rig) => {
    let connections = 0;
    for (const end = rig.clock.now() + 60_000; rig.clock.now() < end; connections++)
      await leave(rig, await rig.connect());
    t.true(connections > 30, `${connections} connections`);
    await serves(t, rig, "after them");
  }),
);

/** A new client opens a link: its Invite is answered with Capabilities. */
async function answersInvite(t: ExecutionContext, rig: Rig, after: string): Promise<void> {
  const client = await rig.connect();
  client.send(ProxyPduType.provisioning, Uint8Array.of(PduType.invite, 0));
  await wait(rig, 1000);
  const [pdu] = client.take(ProxyPduType.provisioning);
  t.is(pdu?.[0], PduType.capabilities, after);
  await leave(rig, client);
}

const invite = Uint8Array.of(PduType.invite, 0);
/** What a client sends to a device, one Provisioning PDU after the other, before it goes. */
const provisioners: Readonly<Record<string, readonly Uint8Array[]>> = {
  nothing: [],
  "an Invite alone": [invite],
  "a PDU that there is not": [Uint8Array.of(0x3f)],
  "an Invite that is too long": [Uint8Array.of(PduType.invite, 0, 0)],
  "two Invites": [invite, invite],
  "a Public Key before a Start": [invite, Uint8Array.of(PduType.publicKey, ...random(64))],
  "a Start with an algorithm that there is not": [
    invite,
    Uint8Array.of(PduType.start, 9, 0, 0, 0, 0),
  ],
  "a Public Key that is no point": [
    invite,
    Uint8Array.of(PduType.start, 0, 0, 0, 0, 0),
    Uint8Array.of(PduType.publicKey, ...random(64)),
  ],
};

for (const [name, pdus] of Object.entries(provisioners))
  test.serial(`a provisioner that sends ${name}, and goes`, (t) =>
    beside(async (rig) => {
      const client = await rig.connect();
      for (const pdu of pdus) {
        client.send(ProxyPduType.provisioning, pdu);
        await wait(rig, 300);
      }
      await leave(rig, client);
      t.false(rig.node.provisioned);
      await answersInvite(t, rig, name);
    }, "device"),
  );

test.serial("a client of a device that sends PDUs of a proxy, and segments out of order", (t) =>
  beside(async (rig) => {
    for (const octets of [Uint8Array.of(0, 1, 2, 3), Uint8Array.of(0x83, 1, 2, 3)]) {
      const client = await rig.connect();
      client.write(octets);
      await wait(rig, 500);
      await leave(rig, client);
      await answersInvite(t, rig, String(octets));
    }
    const { diagnostics } = rig.node;
    t.true(diagnostics.dropped("proxy.type") > 0, JSON.stringify(diagnostics.drops()));
    t.true(diagnostics.dropped("proxy.segment") > 0, JSON.stringify(diagnostics.drops()));
  }, "device"),
);
