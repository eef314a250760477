import test from "ava";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CapturedFile } from "../../../../tools/capture/read-pcapng.js";
import { readPcapng } from "../../../../tools/capture/read-pcapng.js";
import { keysPath } from "../../../../tools/capture/keys.js";
import { LINKTYPE_HCI_H4_BARE } from "../../../../tools/capture/link-types.js";
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
    t.true(messages.filter(({ name }) => name === "Proxy configuration message").length >= 2);

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
