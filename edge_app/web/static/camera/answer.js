// The card beside the picture: what is seen, how sure that is, and how fast everything goes.

import { bar, byId, percent, setBar } from "../elements.js";
import { duration, named, perSecond, trouble } from "./words.js";

const card = byId("seen");
const part = (name) => card.querySelector(name);

export function showAnswer({ prediction, inference, camera }) {
  const isUnsure = inference.on && prediction?.sure === false;
  part(".kicker").textContent = kicker(prediction, inference, camera);
  part(".kicker").classList.toggle("is-unsure", isUnsure);
  card.classList.toggle("is-past", !prediction || !inference.on);
  if (!prediction) return;  // What was seen last stays, dimmed.
  setText(".prediction", named(prediction));
  setText(".confidence", `${percent(prediction.confidence)} · for ${duration(prediction.since_ms)}`);
  setText(".raw", `This frame alone: ${prediction.raw.label}, ${percent(prediction.raw.confidence)}`);
  showBars(prediction.predictions);
}

function kicker(prediction, inference, camera) {
  if (!inference.on) return "Paused";
  if (!prediction) return trouble(camera)?.headline ?? "Waiting for a frame";
  return prediction.sure === false ? "Not sure" : "Best guess";
}

function setText(name, words) {
  if (part(name).textContent !== words) part(name).textContent = words;
}

// The lines stay, so that a bar grows and shrinks before the eye.
function showBars(predictions) {
  const list = part(".bars");
  while (list.children.length > predictions.length) list.lastElementChild.remove();
  predictions.forEach((prediction, i) => {
    if (list.children[i]?.dataset.index !== String(prediction.index)) {
      const line = bar(prediction);
      line.dataset.index = prediction.index;
      if (list.children[i]) list.children[i].replaceWith(line);
      else list.append(line);
    }
    list.children[i].querySelector(".percent").textContent = percent(prediction.probability);
    setBar(list.children[i], prediction.probability);
  });
}

// `shown` is the rate at which this page draws, `labelMs` how old a frame is when it has its label.
export function showRates({ camera, inference, prediction, model }, { shown, labelMs }) {
  const limit = inference.max_fps ? ` of at most ${inference.max_fps}` : "";
  const classified = inference.on ? `${perSecond(inference.per_second)}${limit}` : "paused";
  const isRunning = camera.state === "running";
  const rates = {
    camera: isRunning ? perSecond(camera.frames_per_second) : "–",
    inference: isRunning ? classified : "–",
    shown: isRunning ? perSecond(shown) : "–",
    delay: isRunning && prediction && labelMs !== null ? `${Math.round(labelMs)} ms` : "–",
  };
  for (const [name, words] of Object.entries(rates)) part(`[data-rate="${name}"]`).textContent = words;
  const faults = [
    [camera.torn, "damaged"],
    [camera.reopened, "times opened again"],
  ].filter(([count]) => count).map(([count, words]) => `${count.toLocaleString()} ${words}`);
  const said = [camera.description || camera.source, `frame ${camera.frames.toLocaleString()}`, ...faults];
  byId("source").textContent = `${said.join(" · ")}. Model ${model}.`;
}
