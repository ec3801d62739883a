// Projects, kept in the browser's own store, so that nothing is lost when the page is closed or breaks down. Each has its own keys:
// its state, and its files one by one.

const store = { name: "themeshift", works: !engine.served && typeof indexedDB !== "undefined" };

function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(store.name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("project");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Does something with the store; gives nothing where that does not work. */
async function stored(mode, act) {
  if (!store.works) return undefined;
  try {
    const opened = await database();
    try {
      const transaction = opened.transaction("project", mode);
      const done = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onerror = () => reject(transaction.error);
        transaction.onabort = () => reject(transaction.error);
      });
      const result = await act(transaction.objectStore("project"));
      await done;
      return result;
    } finally {
      opened.close();
    }
  } catch (error) {
    store.works = false;
    $("unkept").textContent = WORDS.notKept(error?.message ?? "");
    $("unkept").hidden = false;
    return undefined;
  }
}

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** All keys of a project. */
const keysOf = (id) => IDBKeyRange.bound(`${id}/`, `${id}0`, false, true);
const stateOf = (id) => `${id}/state`;
const fileKey = (id, name) => `${id}/file/${name}`;

/** Keeps the files of the project that the store does not have yet, and its texts. */
async function keep(title) {
  if (engine.served) return;
  const { id, kept, saved } = engine;
  const names = [...engine.unsaved];
  await stored("readwrite", (project) => {
    names.forEach((name) => project.put(engine.files.get(name), fileKey(id, name)));
    project.put({ title, kept, saved, when: Date.now() }, stateOf(id));
  });
  names.forEach((name) => engine.unsaved.delete(name));
}

/** The projects that are kept, the last one first: id, title, when. */
async function keptProjects() {
  const found = await stored("readonly", async (project) => {
    const [keys, values] = await Promise.all([answer(project.getAllKeys()), answer(project.getAll())]);
    return keys.map((key, place) => [key, values[place]]).filter(([key]) => key.endsWith("/state"));
  });
  return (found ?? []).map(([key, { title, when }]) => ({ id: key.split("/")[0], title, when })).sort((a, b) => b.when - a.when);
}

/** Takes a project that is kept. */
async function takeKept(id) {
  const found = await stored("readonly", async (project) => {
    const [keys, values] = await Promise.all([answer(project.getAllKeys(keysOf(id))), answer(project.getAll(keysOf(id)))]);
    return new Map(keys.map((key, place) => [key, values[place]]));
  });
  const state = found?.get(stateOf(id));
  if (state === undefined) throw { message: WORDS.nothingKept };
  empty();
  const before = fileKey(id, "");
  for (const [key, file] of found) if (key.startsWith(before)) engine.files.set(key.slice(before.length), file);
  Object.assign(engine, { id, kept: state.kept, saved: state.saved });
}

const forget = (id) => stored("readwrite", (project) => answer(project.delete(keysOf(id))));
const forgetAll = () => stored("readwrite", (project) => answer(project.clear()));
