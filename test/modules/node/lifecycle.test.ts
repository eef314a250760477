// Nothing of a node that was closed or reset runs on, whatever was pending: every pending thing,
// by every way out.
import test from "ava";
import { LinkState, NppiProcedure } from "../../../modules/foundation/remote-provisioning/codes.js";
import {
  LinkClose,
  LinkReport,
  PduReport,
  ScanReport,
} from "../../../modules/foundation/remote-provisioning/messages.js";
import { Node } from "../../../modules/node/node.js";
import {
  address,
  lifecycleRig as rig,
  type LifecycleRig as Rig,
  networkData,
  next,
  uuid,
} from "../../support/lifecycle-rig.js";
import { appKey, deviceKeyOf, Mesh, netKey } from "../../support/mesh.js";

type Prepare = (rig: Rig) => unknown;

/** The node refreshes itself, or is about to: up to `stop`, from when on it is not heard. */
async function refreshing(
  { mute, quietly, remote, role, until }: Rig,
  kind: NppiProcedure,
  to: number,
  stop: () => boolean,
): Promise<void> {
  quietly(
    role.provision({
      uuid,
      openLink: remote.openNppi(address, kind),
      assign: () => ({ netKey, netKeyIndex: 0, ivIndex: 7, flags: 0, address: to }),
    }),
  );
  await until(stop);
  mute();
}

/** The Link Reports that a node has sent: of a refresh, that of its beginning and that of its end. */
const linkReports =
  ({ host }: Rig, count: number) =>
  () =>
    host.events.filter(
      (event) => event.type === "access.send" && event.opcode === LinkReport.opcode,
    ).length >= count;

const publishing: Prepare = async ({ configuration, mesh, onOff }) => {
  await mesh.result(configuration.addAppKey(address, 0, 0, appKey));
  const model = { elementAddress: address, modelId: onOff.id };
  await mesh.result(configuration.bind(address, model, 0));
  await mesh.result(
    configuration.setPublication(address, model, {
      address: 0xc000,
      appKeyIndex: 0,
      ttl: 5,
      period: 1000,
      retransmitCount: 7,
      retransmitInterval: 200,
    }),
  );
};

