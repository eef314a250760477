// Clients of a proxy that are no members of its network.
import test from "ava";
import { servedProxy } from "../../support/served-proxy.js";

const minute = 60_000;

test("strangers that subscribe in every place and send nothing of the network are disconnected after a minute", async (t) => {
  const { mesh, proxy, rig, server, serves } = servedProxy();
  const member = await rig.connect(proxy);
  member.sendNetwork();
  const configures = await rig.connect(proxy, { src: 0x0701 });
  configures.configure([2]);
  await mesh.clock.run(2 * minute);
  const stranger = await rig.connect(proxy);
  // Authentic octets are not needed for these.
  stranger.write(Uint8Array.of(1, 1, 2, 3));
  stranger.write(Uint8Array.of(0, ...new Uint8Array(20)));
  t.is(server.peers.size, server.connections);
  await mesh.clock.run(minute - 1000);
  t.is(stranger.reason, undefined);
  await mesh.clock.run(2000);
  t.is(stranger.reason, 0x13);
  t.true(await serves());
  await mesh.clock.run(10 * minute);
  t.deepEqual([member.reason, configures.reason], [undefined, undefined]);
});

test("strangers alone cannot keep the proxy from advertising", async (t) => {
  const { mesh, proxy, rig, server, serves } = servedProxy();
  for (let round = 0; round < 3; round++) {
    while (server.peers.size < server.connections) await rig.connect(proxy);
    await mesh.clock.run(minute + 1000);
    t.true(server.peers.size < server.connections, "a place is free");
  }
  t.true(await serves());
});

test("what a stranger has recorded of another connection, in order or in disorder, has no effect", async (t) => {
  const { drops, mesh, proxy, rig, serves } = servedProxy();
  const member = await rig.connect(proxy, { mtu: 23 });
  const recorded: Uint8Array[] = [];
  mesh.gatt!.onCarried = (direction, value) => void (direction === "in" && recorded.push(value));
  member.configure([1, 0xc0, 0x00]);
  member.sendNetwork();
  member.sendNetwork();
  await mesh.clock.run(500);
  mesh.gatt!.onCarried = undefined;
  t.is(recorded.length, 4, "the first message is two segments");
  member.heard.length = mesh.air.log.length = 0;
  for (const order of [recorded, [...recorded].reverse(), recorded.slice(1)]) {
    const stranger = await rig.connect(proxy, { mtu: 23 });
    stranger.heard.length = 0;
    for (const value of order) {
      stranger.write(value);
      await mesh.clock.run(50);
      if (!stranger.peer.connected) break;
    }
    await mesh.clock.run(500);
    t.deepEqual(stranger.heard, []);
    t.is(stranger.reason, order === recorded ? undefined : 0x13);
    stranger.peer.disconnect();
    await mesh.clock.run(100);
  }
  t.deepEqual(member.heard, []);
  const relayed = mesh.air.log.filter(({ data }) => data[1] === 0x2a);
  t.deepEqual(relayed, [], "nothing is sent again");
  t.is(drops("network.replay"), 1);
  t.is(drops("network.cached"), 4);
  t.is(drops("proxy.segment"), 2);
  t.true(await serves());
});
