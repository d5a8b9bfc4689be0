// The pictures of this visit, and which of them are asked for now. It knows nothing of the page.

const IN_FLIGHT = 2;
// What befalls one picture now befalls all that wait.
const FOR_ALL = ["no_answer", "login_needed"];

export class Batch {
  items = [];
  models = [""];
  #running = 0;
  #listener;
  #ask;

  // `ask(file, { model, signal, onBusy })` gives an answer, or { error, canRetry }.
  // `listener` has itemChanged(item) and changed({ finished }).
  constructor(ask, listener) {
    this.#ask = ask;
    this.#listener = listener;
  }

  // Each picture is { file, name }, with `error` where it is not to be sent.
  add(pictures) {
    const added = pictures.map(({ file, name, error }) => {
      const refused = error && { error, canRetry: false };
      return { file, name, refused, answers: new Map(), inFlight: new Map(), isBusy: false };
    });
    this.items.push(...added);
    this.#start();
    return added;
  }

  // The one or two models whose answers are wanted; what they said before is kept.
  choose(models) {
    this.models = models;
    this.items.forEach((item) => this.#listener.itemChanged(item));
    this.#start();
  }

  remove(...items) {
    const gone = new Set(items);
    this.items = this.items.filter((item) => !gone.has(item));
    for (const item of items) item.inFlight.forEach((controller) => controller.abort());
    this.#listener.changed({ finished: false });
  }

  // Those that wait are not sent; those that are under way are still answered.
  stop(error) {
    for (const item of this.items) {
      for (const model of this.models.filter((name) => isWaiting(item, name))) {
        item.answers.set(model, { error, canRetry: true });
        this.#listener.itemChanged(item);
      }
    }
    this.#listener.changed({ finished: false });
  }

  retry(items) {
    for (const item of items) {
      item.answers.forEach(({ canRetry }, model) => canRetry && item.answers.delete(model));
      this.#listener.itemChanged(item);
    }
    this.#start();
  }

  // An item is done when each chosen model has answered or failed.
  state(item) {
    if (item.refused) return "failed";
    const entries = this.models.map((model) => item.answers.get(model));
    if (entries.some((entry) => entry?.error)) return "failed";
    return entries.every(Boolean) ? "answered" : "open";
  }

  canRetry(item) {
    return this.models.some((model) => item.answers.get(model)?.canRetry);
  }

  get waiting() {
    return this.items.filter((item) => this.models.some((model) => isWaiting(item, model)));
  }

  #start() {
    while (this.#running < IN_FLIGHT) {
      const job = this.#nextJob();
      if (!job) break;
      this.#work(job);
    }
    this.#listener.changed({ finished: this.#running === 0 && this.items.length > 0 });
  }

  #nextJob() {
    for (const item of this.items) {
      const model = this.models.find((name) => isWaiting(item, name));
      if (model !== undefined) return { item, model };
    }
    return null;
  }

  async #work({ item, model }) {
    const controller = new AbortController();
    this.#running += 1;
    item.inFlight.set(model, controller);
    this.#listener.itemChanged(item);
    const onBusy = () => this.#setBusy(item, true);
    const entry = await this.#ask(item.file, { model, signal: controller.signal, onBusy });
    this.#running -= 1;
    item.inFlight.delete(model);
    if (!controller.signal.aborted) {
      item.answers.set(model, entry);
      this.#setBusy(item, false);
      // Each of the others would only wait as long, to fail in the same way.
      if (FOR_ALL.includes(entry.error?.code)) this.stop(entry.error);
    }
    this.#start();
  }

  #setBusy(item, isBusy) {
    item.isBusy = isBusy;
    this.#listener.itemChanged(item);
  }
}

function isWaiting(item, model) {
  return !item.refused && !item.answers.has(model) && !item.inFlight.has(model);
}
