// The client of the thermometer's vendor model, for a provisioner or another firmware.
import { ClientModel, type PublishResult, type RequestOptions } from "xs-mesh";
import { TemperatureGet, TemperatureStatus, thermometerClientId } from "./main.js";

/** Asks thermometers, and receives what they publish. */
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
