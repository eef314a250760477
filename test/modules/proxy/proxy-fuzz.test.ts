import test from "ava";
import fc from "fast-check";
import { ProxySegmenter } from "../../../modules/bearer/proxy-sender.js";
import type { GattPeer, RemoteCharacteristic } from "../../../modules/host/gatt-client.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { proxyFilterCapacity } from "../../../modules/network/proxy-filter.js";
import { ConfigurationNumbers } from "../../../modules/proxy/configuration-numbers.js";
import { ProxyLink } from "../../../modules/proxy/proxy-link.js";
import { ProxyRig, type RawProxyClient } from "../../support/proxy-rig.js";

/** Octets that are written or notified: any, and such as look like proxy PDUs. */
const value = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc
    .record({
      sar: fc.integer({ min: 0, max: 3 }),
      type: fc.integer({ min: 0, max: 4 }),
      octets: fc.uint8Array({ maxLength: 68 }),
    })
    .map(({ octets, sar, type }) => Uint8Array.of((sar << 6) | type, ...octets)),
);

const event = fc.oneof(
  { weight: 4, arbitrary: value.map((octets) => ({ kind: "write" as const, octets })) },
  {
    weight: 4,
    arbitrary: fc
      .record({
        // The opcodes of the filter, and others.
        opcode: fc.integer({ min: 0, max: 5 }),
        parameters: fc.uint8Array({ maxLength: 11 }),
      })
      .map(({ opcode, parameters }) => ({ kind: "configure" as const, opcode, parameters })),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ dst: fc.integer({ min: 0, max: 0xffff }), ttl: fc.integer({ min: 0, max: 3 }) })
      .map((fields) => ({ kind: "message" as const, fields })),
  },
  { weight: 1, arbitrary: fc.boolean().map((on) => ({ kind: "subscribe" as const, on })) },
  { weight: 1, arbitrary: fc.constant({ kind: "reconnect" as const }) },
  { weight: 1, arbitrary: fc.boolean().map((on) => ({ kind: "proxy" as const, on })) },
  { weight: 1, arbitrary: fc.constantFrom(1, 2).map((index) => ({ kind: "key" as const, index })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(10, 500, 21_000).map((ms) => ({ kind: "wait" as const, ms })),
  },
);

test("whatever clients do, the server keeps its bounds and serves the next one", async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), event), { maxLength: 60 }),
      async (events) => {
        const rig = new ProxyRig();
        const { mesh } = rig;
        const proxy = mesh.node(0x0100, [{ models: [new GenericOnOffServer()] }]);
        const network = proxy.node.network!;
        const server = rig.server(proxy);
        const clients: RawProxyClient[] = [];
        for (const src of [0x0700, 0x0701]) clients.push(await rig.connect(proxy, { src }));
        for (const [who, step] of events) {
          let client = clients[who]!;
          if (!client.peer.connected || step.kind === "reconnect") {
            client.peer.disconnect();
            network.proxyStates!.gattProxy = true;
            await mesh.clock.run(100);
            client = clients[who] = await rig.connect(proxy, { src: 0x0700 + who });
          }
          if (step.kind === "write")
            client.write(
              step.octets.subarray(0, Math.min(step.octets.length, client.peer.mtu - 3)),
            );
          else if (step.kind === "configure") client.configure([step.opcode, ...step.parameters]);
          else if (step.kind === "message") client.sendNetwork(step.fields);
          else if (step.kind === "subscribe") {
            const receive = (octets: Uint8Array) => client.receive(octets);
            await mesh.outcome(
              client.peer.subscribe(client.dataOut, step.on ? receive : undefined),
            );
          } else if (step.kind === "proxy") network.proxyStates!.gattProxy = step.on;
          else if (step.kind === "key") {
            if (network.subnets.get(step.index)) network.subnets.delete(step.index);
            else network.subnets.add(step.index, new Uint8Array(16).fill(step.index));
          } else if (step.kind === "wait") await mesh.clock.run(step.ms);
          await mesh.clock.run(40);
          t.true(network.networkLayer.backlog < 2000);
          t.true(server.peers.size <= 2);
          for (const status of client.statuses())
            if (status) t.true(status[0]! <= 1 && status[1]! <= proxyFilterCapacity);
        }
        for (const client of clients) client.peer.disconnect();
        network.proxyStates!.gattProxy = true;
        await mesh.clock.run(1000);
        const client = await rig.connect(proxy, { src: 0x0702 });
        client.configure([1, 0xc0, 0x00]);
        await mesh.clock.run(200);
        t.deepEqual(client.statuses(), [[0, 1]]);
        proxy.node.close();
        await mesh.clock.run(30_000);
        t.is(mesh.clock.pending, 0, "timers are left");
      },
    ),
    { numRuns: 60, seed: 21 },
  );
});

/** The connection of a client to a server that is played: it takes each write, or none. */
function linkRig(takes: boolean) {
  const rig = new ProxyRig();
  const { mesh } = rig;
  const { node } = mesh.node(0x0707, [{ models: [] }], { proxy: false });
  const network = node.network!;
  let ends = 0;
  const written: Uint8Array[] = [];
  const peer = {
    connected: true,
    mtu: 69,
    onRoom: undefined as (() => void) | undefined,
    writeWithoutResponse: (_: RemoteCharacteristic, octets: Uint8Array) => {
      written.push(octets.slice());
      return takes;
    },
    disconnect: () => void ends++,
  };
  const link = new ProxyLink(
    {
      clock: mesh.clock,
      queue: network.bearer.queue,
      diagnostics: node.diagnostics,
      network: network.networkLayer,
      sequence: network.sequence,
      replay: network.replay,
      configured: new ConfigurationNumbers(),
      segmenter: new ProxySegmenter(),
      address: network.address,
      receiveBeacon: () => undefined,
    },
    peer as unknown as GattPeer,
    { uuid: 0x2add, properties: 4 },
    0,
  );
  network.networkLayer.addInterface(link);
  return { ends: () => ends, link, mesh, network, node, written };
}

test("whatever a server notifies, the client does not throw, and ends what is out of order", async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 40 }), fc.boolean(), async (values, takes) => {
      const { link, mesh, network, node } = linkRig(takes);
      const change = mesh.outcome(link.setAddresses([0x0707, 0xffff]));
      for (const octets of values) {
        link.receive(octets);
        await mesh.clock.run(10);
      }
      t.true((await change) instanceof Error, "nothing of it is a Filter Status");
      network.networkLayer.removeInterface(link);
      link.close();
      t.true((await mesh.outcome(link.setAddresses([1]))) instanceof Error);
      node.close();
      t.is(mesh.clock.pending, 0);
    }),
    { numRuns: 60, seed: 22 },
  );
});

test("a filter that waits for its status ends with the connection, also the changes behind it", async (t) => {
  const { link, mesh } = linkRig(true);
  const changes = [[1], [1, 2], [3]].map((addresses) => mesh.outcome(link.setAddresses(addresses)));
  await mesh.clock.run(100);
  link.close();
  for (const outcome of await Promise.all(changes)) t.true(outcome instanceof Error);
});
