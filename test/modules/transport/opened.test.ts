import test from "ava";
import { getOpcode } from "../../../modules/access/opcode.js";
import { accessRig } from "../../support/access-rig.js";
import { ProbeAsk } from "../../support/probe-models.js";

/** What the radio's code tells of a payload. */
function octetsOf(payload: Uint8Array): number {
  return getOpcode(payload, payload.length) * 16 + payload.length;
}

/** A message of 0200 to the first element with AppKey 0 of NetKey 0, as a radio's receiver has opened it. */
function open({ transport }: ReturnType<typeof accessRig>, value: number, seq: number): boolean {
  const payload = ProbeAsk.encode({ value });
  transport.opened.set(payload);
  return transport.receiveOpened(0x0200, 0x0100, 5, seq, 5, 0, octetsOf(payload), -40);
}

test("an opened message is given to its model before the call returns, and answered", (t) => {
  const rig = accessRig();
  t.true(open(rig, 7, 10));
  const [{ value, context }] = rig.servers[0].heard as [(typeof rig.servers)[0]["heard"][0]];
  t.is(value, 7);
  t.deepEqual(context, {
    src: 0x0200,
    dst: 0x0100,
    ttl: 5,
    netKeyIndex: 0,
    appKeyIndex: 0,
    deviceKey: undefined,
    rssi: -40,
  });
  rig.clock.advance(50);
  t.is(rig.sent.length, 1);
});

test("the key indexes of an opened message are those that its model has to be bound to", (t) => {
  const rig = accessRig();
  const payload = ProbeAsk.encode({ value: 1 });
  rig.transport.opened.set(payload);
  const keys = (1 << 12) | 1;
  t.true(rig.transport.receiveOpened(0x0200, 0x0100, 5, 10, 5, keys, octetsOf(payload), -40));
  t.deepEqual(rig.diagnostics.drops(), { "access.not-bound": 1 });
});

test("an opened message is entered in the replay protection list", (t) => {
  const rig = accessRig();
  t.true(open(rig, 1, 10));
  t.false(rig.replay.isNew(0x0200, 5, 10));
  t.true(open(rig, 2, 10));
  t.deepEqual(rig.heard(), [1, 0]);
  t.deepEqual(rig.diagnostics.drops(), { "network.replay": 1 });
});

test("an opened message is not taken while other work waits: its packet comes behind that", (t) => {
  const rig = accessRig();
  const done: string[] = [];
  rig.queue.post((list: string[], text: string) => list.push(text), done, "posted");
  t.false(open(rig, 1, 10));
  t.deepEqual(rig.heard(), [0, 0]);
  rig.clock.advance(0);
  t.deepEqual(done, ["posted"]);
  t.true(open(rig, 1, 10));
});

test("no opened message is taken after the layer was closed", (t) => {
  const rig = accessRig();
  rig.transport.close();
  t.false(open(rig, 1, 10));
});

test("the distance of a source is entered with each opened message that changes it", (t) => {
  const { settings, transport } = accessRig();
  const payload = ProbeAsk.encode({ value: 1 });
  transport.opened.set(payload);
  let seq = 10;
  for (const [src, ttl, defaultTtl, relays] of [
    [0x0200, 5, 7, 2],
    [0x0200, 5, 7, 2],
    [0x0200, 4, 7, 3],
    [0x0201, 4, 7, 3],
    [0x0200, 7, 7, 0],
    // More than the Default TTL, and one that is not relayed: no relays, whatever was entered.
    [0x0200, 8, 7, 0],
    [0x0200, 3, 7, 4],
    [0x0200, 0, 7, 0],
    [0x0200, 3, 7, 4],
    [0x0200, 0, 4, 0],
    // The Default TTL was changed.
    [0x0200, 3, 4, 1],
    [0x0200, 3, 7, 4],
  ] as const) {
    settings.defaultTtl = defaultTtl;
    t.true(transport.receiveOpened(src, 0x0100, ttl, seq++, 5, 0, octetsOf(payload), -40));
    t.is(transport["distances"].to(src), relays, `${src} ${ttl} ${defaultTtl}`);
  }
});
