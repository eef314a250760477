// Three proxies, five clients, two of them on two proxies, and 20 nodes, most of which relay.
import test from "ava";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { ProxyClient } from "../../../modules/node/proxy-client.js";
import type { Carried } from "../../support/test-gatt.js";
import { bindAll } from "../../support/foundation-rig.js";
import { Mesh, type MeshNode } from "../../support/mesh.js";

const group = 0xc000;
const entries = [{ address: group, label: undefined }];

async function make() {
  const mesh = new Mesh({ gatt: {} });
  /** Messages to the group that each client's model got. */
  const got = new Map<number, number[]>();
  const lights: MeshNode[] = [];
  const switches: GenericOnOffClient[] = [];
  for (let i = 0; i < 20; i++) {
    const onOff = new GenericOnOffClient();
    const node = mesh.node(0x0100 + i, [{ models: [onOff] }], i < 3 ? {} : { proxy: false });
    bindAll(node);
    node.node.network!.settings.relay = i % 4 !== 3;
    lights.push(node);
    switches.push(onOff);
  }
  // Each node hears those of the next five positions; clients hear the advertisements of proxies alone.
  mesh.air.filter = (from, to, data) =>
    to >= 20 ? data[1] !== 0x2a : from >= 20 || Math.abs(from - to) <= 5;
  const clients = [];
  for (let i = 0; i < 5; i++) {
    const address = 0x0700 + i;
    const heard: number[] = [];
    got.set(address, heard);
    const server = new GenericOnOffServer({ onChange: (on) => heard.push(on ? 1 : 0) });
    server.subscriptionList.entries = entries;
    const onOff = new GenericOnOffClient();
    const node = mesh.node(address, [{ models: [server, onOff] }], {
      advertising: false,
      proxy: i === 4,
    });
    bindAll(node);
    const proxies = new ProxyClient({ node: node.node });
    for (let each = 0; each < (i < 2 ? 2 : 1); each++) await mesh.result(proxies.connect());
    clients.push({ address, node, onOff, proxies });
  }
  return { clients, got, lights, mesh, switches };
}

test("every client gets each message to its group once, whoever sends it", async (t) => {
  const { clients, got, mesh, switches } = await make();
  t.deepEqual(
    clients.map(({ proxies }) => proxies.connections),
    [2, 2, 1, 1, 1],
  );
  // A notification of the same octets comes to no connection twice.
  let repeats = 0;
  const seen = new Map<object, Set<string>>();
  const onCarried: Carried = (direction, value, connection) => {
    if (direction !== "out" || (value[0]! & 0x3f) !== 0) return;
    const known = seen.get(connection) ?? new Set<string>();
    seen.set(connection, known);
    if (known.has(value.join())) repeats++;
    known.add(value.join());
  };
  mesh.gatt!.onCarried = onCarried;
  const senders = [...switches, ...clients.map(({ onOff }) => onOff)];
  const expected: number[] = [];
  for (const [i, sender] of senders.entries()) {
    const on = i % 2 === 0;
    expected.push(on ? 1 : 0);
    sender.setUnacknowledged(on, { dst: group, appKeyIndex: 0 });
    await mesh.clock.run(1500);
  }
  for (const [address, heard] of got) t.deepEqual(heard, expected, address.toString(16));
  for (const { node } of clients) {
    const received = node.events.filter(
      (event) => event.type === "network.receive" && event.dst === group,
    );
    // All but its own message, which comes to its model by the local interface.
    t.is(received.length, senders.length - 1);
  }
  t.is(repeats, 0);
});
