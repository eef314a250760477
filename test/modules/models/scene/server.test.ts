import test from "ava";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import { GenericOnOffSet } from "../../../../modules/models/generic-onoff/messages.js";
import {
  SceneDelete,
  SceneGet,
  SceneRecall,
  SceneRecallUnacknowledged,
  SceneRegisterGet,
  SceneStore,
} from "../../../../modules/models/scene/messages.js";
import { publicationTo } from "../../../support/publication.js";

import { sceneRig as make, sceneStatus as at } from "../../../support/scene-rig.js";

test("a scene keeps the states of all elements, and brings them back at once", (t) => {
  const { recall, rig, set, states, store } = make();
  set(500, true, -5);
  t.deepEqual(store(7), { status: 0, present: 7, scenes: [7] });
  set(40_000, false, 32_767);
  t.deepEqual(store(3), { status: 0, present: 3, scenes: [3, 7] });
  t.deepEqual(recall(7), at(7));
  t.deepEqual(states(), [500, true, -5]);
  t.deepEqual(recall(3), at(3));
  t.deepEqual(states(), [40_000, false, 32_767]);
  t.deepEqual(rig.tell(SceneGet, {}), at(3));
});

test("in a transition there is no present scene until it is over", (t) => {
  const { recall, rig, set, states, store } = make();
  set(0, false, -1000);
  store(1);
  set(1000, true, 1000);
  store(2);
  t.deepEqual(recall(1, 2000), at(0, 1, 2000));
  rig.clock.advance(500);
  t.deepEqual(rig.tell(SceneGet, {}), at(0, 1, 1500));
  t.deepEqual(states(), [750, true, 500]);
  rig.clock.advance(1499);
  t.deepEqual(states(), [1, true, -999]);
  rig.clock.advance(1);
  t.deepEqual(states(), [0, false, -1000]);
  t.deepEqual(rig.tell(SceneGet, {}), at(1));
});

test("a delay: the scene before is the present one, the target is known", (t) => {
  const { recall, rig, set, states, store } = make();
  set(0, false, 0);
  store(1);
  set(1000, true, 1000);
  store(2);
  t.deepEqual(recall(1, 1000, 250), at(2, 1, 1000));
  rig.clock.advance(249);
  t.deepEqual(rig.tell(SceneGet, {}), at(2, 1, 1000));
  t.deepEqual(states(), [1000, true, 1000]);
  rig.clock.advance(501);
  t.deepEqual(rig.tell(SceneGet, {}), at(0, 1, 500));
  t.deepEqual(states(), [500, true, 500]);
  rig.clock.advance(500);
  t.deepEqual(rig.tell(SceneGet, {}), at(1));
});

test("another scene recalled in the middle of a transition begins from there", (t) => {
  const { recall, rig, set, states, store } = make();
  set(0, false, 0);
  store(1);
  set(1000, true, 1000);
  store(2);
  recall(1, 1000);
  rig.clock.advance(500);
  t.deepEqual(recall(2, 2000), at(0, 2, 2000));
  rig.clock.advance(1000);
  t.deepEqual(states(), [750, true, 750]);
  rig.clock.advance(1000);
  t.deepEqual(states(), [1000, true, 1000]);
  t.deepEqual(rig.tell(SceneGet, {}), at(2));
  recall(1, 1000);
  rig.clock.advance(500);
  t.deepEqual(recall(2, 0), at(2));
  t.deepEqual(states(), [1000, true, 1000]);
});

test("a scene without a difference is recalled without a transition", (t) => {
  const { light, recall, rig, set, store } = make();
  set(700, true, 5);
  store(1);
  store(2);
  t.deepEqual(recall(2, 5000), at(2));
  t.deepEqual(recall(1, 5000), at(1));
  light.lightness.set(0);
  light.lightness.set(700);
  t.deepEqual(rig.tell(SceneGet, {}), at(0));
  t.deepEqual(recall(1, 5000), at(1));
  t.deepEqual(recall(2, 5000, 100), at(1, 2, 0));
  rig.clock.advance(100);
  t.deepEqual(rig.tell(SceneGet, {}), at(2));
});

test("the default transition time is that of a recall without one", (t) => {
  const { light, recall, set, store } = make();
  set(0, false, 0);
  store(1);
  set(100, false, 0);
  light.defaultTransitionTime.receiveSet(3000);
  t.deepEqual(recall(1), at(0, 1, 3000));
  t.deepEqual(recall(1, 0), at(1));
});

test("a scene that there is not: status 2, and nothing changes", (t) => {
  const { recall, rig, set, states, store } = make();
  set(0, false, 0);
  store(1);
  t.deepEqual(recall(9), at(1, undefined, undefined, 2));
  set(100, true, 100);
  recall(1, 1000);
  t.deepEqual(recall(9, 500), at(0, 1, 1000, 2));
  rig.clock.advance(500);
  t.deepEqual(rig.tell(SceneGet, {}), at(0, 1, 500));
  t.deepEqual(states(), [50, true, 50]);
});

