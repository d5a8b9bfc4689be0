// How far the batch is: for the eye, and in a few sentences for a screen reader.

import { inWords } from "./cards.js";
import { summary } from "./compare.js";
import { byId, percent } from "./elements.js";

export function counted(number, one) {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}

// What went wrong with what was given as a whole; "" when all is well.
export function say(text) {
  if (byId("message").textContent === text) return;  // Else it would be read aloud again.
  byId("message").textContent = text;
  byId("message").hidden = !text;
}

// Not one sentence for each picture: a batch would not stop talking.
export function announce(text) {
  byId("status").textContent = text;
}

export function showProgress(batch, { top, finished }) {
  const states = batch.items.map((item) => batch.state(item));
  const failed = states.filter((state) => state === "failed").length;
  const done = failed + states.filter((state) => state === "answered").length;
  byId("results").hidden = states.length === 0;
  byId("upload").classList.toggle("is-slim", states.length > 0);
  byId("count").textContent = countWords(batch, done, failed);
  byId("agreement").textContent = agreementWords(batch, top);
  const progress = byId("progress");
  progress.hidden = done === states.length;
  progress.max = Math.max(1, states.length);
  progress.value = done;
  showButtons(batch, done);
  if (finished && done === states.length) announceEnd(batch, { answered: done - failed, failed, top });
}

function showButtons(batch, done) {
  const waiting = batch.waiting.length;
  const failed = batch.items.filter((item) => batch.canRetry(item)).length;
  showButton(byId("stop"), waiting > 0, `Stop (${waiting} waiting)`);
  showButton(byId("retry"), failed > 1, `Try ${failed} again`);
  for (const id of ["csv", "json"]) byId(id).disabled = done === 0;
}

// A button that goes must not take the keyboard's place on the page with it.
function showButton(button, isShown, words) {
  if (!isShown && button === document.activeElement) byId("clear").focus();
  button.hidden = !isShown;
  button.textContent = words;
}

function countWords(batch, done, failed) {
  const total = batch.items.length;
  const unsure = batch.items.filter(({ answers }) =>
    answers.get(batch.models[0])?.sure === false).length;
  const words = [done < total ? `${done} of ${total}` : counted(total, "picture")];
  if (unsure) words.push(`${unsure} not sure`);
  if (failed) words.push(`${failed} without an answer`);
  return words.join(" · ");
}

function agreementWords(batch, top) {
  if (batch.models.length < 2) return "";
  const answered = batch.items.filter((item) => batch.state(item) === "answered");
  const pairs = answered.map(({ answers }) => batch.models.map((model) => answers.get(model)));
  const { count, same, largest } = summary(pairs, top);
  if (!count) return "";
  return `Same label for ${same} of ${count} · largest change ` +
    `${percent(largest).replace("%", "")} points`;
}

function announceEnd(batch, { answered, failed, top }) {
  if (answered + failed === 1) {
    const [item] = batch.items;
    const entry = item.refused ?? item.answers.get(batch.models[0]);
    announce(`${item.name}: ${entry.error ? entry.error.message : inWords(entry)}`);
    return;
  }
  const rest = failed ? ` ${failed} without an answer.` : "";
  announce(`${counted(answered, "picture")} answered.${rest} ${agreementWords(batch, top)}`.trim());
}