const joinedRows: Readonly<Record<string, Prepare>> = {
  nothing: () => undefined,
  "the Link Report of its own address refresh": (rigged) =>
    refreshing(rigged, NppiProcedure.nodeAddressRefresh, 0x0180, linkReports(rigged, 2)),
  "that report's next try": async (rigged) => {
    await refreshing(rigged, NppiProcedure.nodeAddressRefresh, 0x0180, linkReports(rigged, 2));
    const { host, until } = rigged;
    await until(linkReports(rigged, 3));
    // The second try is given up; the next one is half a second away.
    const count = host.events.length;
    await rigged.mesh.clock.run(3000, () => host.events.length > count && linkReports(rigged, 4)());
  },
  "the Link Report of its own device key refresh": (rigged) =>
    refreshing(rigged, NppiProcedure.deviceKeyRefresh, address, linkReports(rigged, 2)),
  "the answer before the Link Report of its own refresh": (rigged) => {
    const asked = () =>
      rigged.host.events.some(
        (event) => event.type === "access.receive" && event.opcode === LinkClose.opcode,
      );
    return refreshing(rigged, NppiProcedure.nodeAddressRefresh, 0x0180, asked);
  },
  "a link to itself that is open": async (rigged) => {
    await refreshing(rigged, NppiProcedure.nodeAddressRefresh, 0x0180, linkReports(rigged, 1));
    await rigged.mesh.clock.run(100);
  },
  "a scan, and a report of it": async ({ mesh, mute, remote, sent, until }) => {
    const scan = remote.scan({ server: address, timeout: 60 });
    scan.next().catch(() => undefined);
    await until(sent(ScanReport.opcode));
    mute();
    await mesh.clock.run(100);
  },
  "a scan report's random delay": async ({ mesh, remote, server, until }) => {
    const scan = remote.scan({ server: address, timeout: 60 });
    scan.next().catch(() => undefined);
    await until(() => server.scan.status.state !== 0);
    await mesh.clock.run(2100);
  },
  "an extended scan": async ({ mesh, quietly, remote }) => {
    const sought = { uuid: new Uint8Array(16).fill(0xcc), timeout: 20 };
    quietly(remote.scanExtended({ server: address, types: Uint8Array.of(9), ...sought }));
    await mesh.clock.run(1000);
  },
  "a link to a device that opens": async ({ mesh, quietly, remote, role, server, until }) => {
    quietly(
      role.provision({
        uuid: new Uint8Array(16).fill(0xcc),
        openLink: remote.openLink(address, 60),
        assign: () => undefined,
      }),
    );
    await until(() => server.link.stateCode === LinkState.opening);
    await mesh.clock.run(500);
  },
  "a link to a device, and a PDU Report": async ({
    device,
    mesh,
    mute,
    quietly,
    remote,
    role,
    sent,
    until,
  }) => {
    quietly(
      role.provision({
        uuid: device.uuid,
        openLink: remote.openLink(address),
        assign: () => ({ ...networkData, flags: 0, address: 0x0300 }),
      }),
    );
    await until(sent(PduReport.opcode));
    mute();
    await mesh.clock.run(5000);
  },
  "a PDU on its way to a device": async ({ device, quietly, remote, role, server, until }) => {
    quietly(
      role.provision({
        uuid: device.uuid,
        openLink: remote.openLink(address),
        assign: () => ({ ...networkData, flags: 0, address: 0x0300 }),
      }),
    );
    await until(() => server.link.state.phase === "transfer");
  },
  "an answer that waits for its delay": async ({ configuration, host, quietly, until }) => {
    quietly(configuration.getDefaultTtl(address));
    const count = host.events.length;
    await until(() => host.events.slice(count).some(({ type }) => type === "access.receive"));
  },
  "a segmented answer": async ({ configuration, mute, quietly, sent, until }) => {
    mute();
    quietly(configuration.getCompositionData(address, 0));
    await until(sent(0x02));
  },
  "half of a segmented message": async ({ configuration, host, mesh, quietly }) => {
    let heard = 0;
    mesh.air.filter = (_, to, data) => to !== host.radio.index || data[1] !== 0x2a || ++heard < 2;
    quietly(configuration.addAppKey(address, 0, 0, appKey));
    await mesh.clock.run(1000);
  },
  "its own Node Reset, 2.5 s away": async ({ configuration, mesh }) => {
    await mesh.result(configuration.resetNode(address));
  },
  "questions of its clients": ({ deafen, ownConfiguration, ownRemote, quietly, role }) => {
    deafen();
    quietly(ownConfiguration.getDefaultTtl(0x0001));
    ownRemote
      .scan({ server: 0x0001, timeout: 60 })
      .next()
      .catch(() => undefined);
    quietly(ownRemote.scanExtended({ server: 0x0001, types: Uint8Array.of(9) }));
    quietly(
      role.provision({ uuid, openLink: ownRemote.openLink(0x0001), assign: () => undefined }),
    );
  },
  "a periodic publication, and its retransmissions": async (rigged) => {
    await publishing(rigged);
    await rigged.mesh.clock.run(1700);
  },
  "a transition": ({ onOff }) =>
    onOff.receiveSet(
      { onOff: true, tid: 1, transition: { time: 60_000, delay: 500 } },
      {
        src: 1,
        dst: address,
        ttl: 5,
        netKeyIndex: 0,
        appKeyIndex: 0,
        deviceKey: undefined,
        rssi: 0,
      },
    ),
  "what suspends it": ({ node }) => node.suspend(),
};

/** Before it is on a network. */
const deviceRows: Readonly<Record<string, Prepare>> = {
  "a provisioning link": async ({ host, mesh, quietly, role, until }) => {
    quietly(role.provision({ uuid, assign: () => ({ ...networkData, flags: 0 }) }));
    await until(() => host.events.some(({ type }) => type === "provisioning.receive"));
    await mesh.clock.run(100);
  },
  "a provisioning whose Complete is not heard": async ({ host, mute, quietly, role, until }) => {
    quietly(role.provision({ uuid, assign: () => ({ ...networkData, flags: 0 }) }));
    await until(() =>
      host.events.some((event) => event.type === "provisioning.send" && event.pdu === 8),
    );
    mute();
  },
};

/** What a radio sent from a place in the log on. */
function after({ host, mesh }: Rig, from: number): Uint8Array[] {
  return mesh.air.log
    .slice(from)
    .filter((packet) => packet.from === host.radio.index)
    .map(({ data }) => data);
}

/** Timers of a device that waits for its provisioner. */
async function freshTimers(): Promise<number> {
  const { clock, mesh } = rig(false);
  await mesh.clock.run(10_000);
  return clock.pending;
}

