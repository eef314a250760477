import test from "ava";
import { compositionRelations } from "../../../../modules/access/composition-relations.js";
import { vendorModelId } from "../../../../modules/access/model-id.js";
import { Element } from "../../../../modules/access/element.js";
import type { Model } from "../../../../modules/access/model.js";
import { modelRole } from "../../../../modules/access/model-roles.js";
import { correspondingGroups } from "../../../../modules/access/relations.js";
import { CtlModels } from "../../../../modules/models/ctl-models.js";
import { GenericOnOffClient } from "../../../../modules/models/generic-onoff/client.js";
import { HslModels } from "../../../../modules/models/hsl-models.js";
import { LcModels } from "../../../../modules/models/lc-models.js";
import { LightnessModels } from "../../../../modules/models/lightness-models.js";
import { PowerLevelModels } from "../../../../modules/models/power-level-models.js";
import { XylModels } from "../../../../modules/models/xyl-models.js";
import { PresenceDetected } from "../../../../modules/models/common/device-properties/occupancy.js";
import { SensorState } from "../../../../modules/models/sensor/sensor-state.js";
import { SensorServer } from "../../../../modules/models/sensor/server.js";
import { SensorSetupServer } from "../../../../modules/models/sensor/setup-server.js";
import {
  describeModels,
  type ModelDescription,
  rootsOf,
} from "../../../../tools/network/models/describe-models.js";

type ModelsOfElements = readonly (readonly Model[])[];

/** Nodes of our own models, whose relations are known. */
const nodes: Readonly<Record<string, () => ModelsOfElements>> = {
  "a dimmable light": () => [new LightnessModels().models],
  "a power level": () => [new PowerLevelModels().models],
  "two tunable lights": () =>
    [new CtlModels(), new CtlModels()].flatMap((light) => light.elements.map(modelsOf)),
  "a light in xyL": () => [new XylModels().models],
  "a colour light with a controller": () => {
    const hsl = new HslModels();
    const ctl = new CtlModels({ light: hsl.light });
    const lc = new LcModels({ light: hsl.light });
    const [, hue, saturation] = hsl.elements;
    return [
      [...hsl.models, ...ctl.ownModels],
      ctl.temperatureModels,
      hue!.models,
      saturation!.models,
      lc.controllerModels,
    ];
  },
  "a switch beside a sensor": () => {
    const presence = new SensorState(PresenceDetected, { read: () => true });
    const sensor = new SensorServer({ sensors: [presence] });
    return [[new GenericOnOffClient()], [sensor, new SensorSetupServer(sensor)]];
  },
};

function modelsOf({ models }: { readonly models: readonly Model[] }): readonly Model[] {
  return models;
}

function elementsOf(models: ModelsOfElements): readonly Element[] {
  return models.map((own, index) => new Element({ index, models: own }));
}

const byPlace = (one: { element: number; modelId: number }, other: typeof one) =>
  one.element - other.element || one.modelId - other.modelId;
const placeOf = ({ element, id }: Model) => ({ element: element.index, modelId: id });

/** What the description has to be, from the models themselves. */
function known(elements: readonly Element[]) {
  const groups = correspondingGroups(elements);
  return elements.flatMap((element) =>
    element.models.map((model) => {
      const group = groups.find((members) => members.includes(model)) ?? [];
      return {
        ...placeOf(model),
        role: modelRole(model),
        extends: model.bases.map(placeOf).sort(byPlace),
        corresponds: group
          .filter((each) => each !== model)
          .map(placeOf)
          .sort(byPlace),
      };
    }),
  );
}

function told(models: readonly ModelDescription[]) {
  return models.map(({ corresponds, element, extends: bases, modelId, role }) => {
    const sorted = (places: readonly { element: number; modelId: number }[]) =>
      places.map((place) => ({ element: place.element, modelId: place.modelId })).sort(byPlace);
    return { element, modelId, role, extends: sorted(bases), corresponds: sorted(corresponds) };
  });
}

