import { MeshError } from "../../base/errors.js";

/** The ranges of a status message. Throws MeshError where its status code says that the server has refused others. Mesh Model 1.1 §7.2. */
export function rangesOf<R extends { readonly status: number }>(answer: R): Omit<R, "status"> {
  const { status, ...ranges } = answer;
  if (status !== 0)
    throw new MeshError(
      `the server cannot set the ${status === 1 ? "minimum" : "maximum"} of the range`,
    );
  return ranges;
}
