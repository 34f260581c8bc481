/** The methods of strings, and of JavaScript's numbers. */
import type { Method } from "./attributes.ts";
import type { CallSite } from "./call.ts";
import { fields } from "./formatter.ts";
import type { LangValue } from "./values.ts";

type Methods<T> = ReadonlyMap<string, Method<T>>;

/** A text of the call's making. */
function text(call: CallSite, made: string): string {
  call.machine.meter.string(made.length, call.at);
  return made;
}

const simple =
  (f: (self: string) => string): Method<string> =>
  (self, call) =>
    text(call.takes(0), f(self));
const test =
  (f: (self: string, part: string) => boolean): Method<string> =>
  (self, call) =>
    f(self, call.takes(1).string(call.args[0]));

/** Where a padded text's width and fill are given. */
function padded(call: CallSite): [width: number, fill: string] {
  call.takes(1, 2);
  const width = call.integer(call.args[0]);
  call.machine.meter.string(width, call.at);
  const fill = call.args.length > 1 ? call.string(call.args[1]) : " ";
  return [width, fill];
}

function split(self: string, call: CallSite): LangValue {
  const separator = call.takes(0, 1).args.length > 0 ? call.string(call.args[0]) : undefined;
  const python = call.machine.language === "python";
  if (separator === undefined)
    return call.list(python ? self.split(/\s+/).filter((part) => part !== "") : [self]);
  if (separator === "" && python) call.fail("wants a separator that is not empty");
  return call.list(self.split(separator));
}

function replaced(self: string, call: CallSite, first: boolean): string {
  const [from, to] = call.takes(2).args.map((arg) => call.string(arg)) as [string, string];
  const count = first ? 1 : from === "" ? self.length + 1 : self.split(from).length - 1;
  call.machine.meter.string(self.length + count * to.length, call.at);
  return first ? self.replace(from, () => to) : self.replaceAll(from, () => to);
}

export const pythonStrings: Methods<string> = new Map<string, Method<string>>([
  ["format", (self, call) => fields(call.machine, self, call.args, call.keywords, call.at)],
  [
    "join",
    (self, call) => {
      const parts = call
        .takes(1)
        .elements(call.args[0])
        .map((part) => call.string(part));
      const length = parts.reduce((sum, part) => sum + part.length, self.length * parts.length);
      call.machine.meter.string(length, call.at);
      return parts.join(self);
    },
  ],
  ["upper", simple((self) => self.toUpperCase())],
  ["lower", simple((self) => self.toLowerCase())],
  ["strip", simple((self) => self.trim())],
  ["split", split],
  ["replace", (self, call) => replaced(self, call, false)],
  ["startswith", test((self, part) => self.startsWith(part))],
  ["endswith", test((self, part) => self.endsWith(part))],
  ["ljust", (self, call) => self.padEnd(...padded(call))],
  ["rjust", (self, call) => self.padStart(...padded(call))],
]);

export const javascriptStrings: Methods<string> = new Map<string, Method<string>>([
  ["toUpperCase", simple((self) => self.toUpperCase())],
  ["toLowerCase", simple((self) => self.toLowerCase())],
  ["trim", simple((self) => self.trim())],
  ["split", split],
  ["replace", (self, call) => replaced(self, call, true)],
  ["replaceAll", (self, call) => replaced(self, call, false)],
  ["startsWith", test((self, part) => self.startsWith(part))],
  ["endsWith", test((self, part) => self.endsWith(part))],
  ["includes", test((self, part) => self.includes(part))],
  ["padEnd", (self, call) => self.padEnd(...padded(call))],
  ["padStart", (self, call) => self.padStart(...padded(call))],
  [
    "repeat",
    (self, call) => {
      const count = call.integer(call.takes(1).args[0]);
      if (count < 0) call.fail(`wants a count of at least 0; got ${count}`);
      call.machine.meter.string(self.length * count, call.at);
      return self === "" ? "" : self.repeat(count);
    },
  ],
  [
    "slice",
    (self, call) => {
      const [start, end] = call.takes(0, 2).args.map((bound) => call.integer(bound));
      return text(call, self.slice(start, end));
    },
  ],
]);

/** How many digits a method of JavaScript's numbers is asked for; `least` to 100 are allowed. */
function digits(call: CallSite, least: number): number | undefined {
  const [given] = call.takes(0, 1).args;
  if (given === undefined) return undefined;
  const count = call.integer(given);
  if (count < least || count > 100) call.fail(`wants ${least} to 100 digits; got ${count}`);
  return count;
}

export const numberMethods: Methods<number> = new Map<string, Method<number>>([
  ["toFixed", (self, call) => self.toFixed(digits(call, 0))],
  ["toExponential", (self, call) => self.toExponential(digits(call, 0))],
  ["toPrecision", (self, call) => self.toPrecision(digits(call, 1) as number)],
  ["toString", (self, call) => String(call.takes(0) && self)],
]);
