// Corpora made for the tests, and the program run on them.

import {execFileSync} from "node:child_process";
import {mkdirSync, mkdtempSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";

export const PROGRAM = process.env.THEMESHIFT ?? new URL("../../target/release/themeshift", import.meta.url).pathname;

const csv = (rows) => rows.map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(",")).join("\n") + "\n";

/** The rows of a command of the program, in a project. */
export const rowsOf = (folder, ...words) =>
  JSON.parse(execFileSync(PROGRAM, [...words, "--quiet", "--format", "json", "--project", folder], {maxBuffer: 1 << 28}).toString("utf8"));

/** Writes a project into a new folder and runs it. Gives the folder of its results. */
export function run({manifest, files, codebook, settings = ""}) {
  const folder = mkdtempSync(join(tmpdir(), "themeshift-report-"));
  mkdirSync(join(folder, "documents"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "documents", name), text);
  writeFileSync(join(folder, "documents.csv"), csv(manifest));
  writeFileSync(join(folder, "codebook.toml"), codebook);
  writeFileSync(join(folder, "themeshift.toml"), `title = ${JSON.stringify(TITLE)}\n[corpus]\nmanifest = "documents.csv"\ncodebook = "codebook.toml"\n${settings}`);
  execFileSync(PROGRAM, ["run", "--quiet", "--project", folder], {stdio: ["ignore", "inherit", "inherit"]});
  return join(folder, "output");
}

export const TITLE = `</title><script>window.hacked = "title"</script> "quoted" 'too' & <b>bold</b>`;
export const LABEL = `</script><script>window.hacked = "label"</script><img src=x onerror="window.hacked = 'label'">`;
export const DEFINITION = `"><svg onload="window.hacked = 'definition'">`;
export const ID = `a"><script>window.hacked='id'</script>+b:c`;
export const FILE = `"><img src=x onerror=alert(1)> 'q' 2019.txt`;
export const DOCUMENT_TITLE = `<script>window.hacked = "document"</script>\u202Egnp.exe`;
export const EVENT = `javascript:window.hacked='event'`;
export const HOSTILE = [
  `trust <script>window.hacked = "text"</script> in markup`,
  `trust </script><script>window.hacked = "end"</script><!-- <script> in the data`,
  `trust <img src=x onerror="window.hacked = 'img'"> and javascript:window.hacked='link' and https://example.org/?q="><script>`,
  `trust \u202Eevil\u202C is overridden, \u2066isolated\u2069 and \u0007 rings`,
  `=cmd|' /C calc'!A0 trust is a formula`,
  `trust {{ 7 * 7 }} {% include "x" %} \${7*7} &lt;b&gt; &amp; is a template`,
  `trust \u2028 separators \u2029 and a lone \uFFFD`,
];

/** A corpus whose every text tries to break out. */
export function hostile() {
  const word = "w".repeat(1_000_000);
  const text = (year) => HOSTILE.map((message) => `- ${message} of ${year}.`).join("\n") + `\n- trust ${word} is long.\n- norms are of ${year} and trust.\n`;
  return run({
    manifest: [["document", "file", "year", "title", "event", "kind"],
      [ID, `documents/${FILE}`, 2019, DOCUMENT_TITLE, EVENT, "<i>kind</i>"],
      ["plain", "documents/plain.txt", 2020, "\"Quotes\" and 'more'", "<!--", "</td>"]],
    files: {[FILE]: text(2019), "plain.txt": text(2020)},
    codebook: `[themes.'${ID.replaceAll("'", "’")}']\nlabel = ${JSON.stringify(LABEL)}\ndefinition = ${JSON.stringify(DEFINITION)}\ninclude = ["trust"]\n` +
      `[themes.norms]\nlabel = "\\u202Esmron <u>under</u>"\ninclude = ["norms"]\n`,
  });
}

/** A corpus of many messages, always the same: so many of each of five years, with themes of unlike frequency. */
export function large(messages, settings = "") {
  const words = "access code data debate digital effort forum global group idea issue law market network open people plan policy public report rule service society state system technology user value web world".split(" ");
  let seed = 12345;
  const next = (most) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % most;
  };
  const sentence = () => Array.from({length: 30 + next(40)}, () => words[next(words.length)]);
  const files = {}, manifest = [["document", "file", "year"]];
  const years = [2016, 2017, 2018, 2019, 2020];
  for (const [place, year] of years.entries()) {
    const lines = Array.from({length: messages / years.length}, () => {
      const chosen = sentence();
      if (next(10) < place + 2) chosen[next(chosen.length)] = "trust";
      if (next(40) === 0) chosen[next(chosen.length)] = "norms";
      if (next(500) === 0) chosen[next(chosen.length)] = "children";
      return `- ${chosen.join(" ")}.`;
    });
    files[`${year}.txt`] = lines.join("\n") + "\n";
    manifest.push([`d${year}`, `documents/${year}.txt`, year]);
  }
  return run({
    manifest, files, settings,
    codebook: `[themes.trust]\nlabel = "Trust"\ninclude = ["trust"]\n[themes.norms]\nlabel = "Norms"\ninclude = ["norm*"]\n[themes.child_safety]\nlabel = "Child safety"\ninclude = ["child*"]\n`,
  });
}

const THEMES = `[themes.trust]\nlabel = "Trust"\ninclude = ["trust"]\n[themes.norms]\nlabel = "Norms"\ninclude = ["norm*"]\n`;

