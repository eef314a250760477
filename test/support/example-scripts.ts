/** The examples that are programs, and what they print; the UUIDs and times in it are of the run. */
export const exampleScripts: readonly { readonly file: string; readonly prints: RegExp }[] = [
  {
    file: "provisioner.ts",
    prints:
      /^([0-9a-f]{8} is the node 000[234]\n){3}((desk|shelf|door): on\n){3}(000[234] answers that it is on\n){3}$/,
  },
  {
    file: "remote-provisioning.ts",
    prints:
      /^the hall is the node 0002\nthe provisioner hears the kitchen: no\nthe hall hears the kitchen: yes\nthe kitchen is the node 0003\nover the hall the kitchen answers that its Default TTL is 7\n$/,
  },
  {
    file: "fast-provisioning.ts",
    prints:
      /^the first light is the node 0005\n20 nodes after \d+\.\d s\n20 of 20 lights are on\n$/,
  },
];
