import test from "ava";
import { vendorModelId } from "../../../../modules/access/model-id.js";
import { Model } from "../../../../modules/access/model.js";
import { toHex } from "../../../../modules/base/bytes.js";
import type { SceneKeeper } from "../../../../modules/models/common/scene-keeper.js";
import { State, type TransitionTimes } from "../../../../modules/models/common/state.js";
import { GenericDefaultTransitionTimeServer } from "../../../../modules/models/generic-default-transition-time/server.js";
import { GenericLevelServer } from "../../../../modules/models/generic-level/server.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";
import { LightnessModels } from "../../../../modules/models/lightness-models.js";
import { PowerLevelModels } from "../../../../modules/models/power-level-models.js";
import {
  SceneDelete,
  SceneDeleteUnacknowledged,
  SceneGet,
  SceneRegisterGet,
  SceneRegisterStatus,
  SceneStore,
  SceneStoreUnacknowledged,
} from "../../../../modules/models/scene/messages.js";
import { SceneServer } from "../../../../modules/models/scene/server.js";
import { SceneSetupServer } from "../../../../modules/models/scene/setup-server.js";
import { ModelRig } from "../../../support/model-rig.js";

import { sceneRig as make, sceneStatus as at } from "../../../support/scene-rig.js";

test("stored in a transition of a light: its target; the scene is the present one", (t) => {
  const { light, recall, rig, set, states, store } = make();
  set(0, true, 0);
  light.lightness.state.set(1000, { time: 1000, delay: 0 }, light.lightness);
  rig.clock.advance(100);
  t.deepEqual(store(4), { status: 0, present: 4, scenes: [4] });
  rig.clock.advance(900);
  t.deepEqual(rig.tell(SceneGet, {}), at(4));
  set(0, true, 0);
  recall(4);
  t.deepEqual(states(), [1000, true, 0]);
});

test("stored in a transition to a scene: it is the new target", (t) => {
  const { recall, rig, set, states, store } = make();
  set(0, false, 0);
  store(1);
  set(1000, true, 1000);
  recall(1, 1000);
  rig.clock.advance(400);
  t.deepEqual(store(5), { status: 0, present: 0, scenes: [1, 5] });
  t.deepEqual(rig.tell(SceneGet, {}), at(0, 5, 600));
  rig.clock.advance(600);
  t.deepEqual(rig.tell(SceneGet, {}), at(5));
  set(1, true, 1);
  recall(5);
  t.deepEqual(states(), [0, false, 0]);
});

test("stored in the delay of a recall: the present states; the recall goes on", (t) => {
  const { recall, rig, set, states, store } = make();
  set(0, false, 0);
  store(1);
  set(1000, true, 1000);
  recall(1, 1000, 500);
  t.deepEqual(store(5), { status: 0, present: 5, scenes: [1, 5] });
  t.deepEqual(rig.tell(SceneGet, {}), at(5, 1, 1000));
  rig.clock.advance(1500);
  t.deepEqual(rig.tell(SceneGet, {}), at(1));
  recall(5);
  t.deepEqual(states(), [1000, true, 1000]);
});

test("deleted: the present scene, another one, the target, one that there is not", (t) => {
  const { recall, rig, set, states, store } = make();
  const erase = (scene: number) => rig.tell(SceneDelete, { scene });
  set(0, false, 0);
  store(1);
  set(1000, true, 1000);
  store(2);
  store(3);
  t.deepEqual(erase(2), { status: 0, present: 3, scenes: [1, 3] });
  t.deepEqual(erase(2), { status: 0, present: 3, scenes: [1, 3] });
  t.deepEqual(erase(3), { status: 0, present: 0, scenes: [1] });
  t.deepEqual(recall(3), at(0, undefined, undefined, 2));
  recall(1, 1000);
  rig.clock.advance(500);
  t.deepEqual(erase(1), { status: 0, present: 0, scenes: [] });
  t.deepEqual(rig.tell(SceneGet, {}), at(0));
  rig.clock.advance(500);
  // The models go on to where the scene would have led them.
  t.deepEqual(states(), [0, false, 0]);
  t.deepEqual(rig.tell(SceneGet, {}), at(0));
});

test("deleted in a delay: the present scene, and the target", (t) => {
  const { recall, rig, set, store } = make();
  const erase = (scene: number) => rig.tell(SceneDelete, { scene });
  set(0, false, 0);
  store(1);
  set(1000, true, 1000);
  store(2);
  recall(1, 1000, 500);
  erase(2);
  t.deepEqual(rig.tell(SceneGet, {}), at(0, 1, 1000));
  erase(1);
  t.deepEqual(rig.tell(SceneGet, {}), at(0));
  store(3);
  store(1);
  recall(3, 1000, 500);
  erase(3);
  t.deepEqual(rig.tell(SceneGet, {}), at(1));
});

