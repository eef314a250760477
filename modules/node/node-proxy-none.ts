// Takes the place of node-proxy.ts in a firmware that leaves the GATT proxy out with
// modules/proxy/manifest-none.json. Its nodes are made with `proxy: false`.

/** A node without a GATT proxy. */
export function nodeProxy(): undefined {
  return undefined;
}
