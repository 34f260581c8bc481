/** The project's own TypeScript, read for what it imports and calls. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";

/** A source file: its path from the repository's root, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Every `.ts` file in a folder, tests left out. */
export function sources(folder: string): Source[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => join(folder, path))
    .sort()
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/**
 * The modules that a file names: relative ones as paths from the repository's root, others as they stand. Types, dynamic
 * imports and re-exports count.
 */
export function importsOf({ path, text }: Source): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith(".") ? relative(".", join(dirname(path), fileName)) : fileName,
    );
}

/** Those that are there when the code runs: types alone are not. */
export function importsAtRunTime({ path, text }: Source): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const types = file.statements.filter(
    (statement) =>
      (ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly) ||
      (ts.isExportDeclaration(statement) && statement.isTypeOnly),
  );
  const blanked = types.reduceRight(
    (left, { pos, end }) => left.slice(0, pos) + " ".repeat(end - pos) + left.slice(end),
    text,
  );
  return importsOf({ path, text: blanked });
}

/** The places where code is made from text: `eval(…)`, `Function(…)`, `new Function(…)`, a timer given a string. */
export function codeFromText({ path, text }: Source): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && isMaker(node)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      found.push(`${path}:${line + 1}: ${node.getText(file)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isMaker({ expression, arguments: given }: ts.CallExpression | ts.NewExpression): boolean {
  const callee = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  if (!ts.isIdentifier(callee)) return false;
  const [first] = given ?? [];
  if (callee.text === "setTimeout" || callee.text === "setInterval")
    return first !== undefined && ts.isStringLiteralLike(first);
  return callee.text === "Function" || callee.text === "eval";
}
