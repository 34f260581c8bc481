/** In a browser: a page whose policy does not allow WebAssembly, and one whose policy does. */
import { expect, test } from "vitest";

// This project's types are those of Node.
declare const document: { createElement(name: string): Frame; readonly body: { append(frame: Frame): void } };
declare const window: {
  addEventListener(type: "message", listener: (event: { readonly data: Report }) => void): void;
  removeEventListener(type: "message", listener: (event: { readonly data: Report }) => void): void;
};
interface Frame {
  srcdoc: string;
  remove(): void;
}
interface Report {
  readonly page: string;
  readonly results?: readonly unknown[];
  readonly warnings?: readonly string[];
  readonly error?: string;
}

const PROGRAM = `
const warnings = [];
console.warn = (...args) => warnings.push(args.join(" "));
try {
  const { compile, compileAsync, grad, square, sum, at } = await import("/src/index.ts");
  const f = (x) => sum(3, (i) => square(at(x, i)));
  const g = compile(grad(f));
  const prepared = compile(f, { like: [[0, 0, 0]] });
  prepared.inputs[0].set([2, 2, 2]);
  prepared.run();
  const later = await compileAsync(f, { like: [[0, 0, 0]] });
  report({ results: [[...g([1, 2, 3])], g([3, 2, 1])[0], prepared.outputs[0], later([1, 2, 3])], warnings });
} catch (error) {
  report({ error: String(error.stack), warnings });
}`;

/** What comes of the program on a page with these sources of scripts. */
async function under(page: string, sources: string): Promise<Report> {
  const frame = document.createElement("iframe");
  frame.srcdoc = `<!doctype html>
<meta http-equiv="Content-Security-Policy" content="script-src 'self' 'nonce-program' ${sources}">
<script type="module" nonce="program">
const report = (what) => parent.postMessage({ page: ${JSON.stringify(page)}, ...what }, "*");
${PROGRAM}
</script>`;
  try {
    return await new Promise<Report>((resolve) => {
      const listener = ({ data }: { readonly data: Report }) => {
        if (data?.page !== page) return;
        window.removeEventListener("message", listener);
        resolve(data);
      };
      window.addEventListener("message", listener);
      document.body.append(frame);
    });
  } finally {
    frame.remove();
  }
}

const RESULTS = [[2, 4, 6], 6, 12, 14];

test("without 'wasm-unsafe-eval', compiled functions are interpreted, with one warning", async () => {
  const { results, warnings, error } = await under("without", "");
  expect(error).toBeUndefined();
  expect(results).toEqual(RESULTS);
  expect(warnings).toHaveLength(1);
  expect(warnings![0]).toMatch(/interpreted.*must allow 'wasm-unsafe-eval' in script-src/);
});

test("with it, and without 'unsafe-eval', they are compiled", async () => {
  expect(await under("with", "'wasm-unsafe-eval'")).toEqual({ page: "with", results: RESULTS, warnings: [] });
});
