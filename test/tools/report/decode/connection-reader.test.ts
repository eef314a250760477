import test from "ava";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CapturedFile } from "../../../../tools/capture/read-pcapng.js";
import { readPcapng } from "../../../../tools/capture/read-pcapng.js";
import { keysPath } from "../../../../tools/capture/keys.js";
import { LINKTYPE_HCI_H4, LINKTYPE_HCI_H4_BARE } from "../../../../tools/capture/link-types.js";
import { ConnectionReader } from "../../../../tools/report/decode/connection-reader.js";
import { readReportKeys } from "../../../../tools/report/decode/report-keys.js";
import { readReport } from "../../../../tools/report/decode/read-report.js";
import { recordConnections } from "../../../support/recorded-connections.js";
import { TestRandom } from "../../../support/test-random.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

function read({ packets }: CapturedFile) {
  const reader = new ConnectionReader();
  return packets.flatMap(({ data, linkType }) => reader.read(linkType, data) ?? []);
}

for (const mtu of [23, 185])
  test(`the page has what a connection carries, ATT_MTU ${mtu}: provisioning, messages through the proxy`, async (t) => {
    const path = join(temporaryFolder(t), "connections.pcapng");
    await recordConnections(path, mtu);
    const file = readPcapng(readFileSync(path));
    const { messages, stations } = readReport(file, readReportKeys(keysPath(path)), "file");
    const index = (name: string) => stations.findIndex((station) => station.name === name);
    const [light, phone] = [index("light"), index("provisioner")];
    const provisioning = messages.filter(({ kind }) => kind === "provisioning");
    t.deepEqual(
      provisioning.map(({ from, name }) => [name, from === phone ? "phone" : "light"]),
      [
        ["Provisioning Invite", "phone"],
        ["Provisioning Capabilities", "light"],
        ["Provisioning Start", "phone"],
        ["Provisioning Public Key", "phone"],
        ["Provisioning Public Key", "light"],
        ["Provisioning Confirmation", "phone"],
        ["Provisioning Confirmation", "light"],
        ["Provisioning Random", "phone"],
        ["Provisioning Random", "light"],
        ["Provisioning Data", "phone"],
        ["Provisioning Complete", "light"],
      ],
    );
    t.true(provisioning.every(({ from, to }) => to?.[0] === (from === phone ? light : phone)));
    const access = messages.filter(({ name }) => name.startsWith("Config Default TTL"));
    t.deepEqual(
      access.map(({ dst, from, name, src }) => [name, from, src, dst]),
      [
        ["Config Default TTL Get", phone, 1, 2],
        ["Config Default TTL Status", light, 2, 1],
      ],
    );
    t.true(messages.some(({ kind, from }) => kind === "beacon" && from === light));
    t.deepEqual(
      messages
        .filter(({ kind }) => kind === "control" || kind === "undecoded")
        .map(({ fields, from, name }) => [name, from, fields.map((field) => field.join(" "))]),
      [
        ["Set Filter Type", phone, ["filter accept list"]],
        ["Filter Status", light, ["filter accept list", "addresses 0"]],
        ["Add Addresses to Filter", phone, ["addresses 0x0001, all nodes"]],
        ["Filter Status", light, ["filter accept list", "addresses 2"]],
      ],
    );

    // Without a direction before each packet the flags of the data tell it.
    const bare = file.packets.map((packet) => ({
      ...packet,
      linkType: LINKTYPE_HCI_H4_BARE,
      data: packet.data.slice(4),
    }));
    t.deepEqual(read({ ...file, packets: bare }), read(file));
  });

test("damaged packets of connections are passed over", async (t) => {
  const path = join(temporaryFolder(t), "damaged.pcapng");
  await recordConnections(path, 185);
  const file = readPcapng(readFileSync(path));
  const whole = read(file).length;
  t.true(whole > 15);
  const random = new TestRandom(7);
  for (let run = 0; run < 200; run++) {
    const packets = file.packets.map((packet) => {
      const [what, where, octet] = [random.below(256), random.below(256), random.below(256)];
      if (what > 20) return packet;
      const at = 4 + (where % Math.max(1, packet.data.length - 4));
      const data = what < 10 ? packet.data.slice(0, at) : packet.data.slice();
      if (what >= 10) data[at] = octet;
      return { ...packet, data };
    });
    t.true(read({ ...file, packets }).length <= whole + 5);
  }
});

/** ACL data of connection 1: a fragment of at most 27 octets. */
function acl(sent: boolean, fragment: Uint8Array, isFirst: boolean): Uint8Array {
  const flags = isFirst ? (sent ? 0 : 2) : 1;
  const { length } = fragment;
  return Uint8Array.of(0, 0, 0, sent ? 0 : 1, 2, 1, flags << 4, length, 0, ...fragment);
}

/** The fragments of an ATT PDU. */
function fragments(sent: boolean, att: readonly number[]): Uint8Array[] {
  const pdu = Uint8Array.of(att.length, 0, 4, 0, ...att);
  const found: Uint8Array[] = [];
  for (let at = 0; at < pdu.length; at += 27)
    found.push(acl(sent, pdu.slice(at, at + 27), at === 0));
  return found;
}

/** LE Connection Complete, and the discovery of Data In at 0x12 and Data Out at 0x14. */
const opened = [
  Uint8Array.of(
    0,
    0,
    0,
    1,
    4,
    0x3e,
    19,
    1,
    0,
    1,
    0,
    0,
    1,
    6,
    5,
    4,
    3,
    2,
    1,
    24,
    0,
    0,
    0,
    100,
    0,
    0,
    0,
  ),
  ...fragments(true, [0x08, 0x10, 0, 0x20, 0, 0x03, 0x28]),
  ...fragments(
    false,
    [0x09, 7, 0x11, 0, 4, 0x12, 0, 0xdd, 0x2a, 0x13, 0, 0x10, 0x14, 0, 0xde, 0x2a],
  ),
];
const written = fragments(true, [0x52, 0x12, 0, 0, ...new Array<number>(40).fill(0xaa)]);
const notified = fragments(false, [0x1b, 0x14, 0, 0, ...new Array<number>(40).fill(0xbb)]);
const signalled = [acl(true, Uint8Array.of(1, 0, 5, 0, 0), true)];

for (const [title, order, linkType] of [
  ["one behind the other", [...written, ...notified], LINKTYPE_HCI_H4],
  ["interleaved", [written[0]!, notified[0]!, notified[1]!, written[1]!], LINKTYPE_HCI_H4],
  [
    "without a direction, behind another channel",
    [...written, ...signalled, ...notified],
    LINKTYPE_HCI_H4_BARE,
  ],
] as const)
  test(`fragments of both directions: ${title}`, (t) => {
    const reader = new ConnectionReader();
    const isBare = linkType === LINKTYPE_HCI_H4_BARE;
    const found = [...opened, ...order].flatMap(
      (packet) => reader.read(linkType, isBare ? packet.slice(4) : packet) ?? [],
    );
    t.deepEqual(
      found
        .sort((a, b) => a.from - b.from)
        .map(({ from, octets, to, type }) => [from, to, type, octets.length, octets[0]]),
      [
        [0, 0x010203040506, 0, 40, 0xaa],
        [0x010203040506, 0, 0, 40, 0xbb],
      ],
    );
  });
