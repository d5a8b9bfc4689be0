// What is said of the model lies over the page, until something else is wanted.
const facts = document.getElementById("model-facts");
document.addEventListener("click", ({ target }) => {
  if (!facts.contains(target)) facts.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !facts.open) return;
  event.preventDefault();  // It means nothing else then.
  facts.open = false;
  facts.firstElementChild.focus();
});
