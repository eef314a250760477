// A thermometer: a vendor model that answers a Get with the temperature, and publishes it to the
// address and as often as a provisioner says with the publication of the model.
//
// In a checkout of xs-mesh, `npx ava test/examples` runs it on a virtual air.
// On a chip, with Moddable's SDK (hosts/esp32/README.md):
//   mcconfig -m -p esp32/esp32c3 examples/thermometer/manifest.json
import { message, Model, Node, sint8, vendorModelId, vendorOpcode } from "xs-mesh";
import type { Board, Host, Sensor } from "xs-mesh";

const companyId = 0xffff; // your company identifier
const opcode = (operation: number) => vendorOpcode(operation, companyId);

export const thermometerServerId = vendorModelId(companyId, 0x0001);
export const thermometerClientId = vendorModelId(companyId, 0x0002);
export const TemperatureStatus = message("Temperature Status", opcode(1), { celsius: sint8 });
export const TemperatureGet = message("Temperature Get", opcode(2), {}, TemperatureStatus);

/** Answers and publishes the temperature of a sensor, in whole °C. */
class ThermometerServer extends Model {
  constructor(private readonly sensor: Sensor) {
    super(thermometerServerId);
    this.on(TemperatureGet, (_, context) => this.reply(context, TemperatureStatus, this.status));
  }

  get status() {
    return { celsius: Math.round(this.sensor.read()) };
  }

  /** Called for each publication. */
  override publicationPayload(): Uint8Array {
    return TemperatureStatus.encode(this.status);
  }
}

/** Starts the thermometer. */
export function start(host: Host, board: Board): Node {
  const server = new ThermometerServer(board.sensor("temperature")); // °C, by the manifest
  return new Node({ host, companyId, productId: 0x0003, elements: [{ models: [server] }] });
}
