import test from "ava";
import type { ConfigurationDatabase } from "../../../../modules/provisioner/configuration-database.js";
import { changeText } from "../../../../tools/network/configuration/texts.js";
import { DocumentError, parsedDocument } from "../../../../tools/network/desired/read.js";
import { isEmpty } from "../../../../tools/network/plan/network-plan.js";
import { lightModels, networkOf, switchModels } from "../../../support/known-networks.js";
import * as documents from "../../../support/planned-document.js";

const bound = { netKeys: [{ index: 0, updated: false }], appKeys: [{ index: 1, updated: false }] };

/** Two lights and a switch. */
function house(): ConfigurationDatabase {
  return networkOf(
    { models: [lightModels], name: "ceiling" },
    { models: [lightModels, [0x1000]], name: "desk", pid: 2, ...bound },
    { models: [switchModels], name: "door", features: { relay: 2, proxy: 2 } },
  );
}

const planned = (text: string, database = house()) => documents.planned(text, database);
const faults = (text: string, database = house()) => documents.faults(text, database);

/** What is to be changed, by the names of the nodes. */
function changes(text: string, database = house()): Readonly<Record<string, readonly string[]>> {
  const { nodes } = planned(text, database);
  return Object.fromEntries(
    nodes.map(({ changes: own, known: { node } }) => [
      node.name ?? "",
      own.map((change) => changeText(node, change)),
    ]),
  );
}

const rule = (selector: string) => `rules: [{ for: ${selector}, ttl: 9 }]`;
const selections: readonly (readonly [selector: string, names: readonly string[]])[] = [
  ["all", ["ceiling", "desk", "door"]],
  ["desk", ["desk"]],
  ["[door, ceiling]", ["ceiling", "door"]],
  ["{ has: Light Lightness Server }", ["ceiling", "desk"]],
  ["{ has: '1001' }", ["door"]],
  ["{ supports: relay }", ["ceiling", "desk"]],
  ["{ cid: 05F1, pid: '0002' }", ["desk"]],
  ["{ address: '0010' }", ["ceiling"]],
  ["{ has: Light Lightness Server, except: desk }", ["ceiling"]],
  ["{ has: Generic OnOff Server, in: [desk, door] }", ["desk"]],
  ["[{ has: Generic OnOff Client }, desk]", ["desk", "door"]],
];
for (const [selector, names] of selections)
  test(`for: ${selector}`, (t) => {
    t.deepEqual(
      Object.entries(changes(rule(selector))).flatMap(([name, own]) =>
        own.length > 0 ? [name] : [],
      ),
      names,
    );
  });

test("the provisioner's own node, and one that is to leave, are not among all", (t) => {
  const database = house();
  const [first, second, ...others] = database.nodes;
  const nodes = [
    { ...first!, UUID: database.provisioners[0]!.UUID },
    { ...second!, excluded: true },
    ...others,
  ];
  t.deepEqual(Object.keys(changes(rule("all"), { ...database, nodes })), ["door"]);
});

test("a zone: its members, and what they are to be", (t) => {
  const text = `
appKeys: { lights: 1 }
groups: { kitchen: C000 }
zones:
  kitchen:
    nodes: { has: Light Lightness Server }
    models:
      Generic OnOff Server: { bind: lights, subscribe: kitchen }
rules:
  - for: kitchen
    relay: true
`;
  t.deepEqual(changes(text), {
    ceiling: [
      "+ AppKey 1",
      "+ 0010 Generic OnOff Server: bound to AppKey 1",
      "+ 0010 Light Lightness Setup Server: subscribes to C000",
      "~ Relay: off -> on, 3 times, every 20 ms",
    ],
    desk: [
      "+ 0020 Generic OnOff Server: bound to AppKey 1",
      "+ 0021 Generic OnOff Server: bound to AppKey 1",
      "+ 0020 Light Lightness Setup Server: subscribes to C000",
      "+ 0021 Generic OnOff Server: subscribes to C000",
      "~ Relay: off -> on, 3 times, every 20 ms",
    ],
  });
});