test("16 scenes; a 17th finds the register full, and one of the 16 is overwritten", (t) => {
  const { recall, rig, set, states, store } = make();
  for (let scene = 1; scene <= 16; scene++) {
    set(scene, false, scene);
    t.like(store(scene * 1000), { status: 0, present: scene * 1000 });
  }
  const scenes = Array.from({ length: 16 }, (_, i) => (i + 1) * 1000);
  t.deepEqual(store(1), { status: 1, present: 16_000, scenes });
  t.deepEqual(recall(1), at(16_000, undefined, undefined, 2));
  set(99, true, 99);
  t.deepEqual(store(5000), { status: 0, present: 5000, scenes });
  for (let scene = 1; scene <= 16; scene++) {
    t.deepEqual(recall(scene * 1000), at(scene * 1000));
    t.deepEqual(states(), scene === 5 ? [99, true, 99] : [scene, false, scene]);
  }
  rig.tell(SceneDeleteUnacknowledged, { scene: 7000 });
  rig.tell(SceneStoreUnacknowledged, { scene: 1 });
  t.deepEqual(rig.tell(SceneRegisterGet, {}), {
    status: 0,
    present: 1,
    scenes: [1, ...scenes.filter((scene) => scene !== 7000)],
  });
});

test("a store that fails: no answer, and nothing changes", (t) => {
  const { rig, scenes, set, store } = make();
  set(5, true, 5);
  store(1);
  rig.services.storeFails = true;
  t.is(store(2), undefined);
  t.is(rig.tell(SceneDelete, { scene: 1 }), undefined);
  t.deepEqual([scenes.scene, scenes.scenes], [1, [1]]);
});

test("a record that cannot be read, or is none: the scene is not found, or brings back what it has", (t) => {
  const { light, rig, scenes, set, states, store } = make();
  set(5, true, 5);
  store(1);
  set(6, false, 6);
  const parts = rig.services.partsOf.get(scenes)!;
  const record = parts.get(0)!;
  for (let length = 0; length < record.length; length++) {
    set(6, false, 6);
    parts.set(0, record.slice(0, length));
    t.true(scenes.recall(1), `${length}`);
    const [lightness, on, level] = states();
    t.true([5, 6].includes(lightness as number) && [5, 6].includes(level as number), `${length}`);
    t.is(typeof on, "boolean");
  }
  parts.delete(0);
  t.false(scenes.recall(1));
  scenes.stop();
  scenes.start(rig.services);
  t.deepEqual(scenes.scenes, []);
  parts.set(3, Uint8Array.of(5));
  parts.set(4, Uint8Array.of(5, 0));
  scenes.stop();
  scenes.start(rig.services);
  t.deepEqual(scenes.scenes, [5]);
  t.true(scenes.recall(5));
  t.is(light.lightness.lightness, states()[0] as number);
});

test("several servers on a node: each rules from its element up to the next", (t) => {
  const light = new LightnessModels();
  const heater = new PowerLevelModels();
  const [first, second] = [new SceneServer(), new SceneServer()];
  const [before, socket, level] = [
    new GenericOnOffServer(),
    new GenericOnOffServer(),
    new GenericLevelServer(),
  ];
  const rig = new ModelRig([
    [before],
    [...light.models, first],
    [socket],
    [...heater.models, second],
    [level],
  ]);
  const set = (value: number) => {
    for (const each of [before, socket]) each.set(value > 0);
    light.lightness.set(value);
    heater.powerLevel.set(value);
    level.set(value);
  };
  const states = () => [
    before.isOn,
    light.lightness.lightness,
    socket.isOn,
    heater.powerLevel.powerLevel,
    level.level,
  ];
  set(1);
  first.store(1);
  second.store(1);
  set(0);
  t.deepEqual([first.scene, second.scene], [0, 0]);
  first.recall(1);
  t.deepEqual(states(), [false, 1, true, 0, 0]);
  t.deepEqual([first.scene, second.scene], [1, 0]);
  second.recall(1);
  t.deepEqual(states(), [false, 1, true, 1, 1]);
  before.set(true);
  t.deepEqual([first.scene, second.scene], [1, 1]);
  level.set(9);
  t.deepEqual([first.scene, second.scene], [1, 0]);
  rig.clock.advance(0);
});

