import test from "ava";
import { Abort } from "../../../modules/base/abort.js";
import { toHex } from "../../../modules/base/bytes.js";
import {
  LinkClosedError,
  ProvisioningAbortError,
  ProvisioningFailedError,
  ProvisioningRefusedError,
  ProvisioningTimeoutError,
} from "../../../modules/provisioning/errors.js";
import { Algorithm } from "../../../modules/provisioning/oob.js";
import { standardTiming } from "../../../modules/provisioning/pb-adv/timing.js";
import type {
  Authentication,
  ProvisionedDevice,
} from "../../../modules/provisioning/provisioner-options.js";
import { Rig, testNetKey } from "../../support/provisioning.js";

const staticOob = Uint8Array.from({ length: 24 }, (_, i) => i + 1);

const conditions = [
  { what: "ideal air", loss: 0, seed: 1 },
  { what: "30 % loss", loss: 0.3, seed: 2 },
  { what: "30 % loss, half duplex", loss: 0.3, seed: 3, halfDuplex: true, spacing: 20 },
] as const;

for (const { what, ...air } of conditions)
  for (const algorithm of [Algorithm.cmac, Algorithm.hmac])
    for (const oob of ["none", "static"] as const)
      test(`provisioning: ${what}, algorithm ${algorithm}, OOB ${oob}`, async (t) => {
        const rig = new Rig(air);
        const device = rig.device({
          capabilities: {
            elements: 3,
            ...(oob === "static" ? { staticOob, algorithms: [algorithm] } : {}),
          },
        });
        const progress: string[] = [];
        const result = await rig.outcome(
          rig.provision(device.uuid, {
            attention: 7,
            algorithms: [algorithm],
            onProgress: (step) => progress.push(step),
            ...(oob === "static" ? { staticOob } : {}),
          }),
        );
        await rig.clock.run(20_000);
        if (result instanceof Error) throw result;
        t.is(device.results.length, 1);
        const own = device.results[0]!;
        t.is(toHex(own.deviceKey), toHex(result.deviceKey));
        t.like(result, { address: 1, elements: 3, netKeyIndex: 5, algorithm, authentication: oob });
        t.like(own, { address: 1, netKeyIndex: 5, flags: 0, ivIndex: 0x01020304 });
        t.is(toHex(own.netKey), toHex(testNetKey));
        t.deepEqual(device.events.slice(0, 3), ["open", "attention 7", "provisioned"]);
        t.deepEqual(progress, [
          "link-open",
          "invited",
          "capabilities",
          "keys-exchanged",
          "authenticated",
          "data-sent",
          "complete",
        ]);
        t.is(rig.role.sessions, 0);
        device.device.close();
        rig.role.close();
        await rig.clock.run(130_000);
        t.is(rig.clock.pending, 0, "nothing goes on after the end");
      });

test("provisioning: the same with the timing of the specification", async (t) => {
  const rig = new Rig({ timing: standardTiming, loss: 0.2, seed: 4 });
  const device = rig.device();
  const result = await rig.outcome(rig.provision(device.uuid));
  t.false(result instanceof Error);
  await rig.clock.run(20_000);
  t.is(device.results.length, 1);
});

test("provisioning: over in half the time of a common stack, or little more with a tenth lost, and half the events", async (t) => {
  // Zephyr takes 2,825 ms and 176 events on a lossless air.
  for (const [seed, loss, part] of [
    [1, 0, 0.5],
    [2, 0.1, 0.6],
    [3, 0.1, 0.6],
  ] as const) {
    const rig = new Rig({ seed, loss, spacing: 25, halfDuplex: true, ecdhMilliseconds: 200 });
    const device = rig.device();
    await rig.clock.run(1000);
    const start = rig.clock.now();
    const result = await rig.outcome(rig.provision(device.uuid));
    t.false(result instanceof Error);
    t.true(rig.clock.now() - start < part * 2825, `${rig.clock.now() - start} ms`);
    await rig.clock.run(2000);
    t.true(rig.air.log.filter(({ data }) => data[1] === 0x29).length < 176 / 2);
  }
});