test("a model by its number and by its element", (t) => {
  for (const name of ["Generic OnOff Server 2", "Generic OnOff Server on element 1", "'1000'"]) {
    const own = changes(
      `appKeys: { lights: 1 }\nrules: [{ for: desk, models: { ${name}: { bind: lights } } }]`,
    );
    t.deepEqual(
      own["desk"],
      name === "'1000'"
        ? [
            "+ 0020 Generic OnOff Server: bound to AppKey 1",
            "+ 0021 Generic OnOff Server: bound to AppKey 1",
          ]
        : ["+ 0021 Generic OnOff Server: bound to AppKey 1"],
    );
  }
});

test("lists of several rules are united; a key that a model publishes with is bound", (t) => {
  const text = `
appKeys: { lights: 1, admin: 2 }
groups: { kitchen: C000, hall: C001 }
rules:
  - for: ceiling
    models: { Generic OnOff Server: { bind: admin, subscribe: kitchen } }
  - for: ceiling
    models: { Light Lightness Server: { subscribe: hall }, Generic OnOff Server: { publish: { to: hall, key: lights, every: 70 s } } }
`;
  t.deepEqual(changes(text)["ceiling"], [
    "+ AppKey 2",
    "+ AppKey 1",
    "+ 0010 Generic OnOff Server: bound to AppKey 2",
    "+ 0010 Generic OnOff Server: bound to AppKey 1",
    "+ 0010 Generic OnOff Server: publishes to C001 (AppKey 1, every 70 s)",
    "+ 0010 Light Lightness Setup Server: subscribes to C000",
    "+ 0010 Light Lightness Setup Server: subscribes to C001",
  ]);
});

test("others: what no rule names is kept, or removed", (t) => {
  const database = house();
  const [ceiling, ...rest] = database.nodes;
  const models = ceiling!.elements[0]!.models.map((model) =>
    model.modelId === 0x1000 ? { ...model, bind: [1], subscribe: [0xc005] } : model,
  );
  const configured = {
    ...database,
    nodes: [{ ...ceiling!, ...bound, elements: [{ ...ceiling!.elements[0]!, models }] }, ...rest],
  };
  const own = (others: string) =>
    changes(`others: ${others}\nrules: [{ for: ceiling, ttl: 9 }]`, configured)["ceiling"];
  t.deepEqual(own("keep"), ["+ Default TTL: 9"]);
  t.deepEqual(own("remove"), [
    "- AppKey 1",
    "- 0010 Generic OnOff Server: bound to AppKey 1",
    "- 0010 Light Lightness Setup Server: subscribes to C005",
    "+ Default TTL: 9",
  ]);
});

test("names of nodes, keys, groups and the network are changed without a message", (t) => {
  const plan = planned(
    "network: Home\nappKeys: { lamps: 1 }\ngroups: { kitchen: C000 }\nscenes: { evening: 3 }\nnodes: { lamp: { name: ceiling } }",
  );
  t.false(isEmpty(plan));
  t.deepEqual(plan.additions, {
    name: "Home",
    netKeys: [],
    appKeys: [{ name: "lamps", index: 1, boundNetKey: 0, before: "lights" }],
    groups: [{ name: "kitchen", address: 0xc000, parentAddress: 0 }],
    scenes: [{ name: "evening", number: 3, addresses: [] }],
  });
  t.deepEqual(
    plan.nodes.map(({ renamed, steps }) => [renamed, steps.length]),
    [[true, 0]],
  );
});

const models = (text: string, selector = "ceiling") =>
  `appKeys: { lights: 1 }\ngroups: { kitchen: C000 }\nrules: [{ for: ${selector}, models: ${text} }]`;

