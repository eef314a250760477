// Every message of a light's colour, and of its controller, between two nodes, as tshark decodes it.
import test from "ava";
import { CtlModels } from "../../modules/models/ctl-models.js";
import { LightCtlClient } from "../../modules/models/light-ctl/client.js";
import * as ctlMessages from "../../modules/models/light-ctl/messages.js";
import { HslModels } from "../../modules/models/hsl-models.js";
import { LightHslClient } from "../../modules/models/light-hsl/client.js";
import * as hslMessages from "../../modules/models/light-hsl/messages.js";
import {
  LightControlLightnessOn,
  LightControlTimeRunOn,
} from "../../modules/models/common/device-properties/light-control.js";
import { LcModels } from "../../modules/models/lc-models.js";
import { LightLcClient } from "../../modules/models/light-lc/client.js";
import * as lcMessages from "../../modules/models/light-lc/messages.js";
import { LightXylClient } from "../../modules/models/light-xyl/client.js";
import * as xylMessages from "../../modules/models/light-xyl/messages.js";
import { XylModels } from "../../modules/models/xyl-models.js";
import { askElement, lightOnMesh, toGroup } from "../support/light-on-mesh.js";
import { meshPackets } from "../support/mesh-capture.js";
import { type Family, testFamilies } from "../support/tshark-families.js";

const ask = askElement(0);

async function ctlPackets(): Promise<readonly Uint8Array[]> {
  const client = new LightCtlClient();
  const { mesh } = lightOnMesh(client, new CtlModels().elements);
  const light = { lightness: 1000, temperature: 4000, deltaUv: -0.5 };
  const slow = { time: 5000, delay: 100 };
  await mesh.result(client.get(ask));
  await mesh.result(client.set(light, ask, slow));
  await mesh.result(client.getTemperature(askElement(1)));
  await mesh.result(client.setTemperature(light, askElement(1)));
  await mesh.result(client.getDefault(ask));
  await mesh.result(client.setDefault(light, ask));
  await mesh.result(client.getTemperatureRange(ask));
  await mesh.result(client.setTemperatureRange({ minimum: 2700, maximum: 6500 }, ask));
  client.setUnacknowledged(light, toGroup);
  client.setTemperatureUnacknowledged(light, toGroup);
  client.setDefaultUnacknowledged(light, toGroup);
  client.setTemperatureRangeUnacknowledged({ minimum: undefined, maximum: 6500 }, toGroup);
  await mesh.clock.run(3000);
  return meshPackets(mesh);
}

async function hslPackets(): Promise<readonly Uint8Array[]> {
  const client = new LightHslClient();
  const { mesh } = lightOnMesh(client, new HslModels().elements);
  const light = { lightness: 1000, hue: 90, saturation: 0.2 };
  const range = { hueMinimum: 270, hueMaximum: 180, saturationMinimum: 0, saturationMaximum: 0.4 };
  await mesh.result(client.get(ask));
  await mesh.result(client.set(light, ask, { time: 5000, delay: 100 }));
  await mesh.result(client.getTarget(ask));
  await mesh.result(client.getHue(askElement(1)));
  await mesh.result(client.setHue(180, askElement(1)));
  await mesh.result(client.getSaturation(askElement(2)));
  await mesh.result(client.setSaturation(0.4, askElement(2)));
  await mesh.result(client.getDefault(ask));
  await mesh.result(client.setDefault(light, ask));
  await mesh.result(client.getRange(ask));
  await mesh.result(client.setRange(range, ask));
  client.setUnacknowledged(light, toGroup);
  client.setHueUnacknowledged(180, toGroup);
  client.setSaturationUnacknowledged(0, toGroup);
  client.setDefaultUnacknowledged(light, toGroup);
  client.setRangeUnacknowledged(range, toGroup);
  await mesh.clock.run(3000);
  return meshPackets(mesh);
}

