import test from "ava";
import { NativeCrypto } from "../../../hosts/native/crypto.js";
import { NativeEcdhWorker } from "../../../hosts/native/ecdh-worker.js";
import type { EcdhKeyPair } from "../../../modules/host/crypto.js";
import { setNatives } from "../../support/native.js";
import { TestClock } from "../../support/test-clock.js";

type Done = (result: ArrayBuffer | undefined) => void;

/** Native functions of which the worker's do nothing until the test says so. */
function natives(threads = true) {
  const jobs: { readonly peer: Uint8Array | undefined; readonly done: Done }[] = [];
  const cancelled: unknown[] = [];
  const closed: unknown[] = [];
  const inline: string[] = [];
  setNatives({
    xs_ecdh_key: (key: Uint8Array) => ({ key: key[0] }),
    xs_ecdh_public_key: () => {
      inline.push("public key");
      return new ArrayBuffer(64);
    },
    xs_ecdh_shared_secret: () => {
      inline.push("secret");
      return new ArrayBuffer(32);
    },
    xs_key_close: (key: unknown) => closed.push(key),
    xs_ecdh_start: (_key: unknown, peer: Uint8Array | undefined, done: Done) =>
      threads ? jobs[jobs.push({ peer, done }) - 1] : undefined,
    xs_ecdh_cancel: (job: unknown) => cancelled.push(job),
  });
  const clock = new TestClock();
  const crypto = new NativeCrypto({ clock, worker: new NativeEcdhWorker() });
  return { jobs, cancelled, closed, inline, clock, crypto };
}

test.serial("key pairs and secrets come from the worker", (t) => {
  const { jobs, inline, crypto, clock } = natives();
  let pair: EcdhKeyPair | undefined;
  const secrets: (Uint8Array | undefined)[] = [];
  crypto.ecdhKeyPair(new Uint8Array(32).fill(1), (made) => (pair = made));
  t.is(pair, undefined);
  t.is(jobs[0]!.peer, undefined);
  jobs[0]!.done(new Uint8Array(64).fill(7).buffer);
  t.deepEqual(pair!.publicKey, new Uint8Array(64).fill(7));
  pair!.sharedSecret(new Uint8Array(64), (secret) => secrets.push(secret));
  pair!.sharedSecret(new Uint8Array(64), (secret) => secrets.push(secret));
  t.deepEqual(secrets, []);
  jobs[1]!.done(new Uint8Array(32).fill(9).buffer);
  jobs[2]!.done(undefined);
  t.deepEqual(secrets, [new Uint8Array(32).fill(9), undefined]);
  t.deepEqual(inline, []);
  t.is(clock.pending, 0);
});

test.serial("a pair that is closed cancels what it still owes, and nothing else", (t) => {
  const { jobs, cancelled, closed, crypto } = natives();
  let pair: EcdhKeyPair | undefined;
  crypto.ecdhKeyPair(new Uint8Array(32).fill(1), (made) => (pair = made));
  jobs[0]!.done(new ArrayBuffer(64));
  pair!.sharedSecret(new Uint8Array(64), () => undefined);
  pair!.sharedSecret(new Uint8Array(64), () => t.fail());
  jobs[1]!.done(new ArrayBuffer(32));
  pair!.close();
  t.deepEqual(cancelled, [jobs[2]]);
  t.deepEqual(closed, [{ key: 1 }]);
});

test.serial("without a thread everything is done inside the calls", (t) => {
  const { inline, crypto, clock } = natives(false);
  const secrets: (Uint8Array | undefined)[] = [];
  crypto.ecdhKeyPair(new Uint8Array(32), (pair) =>
    pair.sharedSecret(new Uint8Array(64), (secret) => secrets.push(secret)),
  );
  t.deepEqual(inline, ["public key"]);
  clock.advance(1);
  t.deepEqual(inline, ["public key", "secret"]);
  t.deepEqual(secrets, [new Uint8Array(32)]);
});

test.serial("a peer of another length never gets to the worker", (t) => {
  const { jobs, inline, crypto } = natives();
  let pair: EcdhKeyPair | undefined;
  crypto.ecdhKeyPair(new Uint8Array(32), (made) => (pair = made));
  jobs[0]!.done(new ArrayBuffer(64));
  pair!.sharedSecret(new Uint8Array(65), () => undefined);
  t.is(jobs.length, 1);
  t.deepEqual(inline, ["secret"]);
});
