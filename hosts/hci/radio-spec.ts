import { HciError } from "./errors.js";

/** Where a controller is. */
export type RadioSpec =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "serial"; readonly path: string; readonly baud: number }
  | { readonly kind: "hci"; readonly device: number };

/** Speed of controllers on a serial line, such as Zephyr's hci_uart, unless given. */
const usualBaud = 1_000_000;

const forms =
  "tcp:HOST:PORT, unix:/PATH, serial:/dev/ttyUSB0 or serial:/dev/ttyUSB0@115200, or hci:0";

/**
 * Reads where a controller is: `tcp:127.0.0.1:14433`, `unix:/tmp/bt-server-le`,
 * `serial:/dev/ttyUSB0@115200` (1,000,000 baud unless given), `hci:0`. Throws HciError for anything
 * else.
 */
export function parseRadioSpec(text: string): RadioSpec {
  const colon = text.indexOf(":");
  const kind = text.slice(0, Math.max(0, colon));
  const rest = text.slice(colon + 1);
  const spec = parsers[kind]?.(rest);
  if (!spec) throw new HciError(`"${text}" is no radio; use ${forms}`);
  return spec;
}

const parsers: Readonly<Record<string, (rest: string) => RadioSpec | undefined>> = {
  tcp(rest) {
    const at = rest.lastIndexOf(":");
    const port = number(rest.slice(at + 1), 1, 65_535);
    const host = at < 0 ? "127.0.0.1" : rest.slice(0, at).replace(/^\[(.*)\]$/, "$1");
    return port === undefined || host === "" ? undefined : { kind: "tcp", host, port };
  },
  unix(path) {
    return path === "" ? undefined : { kind: "unix", path };
  },
  serial(rest) {
    const at = rest.lastIndexOf("@");
    const path = at < 0 ? rest : rest.slice(0, at);
    const baud = at < 0 ? usualBaud : number(rest.slice(at + 1), 1200, 12_000_000);
    return path === "" || baud === undefined ? undefined : { kind: "serial", path, baud };
  },
  hci(rest) {
    const device = number(rest, 0, 65_534);
    return device === undefined ? undefined : { kind: "hci", device };
  },
};

function number(text: string, least: number, most: number): number | undefined {
  if (!/^\d{1,8}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}