test("one value is kept of states that are bound to each other", (t) => {
  const { rig, scenes, set, store } = make();
  set(0x1234, true, -2);
  store(0x0a0b);
  // Element, model, length, 40 bits: the lightness, OnOff and Level, which is below 0.
  const expected = `0b0a${"0000001305" + "3412000000"}${"0100001005" + "0100000000"}${"0100021005" + "feffffffff"}`;
  t.is(toHex(rig.services.partsOf.get(scenes)!.get(0)!), expected);
});

/** A fan of a vendor: more than the value of a state. */
class Fan extends Model implements SceneKeeper {
  readonly blades = new State(3);
  mode = "slow";
  recalled: TransitionTimes | undefined;

  constructor() {
    super(vendorModelId(0x1234, 0x5678));
  }

  get sceneStates(): readonly State[] {
    return [this.blades];
  }

  storeScene(): Uint8Array {
    return Uint8Array.of(this.mode.length, this.blades.goal);
  }

  recallScene(stored: Uint8Array, transition: TransitionTimes | undefined): void {
    this.mode = stored[0] === 4 ? "slow" : "fast!";
    this.recalled = transition;
    this.blades.set(stored[1]!, undefined, this);
  }
}

test("a model of a vendor keeps what it wants", (t) => {
  const fan = new Fan();
  const scenes = new SceneServer();
  const rig = new ModelRig([[scenes], [fan]]);
  scenes.store(1);
  t.is(
    toHex(rig.services.partsOf.get(scenes)!.get(0)!),
    "0100" + "0180" + "34127856" + "02" + "0403",
  );
  fan.mode = "fast!";
  fan.blades.set(5, undefined, fan);
  t.is(scenes.scene, 0);
  scenes.store(2);
  t.true(scenes.recall(1, { time: 500, delay: 0 }));
  t.deepEqual([fan.mode, fan.blades.value, fan.recalled?.time], ["slow", 3, 500]);
  t.is(scenes.scene, 1);
  t.true(scenes.recall(2));
  t.deepEqual([fan.mode, fan.blades.value, fan.recalled], ["fast!", 5, undefined]);
});

test("a new firmware: what a scene keeps of a model that there is no longer is left out", (t) => {
  const { rig, scenes, set, store } = make();
  set(500, true, 5);
  store(1);
  const again = new SceneServer();
  const level = new GenericLevelServer();
  const parts = rig.services.partsOf.get(scenes)!;
  const next = new ModelRig([[again], [level]]);
  next.services.partsOf.set(again, parts);
  again.stop();
  again.start(next.services);
  t.true(again.recall(1));
  t.is(level.level, 5);
});

test("after a power cut there is no present scene; scenes are there, each with its states", (t) => {
  const { rig, scenes, set, store } = make();
  set(500, true, 5);
  store(1);
  set(600, false, 6);
  store(2);
  const again = make();
  again.rig.services.partsOf.set(again.scenes, rig.services.partsOf.get(scenes)!);
  again.scenes.stop();
  again.scenes.start(again.rig.services);
  t.deepEqual([again.scenes.scene, again.scenes.scenes], [0, [1, 2]]);
  again.recall(1);
  t.deepEqual(again.states(), [500, true, 5]);
  again.recall(2);
  t.deepEqual(again.states(), [600, false, 6]);
});

test("Node Reset: there is no scene", (t) => {
  const { scenes, set, store } = make();
  set(500, true, 5);
  store(1);
  scenes.stop();
  scenes.reset();
  t.deepEqual([scenes.scene, scenes.scenes], [0, []]);
  t.false(scenes.recall(1));
  t.is(scenes.store(1), undefined);
  t.true(scenes.delete(1));
});

test("relations as in Mesh Model 1.1 §5.3", (t) => {
  const time = new GenericDefaultTransitionTimeServer();
  const scenes = new SceneServer();
  const setup = new SceneSetupServer(scenes, time);
  t.is(scenes.bases.length, 0);
  t.true(setup.bases[0] === scenes && setup.bases[1] === time);
  t.true(setup.counterparts[0] === scenes);
  t.false(scenes.handles(SceneStore.opcode) || setup.handles(SceneGet.opcode));
  t.is(SceneRegisterStatus.opcode, 0x8245);
});

test("the application gives numbers of scenes alone", (t) => {
  const { scenes } = make();
  for (const scene of [0, -1, 0x1_0000, 1.5, NaN])
    for (const name of ["recall", "store", "delete"] as const)
      t.throws(() => void scenes[name](scene), {
        instanceOf: RangeError,
        message: /^scene: .* is not a whole number from 1 to 65535$/,
      });
  t.deepEqual(scenes.scenes, []);
});
