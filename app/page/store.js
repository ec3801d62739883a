// The project, kept in the browser's own store, so that nothing is lost when the page is closed or breaks down.

const store = { name: "themeshift", works: !engine.served && typeof indexedDB !== "undefined" };

function opened() {
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
    const database = await opened();
    try {
      const transaction = database.transaction("project", mode);
      const done = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onerror = () => reject(transaction.error);
        transaction.onabort = () => reject(transaction.error);
      });
      const result = await act(transaction.objectStore("project"));
      await done;
      return result;
    } finally {
      database.close();
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

/** Keeps the files that are not there yet, and the texts. */
async function keep(title) {
  const names = [...engine.unsaved];
  await stored("readwrite", (project) => {
    if (engine.another) project.clear();
    names.forEach((name) => project.put(engine.files.get(name), `file:${name}`));
    project.put({ title, kept: engine.kept, when: Date.now() }, "state");
  });
  engine.another = false;
  names.forEach((name) => engine.unsaved.delete(name));
}

/** What was kept: its title and when. */
const keptState = () => stored("readonly", (project) => answer(project.get("state")));

/** Takes what was kept. */
async function takeKept() {
  const state = await keptState();
  const files = await stored("readonly", async (project) => {
    const [names, values] = await Promise.all([answer(project.getAllKeys()), answer(project.getAll())]);
    return names.map((name, place) => [name, values[place]]).filter(([name]) => name.startsWith("file:"));
  });
  if (state === undefined || files === undefined) return false;
  empty();
  files.forEach(([name, file]) => engine.files.set(name.slice("file:".length), file));
  engine.another = false;
  engine.kept = state.kept;
  return true;
}

const forget = () => stored("readwrite", (project) => answer(project.clear()));
