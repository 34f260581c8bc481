/** Packages that the project does not depend on: in its node_modules (npm i --no-save), or in a folder of $NODE_PATH. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

export function packagePath(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}
/** Its API is not typed here. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export const importPackage = async (name: string): Promise<any> =>
  import(pathToFileURL(packagePath(name)!).href);
