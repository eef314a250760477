import { frozen } from "../../base/frozen.js";
import { inWords } from "../status.js";

/** Status codes of the Remote Provisioning models. Mesh Protocol 1.1 §4.3.4.1. */
export const RemoteStatus = frozen({
  success: 0x00,
  scanningCannotStart: 0x01,
  invalidState: 0x02,
  limitedResources: 0x03,
  linkCannotOpen: 0x04,
  linkOpenFailed: 0x05,
  linkClosedByDevice: 0x06,
  linkClosedByServer: 0x07,
  linkClosedByClient: 0x08,
  linkClosedCannotReceivePdu: 0x09,
  linkClosedCannotSendPdu: 0x0a,
  linkClosedCannotDeliverPduReport: 0x0b,
});

export type RemoteStatus = (typeof RemoteStatus)[keyof typeof RemoteStatus];

/** The name of a status code, for people. */
export function remoteStatusText(status: number): string {
  for (const [name, value] of Object.entries(RemoteStatus))
    if (value === status) return inWords(name).replace("pdu", "PDU");
  return `status ${status.toString(16).padStart(2, "0")}`;
}

/** The Remote Provisioning Scan state. §4.2.25.1 */
export const ScanState = frozen({ idle: 0, multiple: 1, single: 2 });
export type ScanState = (typeof ScanState)[keyof typeof ScanState];

/** The Remote Provisioning Link state. §4.2.26.1 */
export const LinkState = frozen({ idle: 0, opening: 1, active: 2, transfer: 3, closing: 4 });
export type LinkState = (typeof LinkState)[keyof typeof LinkState];

/** Procedures of the Node Provisioning Protocol Interface (NPPI): their numbers in messages. §3.11.8, §4.3.4.6 */
export const NppiProcedure = frozen({
  deviceKeyRefresh: 0x00,
  nodeAddressRefresh: 0x01,
  nodeCompositionRefresh: 0x02,
});
export type NppiProcedure = (typeof NppiProcedure)[keyof typeof NppiProcedure];
