// The engine, in a thread of its own: it gets calls, and tells results, errors and progress.

/* global wasm_bindgen */

const CALLS = {
  put: ([name, bytes]) => wasm_bindgen.put(name, new Uint8Array(bytes)),
  putExample: () => JSON.parse(wasm_bindgen.put_example()),
  propose: ([year]) => JSON.parse(wasm_bindgen.propose(year, progress)),
  analyse: () => JSON.parse(wasm_bindgen.analyse(progress)),
  archive: ([folder]) => wasm_bindgen.archive(folder),
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
    postMessage({ version: wasm_bindgen.version() });
    return;
  }
  try {
    postMessage({ id: data.id, result: CALLS[data.call](data.values) });
  } catch (error) {
    postMessage({ id: data.id, error: told(error) });
  }
});
