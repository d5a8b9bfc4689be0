// The card of one picture: what the model said of it, or two models, or what went wrong.

import { MARKED_DIFFERENCE, isOtherLabel, rows } from "./compare.js";
import { bar, copyOf, make, percent, setBar } from "./elements.js";

const TIMES = { decode: "Decode", preprocess: "Preprocess", invoke: "Inference" };

// With the sign that belongs to numbers; "0.0" where nothing is left after rounding.
export function points(difference) {
  const size = (100 * Math.abs(difference)).toFixed(1);
  return size === "0.0" ? size : `${difference > 0 ? "+" : "\u2212"}${size}`;
}

// In one line, for a screen reader.
export function inWords(answer) {
  const { prediction, confidence, sure, predictions } = answer;
  if (sure !== false) return `${prediction}, ${percent(confidence)}`;
  return `not sure, ${predictions.slice(0, 2).map(({ label }) => label).join(", or ")}`;
}

export function makeCard(item, { onRemove, onRetry }) {
  const card = copyOf("item-template");
  card.querySelector(".file").textContent = item.name;
  const button = card.querySelector(".remove");
  button.setAttribute("aria-label", `Remove ${item.name}`);
  button.addEventListener("click", onRemove);
  card.addEventListener("click", ({ target }) => {
    if (!target.matches(".retry")) return;
    button.focus();  // The button that has it is about to go.
    onRetry();
  });
  return card;
}

export function showThumbnail(card, { url, isTiny }) {
  const image = make("img", isTiny ? "tiny" : "");
  image.alt = "";
  image.src = url;
  card.querySelector(".thumb").replaceChildren(image);
}

// `labelCounts` says of each model how many classes it has: fewer answers leave some untold.
export function showAnswers(card, item, { models, names, top }) {
  const entries = models.map((model) => item.refused ?? item.answers.get(model));
  const [said, details] = [card.querySelector(".said"), card.querySelector(".details")];
  const sides = entries.map((entry, i) => side(entry, item, models[i]));
  if (models.length === 1 || item.refused) {
    said.replaceChildren(...sides[0]);
    details.replaceChildren(...(entries[0]?.predictions ? results(entries[0], top) : []));
    return;
  }
  const areBoth = entries.every((entry) => entry?.predictions);
  said.replaceChildren(areBoth ? agreement(...entries) : "");
  const heads = names.map((name) => make("p", "model-name", name));
  const columns = sides.map((parts, i) => {
    const times = entries[i]?.predictions ? [timesOf(entries[i])] : [];
    return make("div", "side", heads[i], ...parts, ...times);
  });
  const table = areBoth ? [comparison(rows(...entries, top), names)] : [];
  details.replaceChildren(make("div", "sides", ...columns), ...table);
}

function side(entry, item, model) {
  if (entry?.error) return problem(entry);
  if (entry) return verdict(entry);
  if (!item.inFlight.has(model)) return [make("p", "waiting", "Waiting")];
  const words = item.isBusy ? "The device is busy; trying again …" : "Classifying …";
  return [make("p", "waiting", make("span", "spinner"), words)];
}

function problem({ error, canRetry }) {
  const isOut = error.code === "login_needed";
  const words = isOut ? "You are not logged in any more. Log in, and try again." : error.message;
  const parts = [make("p", "kicker is-problem", "No answer"), make("p", "reason", words)];
  if (isOut) parts.push(loginLink());
  if (canRetry) {
    const retry = make("button", "button small retry", "Try again");
    retry.type = "button";
    parts.push(retry);
  }
  return parts;
}

// In a tab of its own: the pictures of this one would be lost.
function loginLink() {
  const link = make("a", "button small login-link", "Log in");
  link.href = "login";
  link.target = "_blank";
  return link;
}

function verdict({ prediction, confidence, sure, threshold, predictions }) {
  if (sure !== false) {
    return [
      make("p", "kicker", "Best guess"),
      make("h3", "prediction", prediction),
      make("p", "confidence", `${percent(confidence)} sure`),
    ];
  }
  const guesses = predictions.slice(0, 2);
  const reason = threshold === null
    ? `It is never sure of “${prediction}”.`
    : `It is sure of “${prediction}” from ${percent(threshold)} on.`;
  return [
    make("p", "kicker is-unsure", "Not sure"),
    make("h3", "prediction", `${guesses.map(({ label }) => label).join(", or ")}?`),
    make("p", "confidence", reason),
  ];
}

function results(answer, top) {
  const bars = make("ol", "bars", ...answer.predictions.slice(0, top).map(bar));
  bars.setAttribute("role", "list");
  bars.setAttribute("aria-label", "Most probable classes");
  return [bars, timesOf(answer)];
}

function timesOf({ timing_ms: times }) {
  const parts = Object.entries(TIMES).map(([name, words]) =>
    make("div", "", make("dt", "", words), make("dd", "", `${times[name].toFixed(1)} ms`)),
  );
  return make("dl", "times", ...parts);
}

function agreement(first, second) {
  return isOtherLabel(first, second)
    ? make("p", "kicker is-unsure", "Other label")
    : make("p", "kicker", "Same label");
}

function comparison(lines, names) {
  const head = make("tr", "", ...["Class", ...names, "Change"].map((words) => {
    const cell = make("th", "", words);
    cell.scope = "col";
    return cell;
  }));
  const body = lines.map(({ label, index, first, second, difference }) => {
    const name = make("th", "", `${label} `, make("span", "index", `class ${index}`));
    name.scope = "row";
    const [a, b] = [first, second].map(probabilityCell);
    const isMarked = difference !== null && Math.abs(difference) >= MARKED_DIFFERENCE;
    const size = make(isMarked ? "mark" : "span", "", difference === null ? "–" : points(difference));
    return make("tr", "", name, a, b, make("td", "", size));
  });
  return make("table", "compare", make("thead", "", head), make("tbody", "", ...body));
}

// Nothing is claimed of a class that is not among those that were asked for.
function probabilityCell(probability) {
  if (probability === null) return make("td", "", "–");
  const drawn = setBar(copyOf("bar-template"), probability).querySelector(".bar");
  return make("td", "", percent(probability), drawn);
}
