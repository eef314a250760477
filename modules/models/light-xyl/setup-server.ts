import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  type ColoredLightnessSetupServer,
  ColorSetupServer,
} from "../common/color-setup-server.js";
import { wholeFraction } from "../common/fraction.js";
import {
  LightXylDefaultSet,
  LightXylDefaultSetUnacknowledged,
  LightXylDefaultStatus,
  LightXylRangeSet,
  LightXylRangeSetUnacknowledged,
  LightXylRangeStatus,
  type LightXylRangeValues,
  lightXylSetupServerId,
  type LightXylValues,
} from "./messages.js";
import { defaultStatus, type LightXylServer, rangeStatus } from "./server.js";
import { chromaticityOf } from "./state.js";

/** The Light xyL Setup Server model: sets Light xyL Default and Range, which are kept over a power cut. Mesh Model 1.1 §6.4.11. */
export class LightXylSetupServer extends ColorSetupServer<LightXylServer> {
  /**
   * `lightnessSetup`: the Light Lightness Setup Server, which it extends too. Throws TypeError naming the argument
   * that is wrong.
   */
  constructor(server: LightXylServer, lightnessSetup: ColoredLightnessSetupServer) {
    development.args?.("LightXylSetupServer", [server, lightnessSetup]);
    super(lightXylSetupServerId, handlers, server, lightnessSetup);
  }

  /** Handles a Default Set message. */
  receiveDefault(values: LightXylValues): void {
    this.becomeDefault(values.lightness, [chromaticityOf(values)]);
  }

  /** Handles a Range Set message; false if it is to be ignored, as one of its ranges is none. The present light stays. */
  receiveRange(range: LightXylRangeValues): boolean {
    const end = (name: keyof LightXylRangeValues) => wholeFraction.partsOf(range[name], name);
    return this.becomeRange([[end("xMinimum"), end("xMaximum"), end("yMinimum"), end("yMaximum")]]);
  }

  /** Answers with the defaults. */
  answerDefault(context: MessageContext): void {
    this.reply(context, LightXylDefaultStatus, defaultStatus(this.server));
  }

  /** Answers with the ranges. */
  answerRange(context: MessageContext): void {
    this.reply(context, LightXylRangeStatus, rangeStatus(this.server));
  }

  protected encodeDefault(): Uint8Array {
    return LightXylDefaultStatus.encode(defaultStatus(this.server));
  }

  protected encodeRange(): Uint8Array {
    return LightXylRangeStatus.encode(rangeStatus(this.server));
  }
}

const handlers = frozen(
  new HandlerTable<LightXylSetupServer>()
    .on(LightXylDefaultSet, (server, values, context) => {
      server.receiveDefault(values);
      server.answerDefault(context);
    })
    .on(LightXylDefaultSetUnacknowledged, (server, values) => server.receiveDefault(values))
    .on(LightXylRangeSet, (server, values, context) => {
      if (server.receiveRange(values)) server.answerRange(context);
    })
    .on(LightXylRangeSetUnacknowledged, (server, values) => {
      server.receiveRange(values);
    }),
);
