import test from "ava";
import { FieldError } from "../../../../modules/access/field.js";
import type { StateValue } from "../../../../tools/network/states/model-state.js";
import { modelStates, stateNamed } from "../../../../tools/network/states/model-states.js";

/** A value of each state as a document has it, and as it is then. */
const values: Readonly<Record<string, readonly [given: unknown, is: StateValue]>> = {
  "Health Period": [3, 3],
  "SAR Transmitter": sar(7),
  "SAR Receiver": [
    {
      segmentsThreshold: 3,
      acknowledgmentDelayIncrement: 1,
      discardTimeout: 2,
      receiverSegmentIntervalStep: 5,
      acknowledgmentRetransmissionsCount: 1,
    },
    {
      segmentsThreshold: 3,
      acknowledgmentDelayIncrement: 1,
      discardTimeout: 2,
      receiverSegmentIntervalStep: 5,
      acknowledgmentRetransmissionsCount: 1,
    },
  ],
  "Private Beacon": [true, true],
  "Private GATT Proxy": [false, false],
  "On-Demand Private Proxy": [30, 30],
  "Generic Default Transition Time": ["1.5 s", 1500],
  "Generic OnPowerUp": ["restore", "restore"],
  "Generic Power Default": [1000, 1000],
  "Generic Power Range": [
    { minimum: 1, maximum: 2 },
    { minimum: 1, maximum: 2 },
  ],
  "Generic Location Global": [{ altitude: 12 }, { altitude: 12 }],
  "Generic Location Local": [
    { north: 1.5, floor: 2 },
    { north: 1.5, floor: 2, mobile: false, updateTime: 1, precision: 4096 },
  ],
  "Time Role": ["authority", "authority"],
  "Light LC Property": [
    { "light control time run on": "90 s", "0x002e": 30_000 },
    { "Light Control Time Run On": 90_000, "Light Control Lightness On": 30_000 },
  ],
  "Sensor Cadence": [
    {
      "Present Ambient Light Level": {
        minInterval: "1 s",
        deltaUp: 5,
        deltaDown: 5,
        fastLow: 0,
        fastHigh: 10,
      },
    },
    {
      "Present Ambient Light Level": {
        fastPeriodDivisor: 0,
        triggerType: "property",
        deltaDown: 5,
        deltaUp: 5,
        // The next power of two.
        minInterval: 1024,
        fastLow: 0,
        fastHigh: 10,
      },
    },
  ],
  "Sensor Setting": [
    { "Motion Sensed / Motion Threshold": 50 },
    { "Motion Sensed / Motion Threshold": 50 },
  ],
  "Generic User Property": [
    { "Present Indoor Ambient Temperature": 21.5 },
    { "Present Indoor Ambient Temperature": 21.5 },
  ],
  "Light Lightness Default": [0, 0],
  "Light Lightness Range": [
    { minimum: 1, maximum: 65535 },
    { minimum: 1, maximum: 65535 },
  ],
  "Light CTL Default": [
    { lightness: 1, temperature: 4000 },
    { lightness: 1, temperature: 4000, deltaUv: 0 },
  ],
  "Light CTL Temperature Range": [
    { minimum: 2700, maximum: 6500 },
    { minimum: 2700, maximum: 6500 },
  ],
  "Light HSL Default": [
    { lightness: 1, hue: 0, saturation: 1 },
    { lightness: 1, hue: 0, saturation: 1 },
  ],
  "Light HSL Range": [
    { hueMinimum: 180, hueMaximum: 0, saturationMinimum: 0, saturationMaximum: 1 },
    { hueMinimum: 180, hueMaximum: 0, saturationMinimum: 0, saturationMaximum: 1 },
  ],
  "Light xyL Default": [
    { lightness: 1, x: 0, y: 1 },
    { lightness: 1, x: 0, y: 1 },
  ],
  "Light xyL Range": [
    { xMinimum: 0, xMaximum: 1, yMinimum: 0, yMaximum: 1 },
    { xMinimum: 0, xMaximum: 1, yMinimum: 0, yMaximum: 1 },
  ],
  "Light LC Mode": [true, true],
  "Light LC Occupancy Mode": [false, false],
};

