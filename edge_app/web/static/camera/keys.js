// Keys that mean the same anywhere on the page.

// `shortcuts` has what to do, by the key; letters are small ones.
export function onKeys(shortcuts) {
  document.addEventListener("keydown", (event) => {
    const { key, target, repeat } = event;
    if (repeat || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    // What has the keyboard takes the space bar for itself.
    if (key === " " && target.closest("button, a, summary")) return;
    const action = shortcuts[key.length === 1 ? key.toLowerCase() : key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
