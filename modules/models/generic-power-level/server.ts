import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { RangedState } from "../common/ranged-state.js";
import {
  RangedStateServer,
  type RangedStateServerOptions,
  rangeStatus,
} from "../common/ranged-state-server.js";
import { addStateHandlers } from "../common/state-server.js";
import {
  GenericPowerDefaultGet,
  GenericPowerDefaultStatus,
  GenericPowerLastGet,
  GenericPowerLastStatus,
  GenericPowerLevelGet,
  genericPowerLevelServerId,
  GenericPowerLevelSet,
  GenericPowerLevelSetUnacknowledged,
  type GenericPowerLevelSetValues,
  GenericPowerLevelStatus,
  GenericPowerRangeGet,
  GenericPowerRangeStatus,
} from "./messages.js";

/** What a GenericPowerLevelServer is made with. */
export interface GenericPowerLevelServerOptions extends RangedStateServerOptions {
  /** The Generic Power Actual state, to which those of `powerOnOff` and `level` are bound. */
  readonly powerLevel: RangedState;
}

/**
 * The Generic Power Level Server model. Mesh Model 1.1 §3.3.6. It stores the power, and sets it after a power cut as
 * the Generic OnPowerUp state says.
 */
export class GenericPowerLevelServer extends RangedStateServer<GenericPowerLevelServerOptions> {
  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: GenericPowerLevelServerOptions) {
    development.options?.("GenericPowerLevelServer", options);
    super(genericPowerLevelServerId, handlers, options, options.powerLevel);
  }

  protected get stateName(): string {
    return "Generic Power Level";
  }

  /** The Generic Power Actual state, 0..65,535. */
  get powerLevel(): number {
    return this.state.present;
  }

  /** Handles a Set message, once per transaction. */
  receiveSet(values: GenericPowerLevelSetValues, context: MessageContext): void {
    if (this.begins(values, context))
      this.state.set(values.power, values.transition ?? this.byDefault?.transition, this);
  }

  protected encodeStatus(): Uint8Array {
    const { move, present, remaining, target } = this.state;
    return GenericPowerLevelStatus.encode({ present, change: move && { target, remaining } });
  }
}

const handlers = frozen(
  addStateHandlers(
    new HandlerTable<GenericPowerLevelServer>(),
    GenericPowerLevelGet,
    GenericPowerLevelSet,
    GenericPowerLevelSetUnacknowledged,
  )
    .on(GenericPowerLastGet, (server, _, context) =>
      server.answer(context, GenericPowerLastStatus, { power: server.state.last }),
    )
    .on(GenericPowerDefaultGet, (server, _, context) =>
      server.answer(context, GenericPowerDefaultStatus, { power: server.state.byDefault }),
    )
    .on(GenericPowerRangeGet, (server, _, context) =>
      server.answer(context, GenericPowerRangeStatus, rangeStatus(server.state)),
    ),
);
