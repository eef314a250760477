// Somebody else, while a session is established or begins.
import test from "ava";
import type {
  ConnectableAdvertisement,
  GattCharacteristic,
  GattServer,
  GattService,
} from "../../../modules/host/gatt.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { ProofError } from "../../../modules/protocomm/client/transport.js";
import { encode } from "../../../modules/protocomm/codec.js";
import { GattTransport } from "../../../modules/protocomm/gatt-transport.js";
import { SessionMessage, writeSessionData } from "../../../modules/protocomm/proto/session.js";
import { proofPenalty } from "../../../modules/protocomm/protocomm.js";
import { home, protocommRig } from "../../support/protocomm-rig.js";

/** The first message of a handshake of security 1. */
const begin = encode(writeSessionData, {
  sec_ver: 1,
  sec1: { msg: SessionMessage.Command0, sc0: { client_pubkey: new Uint8Array(32).fill(9) } },
});
/** A second one, with a proof that is wrong. */
const wrongProof = encode(writeSessionData, {
  sec_ver: 1,
  sec1: { msg: SessionMessage.Command1, sc1: { client_verify_data: new Uint8Array(32) } },
});

type Rig = ReturnType<typeof protocommRig>;

/** What a bystander may do: requests to endpoints, one after the other. */
const doings: readonly (readonly [string, readonly (readonly [string, Uint8Array])[]])[] = [
  ["nothing but leave", []],
  ["ask for the version", [["proto-ver", Uint8Array.of(0x2d)]]],
  [
    "send nonsense to each endpoint",
    [
      ["prov-session", Uint8Array.of(0xff)],
      ["prov-config", new Uint8Array(20)],
      ["prov-scan", new Uint8Array(20)],
      ["prov-ctrl", new Uint8Array(20)],
      ["nowhere", new Uint8Array(1)],
    ],
  ],
  ["begin a handshake", [["prov-session", begin]]],
  [
    "begin two handshakes",
    [
      ["prov-session", begin],
      ["prov-session", begin],
    ],
  ],
  [
    "prove wrongly",
    [
      ["prov-session", begin],
      ["prov-session", wrongProof],
    ],
  ],
  ["prove without having begun", [["prov-session", wrongProof]]],
];

test("a bystander does not end a session, whatever he does without the secret", async (t) => {
  for (const [what, requests] of doings) {
    const rig = protocommRig();
    const { client } = rig.client();
    await rig.during(client.open());
    await rig.during(client.configure(home));
    const answers: boolean[] = [];
    for (const [endpoint, request] of requests) {
      rig.protocomm.handle(99, endpoint, request, (answer) => answers.push(answer !== undefined));
      await rig.clock.run(10);
    }
    t.is(answers.length, requests.length, `${what}: each is answered`);
    t.like(await rig.during(client.status()), { state: "disconnected" }, what);
    rig.protocomm.leave(99);
    t.is(rig.provisioning.state.name, "configured", what);
    t.deepEqual(
      rig.sessions.filter(({ state }) => state === "closed"),
      [],
      what,
    );
    await rig.during(client.apply());
    t.like(await rig.during(client.wait()), { state: "connected" }, what);
  }
});

test("who proves to know the secret takes the session over", async (t) => {
  const rig = protocommRig();
  const [first, second] = [rig.client().client, rig.client().client];
  await rig.during(first.open());
  await rig.during(first.configure(home));
  await rig.during(second.open());
  t.is(rig.provisioning.state.name, "idle", "what the first sent is forgotten");
  t.like(await rig.during(second.status()), { state: "disconnected" });
  await t.throwsAsync(rig.during(first.status()));
});

/** A GATT server that remembers what is advertised and what was answered. */
function gattRig(rig: Rig) {
  const values = new Map<GattCharacteristic, string>();
  const state = { advertised: undefined as ConnectableAdvertisement | undefined };
  let service: GattService | undefined;
  const gatt: GattServer = {
    connections: 2,
    addService: (added) => void (service = added),
    removeService: () => undefined,
    advertise: (advertisement) => void (state.advertised = advertisement),
    setValue: (characteristic, value) => void values.set(characteristic, toHex(value)),
    refuse: (characteristic) => void values.set(characteristic, "refused"),
    notify: () => false,
    mtu: () => 23,
    disconnect: () => undefined,
  };
  const { protocomm, diagnostics } = rig;
  const transport = new GattTransport({ gatt, protocomm, diagnostics, name: "a" });
  const named = (name: string): GattCharacteristic =>
    service!.characteristics[protocomm.endpoints.indexOf(name)]!;
  const write = (connection: number, endpoint: string, octets: Uint8Array): void => {
    named(endpoint).onWrite!(connection, octets);
    rig.clock.advance(20);
  };
  const value = (endpoint: string): string | undefined => values.get(named(endpoint));
  return { state, transport, value, values, write, service: () => service! };
}

test("over BLE nothing is advertised while a session is established", (t) => {
  const rig = protocommRig({ securities: [{ version: 0 }] });
  const { service, state, transport, write } = gattRig(rig);
  const begin0 = fromHex("52020800");
  t.truthy(state.advertised);
  write(1, "proto-ver", Uint8Array.of(1));
  t.truthy(state.advertised, "who is merely connected keeps nobody away");
  write(1, "prov-session", begin0);
  t.is(state.advertised, undefined);
  service().onDisconnect!(2, 0x13);
  rig.clock.advance(1);
  t.is(state.advertised, undefined, "a bystander left");
  service().onDisconnect!(1, 0x13);
  rig.clock.advance(1);
  t.truthy(state.advertised);
  write(3, "prov-session", begin0);
  t.is(state.advertised, undefined);
  transport.close();
  rig.protocomm.close();
  t.is(state.advertised, undefined, "the end of the service is no reason to advertise");
});

