// The vendor messages of ESP-IDF's fast_prov example. Multi-octet numbers are little-endian.
import { type Field, FieldError } from "../../../access/field.js";
import { list, octets, uint16, uint8 } from "../../../access/fields.js";
import { message } from "../../../access/message.js";
import { vendorModelId } from "../../../access/model-id.js";
import { vendorOpcode } from "../../../access/opcode.js";
import { frozen } from "../../../base/frozen.js";
import { infoSetField } from "./info-set.js";
import { infoStatusField } from "./info-status.js";

/** Espressif's Bluetooth company identifier. */
export const espressifCompanyId = 0x02e5;

/** Identifier of Espressif's Fast Provisioning Client model. */
export const fastProvisioningClientId = vendorModelId(espressifCompanyId, 0x0000);
/** Identifier of Espressif's Fast Provisioning Server model. */
export const fastProvisioningServerId = vendorModelId(espressifCompanyId, 0x0001);

/** Addresses, 2 octets each; the list may be empty. */
const addresses = list(uint16);

/** Addresses, 2 octets each; at least one. */
const someAddresses: Field<number[]> = frozen({
  minimum: 2,
  read(reader) {
    if (reader.remaining === 0) reader.ok = false;
    return addresses.read(reader);
  },
  write(writer, values, name) {
    if (values.length === 0) throw new FieldError(`${name}: at least one address is required`);
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

/** `netKey`: 0 if the key was added; `action`: an ActionStatus. */
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
/** Addresses of nodes that the sender provisioned, for the Primary Provisioner. Four fit into an unsegmented message. */
export const FastProvNodeAddr = message(
  "Fast Prov Node Addr",
  vendorOpcode(4, espressifCompanyId),
  { addresses: someAddresses },
  FastProvNodeAddrAck,
);

/** Addresses of all nodes that the Primary Provisioner knows; the list may be empty. */
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

/** The nodes at `addresses` subscribe to `group`. It is not answered. */
export const FastProvNodeGroupAdd = message(
  "Fast Prov Node Group Add",
  vendorOpcode(8, espressifCompanyId),
  { group: uint16, addresses },
);
/** The nodes at `addresses` delete their subscription to `group`. It is not answered. */
export const FastProvNodeGroupDelete = message(
  "Fast Prov Node Group Delete",
  vendorOpcode(9, espressifCompanyId),
  { group: uint16, addresses },
);
