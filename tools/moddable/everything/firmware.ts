// A firmware that imports the whole package, in the way a project imports it under Moddable.
import { type Firmware, type Host, Provisioner } from "xs-mesh";

/** A provisioner on a chip. */
export function start(host: Host): Firmware {
  return new Provisioner({ host, uuid: new Uint8Array(16), companyId: 0xffff });
}
