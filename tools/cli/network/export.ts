import type { Command } from "commander";
import { resolve } from "node:path";
import { partialDatabase } from "../../network/cdb/partial.js";
import { writeDatabase } from "../../network/cdb/write.js";
import { onNetwork, type SessionOptions, withSession } from "./session.js";

/** `xs-mesh network export`. */
export function addExport(network: Command): void {
  onNetwork(
    network
      .command("export")
      .description("write the mesh configuration database of a network, for a phone app or a copy")
      .argument("<file>", "where it goes"),
  )
    .option(
      "--partial",
      "without device keys: for those who use the network and do not configure it",
    )
    .action(
      (
        path: string,
        options: SessionOptions & { readonly partial?: boolean; readonly json?: boolean },
      ) =>
        withSession(options, (session) => {
          const { database } = session.book;
          writeDatabase(path, options.partial ? partialDatabase(database) : database);
          const told = { file: resolve(path), nodes: database.nodes.length };
          console.log(
            options.json
              ? JSON.stringify(told, undefined, 2)
              : `${told.file}: ${told.nodes} nodes${options.partial ? ", without device keys" : ""}`,
          );
          return Promise.resolve();
        }),
    );
}
