// The order in which a client hears a server: Zephyr's client and BlueZ's take no other.
import test from "ava";
import { answerTable } from "../../../../modules/access/client-model.js";
import type { TraceEvent } from "../../../../modules/host/trace.js";
import { NppiProcedure } from "../../../../modules/foundation/remote-provisioning/codes.js";
import * as messages from "../../../../modules/foundation/remote-provisioning/messages.js";
import { PduType } from "../../../../modules/provisioning/pdu.js";
import {
  aggregated,
  OpcodesAggregatorClient,
} from "../../../../modules/foundation/opcodes-aggregator/client.js";
import { OpcodesAggregatorServer } from "../../../../modules/foundation/opcodes-aggregator/server.js";
import { RemoteProvisioningServer } from "../../../../modules/foundation/remote-provisioning/server.js";
import { NodeClient } from "../../../../modules/foundation/node-client.js";
import { remoteRig, serverAddress } from "../../../support/remote-rig.js";
import { Mesh } from "../../../support/mesh.js";

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
const names = new Map<number, string>(
  Object.values(messages)
    .filter((value): value is typeof messages.LinkGet => typeof value === "object")
    .map(({ name, opcode }) => [opcode, name.replace("Remote Provisioning ", "")]),
);

/** What a node sent, or heard, of remote provisioning. */
function told(events: readonly TraceEvent[], type: "access.send" | "access.receive"): string[] {
  return events.flatMap((event) =>
    event.type === type && names.has(event.opcode) ? [names.get(event.opcode)!] : [],
  );
}

/** The same without repeats next to each other. */
function once(list: readonly string[]): string[] {
  return list.filter((name, at) => name !== list[at - 1]);
}

/** A provisioning as Zephyr's client sees it, and BlueZ's: each of its messages once, in this order. */
const provisioning = [
  "Link Status", // answers Link Open: opening
  "Link Report", // active
  "PDU Outbound Report", // Invite
  "PDU Report", // Capabilities
  "PDU Outbound Report", // Start
  "PDU Outbound Report", // Public Key
  "PDU Report", // Public Key
  "PDU Outbound Report", // Confirmation
  "PDU Report", // Confirmation
  "PDU Outbound Report", // Random
  "PDU Report", // Random
  "PDU Outbound Report", // Data
  "PDU Report", // Complete
  "Link Status", // answers Link Close: closing
  "Link Report", // closed by the client
];

for (const [air, loss] of [
  ["calm", 0],
  ["lossy", 0.2],
] as const)
  test(`${air} air, 20 seeds: Link Status before Link Report, each Outbound Report before the PDU Report of its answer`, async (t) => {
    for (const seed of seeds) {
      const { manager, mesh, provision, servers } = remoteRig({
        air: { loss, seed, halfDuplex: true, spacing: 20 },
      });
      await mesh.result(provision(0));
      await mesh.clock.run(10_000);
      const sent = once(told(servers[0]!.events, "access.send"));
      if (loss === 0) {
        t.deepEqual(told(servers[0]!.events, "access.send"), provisioning, `seed ${seed}`);
        t.deepEqual(told(manager.events, "access.receive"), provisioning, `seed ${seed}`);
      }
      // An answer may be asked for again, also while the report of before is on its way.
      t.deepEqual(sent.slice(0, 3), ["Link Status", "Link Report", "PDU Outbound Report"]);
      const pdus = sent.filter((name) => name.startsWith("PDU"));
      t.deepEqual(
        pdus,
        once(provisioning).filter((name) => name.startsWith("PDU")),
        `seed ${seed}`,
      );
    }
  });

test("a link to the node itself, whose report is due with its answer: 20 seeds", async (t) => {
  for (const seed of seeds) {
    const { client, manager, mesh, role } = remoteRig({ devices: 0, air: { seed } });
    const uuid = new Uint8Array(16);
    const link = role.provision({
      uuid,
      openLink: client.openNppi(serverAddress, NppiProcedure.deviceKeyRefresh),
      assign: () => undefined,
    });
    await mesh.outcome(link);
    await mesh.clock.run(5000);
    const heard = told(manager.events, "access.receive");
    t.deepEqual(
      heard,
      [
        "Link Status",
        "Link Status",
        "Link Report",
        "PDU Outbound Report",
        "PDU Report",
        "Link Status",
        "Link Report",
      ],
      `seed ${seed}`,
    );
  }
});

test("a scan: Scan Status before the reports of what is on the air already, 20 seeds", async (t) => {
  for (const seed of seeds) {
    const { client, manager, mesh } = remoteRig({ devices: 4, air: { seed } });
    const found: unknown[] = [];
    const scan = (async () => {
      for await (const device of client.scan({ server: serverAddress, timeout: 8, limit: 4 }))
        found.push(device);
    })();
    await mesh.result(scan);
    const heard = told(manager.events, "access.receive");
    t.is(heard[0], "Scan Status", `seed ${seed}`);
    t.is(found.length, 4);
  }
});

type Asked = "open" | "close" | "get" | "scan" | "extended" | "invite";

