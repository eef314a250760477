// What the names of a document stand for.
import test from "ava";
import type { ConfigurationDatabase } from "../../../../modules/provisioner/configuration-database.js";
import { changeText } from "../../../../tools/network/configuration/texts.js";
import { DocumentError, parsedDocument } from "../../../../tools/network/desired/read.js";
import { lightModels, networkOf, switchModels } from "../../../support/known-networks.js";
import { faults, planned } from "../../../support/planned-document.js";

/** What is to be changed of the first node. */
function changes(text: string, database: ConfigurationDatabase): readonly string[] {
  const [{ changes: own, known }] = planned(text, database).nodes as [
    ReturnType<typeof planned>["nodes"][number],
  ];
  return own.map((change) => changeText(known.node, change));
}

test("a model that the node has with one other role needs no role in its name", (t) => {
  const database = networkOf({ models: [lightModels, [0x1000, 0x130f, 0x1310]], name: "ceiling" });
  const lights = (name: string) =>
    changes(
      `appKeys: { lights: 1 }\nrules: [{ for: all, models: { ${name}: { bind: lights } } }]`,
      database,
    ).slice(1);
  t.deepEqual(lights("Light LC Server"), ["+ 0011 Light LC Server: bound to AppKey 1"]);
  t.deepEqual(lights("Light LC Server of light-lc"), lights("Light LC Server"));
  t.deepEqual(lights("Generic OnOff Server"), ["+ 0010 Generic OnOff Server: bound to AppKey 1"]);
});

/** A light and a switch. */
const house = () =>
  networkOf({ models: [lightModels], name: "ceiling" }, { models: [switchModels], name: "door" });

const contradictions: readonly (readonly [what: string, text: string, says: readonly string[]])[] =
  [
    [
      "a zone with the name of a node",
      "zones: { ceiling: { nodes: all, ttl: 5 } }",
      [
        "line 2, zones.ceiling: a node has this name, so that nobody knows which of the two is meant: give it another one",
      ],
    ],
    [
      "a zone with the name of a node of the document",
      "nodes: { lamp: { name: ceiling } }\nzones: { lamp: { nodes: door, ttl: 5 } }",
      [
        "line 3, zones.lamp: a node has this name, so that nobody knows which of the two is meant: give it another one",
      ],
    ],
    [
      "a zone called all",
      "zones: { all: { nodes: door, ttl: 5 } }",
      ['line 2, zones.all: "all" stands for every node: give it another name'],
    ],
    [
      "a node called all",
      "nodes: { all: { name: door } }",
      ['line 2, nodes.all: "all" stands for every node: give it another name'],
    ],
    [
      "a name that another node has and keeps",
      "nodes: { door: { name: ceiling } }",
      [
        "line 2, nodes.door: 0020 door has this name in the network: give it another one in nodes, or choose another here",
      ],
    ],
    [
      "names that two nodes exchange, by which they would be exchanged each time",
      "nodes: { door: { name: ceiling }, ceiling: { name: door } }",
      [
        "line 2, nodes.door: it is found by the name that another node gets: give its uuid",
        "line 2, nodes.ceiling: it is found by the name that another node gets: give its uuid",
      ],
    ],
    [
      "a group that every object has",
      "appKeys: { lights: 1 }\nrules: [{ for: ceiling, models: { Generic OnOff Server: { bind: lights, subscribe: constructor } } }]",
      [
        'line 3, rules[0].models.Generic OnOff Server.subscribe: there is no group "constructor"; there are: none; add it to groups, or give an address from C000 to FEFF, or one of all proxies, all friends, all relays, all nodes',
      ],
    ],
    [
      "a subscription to all nodes",
      "rules: [{ for: ceiling, models: { Generic OnOff Server: { subscribe: [all relays, all nodes] } } }]",
      [
        'line 2, rules[0].models.Generic OnOff Server.subscribe[1]: "all nodes" reaches the models of each primary element by itself: nobody subscribes to it',
      ],
    ],
    [
      "a node that every object has",
      "zones: { hall: { nodes: door, ttl: 5 } }\nrules: [{ for: constructor, ttl: 4 }]",
      [
        'line 3, rules[0].for: there is no node and no zone "constructor"; there are: hall, ceiling, door',
      ],
    ],
  ];
for (const [what, text, says] of contradictions)
  test(`refused: ${what}`, (t) => {
    t.deepEqual(faults(text, house()), says);
  });

test("nodes exchange their names by their UUIDs", (t) => {
  const text = `nodes: { door: { uuid: "${"01".repeat(16)}" }, ceiling: { uuid: "${"02".repeat(16)}" } }`;
  t.deepEqual(
    planned(text, house()).nodes.map(({ target }) => target.after.name),
    ["door", "ceiling"],
  );
});

test("an alias of nothing, and aliases without an end, are faults of the document", (t) => {
  const expands = ["a: &a [1, 1]", ..."bcdefgh"].map((name, i, all) =>
    i === 0 ? name : `${name}: &${name} [${`*${all[i - 1]![0]}, `.repeat(9)}]`,
  );
  for (const text of ["version: 1\nrules: *x", expands.join("\n")])
    t.throws(() => parsedDocument(text), { instanceOf: DocumentError, message: /^no YAML: / });
});
