import { getUint16BE, toHex } from "../../../modules/base/bytes.js";
import { ProxyFilterType } from "../../../modules/network/proxy-filter.js";
import { decodeFilterStatus, ProxyOpcode } from "../../../modules/proxy/configuration-messages.js";
import { destinationText, type FieldText } from "./words.js";

/** A proxy configuration message in words. */
export interface ProxyConfigurationText {
  readonly name: string;
  readonly fields: FieldText[];
}

const filterNames: Readonly<Record<number, string>> = {
  [ProxyFilterType.acceptList]: "accept list",
  [ProxyFilterType.rejectList]: "reject list",
};

/** An opcode with parameters, as Mesh Protocol 1.1 §6.6 has them. */
export function proxyConfigurationText(message: Uint8Array): ProxyConfigurationText {
  const parameters = message.subarray(1);
  switch (message[0]) {
    case ProxyOpcode.setFilterType: {
      const filter = parameters.length === 1 ? filterNames[parameters[0]!] : undefined;
      return text(
        "Set Filter Type",
        parameters,
        filter === undefined ? undefined : [["filter", filter]],
      );
    }
    case ProxyOpcode.addAddresses:
      return text("Add Addresses to Filter", parameters, addresses(parameters));
    case ProxyOpcode.removeAddresses:
      return text("Remove Addresses from Filter", parameters, addresses(parameters));
    case ProxyOpcode.filterStatus: {
      const status = decodeFilterStatus(message, 0, message.length);
      return text(
        "Filter Status",
        parameters,
        status && [
          ["filter", filterNames[status.type]!],
          ["addresses", String(status.size)],
        ],
      );
    }
    default: {
      const opcode = `0x${message[0]!.toString(16).padStart(2, "0")}`;
      return text(`Proxy configuration message ${opcode}`, parameters, undefined);
    }
  }
}

function text(
  name: string,
  parameters: Uint8Array,
  fields: FieldText[] | undefined,
): ProxyConfigurationText {
  return { name, fields: fields ?? [["parameters", toHex(parameters) || "none"]] };
}

function addresses(parameters: Uint8Array): FieldText[] | undefined {
  if (parameters.length === 0 || parameters.length % 2 !== 0) return undefined;
  const list: string[] = [];
  for (let at = 0; at < parameters.length; at += 2)
    list.push(destinationText(getUint16BE(parameters, at)));
  return [["addresses", list.join(", ")]];
}
