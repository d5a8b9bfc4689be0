// The form works without this script. It sends pictures as soon as they are given, however they
// come, and shows the answers on this page.

import { Batch } from "./batch.js";
import { makeCard, showAnswers, showThumbnail } from "./cards.js";
import { classify } from "./classify.js";
import { byId } from "./elements.js";
import { csv, download, entries, json } from "./export.js";
import "./facts.js";
import { chosen, dropped, fromClipboard, thumbnail } from "./files.js";
import { askedClasses, chosenModels, isChanged, nameOf, onChoice, shownClasses } from "./models.js";
import { announce, counted, say, showProgress } from "./progress.js";

const MOST_PICTURES = 1000;
const [form, input, camera, list] = ["upload", "image", "camera", "answers"].map(byId);
const maxBytes = Number(form.dataset.maxBytes);
const cards = new Map();

const batch = new Batch(
  (file, { model, ...options }) =>
    classify(file, { model, top: askedClasses(model), ...options }),
  { itemChanged: show, changed: (state) => showProgress(batch, { top: shownClasses(), ...state }) },
);

// What comes in

function mebibytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1).replace(/\.0$/, "")} MiB`;
}

// Why a file is not sent at all; null where it is.
function refusal(file) {
  if (file.size === 0) return { code: "empty_file", message: "This file is empty." };
  if (file.size <= maxBytes) return null;
  return {
    code: "body_too_large",
    message: `It has ${mebibytes(file.size)}; at most ${mebibytes(maxBytes)} can be sent. ` +
      "Choose a smaller picture.",
  };
}

function add(pictures, { others = 0 } = {}) {
  const room = Math.max(0, MOST_PICTURES - batch.items.length);
  const [taken, left] = [pictures.slice(0, room), pictures.slice(room)];
  const said = [];
  if (left.length) {
    said.push(`At most ${MOST_PICTURES} pictures fit on this page; clear it to add more.`);
  }
  if (others) said.push(`${counted(others, "file")} of another type left out.`);
  say(said.join(" "));
  if (taken.length > 1) announce(`${taken.length} pictures added.`);
  const prepared = taken.map(({ file, name }) => ({ file, name, error: refusal(file) }));
  batch.add(prepared).forEach(draw);
}

async function draw(item) {
  show(item);
  if (item.refused) return;
  const small = await thumbnail(item.file, () => cards.has(item));
  if (!small) return;
  item.url = small.url;
  if (cards.has(item)) showThumbnail(cards.get(item), small);
  else forget(item);
}

// What is shown

function show(item) {
  if (!cards.has(item)) {
    const on = { onRemove: () => remove(item), onRetry: () => batch.retry([item]) };
    cards.set(item, makeCard(item, on));
    list.append(cards.get(item));
  }
  const { models } = batch;
  showAnswers(cards.get(item), item, { models, names: models.map(nameOf), top: shownClasses() });
  for (const [model, entry] of item.answers) {
    if (isChanged(model, entry)) {
      say(`The device now answers with another model file, ${entry.model}. ` +
          "Load this page again to see what it is.");
    }
  }
}

function showModels() {
  const models = chosenModels();
  list.classList.toggle("is-compare", models.length > 1);
  batch.choose(models);
}

function forget(item) {
  if (item.url) URL.revokeObjectURL(item.url);
  cards.get(item)?.remove();
  cards.delete(item);
}

function remove(item) {
  const card = cards.get(item);
  const neighbour = card.nextElementSibling ?? card.previousElementSibling;
  forget(item);
  batch.remove(item);
  (neighbour?.querySelector(".remove") ?? input).focus();
}

function clear() {
  batch.items.forEach(forget);
  batch.remove(...batch.items);
  say("");
  announce("All pictures removed.");
  input.focus();
}

// What a visitor does

function addFrom(field) {
  if (field.files.length) add(chosen(field.files));
  field.value = "";  // So that the same file may be chosen again.
}

function save(ending, type, write) {
  download(write(entries(batch.items, batch.models, shownClasses())), `answers.${ending}`, type);
}

for (const field of [input, camera]) field.addEventListener("change", () => addFrom(field));
onChoice({ models: showModels, top: () => batch.items.forEach(show) });
byId("clear").addEventListener("click", clear);
byId("retry").addEventListener("click", () => batch.retry(batch.items));
byId("stop").addEventListener("click", () =>
  batch.stop({ code: "stopped", message: "Not sent: you stopped it." }));
byId("csv").addEventListener("click", () => save("csv", "text/csv;charset=utf-8", csv));
byId("json").addEventListener("click", () => save("json", "application/json", json));

document.addEventListener("paste", ({ clipboardData }) => {
  const pictures = fromClipboard(clipboardData);
  if (pictures.length) add(pictures);
  else say("There is no picture in the clipboard.");
});

// The whole page is the target: a picture dropped beside a smaller one would replace the page.
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("is-target");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("is-target");
});

document.addEventListener("drop", async (event) => {
  event.preventDefault();
  document.body.classList.remove("is-target");
  try {
    const found = await dropped(event.dataTransfer, MOST_PICTURES + 1);
    if (found.pictures.length) add(found.pictures, found);
    else say("There was no picture in it. Drop picture files, or a folder of them.");
  } catch {
    say("What was dropped cannot be read. Choose the pictures with the button instead.");
  }
});

input.multiple = true;
form.classList.add("is-enhanced");
showModels();
addFrom(input);  // Chosen before this script had come.
