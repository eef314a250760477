/**
 * The radio of a Bluetooth controller on Node.js: over TCP, a UNIX socket, a serial line, or the
 * user channel of Linux.
 * @module xs-mesh/hci
 */
export { HciCommandError, HciError } from "./errors.js";
export { openRadio, type OpenRadioOptions } from "./open-radio.js";
export { HciRadio, type HciRadioOptions } from "./radio.js";
export type { HciTransport, OpenTransport } from "./transport.js";
