import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
import { getUint16LE, getUint32BE, putUint16LE, putUint32BE } from "../../base/bytes.js";
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

/** Octets that are stored: default, minimum and maximum; and of the default of each colour. */
const recordLength = 6;
const colorLength = 4;

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

  /** Stores the defaults and the range; also the defaults of colours, which are set together with that of the lightness. */
  store(): void {
    const { colors, state } = this.#server;
    const record = new Uint8Array(recordLength + colorLength * colors.length);
    putUint16LE(record, 0, state.byDefault);
    putUint16LE(record, 2, state.minimum);
    putUint16LE(record, 4, state.maximum);
    for (let i = 0; i < colors.length; i++)
      putUint32BE(record, recordLength + colorLength * i, colors[i]!.byDefault);
    this.services?.store(this, record);
  }

  protected override onLoad(data: Uint8Array): void {
    const { colors, power, state } = this.#server;
    const isWhole = data.length === recordLength + colorLength * colors.length;
    // That of a firmware without colours, or with others, has the lightness.
    if (!isWhole && (data.length < recordLength || data.length % colorLength !== 2)) return;
    state.byDefault = getUint16LE(data, 0);
    state.minimum = getUint16LE(data, 2);
    state.maximum = getUint16LE(data, 4);
    if (isWhole)
      colors.forEach((color, i) => {
        color.byDefault = getUint32BE(data, recordLength + colorLength * i);
      });
    power.loaded();
  }

  protected override onReset(): void {
    Object.assign(this.#server.state, this.#initial);
  }

  #changed(status: Uint8Array): void {
    this.store();
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
