// `npm run build`: makes the folder dist, JavaScript for projects without TypeScript.
import { buildDist } from "./dist.js";

try {
  buildDist();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
