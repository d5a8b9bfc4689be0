// What is drawn over the live picture: the part that is looked at, its label, and what is wrong.

import { byId, percent } from "../elements.js";
import { named, trouble } from "./words.js";

const [stage, overlay, handle, tag, over] = ["stage", "overlay", "region", "tag", "trouble"].map(byId);
const TO_THE_RIGHT = 0.5;  // A region that begins beyond it has its label at its other side.

export function resize({ width, height }) {
  stage.style.setProperty("--shape", width / height);
  overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
}

// `region` is in shares of the picture's sides; null before the first frame.
export function drawRegion(region, { width, height }) {
  for (const one of [overlay, handle]) one.toggleAttribute("hidden", !region);
  if (!region) return;
  const [x, w] = [region.left * width, region.width * width];
  const [y, h] = [region.top * height, region.height * height];
  const edge = overlay.querySelector(".edge");
  for (const [name, value] of Object.entries({ x, y, width: w, height: h })) {
    edge.setAttribute(name, value);
  }
  overlay.querySelector(".shade")
    .setAttribute("d", `M0 0H${width}V${height}H0z M${x} ${y}v${h}h${w}v${-h}z`);
  place(handle, region);
  placeTag(region);
  const words = [region.width, region.height].map((share) => `${Math.round(100 * share)}%`);
  handle.setAttribute("aria-label", `Part that is looked at: ${words.join(" by ")} of the picture`);
}

function place(element, { left, top, width, height }) {
  for (const [name, share] of Object.entries({ left, top, width, height })) {
    element.style[name] = `${100 * share}%`;
  }
}

function placeTag({ left, top, width }) {
  const isRight = left > TO_THE_RIGHT;
  tag.style.top = `${100 * top}%`;
  tag.style.left = isRight ? "auto" : `${100 * left}%`;
  tag.style.right = isRight ? `${100 * (1 - left - width)}%` : "auto";
}

export function drawLabel({ prediction, inference, region }) {
  const isPaused = !inference.on;
  tag.hidden = !region || !(isPaused || prediction);
  tag.classList.toggle("is-paused", isPaused);
  tag.classList.toggle("is-doubt", !isPaused && prediction?.sure === false);
  stage.classList.toggle("is-paused", isPaused);
  if (tag.hidden) return;
  tag.firstChild.textContent = isPaused ? "Paused" : named(prediction);
  tag.lastChild.textContent = isPaused ? "" : percent(prediction.confidence);
}

export function drawTrouble(camera) {
  const found = trouble(camera);
  over.hidden = !found;
  stage.classList.toggle("is-old", Boolean(found));
  if (!found) return;
  over.querySelector(".words").textContent = found.headline;
  over.querySelector(".reason").textContent = found.reason;
  over.querySelector(".spinner").hidden = !found.isBusy;
}