/** Ways in which a state changes, none of which a scene asked for. */
const changes: readonly (readonly [
  name: string,
  change: (made: ReturnType<typeof make>) => unknown,
])[] = [
  ["a knob on the light", ({ light }) => light.lightness.set(5)],
  ["a Level that is bound to it", ({ light }) => light.level.set(5)],
  ["OnOff that is bound to it", ({ light }) => light.onOff.set(false)],
  ["a button of another element", ({ socket }) => socket.set(false)],
  ["a level of another element", ({ level }) => level.set(5)],
  [
    "a message",
    ({ rig }) =>
      rig.tell(GenericOnOffSet, { onOff: false, tid: 77, transition: { time: 1000, delay: 0 } }),
  ],
];

for (const [name, change] of changes) {
  test(`the scene is no longer the present one: ${name}`, (t) => {
    const made = make();
    made.set(1000, true, 1000);
    made.store(2);
    t.deepEqual(made.rig.tell(SceneGet, {}), at(2));
    change(made);
    t.deepEqual(made.rig.tell(SceneGet, {}), at(0));
    made.rig.clock.advance(10_000);
    t.deepEqual(made.rig.tell(SceneGet, {}), at(0));
  });

  test(`a transition to a scene is none any longer: ${name}`, (t) => {
    const made = make();
    made.set(0, false, 0);
    made.store(1);
    made.set(1000, true, 1000);
    made.recall(1, 1000, 0);
    made.rig.clock.advance(100);
    change(made);
    t.deepEqual(made.rig.tell(SceneGet, {}), at(0));
    made.rig.clock.advance(10_000);
    t.deepEqual(made.rig.tell(SceneGet, {}), at(0));
  });
}

test("what is set to what it is changes no scene; nor do states that no scene keeps", (t) => {
  const { light, rig, set, store } = make();
  set(1000, true, 1000);
  store(2);
  set(1000, true, 1000);
  light.defaultTransitionTime.receiveSet(500);
  light.setup.receiveDefault(77);
  light.setup.receiveRange({ minimum: 5, maximum: 500 });
  light.powerOnOffSetup.receiveSet(2);
  rig.clock.advance(1000);
  t.deepEqual(rig.tell(SceneGet, {}), at(2));
});

for (const octets of [
  "82420000" + "05",
  "8243000005",
  "82460000",
  "829e0000",
  "8242010005" + "3f00",
])
  test(`refused: ${octets}`, (t) => {
    const { rig, scenes, set, store } = make();
    set(5, true, 5);
    store(1);
    const payload = fromHex(octets);
    const messages = [SceneRecall, SceneRecallUnacknowledged, SceneStore, SceneDelete] as const;
    const opcode = payload[0]! * 256 + payload[1]!;
    const message = messages.find((each) => each.opcode === opcode)!;
    t.false(rig.tellOctets(message, payload));
    t.deepEqual([scenes.scene, scenes.scenes], [1, [1]]);
  });

test("a repeated Recall is answered, and not executed", (t) => {
  const { light, rig, scenes, set, states, store } = make();
  set(5, true, 5);
  store(1);
  set(6, true, 6);
  const message = { scene: 1, tid: 200, transition: undefined };
  t.deepEqual(rig.tell(SceneRecall, message), at(1));
  light.lightness.set(9);
  t.deepEqual(rig.tell(SceneRecall, message), at(0));
  t.deepEqual(states(), [9, true, 5]);
  scenes.delete(1);
  t.deepEqual(rig.tell(SceneRecall, message), at(0, undefined, undefined, 2));
  rig.clock.advance(6000);
  t.deepEqual(rig.tell(SceneRecallUnacknowledged, message), undefined);
});

test("published: a change, the begin of a long transition and its end, each once", (t) => {
  const { recall, rig, scenes, set, store } = make();
  scenes.configuration = { bindings: [0], publication: publicationTo(0xc000) };
  const published = () => rig.services.published.splice(0).map(toHex);
  set(0, false, 0);
  store(1);
  t.deepEqual(published(), ["5e000100"]);
  set(1000, true, 1000);
  rig.clock.advance(0);
  t.deepEqual(published(), ["5e000000"]);
  recall(1, 3000);
  t.deepEqual(published(), ["5e00000001001e"]);
  rig.clock.advance(3000);
  t.deepEqual(published(), ["5e000100"]);
  recall(1);
  t.deepEqual(published(), []);
  t.is(toHex(scenes.publicationPayload()), "5e000100");
});

test("the application gets each present scene", (t) => {
  const told: number[] = [];
  const requests: string[] = [];
  const made = make({
    onChange: (scene) => told.push(scene),
    onRequest: (request) => requests.push(request),
  });
  const { recall, rig, set, store } = made;
  set(0, false, 0);
  store(1);
  store(2);
  set(9, false, 0);
  recall(1, 1000);
  rig.clock.advance(1000);
  rig.tell(SceneRegisterGet, {});
  rig.clock.advance(0);
  t.deepEqual(told, [1, 2, 0, 1]);
  t.deepEqual(requests, ["set", "get"]);
});
