// Servers that answer less, or later, than the specification has it: as BlueZ's does.
import test from "ava";
import { NodeServer } from "../../../../modules/foundation/node-server.js";
import {
  LinkState,
  NppiProcedure,
  RemoteStatus,
} from "../../../../modules/foundation/remote-provisioning/codes.js";
import { RemoteProvisioningClient } from "../../../../modules/foundation/remote-provisioning/client.js";
import * as messages from "../../../../modules/foundation/remote-provisioning/messages.js";
import { remoteProvisioningSarTransmitter } from "../../../../modules/foundation/remote-provisioning/server-timeouts.js";
import { Mesh } from "../../../support/mesh.js";
import { remoteRig, serverAddress } from "../../../support/remote-rig.js";

const uuid = new Uint8Array(16).fill(0xa0);

/** What it is asked, and what it answers; as BlueZ's server it is silent where it has no link and no scan. */
class SilentServer extends NodeServer<unknown> {
  readonly asked: string[] = [];
  state: LinkState | undefined;
  /** The client that has the link. */
  owner: number | undefined;

  constructor() {
    super(messages.remoteProvisioningServerId, "device");
    const to = (dst: number) => ({ dst, device: true, segmented: true });
    this.on(messages.LinkGet, (_, context) => {
      this.asked.push("get");
      if (this.state !== undefined)
        this.reply(context, messages.LinkStatus, {
          status: RemoteStatus.success,
          state: this.state,
        });
    });
    this.on(messages.LinkClose, (_, context) => {
      this.asked.push("close");
      if (this.state === undefined || this.owner !== context.src) return;
      this.reply(context, messages.LinkStatus, {
        status: RemoteStatus.success,
        state: LinkState.closing,
      });
      this.state = undefined;
    });
    this.on(messages.LinkOpen, (_, context) => {
      this.asked.push("open");
      const free = this.state === undefined;
      if (free) {
        this.state = LinkState.opening;
        this.owner = context.src;
      }
      const status = free ? RemoteStatus.success : RemoteStatus.linkCannotOpen;
      this.reply(context, messages.LinkStatus, { status, state: this.state! });
      if (!free) return;
      this.services!.clock.schedule(() => {
        this.state = LinkState.active;
        this.sendMessage(
          messages.LinkReport,
          { status: RemoteStatus.success, state: LinkState.active, reason: undefined },
          to(context.src),
        );
      }, 200);
    });
    this.on(messages.ScanStop, () => this.asked.push("stop"));
    this.on(messages.ScanStart, () => this.asked.push("start"));
  }
}

function rig() {
  const mesh = new Mesh();
  const client = new RemoteProvisioningClient();
  const server = new SilentServer();
  mesh.node(0x0001, [{ models: [client] }]);
  mesh.node(serverAddress, [{ models: [server] }]);
  const open = (openLink = client.openLink(serverAddress)) => {
    const log: string[] = [];
    const link = openLink(uuid, {
      onOpen: () => log.push(`open at ${Math.round(mesh.clock.now() / 1000)} s`),
      onPdu: () => undefined,
      onClose: (reason, by, error) => log.push(`closed ${reason} ${by} ${error?.message ?? ""}`),
    });
    return { link, log };
  };
  return { client, mesh, open, server };
}

test("Link Open for a device comes first: a server that has no link need not say so", async (t) => {
  const { mesh, open, server } = rig();
  const { log } = open();
  await mesh.clock.run(1000);
  t.deepEqual(log, ["open at 0 s"]);
  t.deepEqual(server.asked, ["open"]);
});

test("before a link to its own node, a server that does not answer Link Get within 3 s is free: the client goes on to Link Open", async (t) => {
  const { client, mesh, open, server } = rig();
  const { log } = open(client.openNppi(serverAddress, NppiProcedure.deviceKeyRefresh));
  await mesh.clock.run(2999);
  t.false(server.asked.includes("open"));
  await mesh.clock.run(1000);
  t.deepEqual(log, ["open at 3 s"]);
  t.deepEqual(
    server.asked.filter((what) => what !== "get"),
    ["open"],
  );
});

test("a link of before that the server still has is closed, and its silence afterwards is its being free", async (t) => {
  const { mesh, open, server } = rig();
  server.state = LinkState.active;
  server.owner = 0x0001;
  const { log } = open();
  await mesh.clock.run(6000);
  t.deepEqual(log, ["open at 4 s"]);
  t.deepEqual(server.asked.slice(0, 3), ["open", "get", "close"]);
  t.is(server.asked.at(-1), "open");
});

test("a link of another client: the server is silent about closing it, and refuses to open one", async (t) => {
  const { mesh, open, server } = rig();
  server.state = LinkState.active;
  server.owner = 0x0099;
  const { log } = open();
  await mesh.clock.run(6000);
  t.deepEqual(log, ["closed 2 peer Remote Provisioning Link Open was refused: link cannot open"]);
});

test("a server that does not answer Scan Stop has no scan", async (t) => {
  const { client, mesh } = rig();
  const begun = mesh.clock.now();
  await mesh.result(client.stopScan(serverAddress));
  t.is(mesh.clock.now() - begun, 3000);
});

test("a scan that the server does not answer fails when its time is over", async (t) => {
  const { client, mesh } = rig();
  const begun = mesh.clock.now();
  const outcome = await mesh.outcome(client.scan({ server: serverAddress, timeout: 6 }).next());
  t.like(outcome, { name: "TimeoutError" });
  t.is(mesh.clock.now() - begun, 6000);
});

for (const [air, loss] of [
  ["calm", 0],
  ["lossy", 0.2],
] as const)
  test(`a server that sends a packet every 500 ms, ${air} air, 12 seeds: no PDU is sent twice`, async (t) => {
    for (let seed = 1; seed <= 12; seed++) {
      const { manager, mesh, provision, servers } = remoteRig({
        air: { seed, loss, halfDuplex: true, spacing: 10 },
      });
      const { host, node } = servers[0]!;
      host.radio.spacing = 500;
      node.network!.settings.networkTransmit = { transmissions: 1, interval: 20 };
      manager.node.network!.sarTransmitter = remoteProvisioningSarTransmitter;
      const begun = mesh.clock.now();
      t.is((await mesh.result(provision(0))).address, 0x0200);
      const sends = manager.events.filter(
        (event) => event.type === "access.send" && event.opcode === messages.PduSend.opcode,
      );
      t.is(sends.length, 6, `seed ${seed}`);
      t.true(mesh.clock.now() - begun < 60_000, `seed ${seed}: ${mesh.clock.now() - begun} ms`);
    }
  });
