// Follows the state of the camera, and changes it.

import { pause, visible } from "./frames.js";

const ADDRESS = "api/v1/camera";
const WAIT_S = 5;  // Rates and ages change without being told.
const PATIENCE_MS = 1000 * (WAIT_S + 10);
const LEAST_MS = 80;  // Between two questions: nobody reads faster.
const UNCHANGED_MS = 1_000;  // Where the device answers at once, because too many wait.
const LONGEST_WAIT_MS = 5_000;
const GONE = {
  code: "no_answer",
  message: "The device does not answer. Is it switched on, and in this network?",
};

// Calls onState(state) for each new state, and onProblem(problem) when there is none to be had,
// with { code, message }; with null as soon as there is one again.
export async function follow(onState, onProblem) {
  let serial = null;
  for (let wait = UNCHANGED_MS; ; ) {
    await visible();
    const asked = performance.now();
    const news = serial === null ? "" : `?after=${serial}&wait=${WAIT_S}`;
    const { state, problem } = await ask(`${ADDRESS}${news}`);
    onProblem(problem);
    if (problem) {
      serial = null;  // After a new start the device counts from the beginning.
      await pause(wait);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
      continue;
    }
    wait = UNCHANGED_MS;
    onState(state);
    const least = state.serial === serial ? UNCHANGED_MS : LEAST_MS;
    serial = state.serial;
    await pause(Math.max(0, asked + least - performance.now()));
  }
}

// Gives { state } or { problem }. It throws nothing.
export function change(wanted) {
  return ask(ADDRESS, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(wanted),
  });
}

async function ask(address, options = {}) {
  try {
    const response = await fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
    const body = await response.json();
    return response.ok ? { state: body, problem: null } : { problem: body.error ?? GONE };
  } catch {
    return { problem: GONE };
  }
}
