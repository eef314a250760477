// Every argument of every public function and constructor is given values of each wrong kind.
import "../../../modules/checks/install.js";
import test from "ava";
import { argumentTables } from "../../support/mistakes/argument-tables.js";
import { isTold } from "../../support/mistakes/told.js";
import { type Kind, wrongValue, wrongValues } from "../../support/mistakes/option-tables.js";

for (const [name, { args, call, valid }] of Object.entries(argumentTables)) {
  test(`${name}: valid arguments are taken`, (t) => {
    t.notThrows(() => call(...(valid() as never[])));
  });

  args.forEach(([argument, kind, optional], i) => {
    test(`${name}: argument ${argument} refuses other values than ${kind}`, (t) => {
      const withValue = (value: unknown) => () =>
        call(...(valid().map((right, k) => (k === i ? value : right)) as never[]));
      for (const [title, fits] of Object.entries(wrongValues))
        if (!(kind === "signed" ? title === "-1" : fits.includes(kind as Kind)))
          isTold(t, withValue(wrongValue(title)), argument, `${argument}: ${title}`);
      if (!optional) isTold(t, withValue(undefined), argument, `${argument}: undefined`);
    });
  });
}
