// The provisioner through Remote Provisioning servers, over the real layers.
import test from "ava";
import { Abort } from "../../../modules/base/abort.js";
import { RemoteStatus } from "../../../modules/foundation/remote-provisioning/codes.js";
import type { EcdhKeyPair } from "../../../modules/host/crypto.js";
import type { DeviceCapabilities } from "../../../modules/provisioning/device-options.js";
import { InputAction, type OobValue, OutputAction } from "../../../modules/provisioning/oob.js";
import type { ProvisionOptions } from "../../../modules/provisioning/provisioner-options.js";
import { RemoteNetwork, uuidOf } from "../../support/remote-network.js";

const server = 0x0100;

/** A provisioner whose first node, at 0100, stands between it and all others. */
async function network() {
  const net = new RemoteNetwork();
  const first = net.device(0xa0);
  net.inLine();
  const { mesh, provisioner } = net;
  await mesh.result(provisioner.provision(first.uuid));
  await mesh.clock.run(500);
  return { first, mesh, net, provisioner };
}

test("it finds and provisions a device through a server, with the address that is wanted", async (t) => {
  const { first, mesh, net, provisioner } = await network();
  t.is(first.node.address, server);
  const { node, uuid } = net.device(0xa1);
  net.inLine();
  const found: Uint8Array[] = [];
  const scan = async () => {
    for await (const device of provisioner.scan({ server, timeout: 10, limit: 1 }))
      found.push(device.uuid);
  };
  await mesh.result(scan());
  t.deepEqual(found, [uuid]);
  const entry = await mesh.result(provisioner.provision({ server, uuid, address: 0x0200 }));
  t.is(entry.address, 0x0200);
  await mesh.clock.run(500);
  t.is(node.address, 0x0200);
  t.deepEqual(provisioner.database.at(0x0200), entry);
  t.is(await mesh.result(provisioner.configuration.getDefaultTtl(0x0200)), 7);
  const again = net.device(0xa2);
  net.inLine();
  t.is((await mesh.result(provisioner.provision(again.uuid, { server: 0x0200 }))).address, 0x0201);
});

test("a device gets the NetKey that is asked for, and one that is not there is refused", async (t) => {
  const { mesh, net, provisioner } = await network();
  const { node, uuid } = net.device(0xa1);
  net.inLine();
  await t.throwsAsync(provisioner.provision({ server, uuid, netKey: 5 }), {
    instanceOf: RangeError,
    message: /netKey 5: this node has no such NetKey/,
  });
  const key = new Uint8Array(16).fill(5);
  await mesh.result(provisioner.configuration.addNetKey(0x0001, 5, key));
  const entry = await mesh.result(provisioner.provision({ server, uuid, netKey: 5 }));
  await mesh.clock.run(500);
  t.is(entry.netKeyIndex, 5);
  t.deepEqual(
    node.network!.subnets.list.map(({ netKeyIndex }) => netKeyIndex),
    [5],
  );
  t.deepEqual(node.network!.subnets.get(5)!.keys.key, key);
});

for (const address of [server, 0x0001, 0x8000, 0x00ff, 1.5])
  test(`an address that was given or is none is refused: ${address}`, async (t) => {
    const { provisioner } = await network();
    await t.throwsAsync(provisioner.provision({ server, uuid: uuidOf(0xa1), address }), {
      instanceOf: RangeError,
      message: /were never given to a node/,
    });
    t.throws(() => provisioner.reprovision(server, { address }), { instanceOf: RangeError });
  });

const staticOob = Uint8Array.of(1, 2, 3);

