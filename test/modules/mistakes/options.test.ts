// Every option of every public class is given values of each wrong kind, and none at all.
import "../../../modules/checks/install.js";
import test from "ava";
import { isTold } from "../../support/mistakes/told.js";
import {
  changed,
  madeWith,
  nestedOptions,
  properties,
} from "../../support/mistakes/nested-options.js";
import {
  type Kind,
  optionTables,
  wrongValue,
  wrongValues,
} from "../../support/mistakes/option-tables.js";

for (const [className, { make, options, valid }] of Object.entries(optionTables)) {
  const made = (changes: object) => make({ ...valid(), ...changes } as never);

  for (const [name, kind] of Object.entries(options))
    test(`${className}: option ${name} refuses other values than ${kind}`, (t) => {
      for (const [title, fits] of Object.entries(wrongValues))
        if (!fits.includes(kind))
          isTold(t, () => made({ [name]: wrongValue(title) }), name, `${name}: ${title}`);
      if (name in valid()) isTold(t, () => made({ [name]: undefined }), name, `${name}: undefined`);
    });

  test(`${className}: options that are no object are refused`, (t) => {
    for (const title of ["null", "text", "-1", "true", "[]", "function"])
      isTold(t, () => make(wrongValue(title) as never), "options of ", title);
  });

  test(`${className}: a misspelt option is refused with the right name`, (t) => {
    t.pass("some have only options that are required, whose names are missed at once");
    for (const name of Object.keys(options)) {
      if (name in valid() || name.length < 5) continue;
      const misspelt = `${name.slice(0, 3)}${name.slice(4)}`;
      isTold(t, () => made({ [misspelt]: undefined }), name, misspelt);
    }
  });
}

/** The kind that a property of a nested option has. */
function kindOf(value: unknown): Kind {
  if (typeof value === "number") return "time";
  if (value instanceof Uint8Array) return "octets";
  return Array.isArray(value) ? "array" : (typeof value as Kind);
}

for (const option of nestedOptions) {
  const title = `${option.className}: each property of ${option.option}`;

  test(`${title} refuses values of other kinds`, (t) => {
    const right = option.right();
    t.notThrows(() => madeWith(option, right));
    for (const [path, value] of properties(right)) {
      const wrong = Object.entries(wrongValues).filter(([, fits]) => !fits.includes(kindOf(value)));
      for (const [name] of wrong) {
        const make = () => madeWith(option, changed(right, path, wrongValue(name)));
        isTold(t, make, path.at(-1)!, `${path.join(".")}: ${name}`);
      }
      if (path.length === 1 && (option.partial || option.maybeUndefined?.includes(path[0]!)))
        continue;
      const missing = () => madeWith(option, changed(right, path, undefined));
      isTold(t, missing, path.at(-1)!, `${path.join(".")}: missing`);
    }
  });

  test(`${title} that is misspelt is named`, (t) => {
    const right = option.right();
    for (const [path] of properties(right)) {
      const name = path.at(-1)!;
      if (name.length < 5 || option.maybeUndefined?.includes(name)) continue;
      const misspelt = [...path.slice(0, -1), `${name.slice(0, 3)}${name.slice(4)}`];
      const wrong = changed(changed(right, path, undefined), misspelt, 1);
      isTold(t, () => madeWith(option, wrong), name, misspelt.join("."));
    }
  });
}

test("values that the types allow and that are rare are accepted", (t) => {
  class Derived extends Uint8Array {}
  const rare: readonly (readonly [className: string, options: object])[] = [
    ["WifiProvisioning", { autoStop: Infinity }],
    ["WifiProvisioning", { autoStop: 0, onEnd: undefined }],
    ["Node", { uuid: new Derived(16).fill(2), profiles: Object.freeze([]) }],
    ["Node", { uuid: new Derived(16).fill(1), provisioning: { beaconInterval: () => 1000 } }],
    ["Provisioner", Object.assign(Object.create({ inherited: 1 }) as object, { unrelated: 1 })],
    ["TopProvisioner", { settings: { relay: true }, limits: { replayList: 50 } }],
  ];
  for (const [className, options] of rare) {
    const { make, valid } = optionTables[className]!;
    t.notThrows(() => make({ ...valid(), ...options } as never), className);
  }
});
