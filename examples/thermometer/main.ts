// A thermometer: a vendor model with server and client, and publication at a period.
//
// The server answers a Get and publishes its temperature, to the address and as often as a
// provisioner tells it with the publication parameters of the model; the client asks, and
// hears what is published.
//
// In a checkout of xs-mesh, `npx ava test/examples` runs both on a virtual air.
// On a chip, with Moddable's SDK (hosts/esp32/README.md):
//   mcconfig -m -p esp32/esp32c3 examples/thermometer/manifest.json
import {
  type Board,
  ClientModel,
  type Field,
  type Host,
  message,
  Model,
  Node,
  type PublishResult,
  type RequestOptions,
  uint8,
  vendorModelId,
  vendorOpcode,
} from "xs-mesh";

/** Your company identifier: 0xFFFF stands for no company. */
const companyId = 0xffff;

export const thermometerServerId = vendorModelId(companyId, 0x0001);
export const thermometerClientId = vendorModelId(companyId, 0x0002);

/** °C in one octet: -40 to 215 in whole degrees. */
const celsius: Field<number> = {
  minimum: 1,
  read: (reader) => uint8.read(reader) - 40,
  write: (writer, value, name) => uint8.write(writer, value + 40, name),
};

const TemperatureStatus = message("Temperature Status", vendorOpcode(0x01, companyId), { celsius });
const TemperatureGet = message(
  "Temperature Get",
  vendorOpcode(0x02, companyId),
  {},
  TemperatureStatus,
);

/** A thermometer's server: it answers a Get with the temperature, and publishes it periodically. */
export class ThermometerServer extends Model {
  readonly #measure: () => number;

  /** `measure`: the temperature now, °C. */
  constructor(measure: () => number) {
    super(thermometerServerId);
    this.#measure = measure;
    this.on(TemperatureGet, (_, context) =>
      this.reply(context, TemperatureStatus, { celsius: this.#measure() }),
    );
  }

  override publicationPayload(): Uint8Array {
    return TemperatureStatus.encode({ celsius: this.#measure() });
  }
}

/** Asks thermometers, and hears what they publish. */
export class ThermometerClient extends ClientModel {
  /** `onTemperature`: called with each temperature (°C) that is received, and the address of its sender. */
  constructor(onTemperature?: (celsius: number, src: number) => void) {
    super(thermometerClientId);
    this.onStatus(TemperatureStatus, ({ celsius }, { src }) => onTemperature?.(celsius, src));
  }

  /** The temperature of a thermometer, °C. Rejects as `ClientModel.request` does. */
  async temperature(options: RequestOptions): Promise<number> {
    return (await this.request(TemperatureGet, {}, options)).celsius;
  }

  /** Asks all thermometers at this client's publish address; `onTemperature` gets their answers. */
  askAll(): PublishResult {
    return this.publishMessage(TemperatureGet, {});
  }
}

/** Starts the thermometer. */
export function start(host: Host, board: Board): Node {
  const sensor = board.sensor("temperature"); // °C, by the manifest
  return new Node({
    host,
    companyId,
    productId: 0x0003,
    elements: [{ models: [new ThermometerServer(() => Math.round(sensor.read()))] }],
  });
}
