import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { ProvisioningFailedError } from "../../../modules/provisioning/errors.js";
import { KeyPairSource } from "../../../modules/provisioning/key-pair-source.js";
import type {
  ProvisionedDevice,
  ProvisionOptions,
} from "../../../modules/provisioning/provisioner-options.js";
import { ProvisionerSession } from "../../../modules/provisioning/provisioner-session.js";
import vectors from "../../vectors/mesh-protocol/provisioning.json" with { type: "json" };
import { RunQueue } from "../../../modules/base/run-queue.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";
import { virtualCrypto } from "../../support/virtual-crypto.js";

/** A provisioner on a link of this test's making; `said` is what it sent. */
function setUp(request: Partial<ProvisionOptions> = {}, protocolTimeout?: number) {
  const clock = new TestClock();
  const crypto = virtualCrypto(clock);
  const random = new TestRandom(1);
  const said: string[] = [];
  const closed: number[] = [];
  const ends: (ProvisionedDevice | Error)[] = [];
  const queue = new RunQueue(clock);
  const session = new ProvisionerSession({
    clock: queue.clock,
    queue,
    random,
    crypto,
    diagnostics: new Diagnostics(),
    keyPairs: new KeyPairSource({ crypto, random }),
    protocolTimeout,
    openLink: () => ({
      send: (pdu, delivered) => {
        said.push(toHex(pdu));
        if (delivered) clock.schedule(delivered, 1);
      },
      close: (reason) => closed.push(reason),
    }),
    request: {
      uuid: new Uint8Array(16),
      algorithms: [0],
      assign: () => ({
        netKey: new Uint8Array(16),
        netKeyIndex: 0,
        flags: 0,
        ivIndex: 0,
        address: 1,
      }),
      ...request,
    },
    onEnd: (result) => ends.push(result),
  });
  const tell = (hex: string) => {
    session.onPdu(fromHex(hex));
    clock.advance(10);
  };
  session.onOpen();
  clock.advance(10);
  return { clock, session, said, closed, ends, tell };
}

const capabilities = "010100030000000000000000";
const publicKey = `03${vectors.cmac.devicePublicKey}`;
const offCurve = `03${vectors.cmac.devicePublicKey.slice(2)}00`;
const confirmation = `05${"11".repeat(16)}`;
const random = `06${"22".repeat(16)}`;

const faults: readonly [what: string, told: readonly string[], code: number, origin: string][] = [
  ["an unknown type", ["0e"], 1, "provisioner"],
  ["a wrong length", ["0100"], 2, "provisioner"],
  ["a Start from a device", ["020000000000"], 3, "provisioner"],
  ["Capabilities twice", [capabilities, capabilities], 3, "provisioner"],
  ["Complete too early", [capabilities, "08"], 3, "provisioner"],
  ["a point off the curve", [capabilities, offCurve], 2, "provisioner"],
  ["Random before Confirmation", [capabilities, publicKey, random], 3, "provisioner"],
  ["a confirmation too long", [capabilities, publicKey, `05${"11".repeat(32)}`], 2, "provisioner"],
  [
    "a random that does not fit the confirmation",
    [capabilities, publicKey, confirmation, random],
    4,
    "provisioner",
  ],
  ["Failed", [capabilities, "0905"], 5, "device"],
  ["Failed with a code nobody knows", ["0977"], 0x77, "device"],
];

for (const [what, told, code, origin] of faults)
  test(`provisioner: ${what} closes the link with an error`, (t) => {
    const { tell, ends, closed, said, clock } = setUp();
    for (const hex of told) tell(hex);
    t.is(ends.length, 1);
    t.true(ends[0] instanceof ProvisioningFailedError);
    t.like(ends[0], { code, origin, addressMayBeUsed: false });
    t.deepEqual(closed, [2]);
    const count = said.length;
    tell(capabilities);
    t.is(said.length, count, "nothing after the end");
    clock.advance(200_000);
    t.is(ends.length, 1);
    t.is(clock.pending, 0);
  });

test("provisioner: its own public key and its own confirmation, reflected, are refused", (t) => {
  const first = setUp();
  first.tell(capabilities);
  first.tell(first.said[2]!);
  t.like(first.ends[0], { code: 2, origin: "provisioner" });
  const second = setUp();
  second.tell(capabilities);
  second.tell(publicKey);
  t.is(second.said[3]!.slice(0, 2), "05");
  second.tell(second.said[3]!);
  t.like(second.ends[0], { code: 2, origin: "provisioner" });
});

test("provisioner: 60 s without a PDU end it", (t) => {
  const { clock, tell, ends, closed } = setUp();
  clock.advance(59_000);
  tell(capabilities);
  clock.advance(59_000);
  t.is(ends.length, 0);
  clock.advance(2_000);
  t.like(ends[0], { name: "ProvisioningTimeoutError", addressMayBeUsed: false });
  t.deepEqual(closed, [1]);
});

test("provisioner: what its callbacks throw is the error", (t) => {
  const fault = new Error("out of paper");
  const first = setUp({
    assign: () => {
      throw fault;
    },
  });
  first.tell(capabilities);
  t.is(first.ends[0], fault);
  t.deepEqual(first.closed, [2]);
});

test("provisioner: random PDUs never throw, and never complete", (t) => {
  const octets = new TestRandom(19);
  let ended = 0;
  for (let round = 0; round < 60; round++) {
    const { tell, ends } = setUp();
    const begin = [capabilities, publicKey, confirmation].slice(0, octets.below(4));
    for (const hex of begin) tell(hex);
    for (let i = 0; i < 10; i++) {
      const pdu = octets.bytes(octets.below(70));
      if (pdu.length > 0) pdu[0] = octets.below(16);
      tell(toHex(pdu));
    }
    if (!(ends[0] instanceof Error)) t.fail("completed");
    ended += ends.length;
  }
  t.is(ended, 60);
});

test("provisioner: a time of its own without a PDU ends it", (t) => {
  const { clock, tell, ends, closed } = setUp({}, 6000);
  clock.advance(5900);
  tell(capabilities);
  clock.advance(5900);
  t.is(ends.length, 0);
  clock.advance(200);
  t.like(ends[0], { name: "ProvisioningTimeoutError", addressMayBeUsed: false });
  t.deepEqual(closed, [1]);
  t.is(clock.pending, 0);
});