const tables = [
  [true, joinedRows],
  [false, deviceRows],
] as const;

for (const [joined, rows] of tables)
  for (const [what, prepare] of Object.entries(rows)) {
    test(`closed while this is pending: ${what}`, async (t) => {
      const rigged = rig(joined);
      const { calls, clock, host, mesh, node } = rigged;
      await prepare(rigged);
      node.close();
      const records = [...host.store.records];
      const events = host.events.length;
      calls.length = 0;
      mesh.air.filter = undefined;
      t.is(clock.pending, 0, "no timer is left");
      const log = mesh.air.log.length;
      await mesh.clock.run(400_000);
      t.is(after(rigged, log).length, 0, "nothing is sent");
      t.deepEqual([...host.store.records], records, "nothing is stored");
      t.deepEqual(host.events.slice(events), [], "nothing happens");
      t.deepEqual(calls, []);
      t.is(clock.pending, 0);
    });

    test(`reset while this is pending: ${what}`, async (t) => {
      const rigged = rig(joined);
      const { calls, clock, configuration, host, mesh, node } = rigged;
      await prepare(rigged);
      node.reset();
      node.resume();
      const events = host.events.length;
      mesh.air.filter = undefined;
      const log = mesh.air.log.length;
      await mesh.clock.run(400_000);
      t.deepEqual(calls, joined ? ["reset"] : []);
      t.false(node.provisioned);
      t.deepEqual([...host.store.records.keys()], [], "nothing of the network is stored");
      const sent = after(rigged, log);
      t.true(sent.length > 100, "it beacons");
      t.true(
        sent.every(({ 1: type, 2: beacon }) => type === 0x2b && beacon === 0x00),
        "and sends nothing else",
      );
      const happened = host.events.slice(events).map(({ type }) => type);
      t.deepEqual(
        happened.filter((type) => type !== "drop" && type !== "node.reset"),
        [],
      );
      t.is(clock.pending, await freshTimers(), "one beacon is left");
      // It hears, and is a whole node again.
      await mesh.result(configuration.getDefaultTtl(0x0001));
      // At another address: its sequence numbers start at 0.
      node.provision({ ...networkData, address: next, deviceKey: deviceKeyOf(next) });
      t.is(await mesh.result(configuration.getDefaultTtl(next)), 7);
    });
  }

test("an address refresh is cut at any moment of its end, by a reset or a close", async (t) => {
  for (const way of ["reset", "close"] as const) {
    let joinedAnew = 0;
    for (let at = 0; at < 1200; at += 40) {
      const rigged = rig();
      const { clock, host, mesh, node, quietly, remote, role, until } = rigged;
      quietly(
        role.provision({
          uuid,
          openLink: remote.openNppi(address, NppiProcedure.nodeAddressRefresh),
          assign: () => ({ netKey, netKeyIndex: 0, ivIndex: 7, flags: 0, address: 0x0180 }),
        }),
      );
      await until(() =>
        host.events.some(
          (event) => event.type === "access.receive" && event.opcode === LinkClose.opcode,
        ),
      );
      await mesh.clock.run(at);
      if (node.address === 0x0180) joinedAnew++;
      node[way]();
      t.is(node.provisioned, false);
      const log = mesh.air.log.length;
      await mesh.clock.run(30_000);
      t.false(node.provisioned, `${way} after ${at} ms`);
      const sent = after(rigged, log).filter(
        ({ 1: type, 2: beacon }) => type !== 0x2b || beacon !== 0,
      );
      t.is(sent.length, 0, `${way} after ${at} ms`);
      t.is(clock.pending, way === "close" ? 0 : await freshTimers());
    }
    t.true(joinedAnew > 0 && joinedAnew < 30, `${joinedAnew}`);
  }
});

test("a node that was closed joins nothing, and its store stays as it is", async (t) => {
  const mesh = new Mesh();
  const host = mesh.host();
  const node = new Node({ host, companyId: 0xffff, elements: [{ models: [] }] });
  await mesh.clock.run(100);
  node.close();
  const { pending } = mesh.clock;
  const keys = host.store.keys();
  const data = { netKey, deviceKey: deviceKeyOf(5), netKeyIndex: 0, ivIndex: 7, address: 5 };
  t.throws(() => node.provision(data), {
    message: "the node was closed: make a new one on the same host",
  });
  t.false(node.provisioned);
  t.deepEqual(host.store.keys(), keys);
  t.is(mesh.clock.pending, pending);
});
