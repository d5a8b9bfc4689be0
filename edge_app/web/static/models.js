// The fields by which a visitor chooses one model, or two to compare, and how many classes to show.

const [modelField, otherField, topField] = ["model", "other", "top"].map((id) =>
  document.getElementById(id),
);
const ASKED_CLASSES = 20;  // More than are shown: two models are compared by them.

function optionOf(model) {
  return [...modelField.options].find(({ value }) => value === model);
}

// The names to ask by; "" is the active model.
export function chosenModels() {
  return otherField.value ? [modelField.value, otherField.value] : [modelField.value];
}

export function nameOf(model) {
  return optionOf(model).dataset.name;
}

export function askedClasses(model) {
  return Math.min(ASKED_CLASSES, Number(optionOf(model).dataset.classes));
}

export function shownClasses() {
  return Number(topField.value);
}

// Whether an answer comes from another file than the one that this page names.
export function isChanged(model, { model_sha256: hash }) {
  return Boolean(hash) && hash !== optionOf(model).dataset.sha256;
}

// A model is not compared with itself.
function keepApart() {
  if (otherField.value === modelField.value) otherField.value = "";
  for (const option of otherField.options) {
    option.disabled = option.value !== "" && option.value === modelField.value;
  }
}

export function onChoice({ models, top }) {
  for (const field of [modelField, otherField]) {
    field.addEventListener("change", () => {
      keepApart();
      models();
    });
  }
  topField.addEventListener("change", top);
  keepApart();  // A browser may keep what was chosen before the page was loaded again.
}
