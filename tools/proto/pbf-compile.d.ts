// Of pbf and its parser, what tools/proto uses: they have no types of their own for it.
declare module "pbf/compile" {
  export function compileRaw(schema: object): string;
}

declare module "protocol-buffers-schema" {
  const schema: { parse(text: Uint8Array): object };
  export default schema;
}
