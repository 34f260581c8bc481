/** The files a command reads and writes. What is written is there whole or not at all. */
import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Failure, reasonOf } from "./failure.ts";

/** Bytes that a program's text may have: more than any budget lets through, and less than memory. */
const LARGEST = 32 << 20;

/**
 * The text of a file, or of the standard input for `-`.
 * @throws Failure if it can't be read, is very large, or is no UTF-8.
 */
export async function readText(file: string): Promise<string> {
  const name = file === "-" ? "the standard input" : JSON.stringify(file);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of file === "-" ? process.stdin : createReadStream(file)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > LARGEST) break;
    }
  } catch (error) {
    throw new Failure(`can't read ${name}: ${reasonOf(error)}`);
  }
  if (size > LARGEST) throw new Failure(`can't read ${name}: it is larger than ${LARGEST >> 20} MiB`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Failure(`can't read ${name}: it is not text in UTF-8`);
  }
}

/** A file that will be written. */
export interface Target {
  /** What asked for it, as `--svg`. */
  readonly asked: string;
  /** As it was given. */
  readonly file: string;
  /** Where it really is, links followed. */
  readonly path: string;
  /** A file is replaced in one step. What is no file, as /dev/null, is written to. */
  readonly replace: boolean;
}

/**
 * Makes sure, before anything is done, that files can be written.
 * @throws Failure that names the first that can't, and why.
 */
export function checkTargets(
  wanted: readonly (readonly [asked: string, file: string])[],
  source?: string,
): Target[] {
  const targets = wanted.map(([asked, file]) => checkTarget(asked, file));
  const program = source === undefined ? undefined : real(source);
  const taken = new Map<string, Target>();
  for (const target of targets) {
    const { asked, file, path, replace } = target;
    if (path === program) throw new Failure(`${asked} ${file}: that is the program itself`);
    const other = taken.get(path);
    if (other && replace) throw new Failure(`${other.asked} and ${asked} both name ${file}`);
    taken.set(path, target);
  }
  return targets;
}

function checkTarget(asked: string, file: string): Target {
  const refuse = (why: string): never => {
    throw new Failure(`${asked}: can't write ${JSON.stringify(file)}: ${why}`);
  };
  if (file === "" || file.includes("\0")) refuse("it is no name of a file");
  if (file === "-") refuse("pictures are written to files; for one called - write ./-");
  const given = resolve(file);
  const existing = look(given, (error) => refuse(reasonOf(error)));
  if (existing?.isDirectory()) refuse("it is a folder");
  if (existing === undefined && /[\\/]$/.test(file)) refuse("it names a folder");
  // A link stays, and the file it leads to is replaced.
  const path = (existing?.isFile() && real(file)) || given;
  const folder = dirname(path);
  const parent = look(folder, (error) => refuse(reasonOf(error)));
  if (parent === undefined) refuse(`there is no folder ${dirname(file)}`);
  if (!parent!.isDirectory()) refuse(`${dirname(file)} is a file, not a folder`);
  const replace = existing === undefined || existing.isFile();
  try {
    if (existing !== undefined) accessSync(path, constants.W_OK);
    if (replace) accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    refuse(reasonOf(error));
  }
  return { asked, file, path, replace };
}

/**
 * Makes sure that a folder can be written to, or made where there is none.
 * @throws Failure if it can't.
 */
export function checkFolder(asked: string, folder: string): void {
  const refuse = (why: string): never => {
    throw new Failure(`${asked}: can't write to the folder ${JSON.stringify(folder)}: ${why}`);
  };
  if (folder === "" || folder.includes("\0")) refuse("it is no name of a folder");
  let path = resolve(folder);
  let existing = look(path, (error) => refuse(reasonOf(error)));
  for (; existing === undefined; existing = look(path, (error) => refuse(reasonOf(error))))
    path = dirname(path);
  if (!existing.isDirectory()) refuse(`${path} is a file, not a folder`);
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    refuse(reasonOf(error));
  }
}

/** What is there; undefined if nothing is. */
function look(path: string, refuse: (error: unknown) => never): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? undefined : refuse(error);
  }
}

function real(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/**
 * Writes all contents, or changes no file: each goes to a new file beside its target, and only when all are there do
 * they take their targets' places.
 * @throws Failure that names the file that could not be written.
 */
export function writeAll(
  contents: readonly (readonly [target: Target, content: string | Uint8Array])[],
): void {
  const written: { readonly target: Target; readonly temporary: string }[] = [];
  let current: Target | undefined;
  try {
    for (const [target, content] of contents) {
      current = target;
      if (!target.replace) continue;
      const temporary = join(
        dirname(target.path),
        `.${basename(target.path).slice(0, 200)}.${process.pid}.tmp`,
      );
      written.push({ target, temporary });
      writeNew(temporary, content);
    }
    for (const [target, content] of contents) {
      current = target;
      if (!target.replace) writeFileSync(target.path, content);
    }
    for (const { target, temporary } of written) {
      current = target;
      renameSync(temporary, target.path);
    }
  } catch (error) {
    for (const { temporary } of written) rmSync(temporary, { force: true });
    throw new Failure(`${current!.asked}: can't write ${JSON.stringify(current!.file)}: ${reasonOf(error)}`);
  }
}

function writeNew(path: string, content: string | Uint8Array): void {
  const fd = openSync(path, "wx");
  try {
    writeFileSync(fd, content);
    // A full disk may say so only now.
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
