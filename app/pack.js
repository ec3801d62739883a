// node pack.js ENGINE_FOLDER PAGE.html: puts the bound engine, the scripts, styles and fonts of the page into one file.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runInThisContext } from "node:vm";

/** The most that the page may have. */
const MOST_BYTES = 8 * 1024 * 1024;

const [folder, target] = process.argv.slice(2);
const here = dirname(new URL(import.meta.url).pathname);
const part = (name) => readFileSync(join(here, name), "utf8");

const bound = readFileSync(join(folder, "engine.js"), "utf8");
const engine = readFileSync(join(folder, "engine_bg.wasm"));
const style = part("../src/report/page/base.css") + part("page/page.css");
const script = `(() => {\n"use strict";\n${JSON.parse(part("page/scripts.json")).map((name) => part(`page/${name}.js`)).join("")}})();`;
const unpack = part("node_modules/xz-decompress/dist/package/xz-decompress.min.js").trim();
const worker = `"use strict";\n${bound}\n${part("page/worker.js")}`;
if (/<\/script/i.test(script + unpack + worker)) throw new Error("a script may not end its own element");

// What the report may do the page around it must allow too: the engine says what that is.
const wasm_bindgen = runInThisContext(`${bound}\nwasm_bindgen`);
wasm_bindgen.initSync({ module: new WebAssembly.Module(engine) });
const sources = (directive) => {
  const found = wasm_bindgen.report_policy().split("; ").find((one) => one.startsWith(`${directive} `));
  if (found === undefined) throw new Error(`the report has no ${directive}`);
  return found.slice(directive.length + 1);
};
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const policy = [
  "default-src 'none'",
  `script-src 'wasm-unsafe-eval' ${hash(unpack)} ${hash(script)} ${sources("script-src")}`,
  `style-src ${hash(style)} ${sources("style-src")}`,
  "img-src data: blob:", "worker-src blob:", "frame-src blob:", "base-uri 'none'", "form-action 'none'",
].join("; ");

const packed = execFileSync("xz", ["-9e", "--check=crc32", "--stdout"], { input: engine, maxBuffer: MOST_BYTES });
const parts = { policy, style, script, unpack, worker, engine: packed.toString("base64") };
const page = part("page/page.html").replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
if (page.length > MOST_BYTES) throw new Error(`the page has ${page.length} bytes, more than ${MOST_BYTES}`);
writeFileSync(target, page);
console.log(`${target}: ${(page.length / 1024 / 1024).toFixed(1)} MB`);
