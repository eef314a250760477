// The vendor messages of ESP-IDF's fast_prov example; numbers are little-endian.
import { type Field, FieldError, list, octets, uint16, uint8 } from "../../../access/fields.js";
import { message } from "../../../access/message.js";
import { vendorModelId } from "../../../access/model-id.js";
import { vendorOpcode } from "../../../access/opcode.js";
import { frozen } from "../../../base/frozen.js";
import { infoSetField } from "./info-set.js";
import { infoStatusField } from "./info-status.js";

/** Espressif's Bluetooth company identifier. */
export const espressifCompanyId = 0x02e5;

export const fastProvisioningClientId = vendorModelId(espressifCompanyId, 0x0000);
export const fastProvisioningServerId = vendorModelId(espressifCompanyId, 0x0001);

/** Addresses, 2 octets each; none is legal. */
const addresses = list(uint16);

/** Addresses, 2 octets each; at least one. */
const someAddresses: Field<number[]> = frozen({
  minimum: 2,
  read(reader) {
    if (reader.remaining === 0) reader.ok = false;
    return addresses.read(reader);
  },
  write(writer, values, name) {
    if (values.length === 0) throw new FieldError(`${name}: no address where one is needed`);
    addresses.write(writer, values, name);
  },
});

export const FastProvInfoStatus = message(
  "Fast Prov Info Status",
  vendorOpcode(1, espressifCompanyId),
  { answer: infoStatusField },
);
export const FastProvInfoSet = message(
  "Fast Prov Info Set",
  vendorOpcode(0, espressifCompanyId),
  { info: infoSetField },
  FastProvInfoStatus,
);

/** `netKey`: 0 where the key was taken; `action`: an ActionStatus. */
export const FastProvNetKeyStatus = message(
  "Fast Prov Net Key Status",
  vendorOpcode(3, espressifCompanyId),
  { netKey: uint8, action: uint8 },
);
/** A NetKey of 16 octets. */
export const FastProvNetKeyAdd = message(
  "Fast Prov Net Key Add",
  vendorOpcode(2, espressifCompanyId),
  { netKey: octets(16) },
  FastProvNetKeyStatus,
);

export const FastProvNodeAddrAck = message(
  "Fast Prov Node Addr Ack",
  vendorOpcode(5, espressifCompanyId),
  {},
);
/** Addresses of nodes that the sender provisioned; up to four fit in an unsegmented message. */
export const FastProvNodeAddr = message(
  "Fast Prov Node Addr",
  vendorOpcode(4, espressifCompanyId),
  { addresses: someAddresses },
  FastProvNodeAddrAck,
);

/** Addresses of all nodes that the Primary Provisioner knows; it may know none. */
export const FastProvNodeAddrStatus = message(
  "Fast Prov Node Addr Status",
  vendorOpcode(7, espressifCompanyId),
  { addresses },
);
export const FastProvNodeAddrGet = message(
  "Fast Prov Node Addr Get",
  vendorOpcode(6, espressifCompanyId),
  {},
  FastProvNodeAddrStatus,
);

/** Lets the nodes at `addresses` subscribe to `group`. */
export const FastProvNodeGroupAdd = message(
  "Fast Prov Node Group Add",
  vendorOpcode(8, espressifCompanyId),
  { group: uint16, addresses },
);
/** Lets the nodes at `addresses` end their subscription to `group`. */
export const FastProvNodeGroupDelete = message(
  "Fast Prov Node Group Delete",
  vendorOpcode(9, espressifCompanyId),
  { group: uint16, addresses },
);
