import type { Field } from "../../access/field.js";
import { bits, octets, uint8, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";

/** A NetKey or AppKey Index: 12 bits in 2 octets. Mesh Protocol 1.1 §4.3.1.1. */
export const keyIndex = unsigned(2, 0, 0xfff);

/** Two indexes in 3 octets: the NetKey's in the low 12 bits. §4.3.1.1 */
export const keyIndexes = bits(3, { netKeyIndex: 12, appKeyIndex: 12 });

/** Indexes in pairs of 3 octets, an odd last one in 2. §4.3.1.1 */
export const packedKeyIndexes: Field<number[]> = frozen({
  minimum: 0,
  read(reader) {
    const indexes: number[] = [];
    while (reader.remaining >= 3) {
      const pair = reader.number(3);
      indexes.push(pair & 0xfff, pair >> 12);
    }
    if (reader.remaining > 0) indexes.push(keyIndex.read(reader));
    return indexes;
  },
  write(writer, indexes, name) {
    for (let i = 0; i < indexes.length; i += 2) {
      if (i + 1 === indexes.length) keyIndex.write(writer, indexes[i]!, name);
      else writer.number(indexes[i]! | (indexes[i + 1]! << 12), 3);
    }
  },
});

const key = octets(16);

// §4.3.2: NetKey and AppKey messages
export const NetKeyStatus = message("Config NetKey Status", 0x8044, {
  status: uint8,
  netKeyIndex: keyIndex,
});
export const NetKeyAdd = message(
  "Config NetKey Add",
  0x8040,
  { netKeyIndex: keyIndex, netKey: key },
  NetKeyStatus,
);
export const NetKeyUpdate = message(
  "Config NetKey Update",
  0x8045,
  { netKeyIndex: keyIndex, netKey: key },
  NetKeyStatus,
);
export const NetKeyDelete = message(
  "Config NetKey Delete",
  0x8041,
  { netKeyIndex: keyIndex },
  NetKeyStatus,
);
export const NetKeyList = message("Config NetKey List", 0x8043, {
  netKeyIndexes: packedKeyIndexes,
});
export const NetKeyGet = message("Config NetKey Get", 0x8042, {}, NetKeyList);

export const AppKeyStatus = message("Config AppKey Status", 0x8003, {
  status: uint8,
  keyIndexes,
});
export const AppKeyAdd = message(
  "Config AppKey Add",
  0x00,
  { keyIndexes, appKey: key },
  AppKeyStatus,
);
export const AppKeyUpdate = message(
  "Config AppKey Update",
  0x01,
  { keyIndexes, appKey: key },
  AppKeyStatus,
);
export const AppKeyDelete = message("Config AppKey Delete", 0x8000, { keyIndexes }, AppKeyStatus);
export const AppKeyList = message("Config AppKey List", 0x8002, {
  status: uint8,
  netKeyIndex: keyIndex,
  appKeyIndexes: packedKeyIndexes,
});
export const AppKeyGet = message(
  "Config AppKey Get",
  0x8001,
  { netKeyIndex: keyIndex },
  AppKeyList,
);

// §4.3.2: Key Refresh Phase and Node Identity
export const KeyRefreshPhaseStatus = message("Config Key Refresh Phase Status", 0x8017, {
  status: uint8,
  netKeyIndex: keyIndex,
  phase: unsigned(1, 0, 2),
});
export const KeyRefreshPhaseGet = message(
  "Config Key Refresh Phase Get",
  0x8015,
  { netKeyIndex: keyIndex },
  KeyRefreshPhaseStatus,
);
export const KeyRefreshPhaseSet = message(
  "Config Key Refresh Phase Set",
  0x8016,
  { netKeyIndex: keyIndex, transition: unsigned(1, 2, 3) },
  KeyRefreshPhaseStatus,
);
export const NodeIdentityStatus = message("Config Node Identity Status", 0x8048, {
  status: uint8,
  netKeyIndex: keyIndex,
  identity: unsigned(1, 0, 2),
});
export const NodeIdentityGet = message(
  "Config Node Identity Get",
  0x8046,
  { netKeyIndex: keyIndex },
  NodeIdentityStatus,
);
export const NodeIdentitySet = message(
  "Config Node Identity Set",
  0x8047,
  { netKeyIndex: keyIndex, identity: unsigned(1, 0, 1) },
  NodeIdentityStatus,
);

/** What a server answers with. */
export const keyAnswers = frozen([
  NetKeyStatus,
  NetKeyList,
  AppKeyStatus,
  AppKeyList,
  KeyRefreshPhaseStatus,
  NodeIdentityStatus,
]);
