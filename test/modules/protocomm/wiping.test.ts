// What is secret does not outlive its use.
import test from "ava";
import { asciiBytes, fromHex } from "../../../modules/base/bytes.js";
import type { SessionCrypto } from "../../../modules/host/session-crypto.js";
import type { SecurityOptions } from "../../../modules/protocomm/security/options.js";
import { srpVerifier } from "../../../modules/protocomm/security/srp.js";
import { home, protocommRig, security1 } from "../../support/protocomm-rig.js";
import { sessionCrypto } from "../../support/session-crypto.js";
import { TestClock } from "../../support/test-clock.js";

const credentials = { username: "wifiprov", password: "abcd1234" };
const salt = fromHex("036ee0c7bcb9eda84c9eac97d93decf4");

/** Keeps hold of all secrets that go through it, and counts what is open. */
class Spy implements SessionCrypto {
  readonly secrets: Uint8Array[] = [];
  open = 0;
  readonly #real: SessionCrypto;

  constructor(real: SessionCrypto) {
    this.#real = real;
  }

  sha256(message: Uint8Array): Uint8Array {
    return this.#real.sha256(message);
  }

  sha512(message: Uint8Array): Uint8Array {
    return this.#real.sha512(message);
  }

  x25519PublicKey(privateKey: Uint8Array, done: (publicKey: Uint8Array) => void): void {
    this.secrets.push(privateKey);
    this.#real.x25519PublicKey(privateKey, done);
  }

  x25519(
    privateKey: Uint8Array,
    peer: Uint8Array,
    done: (secret: Uint8Array | undefined) => void,
  ): void {
    this.#real.x25519(privateKey, peer, (secret) => {
      if (secret) this.secrets.push(secret);
      done(secret);
    });
  }

  aesCtr(key: Uint8Array, counter: Uint8Array) {
    this.secrets.push(key);
    return this.#counted(this.#real.aesCtr(key, counter));
  }

  aesGcm(key: Uint8Array) {
    this.secrets.push(key);
    return this.#counted(this.#real.aesGcm(key));
  }

  power(
    base: Uint8Array,
    exponent: Uint8Array,
    modulus: Uint8Array,
    done: (result: Uint8Array) => void,
  ): void {
    // exponents of 32 octets are drawn, the one of 64 is a hash that everybody knows
    if (exponent.length === 32) this.secrets.push(exponent);
    this.#real.power(base, exponent, modulus, (result) => {
      if (base.length > 1) this.secrets.push(result);
      done(result);
    });
  }

  multiply(a: Uint8Array, b: Uint8Array, modulus: Uint8Array): Uint8Array {
    return this.#real.multiply(a, b, modulus);
  }

  #counted<T extends { close(): void }>(cipher: T): T {
    this.open++;
    const close = cipher.close.bind(cipher);
    cipher.close = () => {
      this.open--;
      close();
    };
    return cipher;
  }
}

function security2(): Promise<SecurityOptions> {
  const clock = new TestClock();
  const user = {
    crypto: sessionCrypto(clock),
    salt,
    username: asciiBytes(credentials.username),
    password: asciiBytes(credentials.password),
  };
  const made = new Promise<SecurityOptions>((resolve) =>
    srpVerifier(user, (verifier) => resolve({ version: 2, salt, verifier })),
  );
  clock.advance(1);
  return made;
}

/** A device whose crypto is watched; its clock is the test's. */
function watched(security: SecurityOptions) {
  const clock = new TestClock();
  const spy = new Spy(sessionCrypto(clock));
  const rig = protocommRig({ securities: [security], crypto: spy, clock });
  // what the crypto owes comes on a clock of its own, which goes with the other
  const during: typeof rig.during = (work) => {
    const step = (): void => {
      clock.advance(1);
      rig.clock.schedule(step, 1);
    };
    step();
    return rig.during(work);
  };
  return { ...rig, during, spy };
}

test("after a session nothing of its keys is left", async (t) => {
  for (const security of [security1, await security2()]) {
    const { client, during, provisioning, spy } = watched(security);
    const made = client({ credentials });
    await during(made.client.open());
    await during(made.client.configure(home));
    t.is(spy.open, 1);
    t.true(spy.secrets.length >= 3);
    for (const secret of spy.secrets) t.true(secret.every((octet) => octet === 0));
    provisioning.close();
    t.is(spy.open, 0);
  }
});

test("the same for one that was refused, replaced, or left in the middle", async (t) => {
  for (const security of [security1, await security2()]) {
    const { client, during, protocomm, spy } = watched(security);
    const wrong = client({
      proofOfPossession: "wrong",
      credentials: { ...credentials, password: "wrong" },
    });
    await t.throwsAsync(during(wrong.client.open()));
    t.is(spy.open, 0);
    const first = client({ credentials });
    await during(first.client.open());
    const second = client({ credentials });
    await during(second.client.open());
    t.is(spy.open, 1);
    protocomm.leave(3);
    t.is(spy.open, 0);
    const half = client({ credentials });
    half.transport.changeAnswer = () => new Uint8Array(0);
    await t.throwsAsync(during(half.client.open()));
    protocomm.leave(4);
    t.is(spy.open, 0);
    for (const secret of spy.secrets) t.true(secret.every((octet) => octet === 0));
  }
});
