// The page of the camera: the live picture, what is seen in it, and the keys and buttons.

import { byId } from "../elements.js";
import { announce } from "./announce.js";
import { showAnswer, showRates } from "./answer.js";
import { change, follow } from "./follow.js";
import { Frames } from "./frames.js";
import { showHistory } from "./history.js";
import { onKeys } from "./keys.js";
import { drawLabel, drawRegion, drawTrouble, resize } from "./overlay.js";
import { afterKey, drawWithPointer } from "./region.js";

const SEND_AFTER_MS = 150;  // The arrow keys repeat faster than is worth telling.
// Then this address shows something else: the page to log in, or how to start a camera.
const FOR_ANOTHER_PAGE = ["login_needed", "no_camera"];
const [stage, canvas, handle, watch] = ["stage", "picture", "region", "watch"].map(byId);
const modelShape = Number(watch.dataset.shape);
const frames = new Frames(canvas, onFrame);
let state = null;
let labelMs = null;  // How old the latest frame with a label was when that was drawn.
let ownPart = null;  // A region that is being drawn, or that the device does not know yet.
let sending = 0;
let lost = null;  // Why there is no state to be had.
let refused = "";  // Why the last wish was not fulfilled.

// The shape of the picture, and that of the model's input in shares of the picture's sides.
const pictureShape = () => canvas.width / canvas.height;
const partShape = () => modelShape / pictureShape();
const part = () => ownPart ?? state?.region ?? null;

// What is shown

function onFrame(size) {
  resize(size);
  drawRegion(part(), canvas);
}

function onState(latest) {
  // The answer to an older question may come after that to a newer one.
  if (latest.serial < state?.serial) return;
  announce(state, latest);
  state = latest;
  frames.follow(state.camera.frames);
  drawRegion(part(), canvas);
  drawLabel(state);
  noteDelay(state.prediction);
  drawTrouble(state.camera);
  showAnswer(state);
  showRates(state, { shown: frames.rate, labelMs });
  showHistory(state.history, {
    newest: frames.number,
    near: Math.max(2, state.camera.frames_per_second),
    cut: drawCut,
  });
  showButtons();
  showMessage();
}

function noteDelay(prediction) {
  if (!prediction) return;
  const come = performance.now();
  requestAnimationFrame((now) => {
    labelMs = prediction.age_ms + Math.max(0, now - come);
    stage.dataset.labelMs = labelMs.toFixed(1);
  });
}

function drawCut(small) {
  const { left, top, width, height } = state.region ?? { left: 0, top: 0, width: 1, height: 1 };
  const source = [left * canvas.width, top * canvas.height, width * canvas.width, height * canvas.height];
  small.getContext("2d").drawImage(canvas, ...source, 0, 0, small.width, small.height);
}

function showButtons() {
  const isStopped = ["stopped", "ended"].includes(state.camera.state);
  byId("inference").querySelector(".words").textContent = state.inference.on ? "Pause" : "Go on";
  byId("running").querySelector(".words").textContent = isStopped ? "Start camera" : "Stop camera";
  byId("snapshot").toggleAttribute("aria-disabled", !frames.number);
}

function showMessage() {
  const text = lost?.message || refused || state?.inference.problem || "";
  if (byId("message").textContent === text) return;  // Else it would be read aloud again.
  byId("message").textContent = text;
  byId("message").hidden = !text;
}

// What a visitor does

async function wish(wanted) {
  const { state: latest, problem } = await change(wanted);
  refused = problem?.message ?? "";
  if (problem) showMessage();
  else onState(latest);
}

function toggleInference() {
  if (state) wish({ inference: !state.inference.on });
}

function toggleCamera() {
  if (state) wish({ running: ["stopped", "ended"].includes(state.camera.state) });
}

function showPart(wanted) {
  ownPart = wanted;
  drawRegion(part(), canvas);
}

async function choosePart(wanted) {
  showPart(wanted);
  clearTimeout(sending);
  await wish({ region: wanted });
  if (ownPart === wanted) showPart(null);
}

const dropDrag = drawWithPointer(stage, {
  shape: partShape,
  click: toggleInference,
  drawn: showPart,
  chosen: choosePart,
  dropped: () => showPart(null),
});

byId("inference").addEventListener("click", toggleInference);
byId("running").addEventListener("click", toggleCamera);
byId("reset").addEventListener("click", () => choosePart(null));
handle.addEventListener("click", toggleInference);
handle.addEventListener("keydown", (event) => {
  const wanted = afterKey(part(), event, pictureShape());
  if (!wanted) return;
  event.preventDefault();
  showPart(wanted);
  clearTimeout(sending);
  sending = setTimeout(() => choosePart(wanted), SEND_AFTER_MS);
});

onKeys({
  " ": toggleInference,
  s: () => byId("snapshot").click(),
  q: toggleCamera,
  Escape: () => dropDrag() || choosePart(null),
});

byId("snapshot").addEventListener("click", (event) => {
  if (!frames.number) event.preventDefault();
});

watch.hidden = false;
frames.show();
follow(onState, (problem) => {
  lost = problem;
  if (!lost) return;
  state = null;  // What is there when it is back may count from the beginning.
  if (FOR_ANOTHER_PAGE.includes(lost.code)) location.reload();
  stage.classList.add("is-old");
  showMessage();
});
