// What goes wrong, or is done on purpose, between the first message and the last.
import test from "ava";
import { asciiBytes, fromHex } from "../../../modules/base/bytes.js";
import { ProtocommError } from "../../../modules/protocomm/client/transport.js";
import { decode, encode } from "../../../modules/protocomm/codec.js";
import {
  readSessionData,
  type SessionDataInit,
  SessionMessage,
  writeSessionData,
} from "../../../modules/protocomm/proto/session.js";
import type { SecurityOptions } from "../../../modules/protocomm/security/options.js";
import { srpVerifier } from "../../../modules/protocomm/security/srp.js";
import { home, protocommRig, security1 } from "../../support/protocomm-rig.js";
import { sessionCrypto } from "../../support/session-crypto.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

const credentials = { username: "wifiprov", password: "abcd1234" };
const salt = fromHex("036ee0c7bcb9eda84c9eac97d93decf4");

function security2(patchVersion: 0 | 1): Promise<SecurityOptions> {
  const clock = new TestClock();
  const user = {
    crypto: sessionCrypto(clock),
    salt,
    username: asciiBytes(credentials.username),
    password: asciiBytes(credentials.password),
  };
  const made = new Promise<SecurityOptions>((resolve) =>
    srpVerifier(user, (verifier) => resolve({ version: 2, salt, verifier, patchVersion })),
  );
  clock.advance(1);
  return made;
}

async function securities(): Promise<SecurityOptions[]> {
  return [security1, await security2(0), await security2(1)];
}

/** Provisions as if nothing had been. */
async function works(rig: ReturnType<typeof protocommRig>): Promise<boolean> {
  const { client } = rig.client({ credentials });
  await rig.during(client.open());
  return (await rig.during(client.provision(home))).state === "connected";
}

test("a session that is dropped at any message leaves nothing, and the next works", async (t) => {
  for (const security of [{ version: 0 } as const, ...(await securities())]) {
    const count = (() => 5 + (security.version === 0 ? 1 : 2))();
    for (let dropped = 0; dropped < count; dropped++)
      for (const lost of ["request", "answer"] as const) {
        const rig = protocommRig({ securities: [security] });
        const { client, transport } = rig.client({ credentials });
        let messages = 0;
        const drop = (octets: Uint8Array): Uint8Array => {
          if (messages++ !== dropped) return octets;
          transport.close();
          throw new Error("the connection is gone");
        };
        if (lost === "request") transport.change = (_, octets) => drop(octets);
        else transport.changeAnswer = (_, octets) => drop(octets);
        const whole = (async () => {
          await client.open();
          await client.configure(home);
          await client.apply();
          await client.status();
          await client.status();
        })();
        if (lost === "answer") whole.catch(() => undefined);
        await Promise.race([rig.during(whole), rig.during(gone(rig, () => messages > dropped))])
          .then(() => undefined)
          .catch(() => undefined);
        t.is(rig.protocomm.endpoints.length, 5);
        if (rig.provisioning.state.name === "idle") t.is(rig.stored(), undefined);
        if (rig.provisioning.state.name !== "idle") {
          // ApplyConfig had come through: the device goes on by itself
          await rig.clock.run(3000);
          t.is(rig.provisioning.state.name, "connected");
        } else t.true(await works(rig), `security ${security.version}, ${lost} ${dropped}`);
      }
  }
});

/** Resolves some time after a condition holds. */
async function gone(rig: ReturnType<typeof protocommRig>, holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise<void>((resolve) => rig.clock.schedule(resolve, 10));
  await new Promise<void>((resolve) => rig.clock.schedule(resolve, 100));
}

test("tampered messages are refused, and the session goes on where it can", async (t) => {
  for (const security of await securities()) {
    const rig = protocommRig({ securities: [security] });
    const { client, transport } = rig.client({ credentials });
    await rig.during(client.open());
    transport.change = (_, octets) => octets.map((octet, i) => (i === 0 ? octet ^ 0x40 : octet));
    // security 1 has no tags: there it is a message that makes no sense, or another
    await t.throwsAsync(rig.during(client.configure(home)), { instanceOf: ProtocommError });
    transport.change = undefined;
    t.is(rig.provisioning.state.name, "idle");
    t.is(rig.stored(), undefined);
    t.true(await works(rig));
  }
});

test("tampered handshakes are refused", async (t) => {
  for (const security of await securities())
    for (const at of [0, 1, 12, 20, 30, 40]) {
      const rig = protocommRig({ securities: [security] });
      for (const message of [0, 1]) {
        const { client, transport } = rig.client({ credentials });
        let count = 0;
        transport.change = (endpoint, octets) =>
          endpoint === "prov-session" && count++ === message
            ? octets.map((octet, i) =>
                i === Math.min(at, octets.length - 1) ? octet ^ 0x41 : octet,
              )
            : octets;
        await t.throwsAsync(rig.during(client.open()), undefined, `${at} of message ${message}`);
        t.false(rig.sessions.some(({ state }) => state === "established"));
      }
      t.true(await works(rig));
    }
});

