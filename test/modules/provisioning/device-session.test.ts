import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import type { DropReason } from "../../../modules/host/drop-reason.js";
import {
  capabilitiesPdu,
  type DeviceCapabilities,
} from "../../../modules/provisioning/device-options.js";
import { DeviceSession } from "../../../modules/provisioning/device-session.js";
import type { DeviceSessionOptions } from "../../../modules/provisioning/device-session-options.js";
import { KeyPairSource } from "../../../modules/provisioning/key-pair-source.js";
import { decodePdu } from "../../../modules/provisioning/pdu.js";
import {
  confirmation as confirmationOf,
  confirmationInputs,
  confirmationSecrets,
  sealProvisioningData,
  sessionSecrets,
} from "../../../modules/provisioning/session-keys.js";
import vectors from "../../vectors/mesh-protocol/provisioning.json" with { type: "json" };
import { RunQueue } from "../../../modules/base/run-queue.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";
import { virtualCrypto } from "../../support/virtual-crypto.js";

/** A device on a link of this test's making; `said` is what it sent. */
function setUp(
  device: DeviceCapabilities = { elements: 1 },
  times: Pick<DeviceSessionOptions, "inviteTimeout" | "protocolTimeout"> = {},
) {
  const clock = new TestClock();
  const crypto = virtualCrypto(clock);
  const random = new TestRandom(1);
  const diagnostics = new Diagnostics();
  const said: string[] = [];
  const events: string[] = [];
  const queue = new RunQueue(clock);
  const session: DeviceSession = new DeviceSession({
    queue,
    link: {
      send: (pdu) => said.push(toHex(pdu)),
      close: (reason) => session.onClose(reason, "local"),
    },
    clock,
    random,
    crypto,
    diagnostics,
    keyPairs: new KeyPairSource({ crypto, random }),
    device,
    capabilities: capabilitiesPdu(device),
    ...times,
    onAttention: () => undefined,
    onAccept: () => true,
    onProvisioned: () => events.push("provisioned"),
    onFailed: (code) => events.push(`failed ${code}`),
    onEnd: (reason, by) => events.push(`end ${reason} ${by}`),
  });
  session.onOpen();
  const tell = (hex: string) => {
    session.onPdu(fromHex(hex));
    clock.advance(10);
  };
  return { crypto, clock, diagnostics, session, said, events, tell };
}

const invite = "0000";
const start = "020000000000";
const startHmac = "020100000000";
const publicKey = `03${vectors.cmac.provisionerPublicKey}`;
const offCurve = `03${vectors.cmac.provisionerPublicKey.slice(2)}00`;
const confirmation = `05${"11".repeat(16)}`;
const random = `06${"22".repeat(16)}`;

const faults: readonly [
  what: string,
  told: readonly string[],
  code: string,
  reason: DropReason,
  device?: DeviceCapabilities,
][] = [
  ["an unknown type", ["0e"], "01", "provisioning.type"],
  ["a wrong length", ["000000"], "02", "provisioning.length"],
  ["an empty PDU", [""], "02", "provisioning.length"],
  ["Start before Invite", [start], "03", "provisioning.unexpected"],
  ["Invite twice", [invite, invite], "03", "provisioning.unexpected"],
  [
    "Capabilities from a provisioner",
    [invite, "010100010000000000000000"],
    "03",
    "provisioning.unexpected",
  ],
  ["Public Key before Start", [invite, publicKey], "03", "provisioning.unexpected"],
  ["Records Get after Invite", [invite, "0c"], "03", "provisioning.unexpected"],
  ["Start twice", [invite, start, start], "03", "provisioning.unexpected"],
  ["a method that is not offered", [invite, "020000010000"], "02", "provisioning.value"],
  ["an OOB key that is not offered", [invite, "020001000000"], "02", "provisioning.value"],
  [
    "an algorithm that is not offered",
    [invite, startHmac],
    "02",
    "provisioning.value",
    { elements: 1, algorithms: [0] },
  ],
  [
    "no authentication where it is demanded",
    [invite, startHmac],
    "02",
    "provisioning.value",
    { elements: 1, onlyAuthenticated: true, staticOob: new Uint8Array(16) },
  ],
  ["a point off the curve", [invite, start, offCurve], "02", "provisioning.value"],
  [
    "Random before Confirmation",
    [invite, start, publicKey, random],
    "03",
    "provisioning.unexpected",
  ],
  [
    "a confirmation of the other algorithm",
    [invite, startHmac, publicKey, confirmation],
    "02",
    "provisioning.value",
  ],
  [
    "Confirmation twice",
    [invite, start, publicKey, confirmation, confirmation],
    "03",
    "provisioning.unexpected",
  ],
  [
    "a random that does not fit the confirmation",
    [invite, start, publicKey, confirmation, random],
    "04",
    "provisioning.value",
  ],
];

