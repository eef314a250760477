import type { SharedHandlers } from "../../access/handler-table.js";
import type { Model } from "../../access/model.js";
import type { ModelId } from "../../access/model-id.js";
import type { ColoredLightnessServer } from "./color-server.js";
import type { ColorState } from "./color-state.js";
import type { PoweredState } from "./power-up.js";
import { moveEnded, type State, stepTaken, valueChanged } from "./state.js";
import { StateServer, type StateServerOptions } from "./state-server.js";
import { addStateUser } from "./state-users.js";

/** What the server of a part of the colour is made with, beside its main server. */
export interface ColorPartServerOptions extends StateServerOptions {
  /** The Generic Level Server that it extends, on its element: bound to the same state. */
  readonly level: Model;
}

/** The main server, as the servers of parts of its colour need it. */
interface MainServer extends Model {
  readonly lightness: ColoredLightnessServer;
}

/** A server of a part of a light's colour on an element of its own: it corresponds to the server of the light. */
export abstract class ColorPartServer<O extends ColorPartServerOptions>
  extends StateServer<O>
  implements PoweredState
{
  protected constructor(
    id: ModelId,
    table: SharedHandlers,
    options: O,
    main: MainServer,
    color: ColorState,
  ) {
    super(id, table, options, color);
    this.extend(options.level);
    this.correspond(main);
    addStateUser(color, this);
    main.lightness.power.add(this);
  }

  override stateChanged(state: State, change: number): void {
    if ((change & stepTaken) !== 0) return;
    if ((change & (valueChanged | moveEnded)) !== 0) this.powerUp();
    super.stateChanged(state, change);
  }

  /** Writes the state to the trace: after a power cut, and whenever it changes. */
  abstract powerUp(): void;
}