test("provisioning: a wrong static OOB value fails on both sides with Confirmation Failed", async (t) => {
  for (const algorithm of [Algorithm.cmac, Algorithm.hmac]) {
    const rig = new Rig({ seed: 5 });
    const algorithms = [algorithm];
    const device = rig.device({ capabilities: { elements: 1, staticOob, algorithms } });
    const wrong = staticOob.slice(1);
    const error = await rig.outcome(rig.provision(device.uuid, { staticOob: wrong, algorithms }));
    t.true(error instanceof ProvisioningFailedError);
    t.like(error, { code: 4, origin: "device", addressMayBeUsed: false });
    await rig.clock.run(5000);
    t.deepEqual(device.events, ["open", "attention 0", "failed 4", "close 2 peer"]);

    // The same device may be provisioned afterwards, with another public key.
    const result = await rig.outcome(rig.provision(device.uuid, { staticOob, algorithms }));
    t.false(result instanceof Error);
    const keys = publicKeys(rig);
    t.is(keys.length, 4);
    t.is(new Set(keys).size, 4, "no public key is used twice");
  }
});

/** Last segments of all public keys on the air, each once as nothing is lost. */
function publicKeys(rig: Rig): string[] {
  return rig.air.log
    .filter(({ data }) => data[1] === 0x29 && data[7] === 0x0a)
    .map(({ data }) => toHex(data.slice(8)));
}

test("provisioning: what the device does not offer is refused, and the device goes on beaconing", async (t) => {
  const cases: [object, object, RegExp][] = [
    [{ staticOob }, {}, /no static OOB/],
    [{}, { onlyAuthenticated: true, staticOob }, /demands authentication/],
    [{ algorithms: [Algorithm.cmac] }, { algorithms: [Algorithm.hmac] }, /no algorithm/],
    [{ publicKey: new Uint8Array(64) }, {}, /no public key/],
    [{ assign: () => undefined }, {}, /no address/],
    [
      {
        selectAuthentication: (): Authentication => ({
          method: "output",
          action: 3,
          size: 4,
          read: () => Promise.resolve(1),
        }),
      },
      {},
      /no such output/,
    ],
  ];
  for (const [request, capabilities, message] of cases) {
    const rig = new Rig({ seed: 6 });
    const device = rig.device({ capabilities: { elements: 1, ...capabilities } });
    const error = await rig.outcome(rig.provision(device.uuid, request));
    t.true(error instanceof ProvisioningRefusedError);
    t.regex((error as Error).message, message);
    await rig.clock.run(3000);
    t.deepEqual(device.events, ["open", "attention 0", "close 2 peer"]);
    t.true(rig.air.log.some(({ time, data }) => time > rig.clock.now() - 600 && data[1] === 0x2b));
  }
});

test("provisioning: nobody there is a timeout, the address stays free", async (t) => {
  const rig = new Rig();
  const error = await rig.outcome(
    rig.provision(new Uint8Array(16).fill(99), { assign: () => t.fail("no address") }),
  );
  t.true(error instanceof ProvisioningTimeoutError);
  t.like(error, { addressMayBeUsed: false });
});

test("provisioning: given up at any step, both sides end", async (t) => {
  for (const at of ["link-open", "capabilities", "keys-exchanged", "data-sent"]) {
    const rig = new Rig({ seed: 7 });
    const device = rig.device();
    const abort = new Abort();
    const promise = rig.provision(device.uuid, {
      signal: abort,
      onProgress: (step) => {
        if (step === at) abort.abort();
      },
    });
    const error = await rig.outcome(promise);
    t.true(error instanceof ProvisioningAbortError, at);
    t.like(error, { addressMayBeUsed: at === "data-sent" });
    await rig.clock.run(5000);
    t.is(device.events[device.events.length - 1], "close 2 peer");
    t.is(rig.role.sessions, 0);
  }
  const rig = new Rig();
  const abort = new Abort();
  abort.abort();
  const error = await rig.outcome(rig.provision(new Uint8Array(16), { signal: abort }));
  t.true(error instanceof ProvisioningAbortError);
});

test("provisioning: closing the provisioner gives up what is under way", async (t) => {
  const rig = new Rig();
  const device = rig.device();
  const promise = rig.provision(device.uuid);
  await rig.clock.run(60);
  rig.role.close();
  t.true((await rig.outcome(promise)) instanceof ProvisioningAbortError);
  t.true((await rig.outcome(rig.provision(device.uuid))) instanceof ProvisioningAbortError);
});

