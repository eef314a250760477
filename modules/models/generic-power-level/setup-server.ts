import { HandlerTable } from "../../access/handler-table.js";
import type { Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { RangedStateSetupServer } from "../common/ranged-state-setup-server.js";
import {
  GenericPowerDefaultSet,
  GenericPowerDefaultSetUnacknowledged,
  GenericPowerDefaultStatus,
  genericPowerLevelSetupServerId,
  GenericPowerRangeSet,
  GenericPowerRangeSetUnacknowledged,
  GenericPowerRangeStatus,
} from "./messages.js";
import type { GenericPowerLevelServer } from "./server.js";

/** The Generic Power Level Setup Server model: sets Generic Power Default and Range, which are kept over a power cut. Mesh Model 1.1 §3.3.7. */
export class GenericPowerLevelSetupServer extends RangedStateSetupServer {
  /**
   * `powerOnOffSetup`: the Generic Power OnOff Setup Server, which it extends too. Throws TypeError naming
   * the argument that is wrong.
   */
  constructor(server: GenericPowerLevelServer, powerOnOffSetup: Model) {
    development.args?.("GenericPowerLevelSetupServer", [server, powerOnOffSetup]);
    super(genericPowerLevelSetupServerId, handlers, server, powerOnOffSetup);
  }

  protected encodeDefault(): Uint8Array {
    return GenericPowerDefaultStatus.encode({ power: this.state.byDefault });
  }

  protected get rangeMessage() {
    return GenericPowerRangeStatus;
  }
}

const handlers = frozen(
  new HandlerTable<GenericPowerLevelSetupServer>()
    .on(GenericPowerDefaultSet, (server, { power }, context) => {
      server.receiveDefault(power);
      server.answerDefault(context);
    })
    .on(GenericPowerDefaultSetUnacknowledged, (server, { power }) => server.receiveDefault(power))
    .on(GenericPowerRangeSet, (server, values, context) => {
      if (server.receiveRange(values)) server.answerRange(context);
    })
    .on(GenericPowerRangeSetUnacknowledged, (server, values) => {
      server.receiveRange(values);
    }),
);