test("over BLE a second connection disturbs nothing that the session's client writes and reads", (t) => {
  const rig = protocommRig({ securities: [{ version: 0 }] });
  const { service, value, values, write } = gattRig(rig);
  write(1, "prov-session", fromHex("52020800"));
  write(1, "prov-config", fromHex("5200"));
  const before = value("prov-config");
  t.is(before, "08015a021002");
  values.clear();
  for (const endpoint of rig.protocomm.endpoints)
    for (const octets of [fromHex("52020800"), begin, new Uint8Array(3)])
      write(2, endpoint, octets);
  t.is(values.size, 0, "nothing is answered, and nothing refused");
  t.is(rig.diagnostics.dropped("protocomm.busy"), 15);
  service().onDisconnect!(2, 0x13);
  write(1, "prov-config", fromHex("5200"));
  t.is(value("prov-config"), before);
  t.deepEqual(rig.sessions, [{ state: "established", version: 0 }]);
});

test("four handshakes at once: three are refused, and the last one is served", (t) => {
  const rig = protocommRig();
  const answers: (string | undefined)[] = [];
  for (let client = 1; client <= 4; client++)
    rig.protocomm.handle(client, "prov-session", begin, (answer) => {
      answers[client] = answer ? "served" : "refused";
    });
  rig.clock.advance(20);
  t.deepEqual(answers.slice(1), ["refused", "refused", "refused", "served"]);
});

test("a handshake that is superseded at any time is answered, and once", async (t) => {
  const after = [0, 1, 2, 3, 5, 20];
  const endings: readonly (readonly [string, (rig: Rig) => void])[] = [
    [
      "another client's handshake",
      (rig) => rig.protocomm.handle(2, "prov-session", begin, () => 0),
    ],
    ["the same client's", (rig) => rig.protocomm.handle(1, "prov-session", begin, () => 0)],
    ["the client leaves", (rig) => rig.protocomm.leave(1)],
    ["the service ends", (rig) => rig.provisioning.close()],
    ["nothing", () => undefined],
  ];
  for (const milliseconds of after)
    for (const [what, end] of endings) {
      const rig = protocommRig();
      let answered = 0;
      rig.protocomm.handle(1, "prov-session", begin, () => answered++);
      if (milliseconds > 0) await rig.clock.run(milliseconds);
      end(rig);
      await rig.clock.run(50);
      t.is(answered, 1, `${what} after ${milliseconds} ms`);
    }
});

/** Wrong proofs in a row, and milliseconds until the next handshake is answered at the earliest. */
const penalties: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 1000],
  [2, 2000],
  [3, 4000],
  [4, 4000],
  [5, 4000],
  [10_000, 4000],
];

test("wrong proofs are slowed down, each more than the one before, up to four seconds", async (t) => {
  for (const [wrong, delay] of penalties) t.is(proofPenalty(wrong), delay, `${wrong} wrong proofs`);
  const rig = protocommRig();
  const durations: number[] = [];
  const attempt = async (proofOfPossession: string): Promise<void> => {
    const { client } = rig.client({ proofOfPossession });
    const start = rig.clock.now();
    try {
      await rig.during(client.open());
    } finally {
      durations.push(rig.clock.now() - start);
    }
  };
  for (let i = 0; i < 6; i++)
    await t.throwsAsync(attempt(`guess ${i}`), { instanceOf: ProofError });
  for (const [wrong, delay] of penalties.slice(0, 6)) {
    t.true(durations[wrong]! >= delay, `${wrong}: ${durations[wrong]} ms`);
    t.true(durations[wrong]! < delay + 300, `${wrong}: ${durations[wrong]} ms`);
  }
  // who knows it waits once, and then all is as before
  await attempt("abcd1234");
  t.true(durations[6]! >= 4000 && durations[6]! < 4300);
  await attempt("abcd1234");
  t.true(durations[7]! < 300);
  await t.throwsAsync(attempt("guess"), { instanceOf: ProofError });
  await attempt("abcd1234");
  t.true(durations[9]! >= 1000 && durations[9]! < 1300);
});

test("guessing over many connections at once is no faster", async (t) => {
  const rig = protocommRig();
  let guesses = 0;
  const guess = (client: number): void =>
    rig.protocomm.handle(client, "prov-session", begin, (answer) => {
      if (answer)
        rig.protocomm.handle(client, "prov-session", wrongProof, () => {
          guesses++;
          guess(client);
        });
      // refused, as another one took its place: it tries again a little later
      else rig.clock.schedule(() => guess(client), 500);
    });
  guess(1);
  await rig.clock.run(60_000);
  t.true(guesses <= 18, `${guesses} guesses of one client in a minute`);
  const before = guesses;
  for (let client = 2; client < 10; client++) guess(client);
  await rig.clock.run(60_000);
  t.true(guesses - before <= 15, `${guesses - before} guesses of nine clients in a minute`);
});
