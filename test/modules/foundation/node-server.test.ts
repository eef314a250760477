import test from "ava";
import type { Model } from "../../../modules/access/model.js";
import { ConfigurationServer } from "../../../modules/foundation/configuration/server.js";
import { HealthClient } from "../../../modules/foundation/health/client.js";
import { HealthServer } from "../../../modules/foundation/health/server.js";
import { LargeCompositionDataServer } from "../../../modules/foundation/large-composition-data/server.js";
import { NodeServer } from "../../../modules/foundation/node-server.js";
import { OnDemandPrivateProxyServer } from "../../../modules/foundation/on-demand-private-proxy/server.js";
import { OpcodesAggregatorServer } from "../../../modules/foundation/opcodes-aggregator/server.js";
import { PrivateBeaconClient } from "../../../modules/foundation/private-beacon/client.js";
import { PrivateBeaconServer } from "../../../modules/foundation/private-beacon/server.js";
import { SarConfigurationClient } from "../../../modules/foundation/sar-configuration/client.js";
import { SarConfigurationServer } from "../../../modules/foundation/sar-configuration/server.js";
import { SolicitationPduRplServer } from "../../../modules/foundation/solicitation-pdu-rpl/server.js";
import { foundationRig, target } from "../../support/foundation-rig.js";
import { Mesh } from "../../support/mesh.js";
import { TestRandom } from "../../support/test-random.js";

/** Keeps which node it was configured with, and whether it had started by then. */
class Probe extends NodeServer<{ readonly address: number }> {
  readonly log: string[] = [];

  constructor() {
    super(0x00ff, "device");
  }

  override configure(target: { readonly address: number } | undefined): void {
    super.configure(target);
    this.log.push(target ? `node at ${target.address.toString(16)}` : "no node");
  }

  protected override onStart(): void {
    this.log.push("start");
  }

  protected override onStop(): void {
    this.log.push("stop");
  }
}

test("a server knows its node from before it starts until after it stops", (t) => {
  const mesh = new Mesh();
  const probe = new Probe();
  t.throws(() => probe.target, { message: "model 00ff is asked before its node is" });
  const { node } = mesh.node(target, [{ models: [probe] }]);
  t.is<unknown, unknown>(probe.target, node.network);
  node.reset();
  t.deepEqual(probe.log, ["node at 100", "start", "stop", "no node"]);
  t.throws(() => probe.target, { message: "model 00ff is asked before its node is" });
});

const servers: readonly (readonly [string, () => Model])[] = [
  ["000e", () => new SarConfigurationServer()],
  ["0010", () => new OpcodesAggregatorServer()],
  ["000a", () => new PrivateBeaconServer()],
  ["000c", () => new OnDemandPrivateProxyServer()],
  ["0012", () => new LargeCompositionDataServer()],
  ["0014", () => new SolicitationPduRplServer()],
];

for (const [id, make] of servers)
  test(`model ${id} on another element than the primary one is an error at construction`, (t) => {
    t.throws(() => new Mesh().node(target, [{ models: [] }, { models: [make()] }]), {
      message: `element 1: model ${id} belongs on the primary element`,
    });
  });

test("On-Demand Private Proxy extends Private Beacon, that the Configuration Server", (t) => {
  t.throws(() => new Mesh().node(target, [{ models: [new OnDemandPrivateProxyServer()] }]), {
    message: "model 000c extends model 000a: add that",
  });
  const beacons = new PrivateBeaconServer();
  const onDemand = new OnDemandPrivateProxyServer();
  onDemand.extend(beacons);
  const { node } = new Mesh().node(target, [{ models: [onDemand, beacons] }]);
  t.deepEqual(onDemand.bases, [beacons]);
  t.deepEqual(beacons.bases, [node.elements[0]!.models[0]!]);
  t.true(beacons.bases[0] instanceof ConfigurationServer);
});

test("Solicitation PDU RPL Configuration corresponds to On-Demand Private Proxy, and shares no list with it", (t) => {
  t.throws(() => new Mesh().node(target, [{ models: [new SolicitationPduRplServer()] }]), {
    message: "model 0014 corresponds to model 000c: add that",
  });
  const rpl = new SolicitationPduRplServer();
  const onDemand = new OnDemandPrivateProxyServer();
  new Mesh().node(target, [{ models: [rpl, onDemand, new PrivateBeaconServer()] }]);
  t.deepEqual(rpl.counterparts, [onDemand]);
  t.deepEqual(onDemand.counterparts, [rpl]);
  t.deepEqual(rpl.bases, []);
});

test("random messages change nothing but counters and states", async (t) => {
  const sar = new SarConfigurationClient();
  const health = new HealthClient();
  const beacons = new PrivateBeaconClient();
  const rig = foundationRig([sar, health, beacons], () => [
    {
      models: [
        new HealthServer({ companies: [{ companyId: 0x1234 }] }),
        ...servers.map(([, make]) => make()),
      ],
    },
  ]);
  const { mesh, node, teller } = rig;
  const random = new TestRandom(5);
  const opcodes = node.node.elements[0]!.models.filter(
    (model) => !(model instanceof ConfigurationServer),
  ).flatMap((model) => [...model.opcodes]);
  t.true(opcodes.length >= 25);
  const network = node.node.network!;
  for (let i = 0; i < 400; i++) {
    const opcode = opcodes[random.below(opcodes.length)]!;
    const payload = random.bytes(2 + random.below(i % 10 === 0 ? 100 : 5));
    payload[0] = opcode >> 8;
    payload[1] = opcode;
    const device = random.below(2) === 0;
    teller.tell(payload, { dst: target, ...(device ? { device } : { appKeyIndex: 0 }) });
    await mesh.clock.run(2500);
  }
  const { diagnostics } = node.node;
  for (const reason of ["access.length", "access.not-bound"] as const)
    t.true(diagnostics.dropped(reason) > 20, reason);
  t.true(diagnostics.messagesReceived > 20, `${diagnostics.messagesReceived}`);
  // Segmentation may be as slow as it gets now: what follows fits into one PDU.
  t.is(await mesh.result(health.setPeriod(5, { dst: target, appKeyIndex: 0 })), 5);
  t.is((await mesh.result(beacons.setBeacon(target, { beacon: false }))).beacon, false);
  t.is(
    (await mesh.result(sar.getReceiver(target))).discardTimeout,
    network.sarReceiver.discardTimeout,
  );
});