for (const [name, make] of Object.entries(nodes)) {
  test(`the models of ${name} are described alike by both pages and by page 0 alone`, (t) => {
    const elements = elementsOf(make());
    const page0 = elements.map(({ models }) => ({ models: models.map(({ id }) => id) }));
    const page1 = compositionRelations(elements);
    t.deepEqual(told(describeModels(page0, page1)), known(elements));
    t.deepEqual(told(describeModels(page0)), known(elements));
    t.deepEqual(
      describeModels(page0).map(({ root }) => root),
      describeModels(page0, page1).map(({ root }) => root),
    );
  });
}

/** Of a node with these models; what the model `id` on `element` has. */
function only(ids: readonly (readonly number[])[], element: number, id: number): ModelDescription {
  const all = describeModels(ids.map((models) => ({ models })));
  return all.find((each) => each.element === element && each.modelId === id)!;
}

test("the list of a tree is written through the model that no other extends", (t) => {
  const light = [0x0000, 0x1000, 0x1002, 0x1004, 0x1006, 0x1007, 0x1300, 0x1301];
  for (const id of light.slice(1))
    t.deepEqual(only([light], 0, id).root, { element: 0, modelId: 0x1301 });
  t.deepEqual(only([light], 0, 0).root, { element: 0, modelId: 0 });
  // Temperature has a list of its own, on its element.
  const temperature = [
    [...light, 0x1303, 0x1304],
    [0x1002, 0x1306],
  ];
  t.deepEqual(only(temperature, 1, 0x1002).root, { element: 1, modelId: 0x1306 });
  t.deepEqual(only(temperature, 0, 0x1002).root, { element: 0, modelId: 0x1304 });
  const rootOf = rootsOf(describeModels(temperature.map((models) => ({ models }))));
  t.deepEqual(rootOf({ element: 1, modelId: 0x1002 }), { element: 1, modelId: 0x1306 });
});

test("equal models are numbered by their role", (t) => {
  const light = [0x1000, 0x1002, 0x1004, 0x1006, 0x1007, 0x1300, 0x1301, 0x1303, 0x1304];
  const node = [light, [0x1002, 0x1306], light, [0x1002, 0x1306]];
  const numbers = [0, 1, 2, 3].map((element) => {
    const { number, role } = only(node, element, 0x1002);
    return `${role} ${number}`;
  });
  t.deepEqual(numbers, ["main 1", "temperature 1", "main 2", "temperature 2"]);
});

test("models of vendors are related by page 1 alone", (t) => {
  const vendor = vendorModelId(0x05f1, 0x0001);
  const elements = [{ models: [0x1000, vendor, vendor + 1] }];
  t.deepEqual(describeModels(elements)[1]!.extends, []);
  const none = { correspondingGroup: undefined, extended: [] };
  const page1 = {
    elements: [
      {
        sig: [none],
        vendor: [{ ...none, extended: [{ elementOffset: 0, index: 0 }] }, none],
      },
    ],
  };
  const described = describeModels(elements, page1);
  t.deepEqual(described[1]!.extends, [{ element: 0, modelId: 0x1000 }]);
  t.deepEqual(described[0]!.root, { element: 0, modelId: vendor });
  t.deepEqual(described[2]!.root, { element: 0, modelId: vendor + 1 });
});

test("a page 1 that does not fit the models is not used", (t) => {
  const elements = [{ models: [0x1000, 0x1006] }];
  const none = { correspondingGroup: undefined, extended: [] };
  const outside = { ...none, extended: [{ elementOffset: 1, index: 0 }] };
  for (const own of [[none], [none, none, none], [none, outside]]) {
    const [, power] = describeModels(elements, { elements: [{ sig: own, vendor: [] }] });
    t.deepEqual(power!.extends, [{ element: 0, modelId: 0x1000 }]);
  }
  const empty = describeModels(elements, { elements: [] });
  t.is(empty[0]!.root.modelId, 0x1006);
});
