// What the pages build their answers of: words for a probability, elements, bars.

export function byId(id) {
  return document.getElementById(id);
}

export function percent(probability) {
  return `${(100 * probability).toFixed(1)}%`;
}

export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

export function copyOf(template) {
  return document.getElementById(template).content.firstElementChild.cloneNode(true);
}

export function bar({ label, index, probability }) {
  const line = setBar(copyOf("bar-template"), probability);
  line.querySelector(".label").firstChild.before(`${label} `);
  line.querySelector(".index").textContent = `class ${index}`;
  line.querySelector(".percent").textContent = percent(probability);
  return line;
}

export function setBar(element, probability) {
  element.querySelector("rect").setAttribute("width", (100 * probability).toFixed(2));
  return element;
}
