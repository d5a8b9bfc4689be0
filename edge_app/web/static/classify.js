// Asks the device for one picture and one model.

const BUSY_TRIES = 6;
const WAIT_S = { least: 1, usual: 2, most: 30 };
const PATIENCE_MS = 120_000;

// Gives the API's answer, or { error: { code, message }, canRetry }. It throws nothing.
// While the device is busy, it tries again a few times, and calls onBusy before each wait.
export async function classify(file, { model, top, signal, onBusy }) {
  for (let tries = 1; ; tries += 1) {
    const { entry, waitSeconds } = await askOnce(file, { model, top, signal });
    if (waitSeconds === null || tries === BUSY_TRIES || signal.aborted) return entry;
    onBusy();
    await pause(waitSeconds, signal);
  }
}

async function askOnce(file, { model, top, signal }) {
  const query = new URLSearchParams({ top });
  if (model) query.set("model", model);
  // A device that lost its power says nothing, not even that it is gone.
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  signal.addEventListener("abort", () => patience.abort());
  try {
    const response = await fetch(`api/v1/classify?${query}`, {
      method: "POST",
      body: file,
      headers: { "Content-Type": "application/octet-stream" },
      signal: patience.signal,
    });
    return { entry: await entryOf(response), waitSeconds: waitOf(response) };
  } catch {
    return { entry: await noAnswer(file), waitSeconds: null };
  } finally {
    clearTimeout(timer);
  }
}

async function entryOf(response) {
  // 401: the login has ended, and a new one in another tab helps.
  const canRetry = response.status >= 500 || [401, 408, 429].includes(response.status);
  let body;
  try {
    body = JSON.parse(await response.text());
  } catch {
    body = {};  // Not the application's: a proxy's page, or the server's own refusal.
  }
  if (response.ok && body.results) {
    const { results, ...said } = body;
    return { ...said, ...results[0] };
  }
  const error = body.error ?? {
    code: "no_reason",
    message: `The device refused it without a reason (status ${response.status}).`,
  };
  return { error, canRetry };
}

function waitOf(response) {
  if (![429, 503].includes(response.status)) return null;
  const asked = Number(response.headers.get("Retry-After") ?? WAIT_S.usual) || WAIT_S.usual;
  return Math.min(Math.max(asked, WAIT_S.least), WAIT_S.most);
}

async function noAnswer(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    const message = "The file cannot be read any more. It was moved or changed; choose it again.";
    return { error: { code: "unreadable_file", message }, canRetry: false };
  }
  const message = "The device does not answer. Is it switched on, and in this network?";
  return { error: { code: "no_answer", message }, canRetry: true };
}

function pause(seconds, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, 1000 * seconds);
    signal.addEventListener("abort", resolve);
  });
}
