// The power goes at each write of each party of each procedure: what remains is the old node
// or the new one, and the procedure can be run again.
import test from "ava";
import type { NodeEntry } from "../../../modules/provisioner/database.js";
import type { ReprovisionOptions } from "../../../modules/provisioner/node-refresh.js";
import { RemoteNetwork } from "../../support/remote-network.js";
import type { TestStore } from "../../support/records.js";

type Party = "client" | "server" | "device";

const server = 0x0100;
const octets = [0xa0, 0xa1] as const;

/** A provisioner, a node next to it, and a device behind that. */
async function network() {
  const net = new RemoteNetwork();
  const devices = octets.map((octet) => net.device(octet));
  net.inLine();
  await net.mesh.result(net.provisioner.provision(devices[0]!.uuid));
  await net.mesh.clock.run(2000);
  const counts = [1, 1];
  const storeOf = (party: Party): TestStore =>
    party === "client" ? net.provisionerHost.store : devices[party === "server" ? 0 : 1]!.store;
  /** Off and on again, with what is in the store. */
  const restart = (party: Party) => {
    const store = storeOf(party).copy();
    if (party === "client") return net.restart(store);
    const place = party === "server" ? 0 : 1;
    devices[place]!.node.close();
    devices[place] = net.replace(place, octets[place], store, counts[place]);
  };
  return { counts, devices, net, restart, storeOf };
}

type Network = Awaited<ReturnType<typeof network>>;

/** Runs a procedure; the power of one party goes at its write number `cutAt` from now. False: it did not come to that. */
async function cut(
  { net, restart, storeOf }: Network,
  party: Party,
  cutAt: number,
  procedure: () => Promise<unknown>,
): Promise<boolean> {
  const store = storeOf(party);
  store.cutAt = store.changes + cutAt;
  let over = false;
  const end = () => (over = true);
  const outcome = procedure().then(end, end);
  await net.mesh.clock.run(400_000, () => over || store.changes > store.cutAt);
  const gone = store.changes > store.cutAt;
  if (gone) restart(party);
  else store.cutAt = Infinity;
  await net.mesh.outcome(outcome, 400_000);
  return gone;
}

/** Runs it until it comes to its end: what was cut off may be in the way of the next attempt. */
async function again(
  net: RemoteNetwork,
  procedure: () => Promise<NodeEntry | undefined>,
): Promise<NodeEntry> {
  for (let left = 3; ; left--) {
    const outcome = await net.mesh.outcome(procedure(), 400_000);
    if (outcome && !(outcome instanceof Error)) return outcome;
    if (left === 0) throw outcome ?? new Error("the node is not known");
    // A device whose peer went keeps its link for a minute.
    await net.mesh.clock.run(10_000);
  }
}

for (const party of ["client", "server", "device"] as const)
  test(`provisioning through a server, cut: ${party}`, async (t) => {
    let cuts = 0;
    for (let cutAt = 0; ; cutAt++) {
      const parts = await network();
      const { devices, net } = parts;
      const { uuid } = devices[1]!;
      const provision = () => net.provisioner.provision({ server, uuid });
      if (!(await cut(parts, party, cutAt, provision))) break;
      cuts++;
      const known = net.provisioner.database.nodes.find(({ uuid: own }) => own[0] === uuid[0]);
      const entry = known ?? (await again(net, provision));
      // A device whose server goes before it acknowledges Complete is a node after 5 s.
      await net.mesh.clock.run(6000);
      t.is(devices[1]!.node.address, entry.address, `cut at ${cutAt}`);
      t.is(net.provisioner.database.nodes.length, 2);
      t.not(entry.address, server);
      t.is(await net.mesh.result(net.provisioner.configuration.getDefaultTtl(entry.address)), 7);
    }
    t.true(cuts >= 2, `${cuts} cuts`);
  });

const refreshes: readonly (readonly [name: string, options: ReprovisionOptions])[] = [
  ["device key", {}],
  ["address", { address: "next" }],
  ["composition", { compositionChanged: true }],
];

for (const [name, options] of refreshes)
  for (const party of ["client", "server"] as const)
    test(`${name} refresh, cut: ${party}`, async (t) => {
      const { compositionChanged = false } = options;
      let cuts = 0;
      for (let cutAt = 0; ; cutAt++) {
        const parts = await network();
        const { counts, devices, net, restart } = parts;
        if (compositionChanged) {
          counts[0] = 2;
          restart("server");
        }
        if (!(await cut(parts, party, cutAt, () => net.provisioner.reprovision(server, options))))
          break;
        cuts++;
        const message = `cut at ${cutAt}`;
        const { provisioner } = net;
        const address = provisioner.database.nodes[0]!.address;
        const current = await again(net, () => provisioner.resumeReprovision(address));
        t.is(devices[0]!.node.address, current.address, message);
        const elements = devices[0]!.node.network!.elements.length;
        t.is(current.elements, elements, message);
        t.is(provisioner.database.refreshOf(address), undefined);
        const next = compositionChanged && elements === 2 ? {} : options;
        const entry = await again(net, () => provisioner.reprovision(current.address, next));
        t.is(devices[0]!.node.address, entry.address, message);
        t.is(devices[0]!.node.network!.elements.length, compositionChanged ? 2 : 1);
        t.is(provisioner.database.nodes.length, 1);
        if (name === "address") t.true(entry.address > current.address);
        t.is(await net.mesh.result(provisioner.configuration.getDefaultTtl(entry.address)), 7);
      }
      t.true(cuts >= 2, `${cuts} cuts`);
    });