/** The value that goes from one end to the other by a person. */
class Person {
  #tell: (value: OobValue) => void = () => undefined;
  readonly value = new Promise<OobValue>((resolve) => (this.#tell = resolve));

  readonly tell = (value: OobValue) => this.#tell(value);
}

const outputs = Object.entries(OutputAction);
const inputs = Object.entries(InputAction);

type Way = (person: Person) => {
  readonly device: Omit<DeviceCapabilities, "elements">;
  readonly options: Omit<ProvisionOptions, "uuid" | "assign">;
};

const ways: readonly (readonly [name: string, way: Way])[] = [
  ["no OOB", () => ({ device: {}, options: {} })],
  ["static OOB", () => ({ device: { staticOob }, options: { staticOob } })],
  ...outputs.map(([name, action]): readonly [string, Way] => [
    `output OOB: ${name}`,
    (person) => ({
      device: { outputOob: { actions: [action], size: 3, show: (_, value) => person.tell(value) } },
      options: {
        selectAuthentication: () => ({
          method: "output",
          action,
          size: 3,
          read: () => person.value,
        }),
      },
    }),
  ]),
  ...inputs.map(([name, action]): readonly [string, Way] => [
    `input OOB: ${name}`,
    (person) => ({
      device: {
        inputOob: {
          actions: [action],
          size: 3,
          ask: (_action, _size, enter) => void person.value.then(enter),
        },
      },
      options: {
        selectAuthentication: () => ({ method: "input", action, size: 3, show: person.tell }),
      },
    }),
  ]),
];

for (const [name, way] of ways)
  test(`through a server: ${name}`, async (t) => {
    const { mesh, net, provisioner } = await network();
    const { device, options } = way(new Person());
    const { results, uuid } = net.bareDevice(0xa1, { elements: 2, ...device });
    net.inLine();
    const entry = await mesh.result(provisioner.provision({ ...options, server, uuid }));
    await mesh.clock.run(1000);
    t.is(entry.elements, 2);
    t.deepEqual(results[0]!.deviceKey, entry.deviceKey);
    t.is(results[0]!.address, entry.address);
  });

test("through a server: a public key by another way", async (t) => {
  const { mesh, net, provisioner } = await network();
  const oobPrivateKey = new Uint8Array(32).fill(0x11);
  const { results, uuid } = net.bareDevice(0xa1, { elements: 1, oobPrivateKey });
  net.inLine();
  const { publicKey } = await mesh.result(
    new Promise<EcdhKeyPair>((resolve) => mesh.crypto.ecdhKeyPair(oobPrivateKey, resolve)),
  );
  const entry = await mesh.result(provisioner.provision({ server, uuid, publicKey }));
  await mesh.clock.run(1000);
  t.deepEqual(results[0]!.deviceKey, entry.deviceKey);
});

test("given up, the link is closed and the next one opens", async (t) => {
  const { mesh, net, provisioner } = await network();
  const { uuid } = net.device(0xa1);
  net.inLine();
  for (const step of ["link-open", "capabilities", "authenticated"] as const) {
    const signal = new Abort();
    const onProgress = (reached: string) => {
      if (reached === step) signal.abort();
    };
    const request = { server, uuid, signal, onProgress };
    const outcome = await mesh.outcome(provisioner.provision(request));
    t.is((outcome as Error).name, "ProvisioningAbortError", step);
  }
  const signal = new Abort();
  const early = provisioner.provision({ server, uuid, signal });
  signal.abort();
  t.is(((await mesh.outcome(early)) as Error).name, "ProvisioningAbortError");
  const { address } = await mesh.result(provisioner.provision({ server, uuid }));
  await mesh.clock.run(5000);
  t.is(provisioner.database.at(address)?.address, address);
});

test("a device that is not there: the server says that the link did not open", async (t) => {
  const { mesh, provisioner } = await network();
  const outcome = await mesh.outcome(provisioner.provision({ server, uuid: uuidOf(0xdd) }));
  t.is((outcome as Error).name, "LinkClosedError");
});

test("a provisioner that was cut off finds its old link closed by the next one", async (t) => {
  const { mesh, net, provisioner } = await network();
  const { node, uuid } = net.device(0xa1);
  net.inLine();
  let cut = false;
  const onProgress = (step: string) => (cut ||= step === "capabilities");
  void provisioner.provision({ server, uuid, onProgress }).catch(() => undefined);
  await mesh.clock.run(20_000, () => cut);
  net.restart();
  const entry = await mesh.result(net.provisioner.provision({ server, uuid }));
  await mesh.clock.run(500);
  t.is(node.address, entry.address);
});

test("a device key refresh: the new key is taken, and the old one is gone", async (t) => {
  const { mesh, provisioner } = await network();
  const before = provisioner.database.at(server)!;
  const entry = await mesh.result(provisioner.reprovision(server));
  t.is(entry.address, server);
  t.notDeepEqual(entry.deviceKey, before.deviceKey);
  t.deepEqual(provisioner.database.at(server), entry);
  t.is(provisioner.database.refreshOf(server), undefined);
  t.is(await mesh.result(provisioner.configuration.getDefaultTtl(server)), 7);
});

test("an address refresh, and again: no address comes back", async (t) => {
  const { first, mesh, net, provisioner } = await network();
  const to = async (address: number | "next") =>
    (
      await mesh.result(
        provisioner.reprovision(provisioner.database.nodes[0]!.address, { address }),
      )
    ).address;
  t.is(await to("next"), 0x0101);
  t.is(await to(0x0180), 0x0180);
  t.is(await to("next"), 0x0181);
  t.is(first.node.address, 0x0181);
  t.is(provisioner.database.nodes.length, 1);
  net.restart();
  t.is(net.provisioner.database.nodes[0]!.address, 0x0181);
  t.throws(() => net.provisioner.reprovision(0x0181, { address: 0x0100 }), {
    instanceOf: RangeError,
  });
  t.is(await mesh.result(net.provisioner.configuration.getDefaultTtl(0x0181)), 7);
});

test("a composition refresh takes in new elements, where their addresses were never given", async (t) => {
  const { first, mesh, net, provisioner } = await network();
  first.node.close();
  net.line.pop();
  const updated = net.device(0xa0, { store: first.store.copy(), count: 2 });
  net.inLine();
  const entry = await mesh.result(provisioner.reprovision(server, { compositionChanged: true }));
  t.is(entry.elements, 2);
  t.is(updated.node.network!.elements.length, 2);
  const second = net.device(0xa1);
  net.inLine();
  t.is((await mesh.result(provisioner.provision({ server, uuid: second.uuid }))).address, 0x0102);
  updated.node.close();
  net.line.shift();
  const third = net.device(0xa0, { store: updated.store.copy(), count: 3 });
  net.line.unshift(net.line.pop()!);
  net.inLine();
  const refused = await mesh.outcome(provisioner.reprovision(server, { compositionChanged: true }));
  t.is((refused as Error).name, "ProvisioningRefusedError");
  t.is(third.node.network!.elements.length, 2);
  const options = { address: "next", compositionChanged: true } as const;
  const moved = await mesh.result(provisioner.reprovision(server, options));
  t.like(moved, { address: 0x0103, elements: 3 });
  t.is(third.node.network!.elements.length, 3);
});

test("a composition refresh with nothing changed is refused with its status", async (t) => {
  const { mesh, provisioner } = await network();
  const outcome = await mesh.outcome(provisioner.reprovision(server, { compositionChanged: true }));
  t.like(outcome, {
    name: "RemoteProvisioningError",
    status: RemoteStatus.linkCannotOpen,
  });
});

test("a refresh of a node that is none, and a second one at a time, are refused at once", async (t) => {
  const { mesh, provisioner } = await network();
  t.throws(() => provisioner.reprovision(0x0333), { instanceOf: RangeError });
  const first = provisioner.reprovision(server);
  t.throws(() => provisioner.reprovision(server), { message: /is being refreshed/ });
  await mesh.result(first);
  await mesh.result(provisioner.reprovision(server));
});

test("a refresh that is given up changes nothing", async (t) => {
  const { first, mesh, provisioner } = await network();
  const signal = new Abort();
  const onProgress = (step: string) => {
    if (step === "authenticated") signal.abort();
  };
  const options = { address: "next", signal, onProgress } as const;
  const outcome = await mesh.outcome(provisioner.reprovision(server, options));
  t.is((outcome as Error).name, "ProvisioningAbortError");
  await mesh.clock.run(5000);
  t.is(first.node.address, server);
  t.is(await mesh.result(provisioner.configuration.getDefaultTtl(server)), 7);
  t.is((await mesh.result(provisioner.reprovision(server))).address, server);
});