for (const [what, told, code, reason, device] of faults)
  test(`device: ${what} is answered with Failed ${code}, and then everything is unexpected`, (t) => {
    const { said, events, tell, diagnostics, session } = setUp(device);
    for (const hex of told) tell(hex);
    t.is(said[said.length - 1], `09${code}`);
    t.is(diagnostics.dropped(reason), 1);
    t.deepEqual(events, [`failed ${Number(code)}`]);
    tell(invite);
    t.is(said[said.length - 1], "0903");
    t.is(events.length, 1);
    session.onClose(2, "peer");
    t.deepEqual(events.slice(1), ["end 2 peer"]);
    const count = said.length;
    tell(invite);
    t.is(said.length, count, "nothing after the end");
  });

/** Brings a device up to the Provisioning Data, as a provisioner with the sample's key. */
function upToData() {
  const rig = setUp({ elements: 2 });
  const { crypto, clock, tell, said } = rig;
  for (const hex of [invite, start, publicKey]) tell(hex);
  const deviceKey = fromHex(said[1]!.slice(2));
  let secret: Uint8Array | undefined;
  crypto.ecdhKeyPair(fromHex(vectors.cmac.provisionerPrivateKey), (pair) =>
    pair.sharedSecret(deviceKey, (shared) => (secret = shared)),
  );
  clock.advance(10);
  const capabilities = decodePdu(fromHex(said[0]!));
  if (typeof capabilities === "string" || capabilities.type !== 1 || !secret)
    throw new Error("no capabilities");
  const inputs = confirmationInputs({
    attention: 0,
    capabilities,
    start: { algorithm: 0, publicKey: 0, method: 0, action: 0, size: 0 },
    provisionerKey: fromHex(publicKey.slice(2)),
    deviceKey,
  });
  const secrets = confirmationSecrets(crypto, 0, secret, new Uint8Array(16), inputs);
  const own = new Uint8Array(16).fill(0x33);
  tell(`05${toHex(confirmationOf(crypto, secrets, own))}`);
  tell(`06${toHex(own)}`);
  const deviceRandom = fromHex(said[3]!.slice(2));
  const session = sessionSecrets(crypto, secret, secrets.salt, own, deviceRandom);
  const data = (plain: string) => {
    const { encrypted, mic } = sealProvisioningData(crypto, session, fromHex(plain));
    return `07${toHex(encrypted)}${toHex(mic)}`;
  };
  return { ...rig, data, deviceKey: session.deviceKey };
}

const netKey = "0f".repeat(16);

test("device: Provisioning Data that fit are answered with Complete, once and for all", (t) => {
  const { said, events, tell, data, session } = upToData();
  tell(data(`${netKey}0005fd010203040010`));
  t.is(said[said.length - 1], "08");
  t.deepEqual(events, [], "not before Complete was heard");
  const count = said.length;
  tell(data(`${netKey}00050101020304abcd`));
  tell("0e");
  t.is(said.length, count, "later PDUs change nothing");
  session.onClose(1, "local");
  t.deepEqual(events, ["provisioned", "end 1 local"]);
});

test("device: it is provisioned after a while even if nobody confirms Complete", (t) => {
  const { events, tell, data, clock } = upToData();
  tell(data(`${netKey}000000000000000001`));
  clock.advance(4900);
  t.deepEqual(events, []);
  clock.advance(200);
  t.deepEqual(events, ["provisioned"]);
  clock.advance(60_000);
  t.deepEqual(events, ["provisioned", "end 1 local"]);
  t.is(clock.pending, 0);
});

for (const [what, plain, code] of [
  ["a group address", `${netKey}00000000000000c000`, "09"],
  ["no address", `${netKey}0000000000000000`.padEnd(50, "0"), "09"],
  ["a NetKey Index of 13 bits", `${netKey}100000000000000001`, "09"],
  ["an address without room for the elements", `${netKey}000000000000007fff`, "08"],
] as const)
  test(`device: Provisioning Data with ${what} are answered with Failed ${code}`, (t) => {
    const { said, events, tell, data } = upToData();
    tell(data(plain));
    t.is(said[said.length - 1], `09${code}`);
    t.deepEqual(events, [`failed ${Number(code)}`]);
  });

test("device: Provisioning Data that do not decrypt are answered with Failed 06", (t) => {
  const { said, tell, data } = upToData();
  const sealed = data(`${netKey}000000000000000001`);
  tell(`${sealed.slice(0, -2)}${sealed.endsWith("00") ? "01" : "00"}`);
  t.is(said[said.length - 1], "0906");
});

