// The engine in workers, and the files that they have. One answers while themes are shaped, the other makes results. A worker that
// ends is replaced by another one with the same files.

/** Bytes of all files that a page takes. */
const MOST_BYTES = 2 ** 30;

const engine = {
  served: false,
  module: null,
  /** What the user gave: names with files. */
  files: new Map(),
  /** The texts of the project as they are now: names with texts. They stand in the place of files with these names. */
  kept: {},
  /** Names of files that the store does not have yet; whether all that it has is of another project. */
  unsaved: new Set(),
  another: false,
  /** Whether there is a project. */
  opened: false,
  onStage: () => {},
  onMaking: () => {},
};

/** The compiled engine, which stands packed in the page. */
async function compiled() {
  const packed = bytesOf($("engine").textContent.trim());
  const { XzReadableStream } = globalThis["xz-decompress"];
  return WebAssembly.compile(await new Response(new XzReadableStream(new Blob([packed]).stream())).arrayBuffer());
}

/** A worker, as long as it is needed. */
class Runner {
  constructor(onStage) {
    Object.assign(this, { onStage, worker: null, turn: 0, waiting: new Map(), next: 0, put: new Map() });
  }

  async started() {
    if (this.worker !== null) return this.worker;
    this.onStage(WORDS.starting, 0);
    const { turn } = this;
    engine.module ??= compiled();
    const module = await engine.module;
    if (turn !== this.turn) throw { cancelled: true };
    if (this.worker !== null) return this.worker;
    const script = $("worker").textContent;
    this.worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    this.worker.addEventListener("message", ({ data }) => this.told(data));
    this.worker.postMessage({ module });
    return this.worker;
  }

  told(data) {
    if (data.stage !== undefined) return this.onStage(WORDS.stages[data.stage] ?? data.stage, data.share);
    if (data.id === undefined) return undefined;
    const { resolve, reject } = this.waiting.get(data.id);
    this.waiting.delete(data.id);
    if (data.error === undefined) return resolve(data.result);
    if (data.error.ended) this.stop();
    return reject(data.error.ended ? { message: WORDS.ended, hint: data.error.message } : data.error);
  }

  /** Ends the worker; what it was doing is given up. */
  stop() {
    this.worker?.terminate();
    this.worker = null;
    this.turn += 1;
    this.put.clear();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    waiting.forEach(({ reject }) => reject({ cancelled: true }));
  }

  async call(name, values = [], transfer = []) {
    const worker = await this.started();
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.postMessage({ id, call: name, values }, transfer);
    });
  }

  /** Hands over the files that it does not have yet, and the texts as they are now. */
  async handOver() {
    await this.started();
    let done = 0;
    for (const [name, file] of engine.files) {
      if (this.put.get(name) !== file && engine.kept[name] === undefined) {
        this.onStage(WORDS.putting, done / engine.files.size);
        const bytes = await file.arrayBuffer();
        await this.call("put", [name, bytes], [bytes]);
        this.put.set(name, file);
      }
      done += 1;
    }
    for (const [name, text] of Object.entries(engine.kept)) {
      if (this.put.get(name) !== text) {
        const { buffer } = new TextEncoder().encode(text);
        await this.call("put", [name, buffer], [buffer]);
        this.put.set(name, text);
      }
    }
  }
}

const bench = new Runner((stage, share) => engine.onStage(stage, share));
const maker = new Runner((stage, share) => engine.onMaking(stage, share));

/** Asks the engine about the project. */
async function call(name, values = {}) {
  if (bench.worker === null) {
    await bench.handOver();
    if (engine.opened && name !== "open") await asked("open", { year: new Date().getFullYear() });
  }
  return asked(name, values);
}

const asked = (name, values) => bench.call("call", [JSON.stringify({ call: name, ...values })]);

/** Puts documents into the project, as far as there is room; gives the names of those that are too large. */
async function putFiles(files) {
  const others = [...engine.files].filter(([name]) => !files.some(([known]) => known === name));
  let size = others.reduce((sum, [, file]) => sum + file.size, 0);
  const tooLarge = [];
  for (const [name, file] of files) {
    if (size + file.size > MOST_BYTES) tooLarge.push(name);
    else {
      size += file.size;
      own(name, file);
    }
  }
  if (tooLarge.length === files.length) throw { message: WORDS.tooLarge(tooLarge[0]) };
  await bench.handOver();
  return tooLarge;
}

function own(name, file) {
  engine.files.set(name, file);
  engine.unsaved.add(name);
}

/** Begins without files. */
function empty() {
  stop();
  engine.files.clear();
  engine.unsaved.clear();
  engine.another = true;
  engine.kept = {};
  engine.opened = false;
}

/** Takes the files that the engine has now: of the example, or of a project in one file. */
async function adopt(names) {
  for (const name of names) {
    const file = new Blob([await bench.call("file", [name])]);
    own(name, file);
    bench.put.set(name, file);
  }
}

async function putExample() {
  empty();
  await adopt(await bench.call("putExample"));
}

async function unpack(file) {
  empty();
  const bytes = await file.arrayBuffer();
  await adopt(await bench.call("unpack", [bytes], [bytes]));
}

/** Remembers the texts of the project as they are now; gives the codebook that changes are compared with. */
async function remember() {
  const { files, saved } = await call("kept");
  engine.kept = files;
  Object.entries(files).forEach(([name, text]) => bench.put.set(name, text));
  return saved;
}

async function analyse() {
  await maker.handOver();
  return maker.call("analyse");
}

const changes = (saved) => maker.call("changes", [saved]);
const fileOf = (name) => maker.call("file", [name]);
const archive = (folder) => maker.call("archive", [folder]);
const pack = (withTexts) => bench.call("pack", [withTexts]);

/** Gives up all work. */
function stop() {
  bench.stop();
  maker.stop();
}
