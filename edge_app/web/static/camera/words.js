// What is said of a camera's state, and of what it sees.

import { percent } from "../elements.js";

// By the state of the capture: the words over the picture. Nothing is said while it is running.
const HEADLINES = {
  opening: "Opening the camera …",
  stalled: "No picture comes",
  frozen: "The picture stands still",
  waiting: "The camera is gone",
  ended: "That was all of it",
  stopped: "The camera is stopped",
};
// What is waited for, without anything to be done.
const BUSY = ["opening", "stalled", "frozen", "waiting"];

export function trouble({ state, problem }) {
  if (state === "running") return null;
  return { headline: HEADLINES[state] ?? state, reason: problem, isBusy: BUSY.includes(state) };
}

// "cat", or "cat or dog?" where the model is not sure.
export function named({ label, sure, predictions }) {
  if (sure !== false) return label;
  const other = predictions?.find((prediction) => prediction.label !== label);
  return other ? `${label} or ${other.label}?` : `${label}?`;
}

export function inWords(prediction) {
  const { sure, confidence } = prediction;
  return sure === false ? `Not sure: ${named(prediction)}` : `${named(prediction)}, ${percent(confidence)}`;
}

export function perSecond(rate) {
  return `${rate.toFixed(rate < 10 ? 1 : 0)} /s`;
}

export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
