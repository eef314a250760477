import { vendorModelId } from "../../modules/access/model-id.js";
import { modelWord } from "./models.js";
import type { Names } from "./names.js";

/** A model as refusal texts of a simulation write it: 0x1000 or vendorModelId(0x02e5, 0x0001). */
const modelCode = String.raw`(0x[0-9a-f]{4}|vendorModelId\(0x[0-9a-f]{4}, 0x[0-9a-f]{4}\))`;
const target = String.raw`\{ elementAddress: (\S+|node \+ \d+), modelId: ${modelCode} \}`;

function modelOfCode(code: string): string {
  const numbers = [...code.matchAll(/0x[0-9a-f]{4}/g)].map(([digits]) => parseInt(digits, 16));
  const [company, model] = numbers;
  return modelWord(model === undefined ? company! : vendorModelId(company!, model));
}

/**
 * The reason of a request without an answer with commands of the shell in place of calls of
 * `ConfigurationClient`, and with the names of nodes and groups.
 */
export function reasonText(names: Names, text: string): string {
  const node = (code: string) =>
    /^0x/.test(code) ? names.addressName(parseInt(code, 16)) : "<node>";
  return text
    .replace(
      new RegExp(String.raw`configuration\.bind\((\S+), ${target}, (\d+)\)`, "g"),
      (_, _node: string, element: string, model: string, key: string) =>
        `bind ${node(element)} ${modelOfCode(model)} ${key}`,
    )
    .replace(
      new RegExp(String.raw`configuration\.subscribe\((\S+), ${target}, (0x[0-9a-f]{4})\)`, "g"),
      (_, _node: string, element: string, model: string, group: string) =>
        `subscribe ${node(element)} ${modelOfCode(model)} ${node(group)}`,
    )
    .replace(
      /configuration\.addAppKey\(node, netKeyIndex, (\w+), appKey\)/g,
      (_, key: string) => `key add <node> ${/^\d+$/.test(key) ? key : "<key>"}`,
    )
    .replace(/send it with device: true in place of AppKey \d+/g, "send it with key=device")
    .replace(/send it with appKeyIndex/g, "send it with key=<index>")
    .replace(/^([0-9a-f]{4}) did not answer/, (_, digits: string) => {
      return `${names.addressName(parseInt(digits, 16))} did not answer`;
    });
}
