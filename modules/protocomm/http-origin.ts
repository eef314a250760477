import { asciiLowerCase, hexDigit, isDigit } from "../base/bytes.js";

/**
 * Whether a request's Host is that of the device: an address, or a name that is not resolved
 * by servers of the Internet. A web page whose own name resolves to the device's address
 * (DNS rebinding) has that name there. Clients other than browsers may omit it.
 */
export function isOwnHost(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = asciiLowerCase(withoutPort(host));
  return isAddress(name) || isLinkName(name);
}

/** What stands before a colon and at most five digits; all of it where there are none. */
function withoutPort(host: string): string {
  const colon = host.lastIndexOf(":");
  const digits = host.length - colon - 1;
  return colon >= 0 && digits >= 1 && digits <= 5 && areOf(isDigit, host, colon + 1, host.length)
    ? host.slice(0, colon)
    : host;
}

/** Four decimal numbers, or hexadecimal digits, colons and points in brackets. */
function isAddress(name: string): boolean {
  if (name.startsWith("["))
    return name.length > 2 && name.endsWith("]") && areOf(isOfIpv6, name, 1, name.length - 1);
  const numbers = name.split(".");
  for (const number of numbers)
    if (number.length < 1 || number.length > 3 || !areOf(isDigit, number, 0, number.length))
      return false;
  return numbers.length === 4;
}

/** This machine, and names that only the link itself resolves (RFC 6762 §3). */
function isLinkName(name: string): boolean {
  if (name === "localhost") return true;
  const labels = name.split(".");
  for (const label of labels)
    if (label.length < 1 || label.length > 63 || !areOf(isOfLabel, label, 0, label.length))
      return false;
  return labels.length > 1 && labels[labels.length - 1] === "local";
}

function isOfIpv6(code: number): boolean {
  return hexDigit(code) >= 0 || code === 0x3a || code === 0x2e;
}

function isOfLabel(code: number): boolean {
  return isDigit(code) || code === 0x2d || (code >= 0x61 && code <= 0x7a);
}

function areOf(kind: (code: number) => boolean, text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!kind(text.charCodeAt(i))) return false;
  return true;
}

/** Whether a request came from no web page, or from one that the device served itself. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return host !== undefined && asciiLowerCase(origin) === `http://${asciiLowerCase(host)}`;
}
