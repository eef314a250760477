// Client models that publish: by the Publication state of the model (Mesh Protocol 1.1 §4.2.3).
import test from "ava";
import { ClientModel, type PublishResult } from "../../../modules/access/client-model.js";
import { Element } from "../../../modules/access/element.js";
import { uint8 } from "../../../modules/access/fields.js";
import { message } from "../../../modules/access/message.js";
import { vendorModelId } from "../../../modules/access/model-id.js";
import { vendorOpcode } from "../../../modules/access/opcode.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { Node } from "../../../modules/node/node.js";
import { FakeServices } from "../../support/fake-services.js";
import { appKey, Mesh } from "../../support/mesh.js";
import { publicationTo } from "../../support/publication.js";

const company = 0x1234;
const Press = message("Vendor Press", vendorOpcode(5, company), { key: uint8, left: uint8 });
const group = 0xc000;

/** A vendor's button. */
class VendorButton extends ClientModel {
  constructor() {
    super(vendorModelId(company, 7));
  }

  press(key: number): PublishResult {
    return this.publishMessage(Press, { key, left: 0 });
  }

  /** `left`: how much of `milliseconds` is left at each transmission, in steps of 10 ms. */
  pressSoon(key: number, milliseconds: number): PublishResult {
    return this.publishMessage(Press, { key, left: milliseconds / 10 }, (values, elapsed) => ({
      ...values,
      left: (milliseconds - elapsed) / 10,
    }));
  }
}

function publishingModel(publication = publicationTo(group)) {
  const mesh = new Mesh();
  const button = new VendorButton();
  const { host, node, events } = mesh.node(0x0001, [{ models: [button] }]);
  node.network!.applicationKeys.add(0, 0, appKey);
  button.configuration = { bindings: [0], publication };
  node.network!.saveModel(button);
  const sent = () => events.filter(({ type }) => type === "access.send");
  return { button, events, host, mesh, sent };
}

test("a client publishes to its publish address with the publication's TTL, at once", async (t) => {
  const { button, events, mesh, sent } = publishingModel(publicationTo(group, { ttl: 3 }));
  t.is(button.press(1), "published");
  await mesh.clock.run(1);
  t.deepEqual(sent(), [
    { type: "access.send", src: 1, dst: group, opcode: Press.opcode, octets: 5 },
  ]);
  const pdu = events.find(({ type }) => type === "network.send");
  t.like(pdu, { dst: group, ttl: 3 });
});

test("Publish Retransmit Count and Interval say how often a client's message is sent", async (t) => {
  const { button, mesh, sent } = publishingModel(
    publicationTo(group, { retransmitCount: 3, retransmitSteps: 1 }),
  );
  button.press(1);
  const counts: number[] = [];
  for (const milliseconds of [1, 98, 2, 100, 100, 5000]) {
    await mesh.clock.run(milliseconds);
    counts.push(sent().length);
  }
  t.deepEqual(counts, [1, 1, 2, 3, 4, 4]);
});

test("a client's message replaces the retransmissions of the one before", (t) => {
  const services = new FakeServices();
  const button = new VendorButton();
  button.configuration = { bindings: [0], publication: publicationTo(group) };
  button.start(services);
  button.press(1);
  button.press(2);
  t.deepEqual(services.published, [
    Press.encode({ key: 1, left: 0 }),
    Press.encode({ key: 2, left: 0 }),
  ]);
  t.is(services.again, undefined);
});

test("the values of each retransmission can depend on the time that has passed", (t) => {
  const services = new FakeServices();
  const button = new VendorButton();
  const publication = publicationTo(group, { retransmitCount: 2, retransmitSteps: 3 });
  button.configuration = { bindings: [0], publication };
  button.start(services);
  t.is(button.pressSoon(9, 500), "published");
  t.deepEqual(services.published, [Press.encode({ key: 9, left: 50 })]);
  t.deepEqual(
    [1, 2].map((retransmission) => services.again!({ retransmission, count: 2 })),
    [Press.encode({ key: 9, left: 30 }), Press.encode({ key: 9, left: 10 })],
  );
});

test("a value that no message can have is an error at once, also on no network", (t) => {
  t.throws(() => new VendorButton().press(256), { message: /^key: 256 is not/ });
});

test("what was not published says why, in the result and in an event", (t) => {
  const events: TraceEvent[] = [];
  const button = new VendorButton();
  t.is(button.press(1), "not-provisioned", "on no node");
  const diagnostics = new Diagnostics((event) => events.push(event));
  new Element({ index: 2, models: [button], diagnostics });
  t.is(button.press(1), "not-provisioned");
  button.start(new FakeServices());
  t.is(button.press(1), "no-publication");
  const told = { type: "model.not-published", model: "1234:0007", element: 2 } as const;
  t.deepEqual(events, [
    {
      ...told,
      reason: "not-provisioned",
      message: "Vendor Press was not published: the node is on no network: provision it",
    },
    {
      ...told,
      reason: "no-publication",
      message:
        "Vendor Press was not published: the model has no publish address: configure one with Config Model Publication Set",
    },
  ]);
});

test("a button of an unprovisioned node is pressed: an event tells why nothing is sent", (t) => {
  const mesh = new Mesh();
  const host = mesh.host();
  const button = new VendorButton();
  const node = new Node({ host, companyId: company, elements: [{ models: [button] }] });
  t.is(button.press(1), "not-provisioned");
  t.like(host.events.at(-1), { type: "model.not-published", reason: "not-provisioned" });
  node.close();
  t.is(button.press(1), "not-provisioned");
});

test("a message that cannot be sent is counted and ends nothing: its AppKey is gone", async (t) => {
  const { button, events, mesh, sent } = publishingModel(publicationTo(group, { appKeyIndex: 5 }));
  t.is(button.press(1), "published");
  await mesh.clock.run(100);
  t.deepEqual(sent(), []);
  t.true(events.some((event) => event.type === "drop" && event.reason === "access.not-published"));
});
