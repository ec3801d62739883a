// The engine in workers, and the files that they have. One answers while themes are shaped, the other makes results. A worker that
// ends is replaced by another one with the same files.

/** Bytes of all files that a page takes. */
const MOST_BYTES = 2 ** 30;

const engine = {
  served: false,
  module: null,
  /** A name for the project in the store of the browser. */
  id: null,
  /** What the user gave: names with files. */
  files: new Map(),
  /** How often files were given. */
  given: 0,
  /** The texts of the project as they are now: names with texts. They stand in the place of files with these names. */
  kept: {},
  /** Names of files that the store does not have yet. */
  unsaved: new Set(),
  /** Whether there is a project, and the codebook that was saved as the state to compare with. */
  opened: false,
  saved: null,
  onStage: () => {},
  onMaking: () => {},
  /** Hears what a new worker tells of the project. */
  onOpened: () => {},
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
    Object.assign(this, { onStage, worker: null, turn: 0, waiting: new Map(), next: 0, put: new Map(), ready: null });
  }

  /** Throws where the worker that was there at this turn was ended meanwhile. */
  still(turn) {
    if (turn !== this.turn) throw { cancelled: true };
  }

  async started() {
    if (this.worker !== null) return this.worker;
    this.onStage(WORDS.starting, 0);
    const { turn } = this;
    engine.module ??= compiled();
    const module = await engine.module;
    this.still(turn);
    if (this.worker !== null) return this.worker;
    const script = $("worker").textContent;
    this.worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    this.worker.addEventListener("message", ({ data }) => this.told(data));
    this.worker.postMessage({ module });
    return this.worker;
  }

  told(data) {
    if (data.stage !== undefined) return this.onStage(WORDS.stages[data.stage] ?? data.stage, data.share);
    const { resolve, reject } = this.waiting.get(data.id);
    this.waiting.delete(data.id);
    if (data.error === undefined) return resolve(data.result);
    if (data.error.ended) this.stop();
    return reject(data.error.ended ? { message: WORDS.ended, hint: data.error.message, ended: true } : data.error);
  }

  /** Ends the worker; what it was doing is given up. */
  stop() {
    this.worker?.terminate();
    this.turn += 1;
    Object.assign(this, { worker: null, ready: null });
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

  /** Hands over the files that it does not have yet, and the texts as they are now; takes away what is there no more. */
  async handOver() {
    const { turn } = this;
    await this.started();
    for (const name of this.put.keys()) {
      if (!engine.files.has(name) && engine.kept[name] === undefined) {
        await this.call("remove", [name]);
        this.put.delete(name);
      }
    }
    let done = 0;
    for (const [name, file] of engine.files) {
      if (this.put.get(name) !== file && engine.kept[name] === undefined) {
        this.onStage(WORDS.putting, done / engine.files.size);
        const bytes = await file.arrayBuffer();
        this.still(turn);
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
    this.still(turn);
  }
}

const bench = new Runner((stage, share) => engine.onStage(stage, share));
const maker = new Runner((stage, share) => engine.onMaking(stage, share));

const asked = (name, values) => bench.call("call", [JSON.stringify({ call: name, ...values })]);

const opening = () => ({ year: new Date().getFullYear(), saved: engine.saved });

/** The worker that answers, with all files, and with the project open where there is one. */
async function ready() {
  bench.ready ??= (async () => {
    await bench.handOver();
    if (engine.opened) engine.onOpened(await asked("open", opening()));
  })();
  const { ready: awaited } = bench;
  try {
    await awaited;
  } catch (error) {
    if (bench.ready === awaited) bench.ready = null;
    throw error;
  }
}

/** Asks the engine about the project. */
async function call(name, values = {}) {
  await ready();
  return asked(name, values);
}

/** Opens the project that the files are, or that is made of them. */
const openFiles = () => call("open", opening());

function own(name, file) {
  engine.files.set(name, file);
  engine.unsaved.add(name);
  engine.given += 1;
}

/** Files for which there is room beside others, and those for which there is none, with what is told of them. */
function room(files, others) {
  let size = others.reduce((sum, [, file]) => sum + file.size, 0);
  const [fit, refused] = [[], []];
  for (const [name, file] of files) {
    if (size + file.size > MOST_BYTES) refused.push({ file: name, note: WORDS.tooLarge(name) });
    else {
      size += file.size;
      fit.push([name, file]);
    }
  }
  if (fit.length === 0) throw { message: refused[0].note };
  return { fit, refused };
}

/** Puts documents into the project, as far as there is room; gives those that are left out. */
async function putFiles(files) {
  const { fit, refused } = room(files, [...engine.files].filter(([name]) => !files.some(([known]) => known === name)));
  fit.forEach(([name, file]) => own(name, file));
  if (bench.ready !== null) bench.ready = bench.ready.then(() => bench.handOver());
  await ready();
  return refused;
}

/** Begins another project with these files, of which those are left out for which there is no room. */
function begin(files) {
  const { fit, refused } = room(files, []);
  empty();
  fit.forEach(([name, file]) => own(name, file));
  return refused;
}

const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Begins without files. */
function empty() {
  stop();
  maker.stop();
  engine.files.clear();
  engine.unsaved.clear();
  Object.assign(engine, { id: newId(), kept: {}, opened: false, saved: null });
}

/** The files that an engine of its own makes, so that what fails leaves all as it is. */
async function madeBy(name, values = [], transfer = []) {
  const other = new Runner((stage, share) => engine.onStage(stage, share));
  try {
    const names = await other.call(name, values, transfer);
    const files = [];
    for (const file of names) files.push([file, new Blob([await other.call("file", [file])])]);
    return files;
  } finally {
    other.stop();
  }
}

/** The files of the example. */
const exampleFiles = () => madeBy("putExample");

/** The files of a project that is one file. */
async function unpacked(file) {
  const bytes = await file.arrayBuffer();
  return madeBy("unpack", [bytes], [bytes]);
}

/** Remembers the texts of the project as they are now, and the codebook that changes are compared with. */
async function remember() {
  const { files, saved } = await call("kept");
  Object.assign(engine, { kept: files, saved });
  Object.entries(files).forEach(([name, text]) => bench.put.set(name, text));
}

async function analyse() {
  await maker.handOver();
  return maker.call("analyse");
}

const changes = () => maker.call("changes", [engine.saved ?? ""]);
const fileOf = (name) => maker.call("file", [name]);
const archive = (folder) => maker.call("archive", [folder]);

async function pack(withTexts) {
  await ready();
  return bench.call("pack", [withTexts]);
}

/** Gives up what is asked. */
const stop = () => bench.stop();
