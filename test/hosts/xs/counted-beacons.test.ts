import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { Engine } from "../../../hosts/xs/engine.js";
import { Engine32 } from "../../../hosts/xs/engine32.js";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import {
  encodeSecureNetworkBeacon,
  type SecureNetworkBeacon,
} from "../../../modules/network/secure-network-beacon.js";
import { netKey } from "../../../tools/bench/packets.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";
import { start } from "./firmware/beacons.js";
import { TestOuterHost } from "./outer-host.js";

const entry = fileURLToPath(new URL("firmware/beacons.ts", import.meta.url));
const crypto = new NodeCrypto({ clock: new VirtualClock() });
const keys = new NetworkKeys({ crypto, key: netKey() });

function packet(changes: Partial<SecureNetworkBeacon> = {}): Uint8Array {
  const values = { keyRefresh: false, ivUpdate: false, ivIndex: 0, ...changes };
  const beacon = encodeSecureNetworkBeacon(keys, values);
  return Uint8Array.of(beacon.length + 1, 0x2b, ...beacon);
}

/** A host that sends at once, and knows when. */
class SendingHost extends TestOuterHost {
  readonly times: number[] = [];
  override readonly radio = {
    ...new TestOuterHost().radio,
    scan: (receiver: TestOuterHost["receiver"]): void => void (this.receiver = receiver),
    advertise: (data: Uint8Array, _events: number, _interval: number, done: () => void): number => {
      if (data[1] === 0x2b) this.times.push(this.clock.now());
      return this.clock.schedule(done, 2);
    },
    stop: (handle: number): void => this.clock.cancel(handle),
  };
}

for (const { engine, peers, load } of [
  { engine: "in this process", peers: [], load: () => Engine.load({ entry }) },
  { engine: "32 bits", peers: [engine32], load: () => Engine32.load({ entry }) },
]) {
  peerTest(peers, `${engine}: the same beacon again runs no JavaScript`, async (t) => {
    const program = await load();
    const host = new SendingHost();
    const machine = program.boot({ host, random: "host" });
    const work = (data: Uint8Array): number => {
      const before = machine.heap().instructions;
      host.receiver!(data, -50);
      return machine.heap().instructions - before;
    };
    // So that the state may change, §3.11.5.
    host.clock.advanceTo(host.clock.now() + 97 * 3_600_000);
    t.true(work(packet()) > 100);
    t.true(work(packet()) > 100, "it is as the one before: C counts it from now on");
    t.is(work(packet()), 0);
    const forged = packet();
    forged[10]! ^= 1;
    t.true(work(forged) > 100, "it differs in an octet");
    t.is(work(packet()), 0);
    t.true(work(Uint8Array.of(...packet(), 2, 0x2b, 1)) > 100, "it does not stand alone");
    t.true(work(packet({ ivUpdate: true, ivIndex: 1 })) > 100, "the state changes");
    t.true(work(packet()) > 100, "it is outdated");
    t.true(work(packet()) > 100);
    t.deepEqual(machine.call("drops"), {
      "beacon.length": 1,
      "beacon.unknown-network": 1,
      "beacon.iv-index": 2,
    });
    program.close();
  });

  peerTest(
    peers,
    `${engine}: it sends its own as seldom as a node that C does not serve`,
    async (t) => {
      const program = await load();
      const [onXs, plain] = [new SendingHost(), new SendingHost()];
      const machine = program.boot({ host: onXs, random: "host" });
      const node = start({ ...plain, crypto: new NodeCrypto({ clock: plain.clock }) });
      for (let i = 0; i < 400; i++)
        for (const { clock, receiver } of [onXs, plain]) {
          receiver!(packet(), -50);
          clock.advanceTo(clock.now() + (i < 200 ? 250 : 60_000));
        }
      t.true(plain.times.length > 10);
      t.deepEqual(onXs.times, plain.times);
      t.deepEqual(machine.call("drops"), node.call!("drops", null));
      node.close();
      program.close();
    },
  );

  peerTest(peers, `${engine}: what C has counted before a reset is forgotten`, async (t) => {
    const program = await load();
    const [onXs, plain] = [new SendingHost(), new SendingHost()];
    const machine = program.boot({ host: onXs, random: "host" });
    const node = start({ ...plain, crypto: new NodeCrypto({ clock: plain.clock }) });
    for (let i = 0; i < 9; i++) for (const { receiver } of [onXs, plain]) receiver!(packet(), -50);
    machine.call("again");
    node.call!("again", null);
    for (const { clock } of [onXs, plain]) clock.advanceTo(clock.now() + 120_000);
    t.true(plain.times.length > 3);
    t.deepEqual(onXs.times, plain.times);
    node.close();
    program.close();
  });
}