/** Documents that cannot be meant, and what is said. */
const wrong: readonly (readonly [name: string, document: string, says: readonly string[]])[] = [
  [
    "an unknown model",
    models("{ Generic OnOf Server: {} }"),
    [
      'line 4, rules[0].models.Generic OnOf Server: there is no model "Generic OnOf Server": did you mean Generic OnOff Server, Generic Level Server, Generic Location Server?',
    ],
  ],
  [
    "a model that a node has not",
    models("{ Light CTL Server: {} }"),
    ["line 4, rules[0].models.Light CTL Server: the node has no Light CTL Server"],
  ],
  [
    "a model that none of several has",
    models("{ Light CTL Server: {} }", "all"),
    ["line 4, rules[0].models.Light CTL Server: none of the 3 nodes has a Light CTL Server"],
  ],
  [
    "a role that is none",
    models("{ Generic Level Server of colour: {} }"),
    [
      'line 4, rules[0].models.Generic Level Server of colour: there is no role "colour"; there are main, temperature, hue, saturation, light-lc',
    ],
  ],
  [
    "a group out of range",
    "groups: { kitchen: FF00 }",
    ['line 2, groups.kitchen: "FF00" where a group address from C000 to FEFF is needed'],
  ],
  [
    "a group as a number",
    "groups: { kitchen: 49152 }",
    [
      "line 2, groups.kitchen: the number 49152 where a group address from C000 to FEFF or a Label UUID is needed: write its digits as a text, as 'C000'",
    ],
  ],
  [
    "a group that is not there",
    models("{ Generic OnOff Server: { subscribe: kitchn } }"),
    [
      'line 4, rules[0].models.Generic OnOff Server.subscribe: there is no group "kitchn"; did you mean kitchen?; add it to groups, or give an address from C000 to FEFF, or one of all proxies, all friends, all relays, all nodes',
    ],
  ],
  [
    "a key nobody has",
    models("{ Generic OnOff Server: { bind: [lights, locks] } }"),
    [
      'line 4, rules[0].models.Generic OnOff Server.bind[1]: there is no AppKey "locks"; there are: lights; add it to appKeys',
    ],
  ],
  [
    "a key of a NetKey nobody has",
    "appKeys: { lights: { index: 3, netKey: guests } }",
    [
      'line 2, appKeys.lights.netKey: there is no NetKey "guests"; there are: Primary; add it to netKeys',
    ],
  ],
  [
    "an AppKey of another NetKey than it has",
    "netKeys: { guests: 1 }\nappKeys: { lights: { index: 1, netKey: guests } }",
    [
      "line 3, appKeys.lights: AppKey 1 of the network is bound to NetKey 0, not 1: use another index",
    ],
  ],
  [
    "two names for one",
    "groups: { one: C000, two: c000 }",
    ['line 2, groups.two: the same as "one": each needs one of its own'],
  ],
  [
    "a zone without members",
    "zones: { attic: { nodes: { has: Light LC Server } } }",
    [
      "line 2, zones.attic.nodes: no node of the network is of this kind",
      "line 2, zones.attic: it has no members: no node is configured by it",
    ],
  ],
  [
    "a zone in itself",
    "zones: { attic: { nodes: [attic, desk] } }",
    ['line 2, zones.attic.nodes[0]: the zone "attic" is a member of itself'],
  ],
  [
    "a node that is not there",
    "nodes: { lamp: { uuid: d0000000-0000-0000-0000-000000000001 } }",
    [
      "line 2, nodes.lamp: no node of the network is that: uuid d0000000-0000-0000-0000-000000000001; xs-mesh nodes lists them",
    ],
  ],
  [
    "a node that may be several",
    "nodes: { lamp: { cid: 05F1 } }",
    [
      "line 2, nodes.lamp: 3 nodes are that: 0010 ceiling, 0020 desk, 0030 door; give the uuid of one",
    ],
  ],
  [
    "two names for a node",
    "nodes: { a: { name: desk }, b: { address: '0020' } }",
    ['line 2, nodes.b: the same node as "a": 0020 desk'],
  ],
  [
    "a name that is not there",
    rule("kitchen"),
    [
      'line 2, rules[0].for: there is no node and no zone "kitchen"; there are: ceiling, desk, door',
    ],
  ],
  [
    "a feature that a node has not",
    "rules: [{ for: all, relay: true }]",
    ["line 2, rules[0].relay: 0030 door does not support it"],
  ],
  [
    "values that disagree",
    "rules: [{ for: all, ttl: 3 }, { for: desk, ttl: 4 }]",
    ["line 2, rules[1]: another value for 0020 desk than that of rules.0"],
  ],
  [
    "a publication without a key",
    models("{ Generic OnOff Server: { publish: kitchen } }"),
    [
      "line 4, rules[0].models.Generic OnOff Server.publish: the model is bound to no AppKey: give the key with which it publishes, { to, key }",
    ],
  ],
  [
    "a period that cannot be",
    models("{ Generic OnOff Server: { publish: { to: kitchen, key: lights, every: 63500 ms } } }"),
    [
      "line 4, rules[0].models.Generic OnOff Server.publish.every: a period of 63500 ms cannot be; the nearest is 63000 ms",
    ],
  ],
  [
    "a state without a key",
    models("{ Light Lightness Setup Server: { states: { Generic OnPowerUp: off } } }"),
    [
      "line 4, rules[0].models.Light Lightness Setup Server.states.Generic OnPowerUp: it is set through Generic Power OnOff Setup Server of element 0, which is bound to no AppKey: bind it",
    ],
  ],
  [
    "an unknown member",
    "rule: 1",
    [
      "line 1: no such member: rule; there can be version, network, netKeys, appKeys, groups, scenes, nodes, zones, rules, others",
    ],
  ],
  [
    "a selector of nothing",
    "rules: [{ for: {}, ttl: 2 }]",
    [
      "line 2, rules[0].for: no condition: give has, supports, address, cid, pid, vid, in or except",
    ],
  ],
  [
    "a relay that is neither",
    "rules: [{ for: all, relay: often }]",
    ['line 2, rules[0].relay: "often" where true, false, or { transmissions, interval } is needed'],
  ],
  [
    "a heartbeat that cannot be",
    "rules: [{ for: desk, heartbeat: { to: all nodes, every: 10 s } }]",
    ["line 2, rules[0].heartbeat.every: 10 s is not a power of two from 1 to 65536 s"],
  ],
];
for (const [name, text, says] of wrong) {
  test(`refused: ${name}`, (t) => {
    t.deepEqual(faults(text), says);
  });
}

