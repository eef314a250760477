import test from "ava";
import type { MessageContext } from "../../../modules/access/model.js";
import { accessRig } from "../../support/access-rig.js";
import { ProbeAsk, type ProbeServer, ProbeStatus } from "../../support/probe-models.js";

const base: MessageContext = {
  src: 0x0200,
  dst: 0x0101,
  ttl: 5,
  netKeyIndex: 0,
  appKeyIndex: 0,
  deviceKey: undefined,
  rssi: -40,
};

const cases: readonly (readonly [string, Partial<MessageContext>, Uint8Array, string])[] = [
  ["a model's message", {}, ProbeAsk.encode({ value: 3 }), "delivered"],
  ["another key", { appKeyIndex: 1 }, ProbeAsk.encode({ value: 3 }), "access.not-bound"],
  ["another element", { dst: 0x0102 }, ProbeAsk.encode({ value: 3 }), "access.no-model"],
  ["an opcode that nobody handles", {}, Uint8Array.of(0x82, 0x01), "access.no-model"],
  ["half an opcode", {}, Uint8Array.of(0x82), "access.opcode"],
  ["nothing", {}, new Uint8Array(0), "access.opcode"],
  ["a short message", {}, ProbeAsk.encode({ value: 3 }).slice(0, 3), "access.length"],
];

for (const [name, changes, payload, result] of cases)
  test(`delivered from within another message: ${name}: ${result}`, (t) => {
    const { diagnostics, heard, layer } = accessRig();
    t.is(layer.deliver({ ...base, ...changes }, payload), result as never);
    t.deepEqual(heard(), [0, result === "delivered" ? 1 : 0]);
    t.deepEqual(diagnostics.drops(), result === "delivered" ? {} : { [result]: 1 });
  });

test("the answer goes where it is collected, not on the air", (t) => {
  const { clock, layer, sent } = accessRig();
  const collected: Uint8Array[] = [];
  const collect = (payload: Uint8Array) => collected.push(payload) === 1;
  layer.deliver({ ...base, collect }, ProbeAsk.encode({ value: 3 }));
  t.deepEqual(collected, [ProbeStatus.encode({ value: 3 })]);
  clock.advance(1000);
  t.deepEqual(sent, []);
});

test("one that is not collected any more is counted, and its sender told", (t) => {
  const { clock, diagnostics, layer, sent, servers } = accessRig();
  const ends: (Error | undefined)[] = [];
  const onEnd = (error: Error | undefined) => ends.push(error);
  const payload = ProbeStatus.encode({ value: 1 });
  layer.reply(servers[0], { ...base, collect: () => false }, payload, { onEnd });
  layer.reply(servers[0], { ...base, collect: () => true }, payload, { onEnd });
  clock.advance(1000);
  t.deepEqual(
    ends.map((error) => error?.name),
    ["AccessError", undefined],
  );
  t.deepEqual(diagnostics.drops(), { "access.no-reply": 1 });
  t.deepEqual(sent, []);
});

const keys: readonly (readonly [
  access: "application" | "device" | "both",
  app: boolean,
  device: boolean,
])[] = [
  ["application", true, false],
  ["device", false, true],
  ["both", true, true],
];

for (const [access, app, device] of keys)
  test(`a model for ${access} keys`, (t) => {
    const { deviceKey, layer, remoteKey, servers } = accessRig();
    const server: ProbeServer = servers[1];
    Object.defineProperty(server, "access", { value: access });
    const payload = ProbeAsk.encode({ value: 1 });
    const result = (ok: boolean) => (ok ? "delivered" : "access.not-bound") as never;
    t.is(layer.deliver(base, payload), result(app));
    t.is(layer.deliver({ ...base, appKeyIndex: 1 }, payload), result(false));
    const own = { ...base, appKeyIndex: undefined, deviceKey };
    t.is(layer.deliver(own, payload), result(device));
    t.is(layer.deliver({ ...own, deviceKey: remoteKey }, payload), result(false));
  });
