import test from "ava";
import { asciiBytes, fromHex, toHex } from "../../../modules/base/bytes.js";
import { ProofError } from "../../../modules/protocomm/client/transport.js";
import type { SecurityOptions } from "../../../modules/protocomm/security/options.js";
import { srpVerifier } from "../../../modules/protocomm/security/srp.js";
import { home, protocommRig, security1 } from "../../support/protocomm-rig.js";
import { sessionCrypto } from "../../support/session-crypto.js";
import { TestClock } from "../../support/test-clock.js";

const salt = fromHex("036ee0c7bcb9eda84c9eac97d93decf4");
const username = "wifiprov";
const password = "abcd1234";

function verifierOf(name: string, secret: string): Promise<Uint8Array> {
  const clock = new TestClock();
  const crypto = sessionCrypto(clock);
  const made = new Promise<Uint8Array>((resolve) =>
    srpVerifier(
      { crypto, salt, username: asciiBytes(name), password: asciiBytes(secret) },
      resolve,
    ),
  );
  clock.advance(1);
  return made;
}

async function security2(patchVersion?: 0 | 1): Promise<SecurityOptions> {
  const verifier = await verifierOf(username, password);
  return { version: 2, salt, verifier, ...(patchVersion !== undefined && { patchVersion }) };
}

test("the verifier of Espressif's example", async (t) => {
  const verifier = await verifierOf(username, password);
  const digest = sessionCrypto(new TestClock()).sha256(verifier);
  t.is(toHex(digest), "e985f1fb10e7c5aaf625ec7cc0896e8f92bdcd5b621141766ea6ea93bd899b06");
});

test("every scheme and patch version, from the first message to the network", async (t) => {
  const cases: SecurityOptions[] = [
    { version: 0 },
    security1,
    { version: 1 },
    await security2(),
    await security2(0),
    await security2(1),
  ];
  for (const security of cases) {
    const rig = protocommRig({ securities: [security] });
    const { client } = rig.client({ credentials: { username, password } });
    const version = await rig.during(client.open());
    t.is(version.security, security.version);
    t.deepEqual(rig.sessions, [{ state: "established", version: security.version }]);
    t.like(await rig.during(client.provision(home)), { state: "connected" });
    t.deepEqual(rig.stored(), home);
    client.close();
    t.deepEqual(rig.sessions.at(-1), { state: "closed" });
  }
});

test("which of several schemes is taken is the client's choice", async (t) => {
  const securities = [security1, await security2(), { version: 0 } as const];
  const rig = protocommRig({ securities });
  for (const security of [undefined, 2, 0, 1] as const) {
    const { client } = rig.client({
      credentials: { username, password },
      ...(security !== undefined && { security }),
    });
    t.is((await rig.during(client.open())).security, 1);
    t.deepEqual(rig.sessions.at(-1), { state: "established", version: security ?? 1 });
    t.is((await rig.during(client.status())).state, "disconnected");
  }
});

test("a wrong proof or password is told, and the next attempt works", async (t) => {
  for (const security of [security1, await security2(), await security2(0)]) {
    const rig = protocommRig({ securities: [security] });
    const wrong = rig.client({
      proofOfPossession: "abcd1235",
      credentials: { username, password: "abcd1235" },
    });
    await t.throwsAsync(rig.during(wrong.client.open()), { instanceOf: ProofError });
    t.is(rig.diagnostics.dropped("protocomm.proof"), 1);
    await t.throwsAsync(rig.during(wrong.client.status()));
    const user = rig.client({
      proofOfPossession: "",
      credentials: { username: "somebody", password },
    });
    await t.throwsAsync(rig.during(user.client.open()));
    t.is(rig.stored(), undefined);
    const { client } = rig.client({ credentials: { username, password } });
    await rig.during(client.open());
    t.like(await rig.during(client.provision(home)), { state: "connected" });
  }
});

test("a device that does not know the secret either is found out", async (t) => {
  const security: SecurityOptions = {
    version: 2,
    salt,
    verifier: await verifierOf(username, "another"),
  };
  for (const offered of [{ version: 1, proofOfPossession: "another" } as const, security]) {
    const rig = protocommRig({ securities: [offered] });
    const { client } = rig.client({ credentials: { username, password } });
    await t.throwsAsync(rig.during(client.open()), { instanceOf: ProofError });
  }
});

test("one session at a time: who proves to know the secret takes the place of the old", async (t) => {
  for (const security of [security1, await security2()]) {
    const rig = protocommRig({ securities: [security] });
    const credentials = { username, password };
    const first = rig.client({ credentials });
    const second = rig.client({ credentials });
    await rig.during(first.client.open());
    await rig.during(second.client.open());
    await t.throwsAsync(rig.during(first.client.status()));
    // the one who was there before is a bystander
    t.is((await rig.during(second.client.status())).state, "disconnected");
    await rig.during(second.client.open());
    t.is((await rig.during(second.client.status())).state, "disconnected");
  }
});

test("a request that comes while a session begins is refused", async (t) => {
  const rig = protocommRig();
  const { client, transport } = rig.client();
  await rig.during(client.open());
  const { request } = transport.log.find(({ endpoint }) => endpoint === "prov-session")!;
  const answers: (Uint8Array | undefined)[] = [];
  rig.protocomm.handle(1, "prov-session", request, (answer) => answers.push(answer));
  rig.protocomm.handle(1, "prov-config", new Uint8Array(4), (answer) => answers.push(answer));
  t.deepEqual(answers, [undefined]);
  rig.protocomm.leave(1);
  t.deepEqual(answers, [undefined, undefined], "who leaves is answered, too");
  rig.clock.advance(10);
  t.is(answers.length, 2);
  t.is(rig.diagnostics.dropped("protocomm.no-session"), 1);
});

test("options out of range are told", async (t) => {
  const verifier = await verifierOf(username, password);
  const wrong: SecurityOptions[][] = [
    [],
    [{ version: 0 }, { version: 0 }],
    [{ version: 2, salt: new Uint8Array(0), verifier }],
    [{ version: 2, salt: new Uint8Array(65).fill(1), verifier }],
    [{ version: 2, salt: new Uint8Array(16), verifier }],
    [{ version: 2, salt, verifier: verifier.slice(1) }],
  ];
  for (const securities of wrong)
    t.throws(() => protocommRig({ securities }), { instanceOf: RangeError });
  t.throws(() => protocommRig({ attempts: 0 }), { message: /attempts/ });
  t.throws(() => protocommRig({ scanEntries: 65 }), { message: /scanEntries/ });
  t.throws(() => protocommRig({ connectDelay: -1 }), { message: /connectDelay/ });
  const { protocomm } = protocommRig();
  t.throws(() => protocomm.addEndpoint("prov-scan", () => undefined), { message: /taken/ });
  t.throws(() => protocomm.addEndpoint("", () => undefined), { message: /name/ });
});
