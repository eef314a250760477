// A project's firmware as it imports the package under Moddable, here all of it.
import { type Firmware, type Host, Provisioner } from "xs-mesh";

/** A provisioner on a chip. */
export function start(host: Host): Firmware {
  return new Provisioner({ host, uuid: new Uint8Array(16), companyId: 0xffff });
}
