import * as messages from "../../../../modules/foundation/large-composition-data/messages.js";
import { codecTests, sample } from "../../../support/codec.js";

const {
  LargeCompositionDataGet,
  LargeCompositionDataStatus,
  ModelsMetadataGet,
  ModelsMetadataStatus,
} = messages;
const part = { page: 128, offset: 0x0102, total: 0x0304, data: Uint8Array.of(5, 6) };

codecTests(
  messages,
  [
    sample(LargeCompositionDataGet, { page: 255, offset: 0x0102 }, "8074 ff 0201"),
    sample(LargeCompositionDataStatus, part, "8075 80 0201 0403 0506"),
    sample(
      LargeCompositionDataStatus,
      { page: 0, offset: 9, total: 9, data: new Uint8Array(0) },
      "8075 00 0900 0900",
    ),
    sample(ModelsMetadataGet, { page: 0, offset: 0xffff }, "8076 00 ffff"),
    sample(ModelsMetadataStatus, part, "8077 80 0201 0403 0506"),
  ],
  [
    [LargeCompositionDataGet, "8074 00 0000 00"],
    [ModelsMetadataGet, "8076 00"],
  ],
);