/** A document of some messages, of which so many speak of trust. */
const speaking = (trust, of) => Array.from({length: of}, (_, place) =>
  `- Point ${place} speaks of ${place < trust ? "trust" : "rules"} and of ${place % 3 === 0 ? "norms" : "plans"} for all.\n`).join("");

/** A corpus of four quarters of which one is missing between them. */
export function quarters() {
  const dates = [["2022-02-10", 2], ["2022-05", 4], ["2022-11-30", 6], ["2023-01-15", 9]];
  return run({
    manifest: [["document", "file", "date"], ...dates.map(([date], place) => [`d${place}`, `documents/${place}.txt`, date])],
    files: Object.fromEntries(dates.map(([, trust], place) => [`${place}.txt`, speaking(trust, 14)])),
    codebook: THEMES, settings: "[periods]\nunit = \"quarter\"\n[analysis]\nreplicates = 99\n",
  });
}

export const TERMS = ["First term: start", "Second term, 100 % & more"];

/** A corpus of two periods with names that addresses must encode. */
export function named() {
  const [first, second] = TERMS.map((label) => JSON.stringify(label));
  return run({
    manifest: [["document", "file", "date"], ["a", "documents/a.txt", "2010"], ["b", "documents/b.txt", "2014-03"]],
    files: {"a.txt": speaking(3, 12), "b.txt": speaking(8, 12)},
    codebook: THEMES,
    settings: `[[periods.named]]\nlabel = ${first}\nfrom = 2009-01-20\nto = 2013-01-19\n[[periods.named]]\nlabel = ${second}\nfrom = 2013-01-20\nto = 2017-01-19\n[analysis]\nreplicates = 99\n`,
  });
}

export const GROUPS = ["north", "south", "<b>east</b>"];

/** A corpus of three years and three groups; the second speaks more of trust, and more each year. */
export function grouped() {
  const manifest = [["document", "file", "year", "region"]], files = {};
  for (const [place, year] of [2018, 2019, 2020].entries()) {
    for (const [at, group] of GROUPS.entries()) {
      const name = `${year}-${at}`;
      manifest.push([name, `documents/${name}.txt`, year, group]);
      files[`${name}.txt`] = speaking(at === 1 ? 6 + 3 * place : 2 + at, 15);
    }
  }
  return run({manifest, files, codebook: THEMES, settings: "[groups]\nby = [\"region\"]\n[analysis]\nreplicates = 99\n"});
}

/** A corpus of many years, the same each time. */
export function long(years) {
  const manifest = [["document", "file", "year"]], files = {};
  for (let place = 0; place < years; place += 1) {
    manifest.push([`d${1790 + place}`, `documents/${place}.txt`, 1790 + place]);
    files[`${place}.txt`] = speaking(2 + Math.floor((10 * place) / years), 14);
  }
  return run({manifest, files, codebook: THEMES, settings: "[analysis]\nreplicates = 19\n"});
}

/** Texts in which words are not what stands between blanks. */
const TRICKY = {
  en: ["Children’s rights and the NGO's rights are human-rights issues; human rights. Rights matter, the UN's charter, the U.N. Charter.",
    "R&D, 24/7 and e-mail to igf@un.org or https://www.example.org/a-b, example.org and cyber-security; cybersecurity, Cyber attacks",
    "St. Petersburg agreed. Prof. Smith of the U.S. Congress (net neutrality), “net neutrality” – net/neutrality: net. Neutrality",
    "state-of-the-art regulation regulates what regulators regulate; regulatory _under_ rights.In m² and CO₂ km² notes²",
    "trust in new technologies, technology that people trust. Trust? A far, far, far, far away technology 1,000 3.14 privacy¹"],
  fr: ["L’internet d'aujourd'hui, l'accès à l’éducation et aujourd’hui c'est l'État; qu'il soit libre",
    "Les droits de l’homme, l'homme et les droits. Un ŒUVRE, l’œuvre; café, cafe\u0301, CAFÉ"],
  tr: ["İstanbul ve IRAK: ırak insan hakları, İNSAN haklari; internet IŞIK ışık"],
  de: ["Die Straße, STRASSE und Strassen: Informations- und Meinungsfreiheit der Menschenrechte, Menschen-rechte"],
  el: ["Ο λόγος του λόγου, ΛΟΓΟΣ και ΛΌΓΟΣ, δικαιώματα"],
  zh: ["网络安全和人权。互联网治理，网络 安全；数据", "保护儿童网络安全的 internet 治理"],
  ja: ["インターネット・ガバナンスと人権、東京都の京都"],
  ru: ["Права человека и правам; сеть Интернет. Интернету"],
  pdf: ["The infor-\nmation society and the cyber-\nsecurity of data pro-\ntection. Information again, cybersecurity too."],
};

/** A corpus of texts in which words are not what stands between blanks, each in its language. */
export function tricky() {
  const languages = Object.keys(TRICKY);
  const manifest = languages.map((language, place) => [language, `documents/${language}.txt`, 2018 + (place % 2), language === "pdf" ? "en" : language]);
  return run({
    manifest: [["document", "file", "year", "language"], ...manifest],
    files: Object.fromEntries(languages.map((language) => [`${language}.txt`, TRICKY[language].map((text) => `- ${text}\n`).join("")])),
    codebook: `[themes.trust]\nlabel = "Trust"\ninclude = ["trust", "stem:regulate"]\n`,
    settings: "[segment]\nunit = \"bullet\"\n[analysis]\nreplicates = 19\nngrams = [1, 2]\n",
  });
}