/** Asks a server for a few things at once. */
class Raw extends NodeClient {
  constructor() {
    super(
      messages.remoteProvisioningClientId,
      answerTable([messages.LinkStatus, messages.ScanStatus]),
    );
    this.on(messages.LinkReport, () => undefined);
    this.on(messages.ExtendedScanReport, () => undefined);
    this.on(messages.PduReport, () => undefined);
    this.on(messages.PduOutboundReport, () => undefined);
  }

  tell(payload: Uint8Array) {
    this.services!.send(this, payload, { dst: serverAddress, device: true });
  }

  say(asked: readonly Asked[]) {
    const to = { dst: serverAddress, device: true };
    for (const what of asked)
      switch (what) {
        case "open":
          this.sendMessage(
            messages.LinkOpen,
            { target: { refresh: NppiProcedure.deviceKeyRefresh } },
            to,
          );
          break;
        case "close":
          this.sendMessage(messages.LinkClose, { reason: 2 }, to);
          break;
        case "get":
          this.sendMessage(messages.LinkGet, {}, to);
          break;
        case "scan":
          this.sendMessage(messages.ScanGet, {}, to);
          break;
        case "extended":
          this.sendMessage(
            messages.ExtendedScanStart,
            { adTypes: Uint8Array.of(9), device: undefined },
            to,
          );
          break;
        case "invite":
          this.sendMessage(
            messages.PduSend,
            { number: 1, pdu: Uint8Array.of(PduType.invite, 0) },
            to,
          );
      }
  }
}

// What is asked at once, and the order in which the answers and reports of it are heard.
const tables: readonly (readonly [asked: readonly Asked[], heard: readonly string[]])[] = [
  [["open"], ["Link Status", "Link Report"]],
  [
    ["open", "close"],
    ["Link Status", "Link Status", "Link Report"],
  ],
  [
    ["open", "invite"],
    ["Link Status", "Link Report", "PDU Outbound Report", "PDU Report"],
  ],
  [
    ["scan", "extended"],
    ["Scan Status", "Extended Scan Report"],
  ],
  [
    ["get", "open", "invite"],
    ["Link Status", "Link Status", "Link Report", "PDU Outbound Report", "PDU Report"],
  ],
];

for (const [asked, heard] of tables)
  test(`asked at once: ${asked.join(", ")}; heard: ${heard.join(", ")}`, async (t) => {
    for (const seed of seeds) {
      const mesh = new Mesh({ seed });
      const client = new Raw();
      const { events } = mesh.node(0x0001, [{ models: [client] }]);
      mesh.node(serverAddress, [{ models: [new RemoteProvisioningServer()] }]);
      client.say(asked);
      await mesh.clock.run(5000);
      t.deepEqual(told(events, "access.receive"), heard, `seed ${seed}`);
    }
  });

for (const gets of [0, 1, 20])
  test(`Link Open inside an aggregated message, ${gets} Link Gets on each side: its report comes behind the answer to that`, async (t) => {
    for (const seed of gets > 1 ? seeds.slice(0, 3) : seeds) {
      const mesh = new Mesh({ seed });
      const aggregator = new OpcodesAggregatorClient();
      const { events } = mesh.node(0x0001, [{ models: [new Raw(), aggregator] }]);
      const models = [new OpcodesAggregatorServer(), new RemoteProvisioningServer()];
      mesh.node(serverAddress, [{ models }]);
      const target = { refresh: NppiProcedure.deviceKeyRefresh };
      const around = Array.from({ length: gets }, () => aggregated(messages.LinkGet, {}));
      const open = aggregated(messages.LinkOpen, { target });
      const ask = aggregator.sequence([...around, open, ...around], {
        dst: serverAddress,
        device: true,
      });
      await mesh.result(ask);
      const before = events.length;
      t.false(told(events, "access.receive").includes("Link Report"), `seed ${seed}`);
      await mesh.clock.run(2000);
      t.true(told(events.slice(before), "access.receive").includes("Link Report"));
    }
  });

test("a client that acknowledges nothing, and repeats a PDU or an extended scan: few reports are kept, the others are counted", async (t) => {
  for (const [what, payload] of [
    ["a PDU that is out of order", messages.PduSend.encode({ number: 5, pdu: Uint8Array.of(0) })],
    [
      "an extended scan of the server itself",
      messages.ExtendedScanStart.encode({ adTypes: Uint8Array.of(9), device: undefined }),
    ],
  ] as const) {
    const mesh = new Mesh();
    const client = new Raw();
    const manager = mesh.node(0x0001, [{ models: [client] }]);
    const server = mesh.node(serverAddress, [{ models: [new RemoteProvisioningServer()] }]);
    const target = { refresh: NppiProcedure.deviceKeyRefresh };
    client.tell(messages.LinkOpen.encode({ target }));
    await mesh.clock.run(3000);
    const { index } = manager.host.radio;
    mesh.air.filter = (_from, to) => to !== index;
    for (let i = 0; i < 60; i++) {
      client.tell(payload);
      await mesh.clock.run(200);
    }
    t.true(server.node.diagnostics.dropped("access.no-reply") > 40, what);
  }
});
