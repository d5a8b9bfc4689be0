// What a screen reader is told: the label when it has changed and stays for a moment, and a trouble.

import { byId } from "../elements.js";
import { inWords, trouble } from "./words.js";

const SAY_AFTER_MS = 1_500;
let saying = 0;

// `before` is the state that was shown before, or null.
export function announce(before, { camera, inference, prediction }) {
  const isSame = before?.prediction?.label === prediction?.label &&
    before?.camera.state === camera.state && before?.inference.on === inference.on;
  if (isSame) return;
  const words = trouble(camera)?.headline ??
    (inference.on ? prediction && inWords(prediction) : "Paused");
  clearTimeout(saying);
  saying = setTimeout(() => { byId("status").textContent = words ?? ""; }, SAY_AFTER_MS);
}
