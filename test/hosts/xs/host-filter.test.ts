import test from "ava";
import { fileURLToPath } from "node:url";
import { Engine, type Failure } from "../../../hosts/xs/engine.js";
import { HostFilter } from "../../../hosts/xs/host-filter.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import type { NodeState } from "../../../modules/node/node.js";
import { StationFilter } from "../../../tools/air/packet-filter.js";
import { TestOuterHost } from "./outer-host.js";

const linkId = [0x12, 0x34, 0x56, 0x78];
const otherId = [0xff, 0x34, 0x56, 0x78];
const uuid = Array.from({ length: 16 }, (_, i) => 0x20 + i);
const otherUuid = [...uuid.slice(0, 15), 0];

/** A packet with one AD structure, a PB-ADV PDU. */
function pbAdv(id: readonly number[], ...generic: readonly number[]): Uint8Array {
  const pdu = [0x29, ...id, 0, ...generic];
  return Uint8Array.of(pdu.length, ...pdu);
}

const acknowledgment = [0x01];
const open = (to: readonly number[]): number[] => [0x03, ...to];

test("until links are named, every PB-ADV PDU passes", (t) => {
  const filter = new HostFilter(new StationFilter());
  t.false(filter.isOtherLink(pbAdv(otherId, ...acknowledgment)));
  filter.wantLinks(Uint8Array.from(linkId), 1, false);
  t.true(filter.isOtherLink(pbAdv(otherId, ...acknowledgment)));
  filter.wantLinks(new Uint8Array(0), -1, false);
  t.false(filter.isOtherLink(pbAdv(otherId, ...acknowledgment)));
  t.is(filter.dropped(4), 1);
});

test("PDUs of the named links pass, those of others are dropped and counted", (t) => {
  const filter = new HostFilter(new StationFilter());
  filter.wantLinks(Uint8Array.of(0, 0, 0, 1, ...linkId), 2, false);
  t.false(filter.isOtherLink(pbAdv(linkId, ...acknowledgment)));
  t.false(filter.isOtherLink(pbAdv([0, 0, 0, 1], ...acknowledgment)));
  for (const id of [otherId, [0x12, 0x34, 0x56, 0x79], [0, 0, 0, 0]])
    t.true(filter.isOtherLink(pbAdv(id, ...acknowledgment)));
  t.true(filter.isOtherLink(pbAdv(otherId, ...open(uuid))), "it does not listen");
  t.is(filter.dropped(4), 4);
});

test("while it listens, a Link Open with its UUID passes, and one of a wrong length", (t) => {
  const filter = new HostFilter(new StationFilter());
  filter.wantLinks(Uint8Array.from(uuid), 0, true);
  t.false(filter.isOtherLink(pbAdv(otherId, ...open(uuid))));
  t.false(
    filter.isOtherLink(pbAdv(otherId, ...open(uuid.slice(1)))),
    "the bearer says what is wrong",
  );
  t.true(filter.isOtherLink(pbAdv(otherId, ...open(otherUuid))));
  t.true(filter.isOtherLink(pbAdv(otherId, 0x07)), "a Link Ack of an unknown link");
});

test("what is not one whole PB-ADV PDU is left to the machine", (t) => {
  const filter = new HostFilter(new StationFilter());
  filter.wantLinks(new Uint8Array(0), 0, false);
  const other = pbAdv(otherId, ...acknowledgment);
  t.true(filter.isOtherLink(other));
  const left = [
    Uint8Array.of(...other, 2, 0x2b, 0),
    other.subarray(0, -1),
    pbAdv(otherId),
    Uint8Array.of(0),
    Uint8Array.of(7, 0x2a, ...otherId, 0, 1),
  ];
  for (const packet of left) t.false(filter.isOtherLink(packet), packet.join(" "));
});

test("what the radio's filter dropped for others before is not counted", (t) => {
  const station = new StationFilter();
  const only = { types: Uint8Array.of(0x2a), beacons: Uint8Array.of(), nids: Uint8Array.of(3) };
  station.set(only);
  t.false(station.takes(Uint8Array.of(2, 0xff, 0)));
  const filter = new HostFilter(station);
  filter.want(Uint8Array.of(0x29, 0x2b, 1, 0x68), 2, 1, 1);
  t.true(station.takes(pbAdv(linkId, ...acknowledgment)));
  t.true(station.takes(Uint8Array.of(2, 0x2b, 1)));
  t.false(station.takes(Uint8Array.of(2, 0x2b, 0)));
  t.deepEqual(
    [1, 2, 3, 4].map((verdict) => filter.dropped(verdict)),
    [1, 0, 0, 0],
  );
});

