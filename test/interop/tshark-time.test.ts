// Every Time message between two nodes, as tshark decodes it.
import test from "ava";
import { TimeClient } from "../../modules/models/time/client.js";
import * as timeMessages from "../../modules/models/time/messages.js";
import { TimeServer } from "../../modules/models/time/server.js";
import { TimeSetupServer } from "../../modules/models/time/setup-server.js";
import { meshPackets } from "../support/mesh-capture.js";
import { askServer, ModelPair } from "../support/model-pair.js";
import { type Family, testFamilies } from "../support/tshark-families.js";

const tai = 0x20e5369d;

async function timePackets(): Promise<readonly Uint8Array[]> {
  const client = new TimeClient();
  const server = new TimeServer({ drift: 0 });
  const { mesh } = new ModelPair(client, () => [server, new TimeSetupServer(server)]);
  await mesh.result(client.get(askServer));
  const time = { tai: tai + 0.5, uncertainty: 50, authority: true, taiUtcDelta: 37, zone: 60 };
  await mesh.result(client.set(time, askServer));
  await mesh.result(client.setRole("relay", askServer));
  await mesh.result(client.getRole(askServer));
  await mesh.result(client.setZone(120, tai + 1000, askServer));
  await mesh.result(client.getZone(askServer));
  await mesh.result(client.setTaiUtcDelta(38, tai + 2000, askServer));
  await mesh.result(client.getTaiUtcDelta(askServer));
  return meshPackets(mesh);
}

const families: readonly Family[] = [
  {
    name: "time",
    packets: timePackets,
    declared: timeMessages,
    count: 12,
    values: {
      "time_set.tai_seconds": String(tai),
      "time_set.subsecond": "128",
      "time_set.uncertainty": "5",
      "time_set.time_authority": "1",
      "time_set.tai_utc_delta": "292",
      "time_set.time_zone_offset": "68",
      "time_status.tai_seconds": String(tai),
      "time_role_status.time_role": "2",
      "time_zone_set.time_zone_offset_new": "72",
      "time_zone_set.tai_of_zone_change": String(tai + 1000),
      "time_zone_status.time_zone_offset_current": "68",
      "tai_utc_delta_set.tai_utc_delta_new": "293",
      "tai_utc_delta_status.tai_utc_delta_current": "292",
    },
  },
];

testFamilies(test, families);
