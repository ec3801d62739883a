// The worker with the engine, and the files that it has. A worker that ends is replaced by another one with the same files.

/** Bytes of all files that a page takes. */
const MOST_BYTES = 2 ** 30;

const engine = { module: null, worker: null, turn: 0, waiting: new Map(), next: 0, onStage: () => {}, files: new Map(), put: new Set(), project: false };

const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** The compiled engine, which stands packed in the page. */
async function compiled() {
  const packed = bytesOf(document.getElementById("engine").textContent.trim());
  const { XzReadableStream } = globalThis["xz-decompress"];
  return WebAssembly.compile(await new Response(new XzReadableStream(new Blob([packed]).stream())).arrayBuffer());
}

async function started() {
  if (engine.worker !== null) return engine.worker;
  engine.onStage(WORDS.starting, 0);
  const { turn } = engine;
  engine.module ??= await compiled();
  if (turn !== engine.turn) throw { cancelled: true };
  const script = document.getElementById("worker").textContent;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  engine.worker = new Worker(address);
  engine.put.clear();
  engine.project = false;
  engine.worker.addEventListener("message", ({ data }) => {
    if (data.stage !== undefined) return engine.onStage(WORDS.stages[data.stage] ?? data.stage, data.share);
    if (data.id === undefined) return undefined;
    const { resolve, reject } = engine.waiting.get(data.id);
    engine.waiting.delete(data.id);
    if (data.error === undefined) return resolve(data.result);
    if (data.error.ended) stop();
    return reject(data.error.ended ? { message: WORDS.ended, hint: data.error.message } : data.error);
  });
  engine.worker.postMessage({ module: engine.module });
  return engine.worker;
}

/** Ends the worker; what it was doing is given up. */
function stop() {
  engine.worker?.terminate();
  engine.worker = null;
  engine.turn += 1;
  engine.waiting.forEach(({ reject }) => reject({ cancelled: true }));
  engine.waiting.clear();
}

/** Calls the engine. */
async function call(name, values = [], transfer = []) {
  const worker = await started();
  const id = engine.next++;
  return new Promise((resolve, reject) => {
    engine.waiting.set(id, { resolve, reject });
    worker.postMessage({ id, call: name, values }, transfer);
  });
}

/** Hands over the files that the engine does not have yet. */
async function handOver() {
  await started();
  let done = 0;
  for (const [name, file] of engine.files) {
    if (!engine.put.has(name)) {
      engine.onStage(WORDS.putting, done / engine.files.size);
      const bytes = await file.arrayBuffer();
      await call("put", [name, bytes], [bytes]);
      engine.put.add(name);
    }
    done += 1;
  }
}
