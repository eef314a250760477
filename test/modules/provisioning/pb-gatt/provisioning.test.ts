import test from "ava";
import { Abort } from "../../../../modules/base/abort.js";
import { toHex } from "../../../../modules/base/bytes.js";
import { CloseReason } from "../../../../modules/provisioning/link.js";
import {
  LinkClosedError,
  ProvisioningAbortError,
  ProvisioningFailedError,
  ProvisioningTimeoutError,
} from "../../../../modules/provisioning/errors.js";
import { Algorithm } from "../../../../modules/provisioning/oob.js";
import { oobWays, staticOob } from "../../../support/oob-ways.js";
import { Rig, type RigOptions, testNetKey } from "../../../support/provisioning.js";
import type { TestGattServer } from "../../../support/test-gatt.js";
import { spread } from "../../../support/thoroughness.js";

const bearer = "pb-gatt";

function setUp(options: RigOptions = {}) {
  return new Rig({ gatt: {}, ...options });
}

for (const mtu of [23, 69, 185, 517])
  for (const [name, way] of Object.entries(oobWays))
    test(`PB-GATT: provisioning at an ATT_MTU of ${mtu}, OOB ${name}`, async (t) => {
      const rig = setUp({ gatt: { mtu } });
      const { capabilities, request } = way();
      const device = rig.device({ capabilities: { elements: 3, ...capabilities } });
      const progress: string[] = [];
      const result = await rig.outcome(
        rig.provision(device.uuid, {
          ...request,
          bearer,
          attention: 7,
          onProgress: (step) => progress.push(step),
        }),
      );
      if (result instanceof Error) throw result;
      await rig.clock.run(200);
      t.is(device.results.length, 1, "the provisioner ended the connection");
      const own = device.results[0]!;
      const authentication = name === "public key" ? "none" : name;
      t.is(toHex(own.deviceKey), toHex(result.deviceKey));
      t.is(toHex(own.netKey), toHex(testNetKey));
      t.like(result, { address: 1, elements: 3, algorithm: Algorithm.hmac, authentication });
      t.deepEqual(device.events, ["open", "attention 7", "provisioned", "close 0 peer"]);
      t.deepEqual(progress, [
        "link-open",
        "invited",
        "capabilities",
        "keys-exchanged",
        "authenticated",
        "data-sent",
        "complete",
      ]);
      t.is(device.device.linkBearer, "pb-gatt");
      t.deepEqual(device.diagnostics.drops(), {});
      // Beacons of PB-ADV, which the role does not listen to.
      const drops = Object.keys(rig.diagnostics.drops());
      t.deepEqual(
        drops.filter((reason) => reason !== "bearer.unknown-type"),
        [],
      );
      device.device.close();
      rig.role.close();
      await rig.clock.run(130_000);
      t.is(rig.clock.pending, 0, "nothing goes on after the end");
    });

test("PB-GATT: a public key that is known out of band is not sent", async (t) => {
  const rig = setUp();
  const { capabilities, request } = oobWays["public key"]!();
  const device = rig.device({ capabilities: { elements: 1, ...capabilities } });
  const sent: number[] = [];
  rig.gatt!.onCarried = (direction, value) => direction === "out" && sent.push(value[1]!);
  const result = await rig.outcome(rig.provision(device.uuid, { bearer, ...request }));
  if (result instanceof Error) throw result;
  t.deepEqual(sent, [1, 5, 6, 8]);
});

test("PB-GATT: a wrong static OOB value fails on both sides, and a new link may be opened afterwards", async (t) => {
  const rig = setUp();
  const device = rig.device({ capabilities: { elements: 1, staticOob } });
  const wrong = staticOob.slice(1);
  const error = await rig.outcome(rig.provision(device.uuid, { bearer, staticOob: wrong }));
  t.true(error instanceof ProvisioningFailedError);
  t.like(error, { code: 4, origin: "device", addressMayBeUsed: false });
  const result = await rig.outcome(rig.provision(device.uuid, { bearer, staticOob }));
  t.false(result instanceof Error);
  await rig.clock.run(1000);
  t.deepEqual(device.events.slice(0, 5), [
    "open",
    "attention 0",
    "failed 4",
    "close 2 peer",
    "open",
  ]);
});

/** Writes and notifications of a provisioning: so many. */
async function count(rig: Rig): Promise<number> {
  let carried = 0;
  rig.gatt!.onCarried = () => carried++;
  const device = rig.device();
  const result = await rig.outcome(rig.provision(device.uuid, { bearer }));
  if (result instanceof Error) throw result;
  return carried;
}

for (const mtu of [23, 185])
  for (const how of ["device", "provisioner", "both"] as const)
    test(`PB-GATT: the connection ends at each PDU, by ${how}, at an ATT_MTU of ${mtu}: a further provisioning succeeds`, async (t) => {
      const all = await count(setUp({ gatt: { mtu } }));
      t.is(all, mtu === 23 ? 22 : 11);
      for (const at of spread(all)) {
        const rig = setUp({ gatt: { mtu }, seed: at + 1 });
        const device = rig.device();
        let carried = 0;
        rig.gatt!.onCarried = (_direction, _value, connection) => {
          if (carried++ !== at) return;
          if (how === "both") connection.lose();
          else connection.close(how === "device" ? 1 : 0);
        };
        const error = await rig.outcome(rig.provision(device.uuid, { bearer }));
        t.true(error instanceof LinkClosedError, `${at}`);
        const reason = how === "both" ? CloseReason.timeout : CloseReason.fail;
        t.is((error as LinkClosedError).reason, reason);
        await rig.clock.run(1000);
        // The last is Complete: the device has the data, and stored them before it was sent.
        const last = at === all - 1;
        t.is(device.results.length, last ? 1 : 0, `${at}`);
        t.is((error as LinkClosedError).addressMayBeUsed, at >= all - (mtu === 23 ? 3 : 2));
        if (last) continue;
        t.false(device.device.linked);
        const result = await rig.outcome(rig.provision(device.uuid, { bearer }));
        if (result instanceof Error) throw result;
        await rig.clock.run(1000);
        t.is(device.results.length, 1);
        t.is(toHex(device.results[0]!.deviceKey), toHex(result.deviceKey));
      }
    });

