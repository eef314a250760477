import type { Fields } from "../../access/field.js";
import { bits, list, octets, uint16, uint8, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { modelIdField, sigModelId, vendorModelIdField } from "../../access/model-id.js";
import { frozen } from "../../base/frozen.js";
import { keyIndex, packedKeyIndexes } from "./key-messages.js";

const elementAddress = unsigned(2, 0x0001, 0x7fff);
const label = octets(16);

// §4.3.2.15..: publication
const publishParameters = frozen({
  key: bits(2, { appKeyIndex: 12, credentialFlag: 1, reserved: 3 }),
  ttl: uint8,
  period: uint8,
  retransmit: bits(1, { count: 3, steps: 5 }),
  modelId: modelIdField,
});

export const PublicationStatus = message("Config Model Publication Status", 0x8019, {
  status: uint8,
  elementAddress,
  address: uint16,
  ...publishParameters,
});
export const PublicationGet = message(
  "Config Model Publication Get",
  0x8018,
  { elementAddress, modelId: modelIdField },
  PublicationStatus,
);
export const PublicationSet = message(
  "Config Model Publication Set",
  0x03,
  { elementAddress, address: uint16, ...publishParameters },
  PublicationStatus,
);
export const PublicationVirtualAddressSet = message(
  "Config Model Publication Virtual Address Set",
  0x801a,
  { elementAddress, label, ...publishParameters },
  PublicationStatus,
);

// §4.3.2.19..: subscription
export const SubscriptionStatus = message("Config Model Subscription Status", 0x801f, {
  status: uint8,
  elementAddress,
  address: uint16,
  modelId: modelIdField,
});

const withAddress = frozen({ elementAddress, address: uint16, modelId: modelIdField });
const withLabel = frozen({ elementAddress, label, modelId: modelIdField });

export const SubscriptionAdd = message(
  "Config Model Subscription Add",
  0x801b,
  withAddress,
  SubscriptionStatus,
);
export const SubscriptionDelete = message(
  "Config Model Subscription Delete",
  0x801c,
  withAddress,
  SubscriptionStatus,
);
export const SubscriptionOverwrite = message(
  "Config Model Subscription Overwrite",
  0x801e,
  withAddress,
  SubscriptionStatus,
);
export const SubscriptionDeleteAll = message(
  "Config Model Subscription Delete All",
  0x801d,
  { elementAddress, modelId: modelIdField },
  SubscriptionStatus,
);
export const SubscriptionVirtualAddressAdd = message(
  "Config Model Subscription Virtual Address Add",
  0x8020,
  withLabel,
  SubscriptionStatus,
);
export const SubscriptionVirtualAddressDelete = message(
  "Config Model Subscription Virtual Address Delete",
  0x8021,
  withLabel,
  SubscriptionStatus,
);
export const SubscriptionVirtualAddressOverwrite = message(
  "Config Model Subscription Virtual Address Overwrite",
  0x8022,
  withLabel,
  SubscriptionStatus,
);

const listHeader = frozen({ status: uint8, elementAddress });

function listPair<F extends Fields, G extends Fields>(
  name: string,
  opcodes: readonly [number, number],
  get: F,
  answer: G,
) {
  const response = message(`${name} List`, opcodes[1], answer);
  return [message(`${name} Get`, opcodes[0], get, response), response] as const;
}

export const [SigModelSubscriptionGet, SigModelSubscriptionList] = listPair(
  "Config SIG Model Subscription",
  [0x8029, 0x802a],
  { elementAddress, modelId: sigModelId },
  { ...listHeader, modelId: sigModelId, addresses: list(uint16) },
);
export const [VendorModelSubscriptionGet, VendorModelSubscriptionList] = listPair(
  "Config Vendor Model Subscription",
  [0x802b, 0x802c],
  { elementAddress, modelId: vendorModelIdField },
  { ...listHeader, modelId: vendorModelIdField, addresses: list(uint16) },
);

// §4.3.2.46..: AppKey bindings
export const AppStatus = message("Config Model App Status", 0x803e, {
  status: uint8,
  elementAddress,
  appKeyIndex: keyIndex,
  modelId: modelIdField,
});
const binding = frozen({ elementAddress, appKeyIndex: keyIndex, modelId: modelIdField });
export const AppBind = message("Config Model App Bind", 0x803d, binding, AppStatus);
export const AppUnbind = message("Config Model App Unbind", 0x803f, binding, AppStatus);

export const [SigModelAppGet, SigModelAppList] = listPair(
  "Config SIG Model App",
  [0x804b, 0x804c],
  { elementAddress, modelId: sigModelId },
  { ...listHeader, modelId: sigModelId, appKeyIndexes: packedKeyIndexes },
);
export const [VendorModelAppGet, VendorModelAppList] = listPair(
  "Config Vendor Model App",
  [0x804d, 0x804e],
  { elementAddress, modelId: vendorModelIdField },
  { ...listHeader, modelId: vendorModelIdField, appKeyIndexes: packedKeyIndexes },
);

/** What a server answers with. */
export const modelAnswers = frozen([
  PublicationStatus,
  SubscriptionStatus,
  AppStatus,
  SigModelSubscriptionList,
  VendorModelSubscriptionList,
  SigModelAppList,
  VendorModelAppList,
]);
