// The models of a tunable light and their extension relations, without their behaviour.
import { uint8 } from "../../../modules/access/fields.js";
import { HandlerTable } from "../../../modules/access/handler-table.js";
import { message, type Message } from "../../../modules/access/message.js";
import { Model } from "../../../modules/access/model.js";
import type { ModelId } from "../../../modules/access/model-id.js";
import { vendorOpcode } from "../../../modules/access/opcode.js";
import { frozen } from "../../../modules/base/frozen.js";
import type { Host } from "../../../modules/host/host.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { Node } from "../../../modules/node/node.js";

const company = 0x4c49;

/** A message for one model only. */
function tellMessage(index: number): Message<{ value: number }> {
  return message(`Tell ${index}`, vendorOpcode(index, company), { value: uint8 });
}

/** Created once, as the message tables of real models are. */
const tables = frozen(
  Array.from({ length: 20 }, (_, index) =>
    frozen(new HandlerTable<TreeModel>().on(tellMessage(index), (model) => void model.heard++)),
  ),
);

/** A model with extension relations that counts its received messages. */
export class TreeModel extends Model {
  heard = 0;

  constructor(id: ModelId, bases: readonly Model[], table: HandlerTable<TreeModel>) {
    super(id, "application", table);
    for (const base of bases) this.extend(base);
  }
}

/**
 * The server models of a tunable light with three elements and their relations in Mesh Model 1.1
 * §6.1.2: Light CTL extends Light Lightness, which extends Generic Power OnOff and Generic Level;
 * the temperature is on the second element, Light LC on the third.
 */
export function ctlLight(firstOnOff?: Model) {
  let made = 0;
  const model = (id: ModelId, ...bases: readonly Model[]) =>
    new TreeModel(id, bases, tables[made++]!);
  const onOff = firstOnOff ?? model(0x1000);
  const level = model(0x1002);
  const transition = model(0x1004);
  const power = model(0x1006, onOff);
  const powerSetup = model(0x1007, power, transition);
  const lightness = model(0x1300, power, level);
  const lightnessSetup = model(0x1301, lightness, powerSetup);
  const temperatureLevel = model(0x1002);
  const temperature = model(0x1306, temperatureLevel);
  const ctl = model(0x1303, lightness, temperature);
  const ctlSetup = model(0x1304, ctl, lightnessSetup);
  const scene = model(0x1203);
  const sceneSetup = model(0x1204, scene, transition);
  const scheduler = model(0x1206, scene);
  const schedulerSetup = model(0x1207, scheduler, sceneSetup);
  const controllerOnOff = model(0x1000);
  const controller = model(0x130f, lightness, controllerOnOff);
  const controllerSetup = model(0x1310, controller);
  const pairs: readonly (readonly [TreeModel, TreeModel])[] = [
    [power, powerSetup],
    [lightness, lightnessSetup],
    [ctl, ctlSetup],
    [scene, sceneSetup],
    [scheduler, schedulerSetup],
    [controller, controllerSetup],
  ];
  for (const [server, setup] of pairs) server.correspond(setup);
  const light = [onOff, level, transition, power, powerSetup, lightness, lightnessSetup];
  const elements = [
    { models: [...light, ctl, ctlSetup, scene, sceneSetup, scheduler, schedulerSetup] },
    { models: [temperatureLevel, temperature] },
    { models: [controllerOnOff, controller, controllerSetup] },
  ];
  return { elements, onOff, lightness, ctl, ctlSetup, temperature, temperatureLevel, controller };
}

/** The light as a firmware; its first Generic OnOff Server can be switched. */
export function start(host: Host): Node {
  const { elements } = ctlLight(new GenericOnOffServer({ restore: true }));
  return new Node({ host, companyId: 0xffff, productId: 0x0002, elements });
}
