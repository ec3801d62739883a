// The program as the engine, asked over a connection to this machine, in place of the engine in workers. All files are on its disk.

const engine = {
  served: true,
  id: null,
  given: 0,
  opened: false,
  kept: {},
  saved: null,
  onStage: () => {},
  onMaking: () => {},
  onOpened: () => {},
};

/** The key, which comes with the address and is taken out of it. */
const token = (() => {
  const name = "themeshift-token";
  const given = new URLSearchParams(location.search).get("token") ?? sessionStorage.getItem(name) ?? "";
  sessionStorage.setItem(name, given);
  history.replaceState(null, "", location.pathname + location.hash);
  return given;
})();

/** Requests that are given up together. */
class Requests {
  constructor(onStage) {
    Object.assign(this, { onStage, controller: new AbortController() });
  }

  /** Gives up what is under way; the program stops working at it. */
  stop() {
    this.controller.abort();
    this.controller = new AbortController();
  }

  async asked(path, body) {
    const { signal } = this.controller;
    return this.orGone(signal, async () => {
      const answer = await fetch(path, { method: "POST", headers: { "x-themeshift-token": token }, body, signal });
      if (answer.ok) return answer;
      const told = await answer.text();
      throw answer.headers.get("content-type") === "application/json" ? JSON.parse(told).error : { message: told };
    });
  }

  /** What `act` gives; a connection that breaks is told as what it is. */
  async orGone(signal, act) {
    try {
      return await act();
    } catch (error) {
      if (signal.aborted) throw { cancelled: true };
      throw error instanceof TypeError ? { message: WORDS.programGone, hint: WORDS.programGoneHint } : error;
    }
  }

  /** The result of work that tells its progress, a line each. */
  async worked(path, body) {
    const { signal } = this.controller;
    const answer = await this.asked(path, body);
    return this.orGone(signal, async () => {
      const lines = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (;;) {
        const { value, done } = await lines.read();
        if (done) throw new TypeError("the answer is not whole");
        text += value;
        const whole = text.split("\n");
        text = whole.pop();
        for (const line of whole) {
          const told = JSON.parse(line);
          if (told.stage === undefined) {
            if (told.error !== undefined) throw told.error;
            return told.result;
          }
          this.onStage(WORDS.stages[told.stage] ?? told.stage, told.share);
        }
      }
    });
  }

  async bytes(path) {
    const { signal } = this.controller;
    const answer = await this.asked(path);
    return this.orGone(signal, async () => new Uint8Array(await answer.arrayBuffer()));
  }
}

const bench = new Requests((stage, share) => engine.onStage(stage, share));
const maker = new Requests((stage, share) => engine.onMaking(stage, share));
const query = (name, value) => `?${name}=${encodeURIComponent(value)}`;

/** Asks the engine about the project. */
const call = (name, values = {}) => bench.worked("/call", JSON.stringify({ call: name, ...values }));

/** Opens the project in the folder. */
const openFiles = () => call("open", { year: new Date().getFullYear(), saved: engine.saved });

/** Puts documents into the folder of the project; gives those that are left out. None that is there is written over. */
async function putFiles(files) {
  const refused = [];
  for (const [place, [name, file]] of files.entries()) {
    engine.onStage(WORDS.putting, place / files.length);
    try {
      await bench.asked(`/put${query("name", name)}`, file);
    } catch (error) {
      if (error.cancelled || error.hint === WORDS.programGoneHint) throw error;
      refused.push({ file: name, note: [error.message, error.hint].filter(Boolean).join(": ") });
    }
  }
  engine.given += 1;
  if (refused.length === files.length) throw { message: refused[0].note, place: refused[0].file };
  return refused;
}

/** Remembers the texts of the project as they are now, and the codebook that changes are compared with. */
async function remember() {
  const { files, saved } = await call("kept");
  Object.assign(engine, { kept: files, saved });
}

const analyse = () => maker.worked("/analyse");
const changes = () => maker.worked("/changes", engine.saved ?? "");
const fileOf = (name) => maker.bytes(`/file${query("name", name)}`);
const archive = (folder) => maker.bytes(`/archive${query("folder", folder)}`);
const pack = (withTexts) => bench.bytes(`/pack${query("texts", withTexts)}`);

/** Gives up what is asked. */
const stop = () => bench.stop();
