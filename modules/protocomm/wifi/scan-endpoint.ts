import { decode, encode } from "../codec.js";
import { Status } from "../proto/constants.js";
import {
  readScanPayload,
  ScanMessage,
  type ScanPayload,
  type ScanPayloadInit,
  writeScanPayload,
} from "../proto/wifi-scan.js";
import type { Answer, EndpointHandler } from "../protocomm.js";
import type { Scanner } from "./scanner.js";

function start({ cmd_scan_start }: ScanPayload, scanner: Scanner, answer: Answer): void {
  const response = (succeeded: boolean): Uint8Array =>
    encode(writeScanPayload, {
      msg: ScanMessage.ResponseStart,
      status: succeeded ? Status.Success : Status.InternalError,
      resp_scan_start: {},
    });
  const { blocking = false, passive = false } = cmd_scan_start ?? {};
  const { group_channels: groupChannels = 0, period_ms: period = 0 } = cmd_scan_start ?? {};
  const request = { passive, groupChannels, period };
  if (blocking) scanner.start(request, (succeeded) => answer(response(succeeded)));
  else {
    scanner.start(request, () => undefined);
    answer(response(true));
  }
}

function status(scanner: Scanner): ScanPayloadInit {
  return {
    msg: ScanMessage.ResponseStatus,
    status: Status.Success,
    resp_scan_status: {
      scan_finished: !scanner.running,
      result_count: scanner.results.length,
    },
  };
}

/** One page of the results. */
function page({ cmd_scan_result }: ScanPayload, scanner: Scanner): ScanPayloadInit {
  const { start_index: first = 0, count = 0 } = cmd_scan_result ?? {};
  const found = scanner.results;
  const entries = found
    .slice(first, first + count)
    .map(({ ssid, channel, rssi, bssid, auth }) => ({ ssid, channel, rssi, bssid, auth }));
  return {
    msg: ScanMessage.ResponseResult,
    status: first + count > found.length ? Status.InvalidArgument : Status.Success,
    resp_scan_result: { entries },
  };
}

/** The endpoint prov-scan. */
export function scanEndpoint(scanner: Scanner): EndpointHandler {
  return (request, answer) => {
    const command = decode(readScanPayload, request);
    switch (command?.msg) {
      case ScanMessage.CommandStart:
        start(command, scanner, answer);
        break;
      case ScanMessage.CommandStatus:
        answer(encode(writeScanPayload, status(scanner)));
        break;
      case ScanMessage.CommandResult:
        answer(encode(writeScanPayload, page(command, scanner)));
        break;
      default:
        answer(undefined);
    }
  };
}
