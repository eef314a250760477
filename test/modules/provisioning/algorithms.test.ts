// Which algorithm the roles take: with any OOB, CMAC wants an explicit choice (CVE-2020-26559).
import test from "ava";
import {
  capabilitiesPdu,
  type DeviceCapabilities,
} from "../../../modules/provisioning/device-options.js";
import { Algorithm } from "../../../modules/provisioning/oob.js";
import type { Capabilities } from "../../../modules/provisioning/pdu.js";
import {
  type Authentication,
  chooseStart,
  type ProvisionOptions,
} from "../../../modules/provisioning/provisioner-options.js";
import { Rig } from "../../support/provisioning.js";

const { cmac, hmac } = Algorithm;
const staticOob = new Uint8Array(16).fill(7);
const outputOob = { actions: [3], size: 4, show: () => undefined } as const;
const inputOob = { actions: [2], size: 4, ask: () => undefined } as const;
const oobPrivateKey = new Uint8Array(32).fill(7);

type Options = Omit<DeviceCapabilities, "elements">;

const cmacBit = 1 << cmac;
const hmacBit = 1 << hmac;
const devices: readonly (readonly [what: string, options: Options, algorithms: number])[] = [
  ["no OOB", {}, cmacBit | hmacBit],
  ["no OOB, CMAC chosen", { algorithms: [cmac] }, cmacBit],
  ["static OOB", { staticOob }, hmacBit],
  ["output OOB", { outputOob }, hmacBit],
  ["input OOB", { inputOob }, hmacBit],
  ["OOB public key", { oobPrivateKey }, hmacBit],
  ["all of them", { staticOob, outputOob, inputOob, oobPrivateKey }, hmacBit],
  ["static OOB, nothing else accepted", { staticOob, onlyAuthenticated: true }, hmacBit],
  ["static OOB, CMAC chosen", { staticOob, algorithms: [cmac] }, cmacBit],
  ["static OOB, both chosen", { staticOob, algorithms: [cmac, hmac] }, cmacBit | hmacBit],
  ["OOB public key, both chosen", { oobPrivateKey, algorithms: [hmac, cmac] }, cmacBit | hmacBit],
];

for (const [what, options, algorithms] of devices)
  test(`the algorithms that a device offers: ${what}`, (t) => {
    t.is(capabilitiesPdu({ elements: 1, ...options }).algorithms, algorithms);
  });

const wrong: readonly (readonly [options: Options, message: RegExp])[] = [
  [{ algorithms: [] }, /^algorithms must name at least one/],
  [{ algorithms: [2 as never] }, /^algorithms must be of 0, 1, not 2/],
  [{ staticOob: new Uint8Array(0) }, /^staticOob must be 1\.\.32 octets, not 0/],
  [{ staticOob: new Uint8Array(33) }, /^staticOob must be 1\.\.32 octets, not 33/],
  [{ oobPrivateKey: new Uint8Array(31) }, /^oobPrivateKey must be 32 octets, not 31/],
  [{ outputOob: { ...outputOob, size: 9 } }, /^outputOob.size must be 1\.\.8, not 9/],
  [{ outputOob: { ...outputOob, actions: [] } }, /^outputOob.actions must name at least one/],
  [
    { outputOob: { ...outputOob, actions: [5 as never] } },
    /^outputOob.actions must be of 0, .*not 5/,
  ],
  [{ inputOob: { ...inputOob, size: 0 } }, /^inputOob.size must be 1\.\.8, not 0/],
  [{ inputOob: { ...inputOob, actions: [4 as never] } }, /^inputOob.actions must be of 0, .*not 4/],
  [{ onlyAuthenticated: true }, /^onlyAuthenticated needs staticOob, outputOob or inputOob/],
  [{ onlyAuthenticated: true, oobPrivateKey }, /^onlyAuthenticated needs staticOob/],
  [{ onlyAuthenticated: true, staticOob, algorithms: [cmac] }, /^onlyAuthenticated needs HMAC/],
];

for (const [options, message] of wrong)
  test(`a device's options that are refused: ${message.source}`, (t) => {
    t.throws(() => capabilitiesPdu({ elements: 1, ...options }), {
      instanceOf: RangeError,
      message,
    });
  });

/** A device that has every OOB, or says so. */
function offering(algorithms: number): Capabilities {
  const all = { staticOob, outputOob, inputOob, oobPrivateKey };
  return { ...capabilitiesPdu({ elements: 1, ...all }), algorithms };
}

const authentications: readonly (readonly [string, Partial<ProvisionOptions>])[] = [
  ["static OOB", { staticOob }],
  ["OOB public key", { publicKey: new Uint8Array(64) }],
  ...(
    [
      { method: "static", value: staticOob },
      { method: "output", action: 3, size: 4, read: () => Promise.resolve(1) },
      { method: "input", action: 2, size: 4, show: () => undefined },
    ] as readonly Authentication[]
  ).map(
    (authentication) =>
      [
        `${authentication.method} OOB, selected`,
        { selectAuthentication: () => authentication },
      ] as const,
  ),
];

function choose(options: Partial<ProvisionOptions>, algorithms: number): Algorithm {
  const request = { uuid: new Uint8Array(16), assign: () => undefined, ...options };
  return chooseStart(request, offering(algorithms)).start.algorithm as Algorithm;
}

for (const [what, options] of authentications)
  test(`a provisioner uses CMAC only where it was chosen: ${what}`, (t) => {
    t.is(choose(options, cmacBit | hmacBit), hmac);
    t.is(choose(options, hmacBit), hmac);
    // Who plays the device offers no other.
    t.throws(() => choose(options, cmacBit), {
      name: "ProvisioningRefusedError",
      message: /CMAC gives an OOB value away/,
    });
    t.is(choose({ ...options, algorithms: [cmac] }, cmacBit | hmacBit), cmac);
    t.is(choose({ ...options, algorithms: [hmac, cmac] }, cmacBit), cmac);
    t.throws(() => choose({ ...options, algorithms: [hmac] }, cmacBit), {
      message: /no algorithm in common/,
    });
  });

test("a provisioner without OOB takes HMAC, and CMAC from a device that has no other", (t) => {
  t.is(choose({}, cmacBit | hmacBit), hmac);
  t.is(choose({}, cmacBit), cmac);
});

test("a rogue device with CMAC alone gets neither Start nor confirmation for a static OOB value", async (t) => {
  const rig = new Rig();
  const { uuid } = rig.device({
    capabilities: { elements: 1, staticOob: new Uint8Array(16), algorithms: [cmac] },
  });
  const outcome = await rig.outcome(rig.provision(uuid, { staticOob }));
  t.like(outcome, { name: "ProvisioningRefusedError", addressMayBeUsed: false });
  // Transaction Start PDUs of the provisioner, by the type of what they carry.
  const types = rig.air.log
    .filter(({ from, data }) => from === 0 && data[1] === 0x29 && (data[7]! & 3) === 0)
    .map(({ data }) => data[11]);
  t.deepEqual([...new Set(types)], [0x00], "the Invite alone");
});