async function xylPackets(): Promise<readonly Uint8Array[]> {
  const client = new LightXylClient();
  const { mesh } = lightOnMesh(client, new XylModels().elements);
  const light = { lightness: 1000, x: 0.2, y: 0.4 };
  const range = { xMinimum: 0.2, xMaximum: 0.4, yMinimum: 0.6, yMaximum: 0.8 };
  await mesh.result(client.get(ask));
  await mesh.result(client.set(light, ask, { time: 5000, delay: 100 }));
  await mesh.result(client.getTarget(ask));
  await mesh.result(client.getDefault(ask));
  await mesh.result(client.setDefault(light, ask));
  await mesh.result(client.getRange(ask));
  await mesh.result(client.setRange(range, ask));
  client.setUnacknowledged(light, toGroup);
  client.setDefaultUnacknowledged(light, toGroup);
  client.setRangeUnacknowledged(range, toGroup);
  await mesh.clock.run(3000);
  return meshPackets(mesh);
}

async function lcPackets(): Promise<readonly Uint8Array[]> {
  const client = new LightLcClient();
  const light = new LcModels();
  const elements = [{ models: light.models }, { models: light.controllerModels }];
  const { mesh } = lightOnMesh(client, elements);
  const controller = askElement(1);
  await mesh.result(client.getMode(controller));
  await mesh.result(client.setMode(true, controller));
  await mesh.result(client.getOccupancyMode(controller));
  await mesh.result(client.setOccupancyMode(false, controller));
  await mesh.result(client.getOnOff(controller));
  await mesh.result(client.setOnOff(true, controller, { time: 5000, delay: 100 }));
  await mesh.result(client.getProperty(LightControlTimeRunOn, controller));
  await mesh.result(client.setProperty(LightControlLightnessOn, 4660, controller));
  client.setModeUnacknowledged(true, toGroup);
  client.setOccupancyModeUnacknowledged(true, toGroup);
  client.setOnOffUnacknowledged(false, toGroup);
  client.setPropertyUnacknowledged(LightControlTimeRunOn, 1000, toGroup);
  await mesh.clock.run(3000);
  return meshPackets(mesh);
}

const families: readonly Family[] = [
  {
    name: "Light LC",
    packets: lcPackets,
    declared: lcMessages,
    count: 16,
    values: {
      "light_lc_mode_set.mode": "1",
      "light_lc_mode_status.mode": "1",
      "light_lc_om_status.mode": "0",
      "light_lc_light_onoff_set.delay": "20",
      "light_lc_light_onoff_status.target_light_onoff": "1",
      "light_lc_property_get.light_lc_property_id": "60",
      "light_lc_property_set.light_lc_property_value": "3412",
    },
  },
  {
    name: "Light CTL",
    packets: ctlPackets,
    declared: ctlMessages,
    count: 16,
    values: {
      "light_ctl_set.ctl_lightness": "1000",
      "light_ctl_set.ctl_temperature": "4000",
      "light_ctl_set.ctl_delta_uv": "-16384",
      "light_ctl_set.delay": "20",
      "light_ctl_status.target_ctl_temperature": "4000",
      "light_ctl_temperature_status.target_ctl_delta_uv": "-16384",
      "light_ctl_temperature_range_set.range_min": "2700",
      "light_ctl_temperature_range_status.range_max": "6500",
      "light_ctl_default_status.delta_uv": "-16384",
    },
  },
  {
    name: "Light HSL",
    packets: hslPackets,
    declared: hslMessages,
    count: 22,
    values: {
      "light_hsl_set.hsl_lightness": "1000",
      "light_hsl_set.hsl_hue": "16384",
      "light_hsl_set.hsl_saturation": "13107",
      "light_hsl_hue_status.present_hue": "32768",
      "light_hsl_saturation_set.saturation": "26214",
      "light_hsl_default_status.hue": "16384",
      "light_hsl_range_status.hue_range_min": "49152",
      "light_hsl_range_set.saturation_range_max": "26214",
    },
  },
  {
    name: "Light xyL",
    packets: xylPackets,
    declared: xylMessages,
    count: 14,
    values: {
      "light_xyl_set.xyl_lightness": "1000",
      "light_xyl_set.xyl_x": "13107",
      "light_xyl_set.xyl_y": "26214",
      "light_xyl_default_status.xyl_y": "26214",
      "light_xyl_range_status.xyl_x_range_max": "26214",
      "light_xyl_range_set.xyl_y_range_min": "39321",
    },
  },
];

testFamilies(test, families);
