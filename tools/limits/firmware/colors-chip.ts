import type { Host } from "../../../modules/host/host.js";
import { GenericBatteryClient } from "../../../modules/models/generic-battery/client.js";
import { GenericLevelClient } from "../../../modules/models/generic-level/client.js";
import { GenericLocationClient } from "../../../modules/models/generic-location/client.js";
import { GenericPropertyClient } from "../../../modules/models/generic-property/client.js";
import { LightHslClient } from "../../../modules/models/light-hsl/client.js";
import { LightXylClient } from "../../../modules/models/light-xyl/client.js";
import { ClientsChip } from "./clients-chip.js";

/** The clients. */
class ColorsClients {
  readonly battery = new GenericBatteryClient();
  readonly hsl = new LightHslClient();
  readonly level = new GenericLevelClient();
  readonly location = new GenericLocationClient();
  readonly property = new GenericPropertyClient();
  readonly xyl = new LightXylClient();
}

/** A provisioner with the clients of coloured lights, batteries, locations and properties, which communicates with one node. */
export class ColorsChip extends ClientsChip<ColorsClients> {
  constructor(host: Host) {
    super(host, new ColorsClients());
  }

  /** Destination and AppKey of requests to the light's hue, its saturation, and the models of the fourth element. */
  readonly hue = () => this.asked(1);
  readonly saturation = () => this.asked(2);
  readonly device = () => this.asked(3);
}
