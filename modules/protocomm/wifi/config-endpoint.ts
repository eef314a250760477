import type { WifiNetwork } from "../../host/wifi.js";
import { decode, encode } from "../codec.js";
import { Status } from "../proto/constants.js";
import {
  type CmdSetConfig,
  ConfigMessage,
  type ConfigPayloadInit,
  readConfigPayload,
  type RespGetStatusInit,
  writeConfigPayload,
} from "../proto/wifi-config.js";
import { FailReason, StationState as WireState } from "../proto/wifi-constants.js";
import type { EndpointHandler } from "../protocomm.js";
import type { StationState } from "./station.js";
import { isNetwork } from "./stored-network.js";

export interface ConfigActions {
  /** Attempts after which joining has failed. */
  readonly attempts: number;
  state(): StationState;
  /** Whether that is possible in this state. */
  set(network: WifiNetwork): boolean;
  apply(): boolean;
  /** Called when a client has got the status "connected". */
  read(): void;
}

/** The status for a client of a state. */
export function statusOf(state: StationState, attempts: number): RespGetStatusInit {
  switch (state.name) {
    case "idle":
    case "configured":
      return { sta_state: WireState.Disconnected };
    case "waiting":
    case "connecting":
      // a network that worked once is tried without a limit: there is no count of remaining attempts
      if (state.failures === 0 || state.worked) return { sta_state: WireState.Connecting };
      return {
        sta_state: WireState.Connecting,
        attempt_failed: { attempts_remaining: attempts - state.failures },
      };
    case "connected": {
      const { address, auth, bssid, channel, ssid } = state.connection;
      return {
        sta_state: WireState.Connected,
        connected: { ip4_addr: address, auth_mode: auth, ssid, bssid, channel },
      };
    }
    case "failed":
      return {
        sta_state: WireState.ConnectionFailed,
        fail_reason:
          state.reason === "authentication" ? FailReason.AuthError : FailReason.NetworkNotFound,
      };
  }
}

function set(command: CmdSetConfig | undefined, actions: ConfigActions): number {
  if (!command) return Status.InvalidArgument;
  const none = new Uint8Array(0);
  const { ssid = none, passphrase = none, bssid = none } = command;
  if (!isNetwork(ssid, passphrase, bssid)) return Status.InvalidArgument;
  const network = {
    ssid: ssid.slice(),
    passphrase: passphrase.slice(),
    ...(bssid.length > 0 && { bssid: bssid.slice() }),
  };
  return actions.set(network) ? Status.Success : Status.InternalError;
}

/** The endpoint prov-config. */
export function configEndpoint(actions: ConfigActions): EndpointHandler {
  return (request, answer) => {
    const command = decode(readConfigPayload, request);
    // the message's type counts: clients leave empty commands out
    const response = command && respond(command.msg, command.cmd_set_config, actions);
    answer(response && encode(writeConfigPayload, response));
    if (response?.resp_get_status?.connected) actions.read();
  };
}

function respond(
  msg: number,
  command: CmdSetConfig | undefined,
  actions: ConfigActions,
): ConfigPayloadInit | undefined {
  switch (msg) {
    case ConfigMessage.CommandGetStatus:
      return {
        msg: ConfigMessage.ResponseGetStatus,
        resp_get_status: statusOf(actions.state(), actions.attempts),
      };
    case ConfigMessage.CommandSetConfig:
      return {
        msg: ConfigMessage.ResponseSetConfig,
        resp_set_config: { status: set(command, actions) },
      };
    case ConfigMessage.CommandApplyConfig:
      return {
        msg: ConfigMessage.ResponseApplyConfig,
        resp_apply_config: { status: actions.apply() ? Status.Success : Status.InternalError },
      };
    default:
      return undefined;
  }
}
