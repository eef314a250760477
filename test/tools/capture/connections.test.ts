import { join } from "node:path";
import { dissect } from "../../../tools/capture/tshark.js";
import { peerTest } from "../../support/peer.js";
import { recordConnections } from "../../support/recorded-connections.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { tshark } from "../../support/tshark.js";

for (const mtu of [23, 185])
  peerTest(
    [tshark],
    `tshark opens ATT and proxy PDUs of connections, ATT_MTU ${mtu}`,
    async (t) => {
      const path = join(temporaryFolder(t), "connections.pcapng");
      await recordConnections(path, mtu);
      const fields = ["btatt.opcode", "btmproxy.type", "btmproxy.sar", "btmesh.src"];
      const att = await dissect({ path, fields, filter: "btatt" });
      const of = (field: string) => att.flatMap((packet) => packet[field] ?? []);
      // Requests and responses in pairs: tshark knows the handles of a connection by them.
      const count = (opcode: string) => of("btatt.opcode").filter((one) => one === opcode).length;
      for (const [request, response] of [
        ["0x06", "0x07"],
        ["0x12", "0x13"],
      ] as const) {
        t.is(count(request), 2);
        t.is(count(response), 2);
      }
      const writes = count("0x52") + count("0x1b");
      t.is(of("btmproxy.type").length, writes, "every write and notification is a proxy PDU");
      t.deepEqual([...new Set(of("btmproxy.type"))].sort(), ["0", "1", "2", "3"]);
      const sars = [...new Set(of("btmproxy.sar"))].sort();
      t.deepEqual(sars, mtu === 23 ? ["0", "1", "2", "3"] : ["0"]);
      // The request's and the response's network PDUs, decrypted where they come in one segment.
      if (mtu === 185) t.deepEqual(of("btmesh.src").map(Number), [1, 2]);
      const ends = await dissect({
        path,
        fields: ["bthci_evt.reason"],
        filter: "bthci_evt.reason",
      });
      t.is(ends.length, 2);
    },
  );