test("provisioning: five at once, each with its own address, on a lossy air", async (t) => {
  const rig = new Rig({ seed: 8, loss: 0.2, halfDuplex: true });
  const devices = [1, 2, 3, 4, 5].map(() => rig.device());
  const promises = devices.map(({ uuid }) => rig.provision(uuid));
  t.is(rig.role.sessions, 5);
  const results: (ProvisionedDevice | Error)[] = [];
  for (const promise of promises) results.push(await rig.outcome(promise));
  await rig.clock.run(5000);
  devices.forEach((device, index) => {
    const result = results[index]!;
    if (result instanceof Error) throw result;
    t.is(toHex(device.results[0]!.deviceKey), toHex(result.deviceKey));
    t.is(device.results[0]!.address, result.address);
  });
  t.deepEqual(devices.map(({ results: [own] }) => own!.address).sort(), [1, 3, 5, 7, 9]);
});

test("provisioning: two provisioners at one device: the first link stays", async (t) => {
  const rig = new Rig({ seed: 9 });
  const device = rig.device();
  const first = rig.provision(device.uuid);
  await rig.clock.run(30);
  const second = rig.provision(device.uuid);
  t.false((await rig.outcome(first)) instanceof Error);
  t.true((await rig.outcome(second)) instanceof ProvisioningTimeoutError);
  await rig.clock.run(5000);
  t.is(device.results.length, 1);
  t.is(device.events.filter((event) => event === "open").length, 1);
});

test("provisioning: a storm of duplicates changes nothing and earns few acknowledgements", async (t) => {
  const rig = new Rig({ seed: 10 });
  const device = rig.device();
  let storm = true;
  rig.air.filter = (from, _to, data) => {
    // Whatever is sent comes four times more, at once and later.
    if (storm && from >= 0 && data[1] === 0x29)
      for (const delay of [0, 1, 40, 300])
        rig.clock.schedule(() => {
          storm = false;
          rig.air.inject(from, data);
          storm = true;
        }, delay);
    return true;
  };
  const result = await rig.outcome(rig.provision(device.uuid));
  if (result instanceof Error) throw result;
  await rig.clock.run(3000);
  t.is(device.results.length, 1);
  t.is(toHex(device.results[0]!.deviceKey), toHex(result.deviceKey));
  t.deepEqual(device.events, ["open", "attention 0", "provisioned", "close 0 peer"]);
});

test("provisioning: a device that vanishes at any PDU is a timeout, and its address is lost once data were sent", async (t) => {
  const sentByDevice = 9;
  let lost = 0;
  for (let count = 0; count < sentByDevice; count++) {
    const rig = new Rig({ seed: 11 });
    const device = rig.device();
    let transactions = 0;
    rig.air.filter = (from, _to, data) => {
      // Transaction starts of the device, counted; from then on it is silent and deaf.
      if (from === 1 && data[1] === 0x29 && data[6]! >= 0x80 && (data[7]! & 3) === 0)
        transactions++;
      return transactions <= count;
    };
    const error = await rig.outcome(rig.provision(device.uuid));
    await rig.clock.run(200_000);
    if (!(error instanceof Error)) {
      t.true(count >= 5, `${count}`);
      t.is(device.results.length, 1);
      continue;
    }
    t.true(error instanceof ProvisioningTimeoutError);
    const { addressMayBeUsed } = error as ProvisioningTimeoutError;
    t.is(addressMayBeUsed, device.results.length === 1, `after ${count} PDUs`);
    if (addressMayBeUsed) lost++;
    t.is(rig.role.sessions, 0);
    t.false(device.device.linked);
  }
  t.is(lost, 1, "exactly where Complete was not heard");
});

test("provisioning: a provisioner that vanishes lets the device beacon again", async (t) => {
  const rig = new Rig({ seed: 12 });
  const device = rig.device();
  const promise = rig.provision(device.uuid);
  await rig.clock.run(200);
  rig.air.filter = () => false;
  t.true((await rig.outcome(promise)) instanceof ProvisioningTimeoutError);
  await rig.clock.run(100_000);
  t.is(device.events[device.events.length - 1], "close 1 local");
  rig.air.filter = undefined;
  t.false((await rig.outcome(rig.provision(device.uuid))) instanceof Error);
});

test("provisioning: a link that the device closes is an error with its reason", async (t) => {
  const rig = new Rig({ seed: 13 });
  const device = rig.device();
  const promise = rig.provision(device.uuid);
  await rig.clock.run(60);
  const linkId = rig.air.log.find(({ data }) => data[1] === 0x29)!.data.slice(2, 6);
  rig.air.inject(-1, Uint8Array.of(8, 0x29, ...linkId, 0, 0x0b, 2));
  const error = await rig.outcome(promise);
  t.true(error instanceof LinkClosedError);
  t.like(error, { reason: 2, addressMayBeUsed: false });
});

