import { expect, test } from "vitest";
import * as ops from "../src/ops.ts";

const table = Object.values(ops);

test("ops-table.json, which make_pytorch.py reads, is the table", async () => {
  const rows = table.map((op) =>
    JSON.stringify({
      name: op.name,
      arity: op.arity,
      torch: op.torch,
      domain: op.domain,
      parameters: op.parameters ?? [],
      flows: op.d.map((rule) => rule !== null),
    }),
  );
  await expect(`[\n${rows.join(",\n")}\n]\n`).toMatchFileSnapshot("fixtures/ops-table.json");
});
