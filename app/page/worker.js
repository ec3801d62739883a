// The engine, in a thread of its own: it gets calls, and tells results, errors and progress.

/* global wasm_bindgen */

const CALLS = {
  put: ([name, bytes]) => wasm_bindgen.put(name, new Uint8Array(bytes)),
  remove: ([name]) => wasm_bindgen.remove(name),
  putExample: () => JSON.parse(wasm_bindgen.put_example()),
  call: ([request]) => JSON.parse(wasm_bindgen.call(request, progress)),
  analyse: () => JSON.parse(wasm_bindgen.analyse(progress)),
  changes: ([saved]) => JSON.parse(wasm_bindgen.changes(saved, progress)),
  archive: ([folder]) => wasm_bindgen.archive(folder),
  pack: ([withTexts]) => wasm_bindgen.pack(withTexts),
  unpack: ([bytes]) => JSON.parse(wasm_bindgen.unpack(new Uint8Array(bytes))),
  file: ([name]) => wasm_bindgen.file(name),
};

const progress = (stage, share) => postMessage({ stage, share });

/** What the engine throws is JSON of an error; all else ends it. */
function told(error) {
  try {
    return JSON.parse(error);
  } catch {
    return { ended: true, message: String(error) };
  }
}

addEventListener("message", ({ data }) => {
  if (data.module !== undefined) {
    wasm_bindgen.initSync({ module: data.module });
    return;
  }
  try {
    postMessage({ id: data.id, result: CALLS[data.call](data.values) });
  } catch (error) {
    postMessage({ id: data.id, error: told(error) });
  }
});
