import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import {
  advertisementOf,
  isKnownLinkType,
  unknownLinkType,
} from "../../../tools/capture/link-types.js";

const report = "043e0f0201" + "0301" + "0102030405c6" + "03022b00" + "c4";
const pdu = "d6be898e" + "4209" + "0102030405c6" + "022b00" + "abcdef";
/** Channel 37, -60 dBm; signal valid. */
const header = "00c4000000000000";

const cases: readonly (readonly [string, number, string, number | undefined])[] = [
  ["HCI H4", 187, report, -60],
  ["HCI H4 with direction", 201, `00000001${report}`, -60],
  ["LE link layer", 251, pdu, undefined],
  ["LE link layer with signal power", 256, `${header}0200${pdu}`, -60],
  ["LE link layer with a CRC that was right", 256, `${header}020c${pdu}`, -60],
];

for (const [name, linkType, octets, rssi] of cases)
  test(`an advertising packet is found: ${name}`, (t) => {
    t.true(isKnownLinkType(linkType));
    const { address, data, rssi: found } = advertisementOf(linkType, fromHex(octets))!;
    t.is(address, 0xc60504030201);
    t.is(toHex(data), "022b00");
    t.is(found, rssi);
  });

for (const [name, linkType, octets] of [
  ["another HCI event", 187, "040e0401030c00"],
  ["an ACL packet", 201, "0000000102"],
  ["a packet of a connection", 251, "0102030442090102030405c6022b00abcdef"],
  ["a CONNECT_IND", 251, "d6be898e" + "4522" + "00".repeat(37)],
  ["a PDU that is cut off", 251, pdu.slice(0, 24)],
  ["a wrong CRC", 256, `${header}0204${pdu}`],
  ["less than a header", 256, "00"],
  ["nothing", 201, ""],
  ["a link type that is not known", 1, report],
] as const)
  test(`no advertising packet: ${name}`, (t) => {
    t.is(advertisementOf(linkType, fromHex(octets)), undefined);
  });

test("a link type that is not supported is named, with those that are", (t) => {
  t.regex(
    unknownLinkType(272),
    /link type 272 \(nRF Sniffer.*\) is not supported: .*187, 201.*256/,
  );
  t.false(isKnownLinkType(272));
});
