import type { HealthFaults } from "../../../modules/foundation/health/client.js";
import { healthServerId } from "../../../modules/foundation/health/messages.js";
import type { Command } from "../command.js";
import { firstAppKey } from "../session.js";
import { ShellError } from "../shell-error.js";
import { durationOf, numberOf } from "../values.js";
import { appKeyOf } from "./keys.js";
import { nodeValues } from "./node-values.js";

const verbs = ["faults", "clear", "test", "period", "attention"] as const;

/** Names of the fault codes of the specification. Mesh Protocol 1.1 §4.2.15.1 */
const faultNames: Readonly<Record<number, string>> = {
  0x01: "battery low warning",
  0x02: "battery low error",
  0x03: "supply voltage too low warning",
  0x04: "supply voltage too low error",
  0x05: "supply voltage too high warning",
  0x06: "supply voltage too high error",
  0x07: "power supply interrupted warning",
  0x08: "power supply interrupted error",
  0x09: "no load warning",
  0x0a: "no load error",
  0x0b: "overload warning",
  0x0c: "overload error",
  0x0d: "overheat warning",
  0x0e: "overheat error",
  0x0f: "condensation warning",
  0x10: "condensation error",
  0x11: "vibration warning",
  0x12: "vibration error",
  0x13: "configuration warning",
  0x14: "configuration error",
  0x15: "element not calibrated warning",
  0x16: "element not calibrated error",
  0x17: "memory warning",
  0x18: "memory error",
  0x19: "self-test warning",
  0x1a: "self-test error",
  0x1b: "input too low warning",
  0x1c: "input too low error",
  0x1d: "input too high warning",
  0x1e: "input too high error",
  0x1f: "input no change warning",
  0x20: "input no change error",
  0x21: "actuator blocked warning",
  0x22: "actuator blocked error",
  0x23: "housing opened warning",
  0x24: "housing opened error",
  0x25: "tamper warning",
  0x26: "tamper error",
  0x27: "device moved warning",
  0x28: "device moved error",
  0x29: "device dropped warning",
  0x2a: "device dropped error",
  0x2b: "overflow warning",
  0x2c: "overflow error",
  0x2d: "empty warning",
  0x2e: "empty error",
  0x2f: "internal bus warning",
  0x30: "internal bus error",
  0x31: "mechanism jammed warning",
  0x32: "mechanism jammed error",
};

function faultsText({ faults, testId }: HealthFaults): string {
  const list = faults
    .filter((fault) => fault > 0)
    .map((fault) => faultNames[fault] ?? `fault 0x${fault.toString(16).padStart(2, "0")}`);
  return `registered faults: ${list.join(", ") || "none"}; last test ${testId}`;
}

export const healthCommands: readonly Command[] = [
  {
    name: "health",
    group: "states",
    usage:
      "<node> [faults|clear|test [<id>]|period [<divisor>]|attention [<duration>]] [key=<key>]",
    summary: "ask the Health Server of a node for faults; clear, test, period, attention",
    details: [
      "company= is the company that defines the faults. Default: that of the composition data.",
      "The period is the Fast Period Divisor, 0 to 15; attention is 0 to 255 s.",
    ],
    example: "health light-1 attention 5s",
    words: ["node", verbs, "number"],
    options: { company: "number", key: "key" },
    async run(session, words) {
      const node = session.names.node(words.take("the node"));
      const verb = words.left === 0 ? "faults" : words.choice("what to do", verbs);
      const text = verb === "faults" || verb === "clear" ? undefined : words.takeOptional();
      const appKeyIndex = session.names.appKey(words.option("key") ?? String(firstAppKey));
      appKeyOf(session, appKeyIndex);
      const given = words.number("company", 0, 0xffff);
      words.end();
      const page = await session.composition(node.address);
      if (!page.elements[node.element ?? 0]?.models.includes(healthServerId))
        throw new ShellError(`${node.name} has no Health Server`);
      const company = given ?? page.companyId;
      const dst = node.address + (node.element ?? 0);
      const options = { dst, appKeyIndex, signal: session.signal };
      const { health } = session.network.clients;
      const about = { node: nodeValues(session, node.address) };
      if (verb === "period") {
        const set = text === undefined ? undefined : numberOf("the divisor", text, 0, 15);
        const divisor = await session.run(
          set === undefined ? health.getPeriod(options) : health.setPeriod(set, options),
        );
        return {
          values: { ...about, divisor },
          text: [`${node.name}: Fast Period Divisor ${divisor}`],
        };
      }
      if (verb === "attention") {
        const seconds = text === undefined ? undefined : durationOf(text) / 1000;
        if (seconds !== undefined && !(Number.isInteger(seconds) && seconds <= 255))
          throw new ShellError(`the attention: ${text} is not a whole number of 0 to 255 s`);
        const left = await session.run(
          seconds === undefined
            ? health.getAttention(options)
            : health.setAttention(seconds, options),
        );
        return {
          values: { ...about, attention: left },
          text: [`${node.name}: attention ${left} s`],
        };
      }
      const status = await session.run(
        verb === "faults"
          ? health.getFaults(company, options)
          : verb === "clear"
            ? health.clearFaults(company, options)
            : health.test(numberOf("the test", text ?? "0", 0, 255), company, options),
      );
      return {
        values: { ...about, company, testId: status.testId, faults: status.faults },
        text: [`${node.name}: ${faultsText(status)}`],
      };
    },
  },
];
