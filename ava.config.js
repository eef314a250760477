import { longestFirst } from "./tools/test/order.mjs";

// By itself, `npx ava` runs the tests' sources, which tsx compiles as it loads them. `npm test`
// compiles most of them beforehand and names the folder, as a path in the project: a file that
// loads a whole node takes a second of processor time less then.
const compiled = process.env.XS_MESH_COMPILED_TESTS;

const sources = {
  extensions: { ts: "module" },
  nodeArguments: ["--import=tsx", "--conditions=xs-mesh-source"],
};

const fromFolder = (folder) => ({
  typescript: {
    compile: false,
    rewritePaths: { "test/": `${folder}/` },
  },
  nodeArguments: ["--enable-source-maps"],
});

export default {
  files: ["test/**/*.test.ts"],
  concurrency: 2,
  timeout: "10m",
  sortTestFiles: longestFirst,
  workerThreads: false,
  ...(compiled ? fromFolder(compiled) : sources),
};
