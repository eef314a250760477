/**
 * Whether a request's Host names the device by itself: an address, or a name that no
 * server of the Internet gives away. A page that has its own name point to the device
 * (DNS rebinding) gives itself away by it. Clients that are no browsers may leave it out.
 */
export function isOwnHost(host: string | undefined): boolean {
  if (host === undefined) return true;
  // of four decimal numbers, or of hexadecimal digits in brackets, with or without a port
  const address = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;
  // this machine, and names that only the link itself resolves (RFC 6762 §3)
  const linkName = /^(localhost|([a-z0-9-]{1,63}\.)+local)(:\d{1,5})?$/i;
  return address.test(host) || linkName.test(host);
}

/** Whether a request came from no web page, or from one that the device served itself. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return host !== undefined && origin.toLowerCase() === `http://${host.toLowerCase()}`;
}
