// Types of the functions of pbf and its parser that tools/proto uses; the packages contain none.
declare module "pbf/compile" {
  export function compileRaw(schema: object): string;
}

declare module "protocol-buffers-schema" {
  const schema: { parse(text: Uint8Array): object };
  export default schema;
}
