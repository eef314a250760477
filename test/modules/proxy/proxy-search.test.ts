import test from "ava";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import type { Subnet } from "../../../modules/network/subnets.js";
import {
  identityAdvertisement,
  networkIdAdvertisement,
} from "../../../modules/proxy/proxy-advertising-data.js";
import { HeardProxies } from "../../../modules/proxy/proxy-search.js";
import { virtualCrypto } from "../../support/virtual-crypto.js";
import { TestClock } from "../../support/test-clock.js";

const crypto = virtualCrypto(new TestClock());
const [ours, foreign] = [1, 2].map(
  (octet) => new NetworkKeys({ crypto, key: new Uint8Array(16).fill(octet) }),
) as [NetworkKeys, NetworkKeys];
const subnet = { netKeyIndex: 0, phase: 0, keys: ours } as unknown as Subnet;
const none = new Set<number>();
const proxy = 0x1000;

function make() {
  const heard = new HeardProxies({ subnets: [subnet], nodes: [0x0100, 0x0101] });
  /** Hears an advertisement, from its service data on. */
  const hear = (data: Uint8Array, address = proxy, rssi = -50) =>
    heard.heard(address, rssi, data, 9, data.length);
  return { hear, heard };
}

const random = new Uint8Array(8).fill(7);
const identity = identityAdvertisement(1, ours, random, 0x0101);

test("a proxy that shows a subnet of another network in turn stays found", (t) => {
  const { hear, heard } = make();
  for (let i = 0; i < 3; i++) {
    hear(networkIdAdvertisement(ours));
    hear(networkIdAdvertisement(foreign));
    t.is(heard.best({}, none)?.address, proxy);
  }
});

test("a node that was recognized stays so while its proxy shows its networks", (t) => {
  const { hear, heard } = make();
  for (const data of [networkIdAdvertisement(ours), identity, networkIdAdvertisement(ours)])
    hear(data);
  t.is(heard.best({ node: 0x0101 }, none)?.node, 0x0101);
  t.is(heard.best({}, none)?.count, 2);
  t.is(heard.best({ node: 0x0100 }, none), undefined);
});

test("the mean of the strength counts, and a proxy that failed only where there is no other", (t) => {
  const { hear, heard } = make();
  for (const rssi of [-40, -80, -80]) hear(networkIdAdvertisement(ours), 1, rssi);
  hear(networkIdAdvertisement(ours), 2, -60);
  t.is(heard.best({}, none)?.address, 2);
  t.is(heard.best({}, new Set([2]))?.address, 1);
  t.is(heard.best({ address: 1 }, none)?.address, 1);
  t.is(heard.best({ address: 3 }, none), undefined);
  t.deepEqual(
    heard.all.map(({ address }) => address),
    [2, 1],
  );
  t.is(heard.best({}, new Set([1, 2]))?.address, 2);
  t.is(heard.best({}, none, (address) => address === 2)?.address, 1);
});

const refused: readonly (readonly [string, Uint8Array])[] = [
  ["of another network", networkIdAdvertisement(foreign)],
  ["with a forged identity", identityAdvertisement(1, foreign, random, 0x0101)],
  ["of a node that is not looked for", identityAdvertisement(1, ours, random, 0x0777)],
  ["that is cut", identity.subarray(0, identity.length - 1)],
  ["of an unknown type", Uint8Array.from(identity, (octet, at) => (at === 11 ? 9 : octet))],
  ["of another service", Uint8Array.from(identity, (octet, at) => (at === 9 ? 0x27 : octet))],
  ["without a type", identity.subarray(0, 11)],
  ["without anything", identity.subarray(0, 9)],
];

for (const [name, data] of refused)
  test(`an advertisement ${name} is no proxy`, (t) => {
    const { hear, heard } = make();
    for (let i = 0; i < 2; i++) hear(data);
    t.is(heard.best({}, none), undefined);
  });

test("however many addresses advertise, a bounded number is remembered", (t) => {
  const { hear, heard } = make();
  for (let i = 0; i < 10_000; i++) hear(networkIdAdvertisement(i % 2 ? ours : foreign), i);
  const maps = heard as unknown as Record<"found" | "others", ReadonlyMap<number, unknown>>;
  t.true(maps.found.size <= 64);
  t.is(maps.others.size, 64);
  hear(networkIdAdvertisement(ours), 20_000, -10);
  t.is(heard.best({}, none)?.address, 20_000);
});

test("the preferred node is taken where it shows its identity and has not failed, else the strongest", (t) => {
  const { hear, heard } = make();
  const preferred = { preferred: 0x0101 };
  hear(networkIdAdvertisement(ours), 1, -40);
  t.is(heard.best(preferred, none)?.address, 1);
  hear(identity, 2, -80);
  t.is(heard.best(preferred, none)?.address, 2);
  t.is(heard.best({}, none)?.address, 1);
  t.is(heard.best(preferred, new Set([2]))?.address, 1);
});