test("device: its own public key and its own confirmation, reflected, are refused", (t) => {
  const first = setUp();
  for (const hex of [invite, start, publicKey]) first.tell(hex);
  const own = first.said[1]!;
  t.is(own.slice(0, 2), "03");
  // The same seed makes the same key.
  const second = setUp();
  for (const hex of [invite, start, own]) second.tell(hex);
  t.is(second.said[second.said.length - 1], "0902");

  first.tell(confirmation);
  const ownConfirmation = first.said[2]!;
  t.is(ownConfirmation.slice(0, 2), "05");
  const third = setUp();
  for (const hex of [invite, start, publicKey, ownConfirmation]) third.tell(hex);
  t.is(third.said[third.said.length - 1], "0902");
});

test("device: 60 s without an advance close the link, each one counts anew", (t) => {
  const { clock, tell, events } = setUp();
  clock.advance(59_000);
  tell(invite);
  clock.advance(59_000);
  t.deepEqual(events, []);
  clock.advance(2_000);
  t.deepEqual(events, ["end 1 local"]);
  t.is(clock.pending, 0);
});

test("device: 120 s where a user takes part", (t) => {
  const shown: unknown[] = [];
  const { clock, tell, events } = setUp({
    elements: 1,
    outputOob: { actions: [3], size: 6, show: (...what) => shown.push(what) },
  });
  tell(invite);
  tell("020100020306");
  tell(publicKey);
  t.is(shown.length, 1);
  clock.advance(119_000);
  t.deepEqual(events, []);
  clock.advance(2_000);
  t.deepEqual(events, ["end 1 local"]);
});

test("device: random PDUs never throw, and never provision", (t) => {
  const octets = new TestRandom(17);
  let answers = 0;
  for (let round = 0; round < 60; round++) {
    const { session, said, events, clock, tell } = setUp({
      elements: 1,
      staticOob: octets.bytes(16),
    });
    const begin = [invite, start, publicKey, confirmation].slice(0, octets.below(5));
    for (const hex of begin) tell(hex);
    for (let i = 0; i < 20; i++) {
      const pdu = octets.bytes(octets.below(70));
      if (pdu.length > 0) pdu[0] = octets.below(16);
      session.onPdu(pdu);
      clock.advance(1);
    }
    if (events.includes("provisioned")) t.fail("provisioned");
    answers += said.length;
  }
  t.true(answers > 1000);
});

test("device: a time of its own without a PDU closes the link", (t) => {
  const { clock, tell, events } = setUp({ elements: 1 }, { protocolTimeout: 6000 });
  clock.advance(5900);
  tell(invite);
  clock.advance(5900);
  t.deepEqual(events, []);
  clock.advance(200);
  t.deepEqual(events, ["end 1 local"]);
  t.is(clock.pending, 0);
});

test("device: whoever opened the link must say the first word soon, and has time for the others", (t) => {
  const times = { inviteTimeout: 1000, protocolTimeout: 6000 };
  const silent = setUp({ elements: 1 }, times);
  silent.clock.advance(999);
  t.deepEqual(silent.events, []);
  silent.clock.advance(1);
  t.deepEqual(silent.events, ["end 1 local"]);
  const { clock, tell, events } = setUp({ elements: 1 }, times);
  clock.advance(900);
  tell(invite);
  clock.advance(5900);
  t.deepEqual(events, []);
  clock.advance(200);
  t.deepEqual(events, ["end 1 local"]);
});

test("device: a Confirmation before its own key pair is kept where the public key is known out of band", (t) => {
  const oobPrivateKey = new Uint8Array(32).fill(1);
  // [public key out of band, PDUs of the provisioner behind Start, what the device sends then]
  const rows = [
    [true, [publicKey, confirmation], ["05"]],
    [true, [publicKey, confirmation, confirmation], ["0903"]],
    [true, [publicKey, random], ["0903"]],
    [false, [publicKey, confirmation], ["0903"]],
  ] as const;
  for (const [oob, pdus, answers] of rows) {
    const { clock, said, session, tell } = setUp({
      elements: 1,
      algorithms: [0],
      ...(oob && { oobPrivateKey }),
    });
    tell(invite);
    tell(oob ? "020001000000" : start);
    said.length = 0;
    for (const pdu of pdus) session.onPdu(fromHex(pdu));
    clock.advance(1000);
    t.deepEqual(
      said.map((pdu) => pdu.slice(0, pdu.startsWith("09") ? 4 : 2)),
      answers,
    );
  }
});
