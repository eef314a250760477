import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  type ColoredLightnessSetupServer,
  ColorSetupServer,
} from "../common/color-setup-server.js";
import { angle, wholeFraction } from "../common/fraction.js";
import {
  LightHslDefaultSet,
  LightHslDefaultSetUnacknowledged,
  LightHslDefaultStatus,
  LightHslRangeSet,
  LightHslRangeSetUnacknowledged,
  LightHslRangeStatus,
  type LightHslRangeValues,
  lightHslSetupServerId,
  type LightHslValues,
} from "./messages.js";
import { defaultStatus, type LightHslServer, partsOf, rangeStatus } from "./server.js";

/** The Light HSL Setup Server model: sets Light HSL Default and Range, which are kept over a power cut. Mesh Model 1.1 §6.4.9. */
export class LightHslSetupServer extends ColorSetupServer<LightHslServer> {
  /**
   * `lightnessSetup`: the Light Lightness Setup Server, which it extends too. Throws TypeError naming the argument
   * that is wrong.
   */
  constructor(server: LightHslServer, lightnessSetup: ColoredLightnessSetupServer) {
    development.args?.("LightHslSetupServer", [server, lightnessSetup]);
    super(lightHslSetupServerId, handlers, server, lightnessSetup);
  }

  /** Handles a Default Set message. */
  receiveDefault(values: LightHslValues): void {
    this.becomeDefault(values.lightness, partsOf(values));
  }

  /** Handles a Range Set message; false if it is to be ignored, as its range of the saturation is none. The present light stays. */
  receiveRange(range: LightHslRangeValues): boolean {
    const { hueMaximum, hueMinimum, saturationMaximum, saturationMinimum } = range;
    return this.becomeRange([
      [angle.partsOf(hueMinimum, "hueMinimum"), angle.partsOf(hueMaximum, "hueMaximum")],
      [
        wholeFraction.partsOf(saturationMinimum, "saturationMinimum"),
        wholeFraction.partsOf(saturationMaximum, "saturationMaximum"),
      ],
    ]);
  }

  /** Answers with the defaults. */
  answerDefault(context: MessageContext): void {
    this.reply(context, LightHslDefaultStatus, defaultStatus(this.server));
  }

  /** Answers with the ranges. */
  answerRange(context: MessageContext): void {
    this.reply(context, LightHslRangeStatus, rangeStatus(this.server));
  }

  protected encodeDefault(): Uint8Array {
    return LightHslDefaultStatus.encode(defaultStatus(this.server));
  }

  protected encodeRange(): Uint8Array {
    return LightHslRangeStatus.encode(rangeStatus(this.server));
  }
}

const handlers = frozen(
  new HandlerTable<LightHslSetupServer>()
    .on(LightHslDefaultSet, (server, values, context) => {
      server.receiveDefault(values);
      server.answerDefault(context);
    })
    .on(LightHslDefaultSetUnacknowledged, (server, values) => server.receiveDefault(values))
    .on(LightHslRangeSet, (server, values, context) => {
      if (server.receiveRange(values)) server.answerRange(context);
    })
    .on(LightHslRangeSetUnacknowledged, (server, values) => {
      server.receiveRange(values);
    }),
);
