// Builds plot.js and LICENSES.txt from the packages of package-lock.json: `npm ci --ignore-scripts && node build.js`.
// With an argument it writes into that folder instead, so that a test can compare.
import {build} from "esbuild";
import {existsSync, readFileSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? here;
const result = await build({
  entryPoints: [join(here, "entry.js")],
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "Plot",
  target: "es2020",
  charset: "ascii",
  legalComments: "none",
  metafile: true,
  write: false,
});
writeFileSync(join(target, "plot.js"), result.outputFiles[0].text);

// The licence of every package of which some code is in the bundle.
const [output] = Object.values(result.metafile.outputs);
const used = Object.entries(output.inputs).filter(([, {bytesInOutput}]) => bytesInOutput > 0);
const packages = new Set(
  used.map(([path]) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter((name) => name !== undefined),
);
const texts = [...packages].sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const {version, license} = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].map((each) => join(folder, each)).find(existsSync);
  const text = file === undefined ? "" : readFileSync(file, "utf8").trim();
  return {name: `${name} ${version}`, license, text};
});
// Texts that differ in the notice alone are many: each distinct text stands once.
const byText = new Map();
for (const {name, license, text} of texts) {
  const key = `${license}\n${text}`;
  byText.set(key, [...(byText.get(key) ?? []), name]);
}
const blocks = [...byText].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`);
writeFileSync(join(target, "LICENSES.txt"), blocks.join("\n----\n\n"));
