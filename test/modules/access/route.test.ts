import test from "ava";
import { Element } from "../../../modules/access/element.js";
import { uint8 } from "../../../modules/access/fields.js";
import { message } from "../../../modules/access/message.js";
import { vendorOpcode } from "../../../modules/access/opcode.js";
import { routeOf } from "../../../modules/access/route.js";
import { accessRig } from "../../support/access-rig.js";
import { ProbeAsk, ProbeClient, ProbeServer, ProbeStatus } from "../../support/probe-models.js";

/** A message of no model, whose route would be kept in the place of ProbeAsk's. */
const other = message("Other", vendorOpcode(6, 0x1234), { value: uint8 });

test("a route has the model of each element that handles the opcode, in their order", (t) => {
  const servers = [new ProbeServer(), new ProbeServer()] as const;
  const client = new ProbeClient();
  const elements = [
    new Element({ index: 0, models: [client, servers[0]] }),
    new Element({ index: 1, models: [] }),
    new Element({ index: 2, models: [servers[1]] }),
  ];
  const first = routeOf(elements, ProbeAsk.opcode)!;
  const last = first.next!;
  t.deepEqual([first.index, last.index], [0, 2]);
  t.true(first.model === servers[0] && last.model === servers[1]);
  t.true(first.subscriptions === servers[0].subscriptionList);
  t.is(last.next, undefined);
  t.true(routeOf(elements, ProbeStatus.opcode)!.model === client);
  t.is(routeOf(elements, other.opcode), undefined);
});

test("opcodes of one place reach their models, in any order", (t) => {
  const { clients, diagnostics, heard, receive } = accessRig();
  const payloads = [ProbeAsk, ProbeStatus, other].map((each) => each.encode({ value: 1 }));
  for (let round = 0; round < 3; round++)
    for (const payload of payloads) for (let i = 0; i < 2; i++) receive({ payload });
  t.deepEqual(heard(), [6, 0]);
  t.is(clients[0].heard.length, 6);
  t.deepEqual(diagnostics.drops(), { "access.no-model": 6 });
});

test("bindings and subscriptions count as they are when a message comes, whichever route is kept", (t) => {
  const { diagnostics, heard, receive, servers, subscribe } = accessRig();
  subscribe(servers[1], 0xc001);
  receive();
  receive({ dst: 0xc001 });
  t.deepEqual(heard(), [1, 1]);
  servers[0].configuration = { bindings: [1], publication: undefined };
  subscribe(servers[1], 0xc002);
  receive();
  receive({ dst: 0xc001 });
  t.deepEqual(heard(), [1, 1]);
  t.deepEqual(diagnostics.drops(), { "access.not-bound": 1, "access.not-subscribed": 1 });
  receive({ netKeyIndex: 1, appKeyIndex: 1 });
  receive({ dst: 0xc002 });
  t.deepEqual(heard(), [2, 2]);
});