test("PB-GATT: a device out of range is given up after a minute, and one that comes late is provisioned", async (t) => {
  const rig = setUp();
  const away = await rig.outcome(rig.provision(new Uint8Array(16).fill(9), { bearer }));
  t.true(away instanceof ProvisioningTimeoutError);
  t.is((away as Error).message, "the device does not answer");
  t.is(rig.clock.now(), 60_000);
  const uuid = new Uint8Array(16).fill(1);
  const promise = rig.provision(uuid, { bearer });
  await rig.clock.run(50_000);
  const device = rig.device();
  t.deepEqual(device.uuid, uuid);
  t.false((await rig.outcome(promise)) instanceof Error);
});

test("PB-GATT: connections that fail are tried again until a minute is over", async (t) => {
  const rig = setUp();
  const device = rig.device();
  const { gatt } = device.radio;
  Object.defineProperty(gatt, "connectable", { value: false, configurable: true });
  const promise = rig.provision(device.uuid, { bearer });
  await rig.clock.run(25_000);
  Reflect.deleteProperty(gatt!, "connectable");
  t.false((await rig.outcome(promise)) instanceof Error);
});

test("PB-GATT: a device whose provisioner goes silent ends the link after 60 s, and offers itself again", async (t) => {
  const rig = setUp();
  const device = rig.device();
  let requests = 0;
  const promise = rig.provision(device.uuid, {
    bearer,
    selectAuthentication: () => {
      requests++;
      return {
        method: "none",
      };
    },
  });
  // Nothing that the device sends arrives any longer.
  const { listeners } = device.radio.gatt as unknown as { listeners: Map<unknown, unknown> };
  rig.gatt!.onCarried = () => listeners.clear();
  const error = await rig.outcome(promise);
  t.true(error instanceof ProvisioningTimeoutError);
  t.is(requests, 0);
  await rig.clock.run(1000);
  t.is(device.events[0], "open");
  t.regex(device.events.at(-1)!, /^close/);
  rig.gatt!.onCarried = undefined;
  t.false((await rig.outcome(rig.provision(device.uuid, { bearer }))) instanceof Error);
});

test("PB-GATT: without a GATT client the bearer is refused at once", (t) => {
  const rig = new Rig();
  const error = t.throws(() => void rig.provision(new Uint8Array(16), { bearer }), {
    instanceOf: RangeError,
  });
  t.is(
    error.message,
    "bearer: pb-gatt needs a radio with a GATT client, and radio.gattClient is absent",
  );
  t.throws(() => void rig.provision(new Uint8Array(16), { bearer: "gatt" as "pb-gatt" }), {
    message: "bearer must be pb-adv or pb-gatt, not gatt",
  });
});

test("PB-GATT: a provisioner takes Complete from a device that disconnects in the same moment", async (t) => {
  const rig = setUp();
  const device = rig.device();
  rig.gatt!.onCarried = (direction, value, connection) => {
    if (direction !== "out" || value[1] !== 8) return;
    // The end of the connection is reported behind the notification, before any timer.
    const listener = [...(device.radio.gatt as TestGattServer).listeners.values()][0]!;
    const [, dataOut] = (device.radio.gatt as TestGattServer).services[0]!.characteristics;
    listener(dataOut!, value);
    connection.open = false;
    connection.ends[0]!.ended(0x13);
    connection.ends[1]!.ended(0x16);
  };
  t.false((await rig.outcome(rig.provision(device.uuid, { bearer }))) instanceof Error);
  t.is(device.results.length, 1);
});

test("PB-GATT: an address that the device was heard from is connected to at once, and one that it has left is not kept", async (t) => {
  const rig = setUp();
  const device = rig.device();
  await rig.clock.run(20_000);
  const { address } = device.radio.gatt as TestGattServer;
  const rows = [
    [address, 600],
    [address + 1, 11_000],
  ] as const;
  for (const [advertisingAddress, most] of rows) {
    const begun = rig.clock.now();
    let open = 0;
    const abort = new Abort();
    const promise = rig.provision(device.uuid, {
      bearer,
      advertisingAddress,
      signal: abort,
      onProgress: () => {
        open ||= rig.clock.now() - begun;
        abort.abort();
      },
    });
    t.true((await rig.outcome(promise)) instanceof ProvisioningAbortError);
    t.true(open > 0 && open < most, `${open} ms`);
    await rig.clock.run(1000);
    t.true(device.events.at(-1)!.startsWith("close"));
  }
});

test("PB-GATT: a provisioning that is given up before its link is open ends the connection, whenever that comes about", async (t) => {
  for (let at = 0; at < 400; at += 20) {
    const rig = setUp();
    const device = rig.device();
    const abort = new Abort();
    const promise = rig.provision(device.uuid, { bearer, signal: abort });
    await rig.clock.run(at);
    abort.abort();
    t.true((await rig.outcome(promise)) instanceof ProvisioningAbortError, `${at}`);
    await rig.clock.run(2000);
    t.false(device.device.linked);
    t.true(
      rig.gatt!.connections.every(({ open }) => !open),
      `${at}`,
    );
    t.is(rig.role.sessions, 0);
  }
});
