// The form works without this script. It adds drag and drop, sends a picture as soon as it is
// chosen, and refuses one that is too large before it is sent.
"use strict";

const form = document.getElementById("upload");
const input = document.getElementById("image");
const message = document.getElementById("message");
const busy = document.getElementById("busy");
const maxBytes = Number(form.dataset.maxBytes);

function mebibytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1).replace(/\.0$/, "")} MiB`;
}

function say(text) {
  message.textContent = text;
  message.hidden = !text;
}

function showBusy(isBusy) {
  form.classList.toggle("is-busy", isBusy);
  busy.hidden = !isBusy;
}

function isTooLarge(file) {
  if (file.size <= maxBytes) return false;
  say(`${file.name} has ${mebibytes(file.size)}; at most ${mebibytes(maxBytes)} can be sent. ` +
      "Choose a smaller picture.");
  return true;
}

function send() {
  say("");
  if (input.files.length) form.requestSubmit();
}

form.addEventListener("submit", (event) => {
  if (form.classList.contains("is-busy")) {
    event.preventDefault();
  } else if (isTooLarge(input.files[0])) {
    event.preventDefault();
    form.reset();
  } else {
    showBusy(true);
  }
});

input.addEventListener("change", send);

// The whole page is the target: a picture dropped beside a smaller one would replace the page.
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("is-target");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("is-target");
});

document.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("is-target");
  const [file] = event.dataTransfer.files;
  if (!file) {
    say("That was not a file. Drop a picture file.");
    return;
  }
  const one = new DataTransfer();
  one.items.add(file);
  input.files = one.files;
  send();
});

// The browser may show this page as it was left, when the visitor comes back to it.
window.addEventListener("pageshow", () => {
  showBusy(false);
  form.reset();
});

form.classList.add("is-enhanced");
