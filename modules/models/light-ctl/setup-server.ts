import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  ColorSetupServer,
  type ColoredLightnessSetupServer,
} from "../common/color-setup-server.js";
import {
  LightCtlDefaultSet,
  LightCtlDefaultSetUnacknowledged,
  LightCtlDefaultStatus,
  type LightCtlDefaultValues,
  lightCtlSetupServerId,
  LightCtlTemperatureRangeSet,
  LightCtlTemperatureRangeSetUnacknowledged,
  LightCtlTemperatureRangeStatus,
  type LightCtlTemperatureRangeValues,
  unknownTemperature,
} from "./messages.js";
import { defaultStatus, type LightCtlServer, rangeStatus } from "./server.js";
import { colorOf } from "./state.js";

/** The Light CTL Setup Server model: sets Light CTL Default and Temperature Range, which are kept over a power cut. Mesh Model 1.1 §6.4.5. */
export class LightCtlSetupServer extends ColorSetupServer<LightCtlServer> {
  /**
   * `lightnessSetup`: the Light Lightness Setup Server, which it extends too. Throws TypeError naming the argument
   * that is wrong.
   */
  constructor(server: LightCtlServer, lightnessSetup: ColoredLightnessSetupServer) {
    development.args?.("LightCtlSetupServer", [server, lightnessSetup]);
    super(lightCtlSetupServerId, handlers, server, lightnessSetup);
  }

  /** Handles a Default Set message. */
  receiveDefault(values: LightCtlDefaultValues): void {
    this.becomeDefault(values.lightness, [colorOf(values)]);
  }

  /** Handles a Temperature Range Set message; false if it is to be ignored, as its range is none. The present temperature stays. */
  receiveRange(range: LightCtlTemperatureRangeValues): boolean {
    const { maximum = unknownTemperature, minimum = unknownTemperature } = range;
    return this.becomeRange([[minimum, maximum]]);
  }

  /** Answers with the defaults. */
  answerDefault(context: MessageContext): void {
    this.reply(context, LightCtlDefaultStatus, defaultStatus(this.server));
  }

  /** Answers with the range. */
  answerRange(context: MessageContext): void {
    this.reply(context, LightCtlTemperatureRangeStatus, rangeStatus(this.server));
  }

  protected encodeDefault(): Uint8Array {
    return LightCtlDefaultStatus.encode(defaultStatus(this.server));
  }

  protected encodeRange(): Uint8Array {
    return LightCtlTemperatureRangeStatus.encode(rangeStatus(this.server));
  }
}

const handlers = frozen(
  new HandlerTable<LightCtlSetupServer>()
    .on(LightCtlDefaultSet, (server, values, context) => {
      server.receiveDefault(values);
      server.answerDefault(context);
    })
    .on(LightCtlDefaultSetUnacknowledged, (server, values) => server.receiveDefault(values))
    .on(LightCtlTemperatureRangeSet, (server, values, context) => {
      if (server.receiveRange(values)) server.answerRange(context);
    })
    .on(LightCtlTemperatureRangeSetUnacknowledged, (server, values) => {
      server.receiveRange(values);
    }),
);
