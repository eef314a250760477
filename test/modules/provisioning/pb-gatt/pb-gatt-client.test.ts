import test from "ava";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import type { DropReason } from "../../../../modules/host/drop-reason.js";
import type {
  GattCharacteristic,
  GattConnection,
  GattServer,
  GattService,
} from "../../../../modules/host/gatt.js";
import {
  LinkClosedError,
  ProvisioningFailedError,
  ProvisioningRefusedError,
  ProvisioningTimeoutError,
} from "../../../../modules/provisioning/errors.js";
import { unprovisionedAdvertisingData } from "../../../../modules/provisioning/pb-gatt/service.js";
import type { TestGattServer } from "../../../support/test-gatt.js";
import { Rig } from "../../../support/provisioning.js";
import { TestRandom } from "../../../support/test-random.js";

const bearer = "pb-gatt";
const uuid = new Uint8Array(16).fill(0x77);

/** A device that a test plays: what it notifies when the Invite comes, and what was written to it. */
function playedDevice(answers: readonly string[], missing?: "service" | "dataOut") {
  const rig = new Rig({ gatt: {} });
  const radio = rig.air.radio();
  const server: GattServer = rig.gatt!.server(radio);
  const written: string[] = [];
  let connection: GattConnection = 0;
  const dataOut: GattCharacteristic = {
    uuid: missing === "dataOut" ? 0x2ade : 0x2adc,
    notify: true,
  };
  const dataIn: GattCharacteristic = {
    uuid: 0x2adb,
    writeWithoutResponse: true,
    onWrite: (from, value) => {
      connection = from;
      written.push(toHex(value));
      if (written.length === 1) for (const answer of answers) notify(answer);
    },
  };
  const notify = (hex: string) => server.notify(connection, dataOut, fromHex(hex));
  const service: GattService = {
    uuid: missing === "service" ? 0x1828 : 0x1827,
    characteristics: [dataIn, dataOut],
  };
  server.addService(service);
  server.advertise({ data: unprovisionedAdvertisingData(uuid, 0), interval: 100 });
  return { notify, rig, server, written };
}

/** Notifications that answer the Invite: what the provisioner drops, and how its provisioning ends. */
const strays: readonly (readonly [
  rule: string,
  notified: readonly string[],
  drops: Partial<Record<DropReason, number>>,
  end: new (...args: never[]) => Error,
])[] = [
  ["a reserved type", ["04aa"], { "proxy.type": 1 }, ProvisioningTimeoutError],
  ["a beacon", ["0101020304"], { "proxy.type": 1 }, ProvisioningTimeoutError],
  ["an empty message", ["03"], { "proxy.length": 1 }, ProvisioningTimeoutError],
  [
    "a message that is too long",
    ["03" + "01".repeat(70)],
    { "proxy.length": 1 },
    ProvisioningTimeoutError,
  ],
  ["a last segment without a first", ["c301"], { "proxy.segment": 1 }, LinkClosedError],
  ["a first segment twice", ["4301", "4301"], { "proxy.segment": 1 }, LinkClosedError],
  [
    "a PDU that is not expected",
    ["0308"],
    { "provisioning.unexpected": 1 },
    ProvisioningFailedError,
  ],
  ["Failed", ["030907"], {}, ProvisioningFailedError],
];

for (const [rule, notified, drops, end] of strays)
  test(`PB-GATT provisioner, notified over a link: ${rule}`, async (t) => {
    const { rig, written } = playedDevice(notified);
    const error = await rig.outcome(rig.provision(uuid, { bearer }));
    t.true(error instanceof end, (error as Error).message);
    for (const [reason, count] of Object.entries(drops))
      t.is(rig.diagnostics.dropped(reason as DropReason), count, reason);
    t.deepEqual(written, ["030000"]);
    await rig.clock.run(1000);
    t.true(
      rig.gatt!.connections.every(({ open }) => !open),
      "the provisioner ends the connection",
    );
    t.is(rig.role.sessions, 0);
  });

test("PB-GATT provisioner: a message without its last segment ends the connection after 20 s", async (t) => {
  const { rig } = playedDevice(["4301"]);
  const begun = rig.clock.now();
  const error = await rig.outcome(rig.provision(uuid, { bearer }));
  t.true(error instanceof ProvisioningTimeoutError);
  t.true(rig.clock.now() - begun < 21_000);
});

