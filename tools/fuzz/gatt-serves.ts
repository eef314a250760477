import { ProxyPduType } from "../../modules/bearer/proxy-pdu.js";
import { ProvisioningService } from "../../modules/provisioning/pb-gatt/service.js";
import { PduType } from "../../modules/provisioning/pdu.js";
import { ProxyOpcode } from "../../modules/proxy/configuration-messages.js";
import type { Forge } from "./forge.js";
import { known } from "./keys.js";
import type { HandGatt } from "./hand-gatt.js";

/** An ATT_MTU at which each message is one proxy PDU. */
const mtu = 69;
/** Milliseconds in which a client is answered. */
const answerTime = 1000;

/**
 * Ends the connections of a GATT server, and checks that it serves a new client: a device opens a
 * link and answers an Invite; a node sends its beacon and sets the client's filter. Returns what
 * failed; undefined: nothing. `pass`: lets so many milliseconds pass.
 */
export function gattServes(
  gatt: HandGatt,
  forge: Forge,
  pass: (milliseconds: number) => void,
): string | undefined {
  for (const connection of gatt.open) gatt.leave(connection);
  pass(answerTime);
  if (!gatt.advertisement) return "nothing is advertised";
  const connection = gatt.connect()!;
  gatt.exchangeMtu(connection, mtu);
  const types: number[] = [];
  gatt.onNotify = (to, value) => to === connection && types.push(value[0]!);
  gatt.subscribe(connection, true);
  pass(answerTime);
  const isDevice = gatt.service === ProvisioningService.uuid;
  const type = isDevice ? ProxyPduType.provisioning : ProxyPduType.configuration;
  const message = isDevice
    ? Uint8Array.of(PduType.invite, 0)
    : forge.configuration(Uint8Array.of(ProxyOpcode.setFilterType, 1), known.friend);
  gatt.write(connection, Uint8Array.of(type, ...message));
  pass(answerTime);
  gatt.onNotify = undefined;
  gatt.leave(connection);
  pass(answerTime);
  if (!isDevice && !types.includes(ProxyPduType.beacon)) return "a client got no beacon";
  return types.includes(type) ? undefined : "a client got no answer";
}