test("a filter that can ask about PB-ADV PDUs does so while links are named", (t) => {
  const station = new StationFilter();
  const asked: number[] = [];
  const filter: HostFilter = new HostFilter(station, {
    drops: (data) => (asked.push(data[2]!), filter.isOtherLink(data)),
  });
  const spares = (id: readonly number[]) => station.spares(pbAdv(id, ...acknowledgment), -50, 1);
  t.false(spares(otherId), "no links were named");
  filter.wantLinks(Uint8Array.from(linkId), 1, false);
  t.true(spares(otherId));
  t.false(spares(linkId));
  filter.wantLinks(new Uint8Array(0), -1, false);
  t.false(spares(otherId), "all are wanted");
  filter.wantLinks(Uint8Array.from(linkId), 1, false);
  filter.close();
  t.false(spares(otherId), "the machine is closed");
  t.deepEqual(asked, [otherId[0], linkId[0]]);
  t.is(filter.dropped(4), 1);
});

/** As the radio of a simulation: packets that its filter drops do not reach the machine. */
class FilteringHost extends TestOuterHost {
  readonly filter = new StationFilter();
  override readonly radio: TestOuterHost["radio"] & { readonly filter: StationFilter } = {
    ...this.radio,
    filter: this.filter,
  };

  hear(data: Uint8Array): unknown {
    return this.filter.takes(data) && this.receiver!(data, -50);
  }
}

/** The same, where the filter asks the machine's host about PB-ADV PDUs before it hands them up. */
class AskingHost extends FilteringHost {
  override hear(data: Uint8Array): unknown {
    return (
      this.filter.takes(data) && (this.filter.spares(data, -50, 1) || this.receiver!(data, -50))
    );
  }
}

const light = fileURLToPath(new URL("../../../modules/firmware/light/main.ts", import.meta.url));

for (const { what, Host } of [
  { what: "with the filter of its host", Host: FilteringHost },
  { what: "with one that asks it", Host: AskingHost },
])
  test(`a light that waits to be provisioned drops the same ${what}, and without`, async (t) => {
    const program = await Engine.load({ entry: light });
    const filtering = new Host();
    const plain = new TestOuterHost();
    const machines = [program.boot({ host: filtering }), program.boot({ host: plain })] as const;
    // Until it listens.
    for (const { clock } of [filtering, plain]) clock.advanceTo(clock.now() + 3000);
    const before = machines.map((machine) => machine.heap().instructions);
    const dropped = [
      pbAdv(otherId, ...acknowledgment),
      pbAdv(otherId, ...open(otherUuid)),
      Uint8Array.of(2, 0xff, 1),
      Uint8Array.of(14, 0x2a, ...new Array<number>(13).fill(7)),
    ];
    for (const packet of dropped) {
      filtering.hear(packet);
      plain.receiver!(packet, -50);
    }
    t.deepEqual(filtering.traced, plain.traced);
    t.is(filtering.traced.filter(({ type }) => type === "drop").length, 2);
    t.is(machines[0].heap().instructions, before[0]!, "no JavaScript ran");
    t.true(machines[1].heap().instructions > before[1]!);
    const [a, b] = machines.map((machine) => (machine.call("state") as NodeState).drops);
    t.deepEqual(a, b);
    t.is(a!["pb-adv.other-link"], 2);
    // Its own Link Open reaches it: it answers with a Link Ack.
    const own = (machines[0].call("state") as NodeState).uuid;
    filtering.sent.length = 0;
    filtering.hear(pbAdv(linkId, ...open([...Buffer.from(own, "hex")])));
    filtering.clock.advanceTo(filtering.clock.now() + 100);
    t.true(filtering.sent.some(({ data }) => data[1] === 0x29 && data[7] === 0x07));
    t.false(filtering.traced.slice(2).some(({ type }) => type === "drop"));
    program.close();
  });

test("a trace that fails on a PDU which a filter of the host drops ends the machine", async (t) => {
  const program = await Engine.load({ entry: light });
  const host = new (class extends AskingHost {
    override readonly trace = ({ type }: TraceEvent): void => {
      if (type === "drop") throw new RangeError("the reader of the trace fails");
    };
  })();
  const failures: Failure[] = [];
  program.boot({ host, onFailure: (failure) => failures.push(failure) });
  host.clock.advanceTo(host.clock.now() + 3000);
  t.true(host.hear(pbAdv(otherId, ...acknowledgment)), "it takes the host's time");
  t.deepEqual(
    failures.map(({ kind, message }) => [kind, message]),
    [["exception", "RangeError: the reader of the trace fails"]],
  );
  t.is(host.receiver, undefined);
  t.false(host.filter.spares(pbAdv(otherId, ...acknowledgment), -50, 1), "it is asked no more");
  program.close();
});
