import { remainder, uint8, uint16 } from "../../access/fields.js";
import { maximumPayload } from "../../access/limits.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";

export const largeCompositionDataServerId = 0x0012;
export const largeCompositionDataClientId = 0x0013;

const request = frozen({ page: uint8, offset: uint16 });
/** `total`: octets of the whole page; `data`: those from `offset` on, as many as fit. Mesh Protocol 1.1 §4.3.10. */
const part = frozen({ page: uint8, offset: uint16, total: uint16, data: remainder });

/** Octets of a page in one message: opcode, page, offset and total go with them. */
export const maximumPart = maximumPayload - 7;

export const LargeCompositionDataStatus = message("Large Composition Data Status", 0x8075, part);
export const LargeCompositionDataGet = message(
  "Large Composition Data Get",
  0x8074,
  request,
  LargeCompositionDataStatus,
);
export const ModelsMetadataStatus = message("Models Metadata Status", 0x8077, part);
export const ModelsMetadataGet = message(
  "Models Metadata Get",
  0x8076,
  request,
  ModelsMetadataStatus,
);
