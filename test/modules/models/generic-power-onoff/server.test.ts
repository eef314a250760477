import test from "ava";
import type { Model } from "../../../../modules/access/model.js";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import { OnPowerUp, PowerUp } from "../../../../modules/models/common/power-up.js";
import { GenericDefaultTransitionTimeServer } from "../../../../modules/models/generic-default-transition-time/server.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";
import {
  GenericOnPowerUpGet,
  GenericOnPowerUpSet,
  GenericOnPowerUpSetUnacknowledged,
} from "../../../../modules/models/generic-power-onoff/messages.js";
import {
  GenericPowerOnOffServer,
  GenericPowerOnOffSetupServer,
} from "../../../../modules/models/generic-power-onoff/server.js";
import { ModelRig } from "../../../support/model-rig.js";

function models(initial: number) {
  const onOff = new GenericOnOffServer();
  const time = new GenericDefaultTransitionTimeServer();
  const power = new PowerUp(initial);
  const server = new GenericPowerOnOffServer(power, onOff);
  const setup = new GenericPowerOnOffSetupServer(server, time);
  return { all: [onOff, time, server, setup], onOff, power, server, setup, time };
}

function make(initial: number = OnPowerUp.off) {
  const made = models(initial);
  return { ...made, rig: new ModelRig([made.all], [made.server]) };
}

test("asked of the server, set at the setup server; the server publishes", (t) => {
  const { power, rig, server, setup } = make();
  t.false(server.handles(GenericOnPowerUpSet.opcode));
  t.false(setup.handles(GenericOnPowerUpGet.opcode));
  t.deepEqual(rig.tell(GenericOnPowerUpGet, {}), { onPowerUp: 0 });
  t.deepEqual(rig.tell(GenericOnPowerUpSet, { onPowerUp: 2 }), { onPowerUp: 2 });
  t.is(rig.tell(GenericOnPowerUpSetUnacknowledged, { onPowerUp: 1 }), undefined);
  t.is(power.onPowerUp, 1);
  rig.tell(GenericOnPowerUpSetUnacknowledged, { onPowerUp: 1 });
  t.deepEqual(rig.services.published.map(toHex), ["821202", "821201"]);
});

test("relations as in Mesh Model 1.1 §3.3", (t) => {
  const { onOff, server, setup, time } = make();
  const are = (found: readonly Model[], ...models: Model[]) =>
    t.true(found.length === models.length && models.every((model, i) => model === found[i]));
  are(server.bases, onOff);
  are(setup.bases, server, time);
  are(setup.counterparts, server);
});

for (const octets of ["8213", "821303", "8213ff", "82130001"])
  test(`refused: ${octets}`, (t) => {
    const { power, rig } = make();
    t.false(rig.tellOctets(GenericOnPowerUpSet, fromHex(octets)));
    t.is(power.onPowerUp, 0);
  });

test("it is kept over a power cut; all that is bound is set once, after all have loaded", (t) => {
  const { rig, setup } = make();
  rig.tell(GenericOnPowerUpSet, { onPowerUp: 2 });
  const again = models(OnPowerUp.off);
  const calls: number[] = [];
  again.power.add({ powerUp: (onPowerUp) => calls.push(onPowerUp) });
  rig.services.stored.set(again.setup, rig.services.stored.get(setup)!);
  for (const model of again.all) model.start(rig.services);
  t.deepEqual(calls, []);
  rig.clock.advance(0);
  t.deepEqual(calls, [2]);
  // With another address of the node, say.
  for (const model of again.all) model.stop();
  for (const model of again.all) model.start(rig.services);
  rig.clock.advance(0);
  t.deepEqual(calls, [2]);
});

test("a node that is new on its network stays as it is", (t) => {
  const calls: number[] = [];
  const { power, rig, setup } = make();
  power.add({ powerUp: (onPowerUp) => calls.push(onPowerUp) });
  rig.tell(GenericOnPowerUpSet, { onPowerUp: 2 });
  setup.stop();
  setup.start(rig.services);
  rig.clock.advance(1000);
  t.deepEqual(calls, []);
});

test("Node Reset makes it that of a new device", (t) => {
  const { power, rig, setup } = make(OnPowerUp.default);
  rig.tell(GenericOnPowerUpSet, { onPowerUp: 2 });
  setup.stop();
  setup.reset();
  t.is(power.onPowerUp, 1);
});
