// Every message of a light's colour between two nodes, as tshark decodes it.
import test from "ava";
import { CtlModels } from "../../modules/models/ctl-models.js";
import { LightCtlClient } from "../../modules/models/light-ctl/client.js";
import * as ctlMessages from "../../modules/models/light-ctl/messages.js";
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

const families: readonly Family[] = [
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
];

testFamilies(test, families);
