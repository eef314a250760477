import test from "ava";
import { fileURLToPath } from "node:url";
import { Engine, type Failure, type Program } from "../../../hosts/xs/engine.js";
import { Engine32, type Program32 } from "../../../hosts/xs/engine32.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";
import { TestOuterHost } from "./outer-host.js";

const entry = fileURLToPath(new URL("firmware/dropping.ts", import.meta.url));

/** Lists what a machine asks for, in order. */
class ListingHost extends TestOuterHost {
  readonly order: string[] = [];
  /** An event with this text or reason is refused. */
  refused: string | undefined;

  override readonly trace = (event: TraceEvent): void => {
    const text = event.type === "drop" ? `${event.reason} ${event.octets}` : event.type;
    if (text === this.refused) throw new RangeError("the reader of the trace fails");
    this.order.push(text);
    this.traced.push(event);
  };

  constructor() {
    super();
    const { advertise } = this.radio;
    this.radio.advertise = (data, ...rest) => {
      this.order.push(`advertise ${data.join(" ")}`);
      return advertise(data, ...rest);
    };
  }
}

for (const { name, peers, load } of [
  { name: "in this process", peers: [], load: () => Engine.load({ entry }) },
  { name: "32 bits", peers: [engine32], load: () => Engine32.load({ entry }) },
]) {
  let program: Program | Program32;

  if (peers.every(({ missing }) => missing === undefined)) {
    test.before(async () => {
      program = await load();
    });
    test.after.always(() => program.close());
  }

  peerTest(peers, `${name}: dropped packets are traced in order with all else`, (t) => {
    const host = new ListingHost();
    const machine = program.boot({ host });
    const { order } = host;
    const after = (...data: number[]) => {
      order.length = 0;
      host.receiver!(Uint8Array.from(data), -50, 3, 1);
      return [...order];
    };
    for (let i = 0; i < 3; i++) t.deepEqual(after(0, 1, 2), ["network.cached 3"]);
    t.deepEqual(after(0), ["network.cached 1"]);
    t.deepEqual(after(1), ["network.cached 1", "network.replay 1", "network.own 1"]);
    t.deepEqual(after(2, 0), ["network.cached 2", "log", "network.own 2"]);
    t.deepEqual(after(3), ["network.cached 1", "advertise 9 8 7"]);
    order.length = 0;
    host.sent[0]!.done();
    t.deepEqual(order, ["network.own 0"]);
    t.is(host.traced.filter(({ type }) => type === "log").length, 1);
    t.false(host.traced[0] === host.traced[1], "each reader gets an event of its own");
    machine.close();
  });

  peerTest(peers, `${name}: a machine that dies after it dropped a packet has traced it`, (t) => {
    const host = new ListingHost();
    const failures: Failure[] = [];
    const machine = program.boot({ host, onFailure: (failure) => failures.push(failure) });
    host.receiver!(Uint8Array.of(4), -50, 3, 1);
    t.deepEqual(host.order, ["network.cached 1"]);
    t.is(failures.length, 1);
    t.regex(failures[0]!.message, /it fails after it has dropped/);
    machine.close();
  });

  peerTest(peers, `${name}: what the reader of the trace throws ends the machine`, (t) => {
    for (const [first, refused] of [
      [0, "network.cached 1"],
      [1, "network.replay 1"],
    ] as const) {
      const host = new ListingHost();
      host.refused = refused;
      const failures: Failure[] = [];
      const machine = program.boot({ host, onFailure: (failure) => failures.push(failure) });
      host.receiver!(Uint8Array.of(first), -50, 3, 1);
      t.deepEqual(
        failures.map(({ kind }) => kind),
        ["exception"],
      );
      t.is(failures[0]!.message, "RangeError: the reader of the trace fails");
      machine.close();
    }
  });
}
