// How long a session lasts: only what advances it gives it time, and five minutes are the most.
import test from "ava";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { AdType } from "../../../modules/bearer/ad-type.js";
import { PbAdv } from "../../../modules/provisioning/pb-adv/pb-adv.js";
import { SessionIo } from "../../../modules/provisioning/session-io.js";
import { PduType } from "../../../modules/provisioning/pdu.js";
import type { LinkCallbacks } from "../../../modules/provisioning/link.js";
import { Rig } from "../../support/provisioning.js";
import { TestClock } from "../../support/test-clock.js";

const link = { send: () => undefined, close: () => undefined };

type Step = (io: SessionIo) => unknown;
const begin: Step = (io) => io.begin();
const advance: Step = (io) => io.advance();
const fail: Step = (io) => io.fail();
const interactive: Step = (io) => (io.interactive = true);
const garbage: Step = (io) => io.receive(Uint8Array.of(0xff));
const sound: Step = (io) => io.receive(Uint8Array.of(PduType.invite, 0));
const send: Step = (io) => io.send(link, { type: PduType.invite, attentionDuration: 0 });

/** The same every so many seconds from `from` to `to`. */
const every = (seconds: number, from: number, to: number, step: Step) =>
  Array.from(
    { length: Math.floor((to - from) / seconds) + 1 },
    (_, i) => [from + i * seconds, step] as const,
  );

/** What happens at which second, and the second at which the session ends. */
const rows: readonly (readonly [
  what: string,
  steps: readonly (readonly [number, Step])[],
  end: number,
])[] = [
  ["nothing comes", [[0, begin]], 60],
  ["garbage comes every 30 s", [[0, begin], ...every(30, 1, 600, garbage)], 60],
  [
    "sound PDUs that advance nothing come every 30 s",
    [[0, begin], ...every(30, 1, 600, sound)],
    60,
  ],
  ["PDUs are sent every 30 s", [[0, begin], ...every(30, 1, 600, send)], 60],
  [
    "it advances once",
    [
      [0, begin],
      [50, advance],
    ],
    110,
  ],
  [
    "it advances where a user takes part",
    [
      [0, begin],
      [50, interactive],
      [50, advance],
    ],
    170,
  ],
  ["it advances for ever", [[0, begin], ...every(30, 1, 600, advance)], 300],
  [
    "it advances for ever where a user takes part",
    [[0, begin], [0, interactive], ...every(100, 1, 600, advance)],
    300,
  ],
  ["it fails", [[0, begin], [50, advance], [55, fail], ...every(10, 56, 600, garbage)], 115],
  [
    "it fails where a user takes part",
    [[0, begin], [1, interactive], [1, advance], [55, fail], ...every(10, 56, 600, garbage)],
    115,
  ],
  [
    "it fails when five minutes are nearly over",
    [[0, begin], ...every(30, 1, 290, advance), [295, fail]],
    300,
  ],
];

for (const [what, steps, end] of rows)
  test(`a session ends after ${end} s: ${what}`, (t) => {
    const clock = new TestClock();
    let ended: number | undefined;
    const io = new SessionIo({
      clock,
      diagnostics: new Diagnostics(),
      timeout: undefined,
      onTimeout: () => {
        ended = clock.now();
        io.stop();
      },
    });
    for (const [time, step] of steps) {
      clock.advance(1000 * time - clock.now());
      if (ended !== undefined) break;
      step(io);
    }
    clock.advance(1_000_000);
    t.is(ended, 1000 * end);
    t.is(clock.pending, 0);
  });

// A peer that keeps its link with one PDU every 30 s, in whatever state the device is.
for (const [what, pdus] of [
  ["PDUs of no type", [0xff]],
  ["an Invite again and again", [PduType.invite, 0]],
  ["Confirmations that nobody waits for", [PduType.confirmation, ...new Uint8Array(16)]],
] as const)
  test(`one PDU every 30 s does not hold a device: ${what}`, async (t) => {
    const rig = new Rig();
    const device = rig.device();
    const pbAdv = new PbAdv({
      bearer: rig.bearer,
      clock: rig.clock,
      random: { fill: (bytes) => bytes.fill(7) },
      diagnostics: rig.diagnostics,
    });
    const log: string[] = [];
    const callbacks: LinkCallbacks = {
      onOpen: () => log.push("open"),
      onPdu: () => undefined,
      onClose: (reason, by) => log.push(`closed ${reason} ${by}`),
    };
    const open = pbAdv.open(device.uuid, callbacks);
    await rig.clock.run(1000);
    t.deepEqual(log, ["open"]);
    const begun = rig.clock.now();
    for (let i = 0; i < 20 && log.length === 1; i++) {
      open.send(Uint8Array.from(pdus));
      await rig.clock.run(30_000, () => log.length > 1);
    }
    t.deepEqual(log, ["open", "closed 1 peer"]);
    t.true(rig.clock.now() - begun <= 121_000, `${rig.clock.now() - begun} ms`);
    // The device beacons again, for others.
    const from = rig.air.log.length;
    await rig.clock.run(2000);
    t.true(
      rig.air.log.slice(from).some(({ from, data }) => from === 1 && data[1] === AdType.beacon),
    );
  });
