// How a firmware's Node is authenticated: what its options say is what a provisioner meets.
import test from "ava";
import type { EcdhKeyPair } from "../../../modules/host/crypto.js";
import { Node, type NodeOptions } from "../../../modules/node/node.js";
import type { OobValue } from "../../../modules/provisioning/oob.js";
import { ProvisionerRole } from "../../../modules/provisioning/provisioner.js";
import type { ProvisionOptions } from "../../../modules/provisioning/provisioner-options.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { AdvertisingBearer } from "../../../modules/bearer/advertising-bearer.js";
import { Mesh, netKey } from "../../support/mesh.js";

const uuid = new Uint8Array(16).fill(0xa0);
const staticOob = new Uint8Array(16).fill(7);
const oobPrivateKey = new Uint8Array(32).fill(7);

function rig(options: Partial<NodeOptions>) {
  const mesh = new Mesh();
  const host = mesh.host();
  const node = new Node({ host, uuid, companyId: 0xffff, elements: [{ models: [] }], ...options });
  const own = mesh.host();
  const diagnostics = new Diagnostics();
  const bearer = new AdvertisingBearer({ ...own, diagnostics });
  const role = new ProvisionerRole({ ...own, bearer, diagnostics });
  const provision = (request: Partial<ProvisionOptions> = {}) =>
    mesh.outcome(
      role.provision({
        uuid,
        assign: () => ({ netKey, netKeyIndex: 0, ivIndex: 0, flags: 0, address: 5 }),
        ...request,
      }),
    );
  return { mesh, node, provision };
}

/** A node's OOB, and how a provisioner that knows it goes about. */
const kinds: Record<
  string,
  () => { readonly node: Partial<NodeOptions>; readonly request: Partial<ProvisionOptions> }
> = {
  "static OOB": () => ({ node: { staticOob }, request: { staticOob } }),
  "output OOB": () => {
    const shown: OobValue[] = [];
    return {
      node: { outputOob: { actions: [3], size: 4, show: (_, value) => shown.push(value) } },
      request: {
        selectAuthentication: ({ outputSize: size }) => ({
          method: "output",
          action: 3,
          size,
          // The device's user looks a little later.
          read: async () => {
            for (let i = 0; i < 100 && shown.length === 0; i++) await Promise.resolve();
            return shown[0] ?? 0;
          },
        }),
      },
    };
  },
  "input OOB": () => {
    let shown: OobValue | undefined;
    let enter: ((value: OobValue) => void) | undefined;
    const both = () => {
      if (shown !== undefined) enter?.(shown);
    };
    return {
      node: {
        inputOob: {
          actions: [2],
          size: 4,
          ask: (_action, _size, done) => {
            enter = done;
            both();
          },
        },
      },
      request: {
        selectAuthentication: ({ inputSize: size }) => ({
          method: "input",
          action: 2,
          size,
          show: (value) => {
            shown = value;
            both();
          },
        }),
      },
    };
  },
};

for (const [what, make] of Object.entries(kinds)) {
  test(`${what}: a provisioner that knows it gets the node, with "onlyAuthenticated" and without`, async (t) => {
    for (const onlyAuthenticated of [false, true]) {
      const { node: options, request } = make();
      const { mesh, node, provision } = rig({ ...options, onlyAuthenticated });
      t.like(await provision(request), { address: 5, algorithm: 1 });
      await mesh.clock.run(6000);
      t.is(node.address, 5);
    }
  });

  test(`${what} protects nothing while No OOB is accepted: only "onlyAuthenticated" does`, async (t) => {
    const { node: options } = make();
    const open = rig(options);
    t.like(await open.provision(), { address: 5, authentication: "none" });
    const closed = rig({ ...options, onlyAuthenticated: true });
    t.like(await closed.provision(), { message: "the device demands authentication" });
    await closed.mesh.clock.run(70_000);
    t.false(closed.node.provisioned);
  });
}

test("an OOB public key: the device's own is not sent", async (t) => {
  const { mesh, node, provision } = rig({ oobPrivateKey });
  const pair = await mesh.result(
    new Promise<EcdhKeyPair>((resolve) => mesh.crypto.ecdhKeyPair(oobPrivateKey, resolve)),
  );
  t.like(await provision({ publicKey: pair.publicKey }), { address: 5, algorithm: 1 });
  await mesh.clock.run(6000);
  t.is(node.address, 5);
});

test("the algorithms that a node offers", async (t) => {
  for (const algorithm of [0, 1] as const) {
    const { provision } = rig({ algorithms: [algorithm] });
    t.like(await provision(), { algorithm });
  }
});

test("options that make no sense are refused whether the node is on a network or not", (t) => {
  const mesh = new Mesh();
  t.throws(() => mesh.node(5, [{ models: [] }], { onlyAuthenticated: true }), {
    instanceOf: RangeError,
    message: /^onlyAuthenticated needs/,
  });
});
