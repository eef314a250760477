import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
import { getUint16LE, putUint16LE } from "../../base/bytes.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  LightLightnessDefaultSet,
  LightLightnessDefaultSetUnacknowledged,
  LightLightnessDefaultStatus,
  LightLightnessRangeSet,
  LightLightnessRangeSetUnacknowledged,
  LightLightnessRangeStatus,
  type LightLightnessRangeValues,
  lightLightnessSetupServerId,
} from "./messages.js";
import { type LightLightnessServer, rangeStatus } from "./server.js";
import type { Lightness } from "./state.js";

/** Octets that are stored: default, minimum and maximum. */
const recordLength = 6;

/** The Light Lightness Setup Server model: sets Light Lightness Default and Range, which are kept over a power cut. Mesh Model 1.1 §6.4.2. */
export class LightLightnessSetupServer extends Model {
  readonly #server: LightLightnessServer;
  readonly #initial: Pick<Lightness, "byDefault" | "maximum" | "minimum">;

  /**
   * `powerOnOffSetup`: the Generic Power OnOff Setup Server, which it extends too. Throws TypeError naming
   * the argument that is wrong.
   */
  constructor(server: LightLightnessServer, powerOnOffSetup: Model) {
    development.args?.("LightLightnessSetupServer", [server, powerOnOffSetup]);
    super(lightLightnessSetupServerId, "application", handlers);
    this.#server = server;
    const { byDefault, maximum, minimum } = server.state;
    this.#initial = { byDefault, maximum, minimum };
    this.extend(server);
    this.extend(powerOnOffSetup);
    this.correspond(server);
  }

  /** Handles a Default Set message. */
  receiveDefault(lightness: number): void {
    const { state } = this.#server;
    if (lightness === state.byDefault) return;
    state.byDefault = lightness;
    this.#changed(LightLightnessDefaultStatus.encode({ lightness }));
  }

  /** Handles a Range Set message; false if it is to be ignored, as its range is none. The present lightness stays. */
  receiveRange({ maximum, minimum }: LightLightnessRangeValues): boolean {
    if (minimum > maximum) return false;
    const { state } = this.#server;
    if (minimum === state.minimum && maximum === state.maximum) return true;
    state.minimum = minimum;
    state.maximum = maximum;
    this.#changed(LightLightnessRangeStatus.encode(rangeStatus(state)));
    return true;
  }

  /** Answers with the default. */
  answerDefault(context: MessageContext): void {
    this.reply(context, LightLightnessDefaultStatus, { lightness: this.#server.state.byDefault });
  }

  /** Answers with the range. */
  answerRange(context: MessageContext): void {
    this.reply(context, LightLightnessRangeStatus, rangeStatus(this.#server.state));
  }

  protected override onLoad(data: Uint8Array): void {
    if (data.length !== recordLength) return;
    const { power, state } = this.#server;
    state.byDefault = getUint16LE(data, 0);
    state.minimum = getUint16LE(data, 2);
    state.maximum = getUint16LE(data, 4);
    power.loaded();
  }

  protected override onReset(): void {
    Object.assign(this.#server.state, this.#initial);
  }

  #changed(status: Uint8Array): void {
    const { byDefault, maximum, minimum } = this.#server.state;
    const record = new Uint8Array(recordLength);
    putUint16LE(record, 0, byDefault);
    putUint16LE(record, 2, minimum);
    putUint16LE(record, 4, maximum);
    this.services?.store(this, record);
    if (this.configuration.publication) this.services?.publish(this, status);
  }
}

const handlers = frozen(
  new HandlerTable<LightLightnessSetupServer>()
    .on(LightLightnessDefaultSet, (server, { lightness }, context) => {
      server.receiveDefault(lightness);
      server.answerDefault(context);
    })
    .on(LightLightnessDefaultSetUnacknowledged, (server, { lightness }) =>
      server.receiveDefault(lightness),
    )
    .on(LightLightnessRangeSet, (server, values, context) => {
      if (server.receiveRange(values)) server.answerRange(context);
    })
    .on(LightLightnessRangeSetUnacknowledged, (server, values) => {
      server.receiveRange(values);
    }),
);