test("PB-GATT provisioner: segments without an end do not keep it longer than a minute", async (t) => {
  const { notify, rig } = playedDevice(["4301"]);
  const outcome = rig.outcome(rig.provision(uuid, { bearer }));
  const segment = () => {
    if (rig.gatt!.connections.at(-1)?.open) notify("83" + "00".repeat(30));
    rig.clock.schedule(segment, 15_000);
  };
  rig.clock.schedule(segment, 15_000);
  t.true((await outcome) instanceof ProvisioningTimeoutError);
  t.true(rig.clock.now() < 75_000, `${rig.clock.now()} ms`);
  await rig.clock.run(1000);
  t.true(rig.gatt!.connections.every(({ open }) => !open));
});

test("PB-GATT provisioner: a device without the service or a characteristic is refused", async (t) => {
  for (const missing of ["service", "dataOut"] as const) {
    const { rig } = playedDevice([], missing);
    const error = await rig.outcome(rig.provision(uuid, { bearer }));
    t.true(error instanceof ProvisioningRefusedError);
    t.is((error as Error).message, "the device has no Mesh Provisioning Service");
    await rig.clock.run(1000);
    t.true(rig.gatt!.connections.every(({ open }) => !open));
  }
});

test("PB-GATT provisioner: without room for a connection the error of the radio is passed on", async (t) => {
  const { rig } = playedDevice([]);
  const { gattClient } = rig.air.radios[0]!;
  gattClient!.connect = () => Promise.reject(new RangeError("3 connections are open"));
  const error = await rig.outcome(rig.provision(uuid, { bearer }));
  t.is((error as Error).message, "3 connections are open");
});

for (const accepts of [false, true])
  test(`PB-GATT provisioner: the device is reached though another advertiser shows its UUID more often, which ${accepts ? "ends each connection" : "accepts no connection"}`, async (t) => {
    const { rig, server } = playedDevice([]);
    const own = new Uint8Array(16).fill(1);
    server.advertise({ data: unprovisionedAdvertisingData(own, 0), interval: 20 });
    const impostor = server as TestGattServer;
    const service = {
      uuid: 0x1827,
      characteristics: [],
      onConnect: server.disconnect.bind(server),
    };
    impostor.services.splice(0, 1, service);
    if (!accepts) Object.defineProperty(impostor, "connectable", { value: false });
    const device = rig.device();
    t.deepEqual(device.uuid, own);
    const result = await rig.outcome(rig.provision(device.uuid, { bearer }));
    if (result instanceof Error) throw result;
    await rig.clock.run(500);
    t.is(device.results.length, 1);
  });

test("PB-GATT provisioner: it listens to the device with its UUID alone", async (t) => {
  const { rig, server, written } = playedDevice([]);
  const other = uuid.slice();
  other[15] = 0;
  const promise = rig.outcome(rig.provision(other, { bearer }), 70_000);
  t.true((await promise) instanceof ProvisioningTimeoutError);
  t.deepEqual(written, []);
  // Service data of other services, and of wrong lengths.
  for (const data of ["0616271801020304", "0416281800", "03162718", "0201060303271802160a"]) {
    server.advertise({ data: fromHex(data), interval: 100 });
    t.true(
      (await rig.outcome(rig.provision(uuid, { bearer }), 70_000)) instanceof
        ProvisioningTimeoutError,
    );
  }
  t.deepEqual(written, []);
});

test("PB-GATT provisioner: random notifications never throw, and never provision", async (t) => {
  const random = new TestRandom(5);
  for (let round = 0; round < 60; round++) {
    const answers = Array.from({ length: 3 }, () => {
      const value = random.bytes(1 + random.below(68));
      if (random.below(4) > 0) value[0] = (random.below(4) << 6) | 3;
      if (value.length > 1 && random.below(2) > 0) value[1] = random.below(10);
      return toHex(value);
    });
    const { rig } = playedDevice(answers);
    t.true((await rig.outcome(rig.provision(uuid, { bearer }))) instanceof Error);
    t.is(rig.role.sessions, 0);
  }
});
