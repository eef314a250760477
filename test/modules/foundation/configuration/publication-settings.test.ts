// A publication as an application gives it: defaults, milliseconds, and what is refused.
import "../../../../modules/checks/install.js";
import test from "ava";
import {
  publicationAnswer,
  publicationRequest,
  type PublicationSettings,
} from "../../../../modules/foundation/configuration/publication-settings.js";

const least: PublicationSettings = { address: 0xc000, appKeyIndex: 3 };

test("address and AppKey index suffice: the rest has defaults", (t) => {
  const { address, values } = publicationRequest(least);
  t.is(address, 0xc000);
  t.deepEqual(values, {
    key: { appKeyIndex: 3, credentialFlag: 0, reserved: 0 },
    ttl: 0xff,
    period: 0,
    retransmit: { count: 0, steps: 0 },
  });
  t.deepEqual(publicationAnswer({ ...values, address: 0xc000 }), {
    address: 0xc000,
    appKeyIndex: 3,
    period: 0,
    retransmitCount: 0,
    retransmitInterval: 50,
    credentialFlag: false,
  });
});

test("none at all ends the publication", (t) => {
  const { address, values } = publicationRequest(undefined);
  t.is(address, 0);
  t.is(publicationAnswer({ ...values, address: 0 }), undefined);
});

/** Milliseconds, and the octet: the finest resolution that has them. */
const periods: readonly (readonly [number, number])[] = [
  [0, 0],
  [100, 0x01],
  [6300, 0x3f],
  [7000, 0x47],
  [10_000, 0x4a],
  [63_000, 0x7f],
  [70_000, 0x87],
  [630_000, 0xbf],
  [1_200_000, 0xc2],
  [37_800_000, 0xff],
];

for (const [period, octet] of periods)
  test(`a period of ${period} ms`, (t) => {
    const { values } = publicationRequest({ ...least, period });
    t.is(values.period, octet);
    t.is(publicationAnswer({ ...values, address: 1 })!.period, period);
  });

test("each octet of a period is understood, and set again as the same time", (t) => {
  for (let octet = 0; octet < 0x100; octet++) {
    const { values } = publicationRequest(least);
    const { period } = publicationAnswer({ ...values, period: octet, address: 1 })!;
    const again = publicationRequest({ ...least, period: period! }).values.period;
    t.is(publicationAnswer({ ...values, period: again, address: 1 })!.period, period);
  }
});

const refused: readonly (readonly [object, RegExp])[] = [
  [{ period: 50 }, /^period: 50 ms is not possible; the nearest are 0 and 100$/],
  [{ period: 6350 }, /^period: 6350 ms is not possible; the nearest are 6300 and 7000$/],
  [{ period: 63_500 }, /the nearest are 63000 and 70000$/],
  [{ period: 640_000 }, /the nearest are 630000 and 1200000$/],
  [{ period: 40_000_000 }, /^period: 40000000 ms is not possible; the longest is 37800000$/],
  [{ period: -1 }, /^period: -1 where a number from 0 up is needed$/],
  [{ period: NaN }, /^period: NaN where/],
  [{ period: "1000" }, /^period: "1000" where/],
  [{ ttl: 128 }, /^ttl: 128 is not a whole number from 0 to 127$/],
  [{ ttl: null }, /^ttl: null is not/],
  [{ retransmitCount: 8 }, /^retransmitCount: 8 is not a whole number from 0 to 7$/],
  [{ retransmitInterval: 75 }, /^retransmitInterval: 75 is not 50 to 1600 ms in steps of 50$/],
  [{ retransmitInterval: 1650 }, /^retransmitInterval: 1650/],
  [{ credentialFlag: 1 }, /^credentialFlag: 1 where true or false is needed$/],
  [{ appKeyIndex: undefined }, /^appKeyIndex: undefined is not a whole number from 0 to 4095$/],
  [{ address: "c000" }, /^address: c000 is not a whole number from 0 to 65535$/],
  [{ retransmitcount: 1 }, /^retransmitcount: a publication has no such option; did you mean ret/],
];

for (const [changes, message] of refused)
  test(`a publication is refused: ${message.source}`, (t) => {
    t.throws(() => publicationRequest({ ...least, ...changes }), { message });
  });

test("a publication of another type is refused", (t) => {
  for (const wrong of [null, "c000", 5])
    t.throws(() => publicationRequest(wrong as never), {
      instanceOf: TypeError,
      message: /^options of a publication: .* where an object is needed$/,
    });
});