test("a message that is replayed does nothing where the scheme can tell", async (t) => {
  for (const security of [security1, await security2(1)]) {
    const rig = protocommRig({ securities: [security] });
    const { client, transport } = rig.client({ credentials });
    await rig.during(client.open());
    await rig.during(client.configure(home));
    const { request } = transport.log.at(-1)!;
    const answers: (Uint8Array | undefined)[] = [];
    rig.protocomm.handle(1, "prov-config", request, (answer) => answers.push(answer));
    t.deepEqual(answers, [undefined]);
    // those of another session, too
    const other = rig.client({ credentials });
    await rig.during(other.client.open());
    rig.protocomm.handle(2, "prov-config", request, (answer) => answers.push(answer));
    t.deepEqual(answers, [undefined, undefined]);
    t.is(rig.provisioning.state.name, "idle");
  }
});

test("a handshake that is replayed begins no session", async (t) => {
  for (const security of await securities()) {
    const rig = protocommRig({ securities: [security] });
    const { client, transport } = rig.client({ credentials });
    await rig.during(client.open());
    const messages = transport.log.filter(({ endpoint }) => endpoint === "prov-session");
    const answers: (Uint8Array | undefined)[] = [];
    for (const { request } of messages) {
      rig.protocomm.handle(7, "prov-session", request, (answer) => answers.push(answer));
      rig.clock.advance(10);
    }
    t.truthy(answers[0]);
    t.is(answers[1], undefined);
    t.is(rig.sessions.filter(({ state }) => state === "established").length, 1);
  }
});

test("messages out of order, and such as make no sense", async (t) => {
  const key = new Uint8Array(32).fill(9);
  const command1 = { msg: SessionMessage.Command1 };
  const messages: SessionDataInit[] = [
    { sec_ver: 1, sec1: { ...command1, sc1: { client_verify_data: key } } },
    { sec_ver: 1, sec1: { msg: SessionMessage.Command0, sc0: { client_pubkey: key.slice(1) } } },
    { sec_ver: 1, sec1: { msg: SessionMessage.Command0 } },
    { sec_ver: 1, sec1: { msg: SessionMessage.Response0, sr0: {} } },
    {
      sec_ver: 1,
      sec1: { msg: SessionMessage.Command0, sc0: { client_pubkey: new Uint8Array(32) } },
    },
    { sec_ver: 1 },
    { sec_ver: 2, sec2: { ...command1, sc1: { client_proof: new Uint8Array(64) } } },
    { sec_ver: 2, sec2: { msg: 0, sc0: { client_username: key, client_pubkey: key } } },
    // 0 modulo the prime
    {
      sec_ver: 2,
      sec2: { msg: 0, sc0: { client_username: key, client_pubkey: new Uint8Array(384) } },
    },
    { sec_ver: 2, sec2: { msg: 0, sc0: { client_pubkey: new Uint8Array(384).fill(1) } } },
    { sec_ver: 0, sec0: { msg: SessionMessage.Response0, sr: {} } },
    { sec_ver: 3 },
    {},
  ];
  const offered = [security1, await security2(1)];
  for (const [index, message] of messages.entries()) {
    const rig = protocommRig({ securities: offered });
    const answers: (Uint8Array | undefined)[] = [];
    const octets = encode(writeSessionData, message);
    rig.protocomm.handle(1, "prov-session", octets, (answer) => answers.push(answer));
    rig.clock.advance(10);
    t.deepEqual(answers, [undefined], `message ${index}`);
    t.true(await works(rig));
  }
});

test("a proof that comes twice, or after another session began, is refused", async (t) => {
  for (const security of await securities()) {
    const rig = protocommRig({ securities: [security] });
    const { client, transport } = rig.client({ credentials });
    await rig.during(client.open());
    const proof = transport.log.at(-1)!.request;
    const answers: (Uint8Array | undefined)[] = [];
    rig.protocomm.handle(1, "prov-session", proof, (answer) => answers.push(answer));
    rig.clock.advance(10);
    t.deepEqual(answers, [undefined]);
    // what goes wrong ends the session
    await t.throwsAsync(rig.during(client.status()));
    t.true(await works(rig));
  }
});

test("octets at random do no harm", async (t) => {
  for (const security of [{ version: 0 } as const, security1, await security2(1)]) {
    const rig = protocommRig({ securities: [security] });
    const random = new TestRandom(3);
    for (const endpoint of ["prov-session", "prov-config", "prov-scan", "prov-ctrl", "nowhere"])
      for (let i = 0; i < 200; i++) {
        const octets = random.bytes(random.below(60));
        rig.protocomm.handle(1, endpoint, octets, () => undefined);
        rig.clock.advance(5);
      }
    t.true(await works(rig));
  }
});

test("a device refuses what is cut short", (t) => {
  const whole = encode(writeSessionData, {
    sec_ver: 1,
    sec1: { msg: 0, sc0: { client_pubkey: new Uint8Array(32).fill(7) } },
  });
  t.truthy(decode(readSessionData, whole));
  for (let length = 3; length < whole.length; length++)
    t.is(decode(readSessionData, whole.subarray(0, length)), undefined, `${length} octets`);
});
