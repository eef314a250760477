// The declarations of the package as npm publishes it, as a user's compiler reads them.
import test from "ava";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exportedPaths } from "../support/exported-paths.js";
import { installedPackage, type InstalledPackage } from "../support/packed-package.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** A program that uses values and types of the entry points, and imports all of them. */
const program = `${exportedPaths
  .map((path, i) => `import * as module${i} from "xs-mesh${path.slice(1)}";`)
  .join("\n")}
import { GenericOnOffServer, message, Model, Node, uint8, vendorModelId, vendorOpcode } from "xs-mesh";
import type { Host, MeshError, NodeState } from "xs-mesh";
import { Simulation } from "xs-mesh/simulation";

export const modules = [${exportedPaths.map((_, i) => `module${i}`).join(", ")}];
const level = message("Level", vendorOpcode(1, 0xffff), { level: uint8 });
class Meter extends Model {
  last: number | undefined;
  constructor() {
    super(vendorModelId(0xffff, 1), "application");
    this.on(level, ({ level }) => (this.last = level));
  }
}
const simulation = new Simulation({ air: "harsh", seed: 7 });
const host: Host = simulation.host({ name: "meter" });
const lamp = new GenericOnOffServer({ onChange: (on: boolean) => void on });
const node = new Node({ host, companyId: 0xffff, elements: [{ models: [new Meter(), lamp] }] });
export const state: NodeState = node.call("state") as NodeState;
export const name = (error: MeshError): string => error.name;
// @ts-expect-error a node needs a host
new Node({ companyId: 0xffff, elements: [] });
// @ts-expect-error there is no such air
new Simulation({ air: "perfect" });
// @ts-expect-error the level is a number
level.encode({ level: "high" });
`;

/** A firmware that writes with what a machine of XS has. */
const firmware = `import { type Board, type Host, Node } from "xs-mesh";
export function start(host: Host, board: Board): Node {
  console.log("boots", { lamps: 1 });
  console.error(new Error("cold"));
  trace("done\\n");
  board.button("button", { onPress: () => console.debug("pressed") });
  return new Node({ host, companyId: 0xffff, elements: [{ models: [] }] });
}
`;

/** Declarations of platforms that stand beside those of the package. */
const platforms: readonly (readonly [string, object])[] = [
  ["none", { lib: ["es2022"], types: [] }],
  ["browsers", { lib: ["es2022", "dom"], types: [] }],
  ["Node.js", { lib: ["es2022"], types: ["node"] }],
  ["browsers and Node.js", { lib: ["es2022", "dom"], types: ["node"] }],
];

let user: InstalledPackage;
test.before(async () => {
  user = await installedPackage();
  user.write("program.ts", program);
  cpSync(join(project, "examples"), join(user.folder, "examples"), { recursive: true });
});
test.after.always(() => user?.remove());

for (const compiler of ["typescript", "typescript-7"])
  for (const [resolution, module] of [
    ["node16", "node16"],
    ["bundler", "esnext"],
  ] as const)
    test(`${compiler} takes the declarations and the examples, strict, with module resolution ${resolution}`, async (t) => {
      const config = user.write(
        `tsconfig-${compiler}-${resolution}.json`,
        JSON.stringify({
          compilerOptions: {
            strict: true,
            exactOptionalPropertyTypes: true,
            noEmit: true,
            skipLibCheck: false,
            target: "es2022",
            module,
            moduleResolution: resolution,
            types: [],
            // the examples print with console, which is of a platform
            lib: ["es2022", "dom"],
          },
          include: ["program.ts", "examples"],
        }),
      );
      const tsc = join(project, "node_modules", compiler, "bin/tsc");
      const { status, stdout } = await user.outcome(process.execPath, tsc, "-p", config);
      t.is(stdout, "");
      t.is(status, 0);
    });

for (const [platform, options] of platforms)
  test(`a firmware uses console and trace beside the declarations of ${platform}`, async (t) => {
    user.write("firmware.ts", firmware);
    const name = platform.replace(/[^a-z]/gi, "");
    const config = user.write(
      `tsconfig-console-${name}.json`,
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          target: "es2022",
          module: "node16",
          moduleResolution: "node16",
          typeRoots: [join(project, "node_modules/@types")],
          ...options,
        },
        include: ["firmware.ts"],
      }),
    );
    const tsc = join(project, "node_modules/typescript/bin/tsc");
    const { status, stdout } = await user.outcome(process.execPath, tsc, "-p", config);
    t.is(stdout, "");
    t.is(status, 0);
  });