test("provisioning: wrong options throw, naming the option", (t) => {
  const rig = new Rig();
  const uuid = new Uint8Array(16);
  const requests: [object, RegExp][] = [
    [{ uuid: new Uint8Array(15) }, /uuid must be 16 octets/],
    [{ attention: 256 }, /attention must be 0\.\.255/],
    [{ staticOob: new Uint8Array(33) }, /staticOob must be 1\.\.32 octets/],
    [{ publicKey: new Uint8Array(65) }, /publicKey must be 64 octets/],
    [{ algorithms: [] }, /algorithms/],
  ];
  for (const [options, message] of requests)
    t.throws(() => void rig.provision(uuid, options), { instanceOf: RangeError, message });
  const devices: [object, RegExp][] = [
    [{ uuid: new Uint8Array(17) }, /uuid must be 16 octets/],
    [{ beaconInterval: 19 }, /beaconInterval must be 20 ms or more/],
    [{ capabilities: { elements: 0 } }, /elements must be 1\.\.255/],
    [{ capabilities: { elements: 1, algorithms: [] } }, /algorithms/],
    [{ capabilities: { elements: 1, staticOob: new Uint8Array(0) } }, /staticOob/],
    [
      { capabilities: { elements: 1, inputOob: { actions: [2], size: 9, ask: () => undefined } } },
      /inputOob\.size must be 1\.\.8/,
    ],
    [
      { capabilities: { elements: 1, outputOob: { actions: [], size: 1, show: () => undefined } } },
      /outputOob\.actions/,
    ],
    [{ timing: { ...standardTiming, transmissions: 0 } }, /transmissions must be 1\.\.8/],
    [{ timing: { ...standardTiming, closeTransmissions: 2 } }, /closeTransmissions/],
  ];
  for (const [options, message] of devices)
    t.throws(() => rig.device(options), { instanceOf: RangeError, message });
});

test("provisioning: wrong data of the caller are its error, and the device does not hear of them", async (t) => {
  for (const [data, check] of [
    [{ address: 0x7fff }, { message: "address must be 1..32766 for 2 elements, not 32767" }],
    [{ address: 0 }, { message: "address must be 1..32767, not 0" }],
    [{ netKeyIndex: 4096 }, { message: "netKeyIndex must be 0..4095, not 4096" }],
    [{ netKey: new Uint8Array(15) }, { message: "netKey must be 16 octets" }],
  ] as const) {
    const rig = new Rig({ seed: 14 });
    const device = rig.device();
    const error = await rig.outcome(
      rig.provision(device.uuid, {
        assign: () => ({
          netKey: testNetKey,
          netKeyIndex: 0,
          flags: 0,
          ivIndex: 0,
          address: 1,
          ...data,
        }),
      }),
    );
    t.true(error instanceof RangeError);
    t.like(error, check);
    await rig.clock.run(3000);
    t.deepEqual(device.events, ["open", "attention 0", "close 2 peer"]);
  }
});

test("provisioning: a device whose link ended says at once that it is free", async (t) => {
  const rig = new Rig({ seed: 21 });
  const device = rig.device({ beaconInterval: 60_000, inviteTimeout: 500 });
  const beacons = () => rig.air.log.filter(({ data, from }) => from === 1 && data[1] === 0x2b);
  const abort = new Abort();
  const ended = () => device.events.some((event) => event.startsWith("close"));
  const outcome = rig.provision(device.uuid, { signal: abort }).catch((error: unknown) => error);
  await rig.clock.run(100, () => device.device.linked);
  const before = beacons().length;
  abort.abort();
  t.true((await outcome) instanceof Error);
  await rig.clock.run(5000, ended);
  t.true(ended());
  await rig.clock.run(50);
  t.is(beacons().length, before + 1);
});

test("provisioning: a device that is provisioned beacons no more when its link ends", async (t) => {
  const rig = new Rig({ seed: 22 });
  const device = rig.device({ beaconInterval: 60_000 });
  t.false((await rig.outcome(rig.provision(device.uuid))) instanceof Error);
  const before = rig.air.log.filter(({ data }) => data[1] === 0x2b).length;
  await rig.clock.run(5000);
  t.is(device.events[device.events.length - 1]!.slice(0, 5), "close");
  t.is(rig.air.log.filter(({ data }) => data[1] === 0x2b).length, before);
});