function sar(count: number): readonly [unknown, StateValue] {
  const state = {
    segmentIntervalStep: 1,
    unicastRetransmissionsCount: count,
    unicastRetransmissionsWithoutProgressCount: 3,
    unicastRetransmissionsIntervalStep: 7,
    unicastRetransmissionsIntervalIncrement: 1,
    multicastRetransmissionsCount: 2,
    multicastRetransmissionsIntervalStep: 9,
  };
  return [state, state];
}

test("every state has a value here", (t) => {
  t.deepEqual(Object.keys(values).sort(), modelStates.map(({ name }) => name).sort());
});

for (const state of modelStates) {
  const [given, is] = values[state.name]!;
  test(`${state.name}: from a document to a message, to the status that confirms it, and back`, (t) => {
    const value = state.schema.parse(given) as StateValue;
    t.deepEqual(value, is);
    const parts = state.hasParts ? Object.entries(value as object) : ([["", value]] as const);
    for (const [part, own] of parts as readonly (readonly [string, StateValue])[]) {
      const { message, values: sent } = state.set(own, part);
      t.is(message, state.setMessage);
      const set = message.encode(sent);
      const received = message.decode(set, set.length) as never;
      t.is(state.partOf(received), part);
      const response = message.response!;
      const status = response.encode(state.statusOf(received));
      const answer = response.decode(status, status.length) as never;
      t.deepEqual(state.valueOf(answer, part), own);
      const { message: get, values: asked } = state.get(part);
      t.is(get, state.getMessage);
      t.is(get.response, response);
      t.notThrows(() => get.encode(asked));
    }
    t.deepEqual(state.schema.safeParse(undefined).success, false);
  });
}

/** Values that no message can carry, or that make no sense, and what is said. */
const wrong: readonly (readonly [state: string, value: unknown, says: RegExp])[] = [
  [
    "Generic Default Transition Time",
    5,
    /^5 where a duration with its unit is needed, such as "500 ms"/,
  ],
  ["Generic Default Transition Time", "5 parsecs", /^"5 parsecs" where a duration with its unit/],
  ["Generic Default Transition Time", "40 h", /cannot be: /],
  ["Generic OnPowerUp", "on", /^"on" where one of off, default, restore is needed$/],
  ["Light Lightness Range", { minimum: 5, maximum: 4 }, /^4 is below minimum, which is 5$/],
  [
    "Light Lightness Range",
    { minimum: 0, maximum: 4 },
    /^0 where a whole number from 1 to 65535 is needed$/,
  ],
  [
    "Light Lightness Range",
    { minimum: 1, maximum: 2, min: 1 },
    /no such member: min; there can be minimum, maximum/,
  ],
  ["Light Lightness Range", 7, /^7 where an object with minimum, maximum is needed$/],
  [
    "Light LC Property",
    { "Time Run Off": 3 },
    /^no property Time Run Off; there are Light Control/,
  ],
  [
    "Light LC Property",
    { "Light Control Time Run On": "soon" },
    /a duration with its unit is needed/,
  ],
  ["Light LC Property", { "Light Control Time Run On": 1e9 }, /cannot be: /],
  ["Light LC Property", { "0x002e": 1, "Light Control Lightness On": 2 }, /a second time$/],
  [
    "Sensor Cadence",
    { "Present Ambient Light Level": { minInterval: 1 } },
    /minInterval: 1 where a duration/,
  ],
  ["Sensor Setting", { "Motion Sensed": 3 }, /is not the names of two properties/],
];
for (const [name, value, says] of wrong)
  test(`${name} refuses ${JSON.stringify(value)}`, (t) => {
    const result = stateNamed(name)!.schema.safeParse(value);
    t.false(result.success);
    t.regex(result.error!.issues[0]!.message, says);
  });

test("a state is found by its name, whatever its letters and spaces are", (t) => {
  t.is(stateNamed("generic on power up")?.name, "Generic OnPowerUp");
  t.is(stateNamed("Generic Power Up"), undefined);
});

test("a value that was not taken from the schema is no message", (t) => {
  t.throws(
    () => {
      const { message, values: sent } = stateNamed("Generic Power Default")!.set(70_000, "");
      message.encode(sent);
    },
    { instanceOf: FieldError },
  );
});
