// What constructors refuse, also on a chip, which has no room for the checks of options.
import test from "ava";
import { octets, uint8 } from "../../../../modules/access/fields.js";
import { deviceProperty } from "../../../../modules/models/common/device-properties/device-property.js";
import {
  MotionThreshold,
  PeopleCount,
} from "../../../../modules/models/common/device-properties/occupancy.js";
import type { PropertyAccess } from "../../../../modules/models/generic-property/access.js";
import { GenericAdminPropertyServer } from "../../../../modules/models/generic-property/admin-server.js";
import { GenericClientPropertyServer } from "../../../../modules/models/generic-property/client-server.js";
import { GenericManufacturerPropertyServer } from "../../../../modules/models/generic-property/manufacturer-server.js";
import { GenericProperty } from "../../../../modules/models/generic-property/property.js";
import { GenericUserPropertyServer } from "../../../../modules/models/generic-property/user-server.js";

const threshold = (userAccess?: PropertyAccess) =>
  new GenericProperty(MotionThreshold, { value: 1, ...(userAccess && { userAccess }) });
const users = () => new GenericUserPropertyServer();

/** So many properties of an octet. */
const many = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => new GenericProperty(deviceProperty(0x1000 + i, `P ${i}`, uint8), { value: 0 }),
  );
const long = (length: number) =>
  new GenericProperty(deviceProperty(0x1000, "Long", octets(length)), {
    value: new Uint8Array(length),
  });

const wrong: readonly (readonly [() => unknown, RegExp])[] = [
  [() => threshold("all" as "read"), /^userAccess: all is none of none, read, write, read-write$/],
  [() => new GenericProperty(MotionThreshold, { value: 101 }), /^value: 101 % is not a number/],
  [
    () => new GenericUserPropertyServer({ properties: [threshold("none")] }),
    /^userAccess of a user's property: none is none of read, write, read-write$/,
  ],
  [
    () => new GenericManufacturerPropertyServer(users(), { properties: [threshold("write")] }),
    /^userAccess of a manufacturer's property: write is none of none, read$/,
  ],
  [
    () => new GenericAdminPropertyServer(users(), { properties: [threshold(), threshold()] }),
    /^properties: Motion Threshold is there twice/,
  ],
  [
    () =>
      new GenericAdminPropertyServer(new GenericUserPropertyServer({ properties: [threshold()] }), {
        properties: [threshold()],
      }),
    /^properties: Motion Threshold is there twice/,
  ],
  [
    () => new GenericClientPropertyServer({ properties: [PeopleCount, PeopleCount] }),
    /^properties: 0x004c is there twice$/,
  ],
  [
    () => new GenericUserPropertyServer({ properties: many(190) }),
    /^properties: 190 are too many for a message, which carries 189: use several elements$/,
  ],
  [
    () => new GenericUserPropertyServer({ properties: [long(377)] }),
    /^properties: a value of Long is longer than the 376 octets of a message$/,
  ],
];

for (const [i, [make, message]] of wrong.entries())
  test(`${i}: ${String(message)}`, (t) => {
    t.throws(make, { message });
  });

test("as many and as long as a message carries", (t) => {
  t.is(new GenericUserPropertyServer({ properties: many(189) }).properties.length, 189);
  t.is(new GenericUserPropertyServer({ properties: [long(376)] }).properties.length, 1);
});

test("a property belongs to one server", (t) => {
  const property = threshold();
  new GenericUserPropertyServer({ properties: [property] });
  t.throws(() => new GenericAdminPropertyServer(users(), { properties: [property] }), {
    message: /^properties: Motion Threshold belongs to a property server already/,
  });
});

test("Admin and Manufacturer Property Server extend the User Property Server", (t) => {
  const shared = users();
  const admin = new GenericAdminPropertyServer(shared, { properties: [] });
  const manufacturer = new GenericManufacturerPropertyServer(shared, { properties: [] });
  t.deepEqual(admin.bases, [shared]);
  t.deepEqual(manufacturer.bases, [shared]);
});