test("states of models need a key, a name and a model that sets them", (t) => {
  const state = (text: string) =>
    faults(models(`{ Light Lightness Setup Server: { states: { ${text} } } }`));
  t.deepEqual(state("Light Lightness Range: { minimum: 1, maximum: 2 }"), [
    "line 4, rules[0].models.Light Lightness Setup Server.states.Light Lightness Range: it is set through Light Lightness Setup Server of element 0, which is bound to no AppKey: bind it",
  ]);
  t.deepEqual(state("Light LC Mode: true"), [
    "line 4, rules[0].models.Light Lightness Setup Server.states.Light LC Mode: element 0 of 0010 ceiling has no model that sets it",
  ]);
  t.regex(
    state("Lightness Range: 1")[0]!,
    /there is no state "Lightness Range"; did you mean Light HSL Range or Light xyL Range\?/,
  );
});

test("text that is no YAML, or a document of a newer version", (t) => {
  const said = (text: string) =>
    t.throws(() => parsedDocument(text), { instanceOf: DocumentError }).message;
  t.regex(said("rules: [a\nb: ]"), /^line 2: no YAML: /);
  t.is(
    said("version: 2"),
    "line 1, version: 2 is a newer version than 1, which this program reads: use a newer one",
  );
  t.regex(said("version: 1\nversion: 1"), /^line 2: no YAML: Map keys must be unique/);
  t.regex(said("- 1"), /where an object with version, network,/);
});
