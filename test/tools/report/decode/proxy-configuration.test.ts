import test from "ava";
import { fromHex } from "../../../../modules/base/bytes.js";
import { proxyConfigurationText } from "../../../../tools/report/decode/proxy-configuration.js";

const cases: readonly (readonly [octets: string, name: string, fields: string])[] = [
  ["0000", "Set Filter Type", "filter accept list"],
  ["0001", "Set Filter Type", "filter reject list"],
  ["0002", "Set Filter Type", "parameters 02"],
  ["00", "Set Filter Type", "parameters none"],
  ["000001", "Set Filter Type", "parameters 0001"],
  ["01c0000005", "Add Addresses to Filter", "addresses 0xc000, 0x0005"],
  ["01c000ff", "Add Addresses to Filter", "parameters c000ff"],
  ["01", "Add Addresses to Filter", "parameters none"],
  ["02ffff", "Remove Addresses from Filter", "addresses all nodes"],
  ["03010102", "Filter Status", "filter reject list, addresses 258"],
  ["03020000", "Filter Status", "parameters 020000"],
  ["030100", "Filter Status", "parameters 0100"],
  ["047f", "Proxy configuration message 0x04", "parameters 7f"],
];

for (const [octets, name, fields] of cases)
  test(`${octets} in words`, (t) => {
    const text = proxyConfigurationText(fromHex(octets));
    t.is(text.name, name);
    t.is(text.fields.map((field) => field.join(" ")).join(", "), fields);
  });
