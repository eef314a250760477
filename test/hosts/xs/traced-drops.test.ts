import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { Engine, type Failure } from "../../../hosts/xs/engine.js";
import { Engine32 } from "../../../hosts/xs/engine32.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { netKey, PacketMaker, receiverAddress } from "../../../tools/bench/packets.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";
import { TestOuterHost } from "./outer-host.js";

const own = new PacketMaker(new NodeCrypto({ clock: new VirtualClock() }), netKey());
const pdu = (seq: number, dst = 0x0300, src = 0x0201, ttl = 7) =>
  own.acknowledged({ seq, ttl, dst, src });

/** An octet of the MIC is wrong. */
function forged(packet: Uint8Array): Uint8Array {
  return packet.map((octet, i) => (i === packet.length - 1 ? octet ^ 1 : octet));
}

const drop = (reason: string, octets: number) => ({ type: "drop", reason, octets });

/** Packets in their order, with the events; `inC`: no JavaScript runs for it. */
const table: readonly {
  readonly what: string;
  readonly packet: Uint8Array;
  readonly events: readonly object[];
  readonly inC: boolean;
}[] = [
  {
    what: "for another node",
    packet: pdu(1),
    events: [drop("network.not-for-us", 22)],
    inC: true,
  },
  {
    what: "its copy by another relay",
    packet: pdu(1, 0x0300, 0x0201, 6),
    events: [drop("network.cached", 22)],
    inC: true,
  },
  {
    what: "of the node itself",
    packet: pdu(2, 0x0300, receiverAddress),
    events: [drop("network.own", 22)],
    inC: true,
  },
  {
    what: "to the unassigned address",
    packet: pdu(3, 0),
    events: [drop("network.address", 22)],
    inC: true,
  },
  {
    what: "with a wrong NetMIC",
    packet: forged(pdu(4)),
    events: [drop("network.decrypt", 22)],
    inC: true,
  },
  {
    what: "too short",
    packet: Uint8Array.of(3, 0x2a, own.nid, 0),
    events: [drop("network.length", 2)],
    inC: false,
  },
  {
    what: "for a group that the node does not listen to",
    packet: pdu(5, 0xc999),
    events: [
      drop("network.not-for-us", 22),
      { type: "access.refused", reason: "network.not-for-us", src: 0x0201, dst: 0xc999 },
    ],
    inC: false,
  },
];

for (const { engine, peers, load } of [
  { engine: "in this process", peers: [], load: (entry: string) => Engine.load({ entry }) },
  { engine: "32 bits", peers: [engine32], load: (entry: string) => Engine32.load({ entry }) },
]) {
  const program = (name: string) =>
    load(fileURLToPath(new URL(`firmware/${name}.ts`, import.meta.url)));

  peerTest(peers, `${engine}: what C drops is traced as JavaScript traces it`, async (t) => {
    const counting = await program("counting");
    const wrapped = await program("own-trace");
    const hosts = [new TestOuterHost(), new TestOuterHost()] as const;
    const inC = counting.boot({ host: hosts[0] });
    const byJavaScript = wrapped.boot({ host: hosts[1] });
    byJavaScript.call("own");
    for (const { events, inC: silent, packet, what } of table) {
      for (const { traced } of hosts) traced.length = 0;
      const before = [inC, byJavaScript].map((machine) => machine.heap().instructions);
      for (const { receiver } of hosts) receiver!(packet.slice(), -50);
      const [few, many] = [inC, byJavaScript].map(
        (machine, i) => machine.heap().instructions - before[i]!,
      );
      t.deepEqual(hosts[0].traced, events as TraceEvent[], what);
      t.deepEqual(hosts[1].traced, events as TraceEvent[], what);
      t.deepEqual(byJavaScript.call("own"), events, `${what}: the node's own trace`);
      t.true(silent ? few! <= many! / 10 : few! > many! / 2, `${what}: ${few} and ${many}`);
    }
    t.deepEqual(inC.call("drops"), byJavaScript.call("drops"));
    inC.close();
    byJavaScript.close();
    counting.close();
    wrapped.close();
  });

  peerTest(peers, `${engine}: a reader of what C drops that fails ends the machine`, async (t) => {
    const counting = await program("counting");
    const host = new (class extends TestOuterHost {
      override readonly trace = ({ type }: TraceEvent): void => {
        if (type === "drop") throw new RangeError("the reader of the trace fails");
      };
    })();
    const failures: Failure[] = [];
    const machine = counting.boot({ host, onFailure: (failure) => failures.push(failure) });
    host.receiver!(pdu(1), -50);
    t.deepEqual(
      failures.map(({ kind, message }) => [kind, message]),
      [["exception", "RangeError: the reader of the trace fails"]],
    );
    machine.close();
    counting.close();
  });
}
