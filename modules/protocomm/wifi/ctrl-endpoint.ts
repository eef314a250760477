import { decode, encode } from "../codec.js";
import { Status } from "../proto/constants.js";
import { CtrlMessage, readCtrlPayload, writeCtrlPayload } from "../proto/wifi-ctrl.js";
import type { EndpointHandler } from "../protocomm.js";

export interface CtrlActions {
  /** Whether that is possible in this state. */
  reset(): boolean;
  reprovision(): boolean;
}

/** The endpoint prov-ctrl. */
export function ctrlEndpoint(actions: CtrlActions): EndpointHandler {
  return (request, answer) => {
    const msg = decode(readCtrlPayload, request)?.msg;
    if (msg !== CtrlMessage.CommandReset && msg !== CtrlMessage.CommandReprov) {
      answer(undefined);
      return;
    }
    const reset = msg === CtrlMessage.CommandReset;
    const done = reset ? actions.reset() : actions.reprovision();
    const status = done ? Status.Success : Status.InternalError;
    const response = reset
      ? { msg: CtrlMessage.ResponseReset, status, resp_ctrl_reset: {} }
      : { msg: CtrlMessage.ResponseReprov, status, resp_ctrl_reprov: {} };
    answer(encode(writeCtrlPayload, response));
  };
}
