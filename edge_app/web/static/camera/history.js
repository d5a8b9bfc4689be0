// The strip of the last changes, the latest first, each with a small picture where one was seen.

import { byId, copyOf, percent } from "../elements.js";

const list = byId("history");
const known = new Map();
let isFirst = true;

// `cut(canvas)` draws what is looked at, and gives whether it could; `newest` is the frame shown now.
export function showHistory(history, { newest, near, cut }) {
  const entries = history.map((change) => [`${change.at} ${change.frame}`, change]);
  const keys = new Set(entries.map(([key]) => key));
  for (const [key, item] of known) {
    if (keys.has(key)) continue;
    item.remove();
    known.delete(key);
  }
  for (const [key, change] of entries.filter(([key]) => !known.has(key)).reverse()) {
    const item = makeItem(change);
    known.set(key, item);
    list.prepend(item);
    // Of what happened before this page looked there is no picture.
    if (!isFirst && Math.abs(newest - change.frame) <= near) drawCut(item, cut);
    if (!isFirst) item.classList.add("is-new");
  }
  isFirst = false;
  byId("changes").hidden = history.length === 0;
}

function makeItem({ label, confidence, sure, at }) {
  const item = copyOf("change-template");
  item.querySelector(".what").textContent = sure === false ? `${label}?` : label;
  item.classList.toggle("is-doubt", sure === false);
  item.querySelector(".confidence").textContent = percent(confidence);
  const time = item.querySelector("time");
  time.dateTime = at;
  time.textContent = new Date(at).toLocaleTimeString();
  return item;
}

function drawCut(item, cut) {
  const canvas = item.querySelector("canvas");
  cut(canvas);
  canvas.hidden = false;
  item.querySelector("svg").remove();
}
