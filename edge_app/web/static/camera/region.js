// Choosing the part of the picture that is looked at, with mouse, finger, pen or keyboard. It always
// has the shape of the model's input, so that what is chosen is what the model sees.

const CLICK_PX = 8;  // A shorter way is a click or a tap.
const STEP = 0.02;  // Of the picture's width, by one stroke of an arrow key.
const LEAST = 0.02;  // Of either side.
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The largest part of that shape between two points, from the first towards the second. Points and
// parts are in shares of the picture's sides; `shape` is width / height in the same shares.
export function between(start, end, shape) {
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const room = { x: dx < 0 ? start.x : 1 - start.x, y: dy < 0 ? start.y : 1 - start.y };
  const width = Math.min(Math.max(Math.abs(dx), Math.abs(dy) * shape), room.x, room.y * shape);
  const height = width / shape;
  return {
    left: dx < 0 ? start.x - width : start.x,
    top: dy < 0 ? start.y - height : start.y,
    width,
    height,
  };
}

export function moved({ left, top, width, height }, [dx, dy]) {
  const kept = (place, size) => Math.min(Math.max(0, place), 1 - size);
  return { left: kept(left + dx, width), top: kept(top + dy, height), width, height };
}

// Larger or smaller by `share` of the picture's width, about its middle, and inside the picture.
export function sized({ left, top, width, height }, share) {
  const most = Math.min(1 / width, 1 / height);
  const least = LEAST / Math.min(width, height);
  const factor = Math.min(Math.max((width + share) / width, least), most);
  const [w, h] = [Math.min(1, width * factor), Math.min(1, height * factor)];
  return moved({ left: left + (width - w) / 2, top: top + (height - h) / 2, width: w, height: h }, [0, 0]);
}

function pointIn(stage, event) {
  const { left, top, width, height } = stage.getBoundingClientRect();
  const share = (place, size) => Math.min(Math.max(0, place / size), 1);
  return { x: share(event.clientX - left, width), y: share(event.clientY - top, height) };
}

// `on` has shape(), click(), drawn(part) while it is drawn, chosen(part), and dropped().
export function drawWithPointer(stage, on) {
  let drag = null;

  stage.addEventListener("pointerdown", (event) => {
    if (drag || event.button !== 0) return;
    drag = { id: event.pointerId, start: pointIn(stage, event), from: event, part: null };
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drag?.id) return;
    const way = Math.hypot(event.clientX - drag.from.clientX, event.clientY - drag.from.clientY);
    if (!drag.part && way < CLICK_PX) return;
    drag.part = between(drag.start, pointIn(stage, event), on.shape());
    on.drawn(drag.part);
  });
  stage.addEventListener("pointerup", (event) => {
    if (event.pointerId !== drag?.id) return;
    const { part } = drag;
    drag = null;
    if (!part) on.click();
    else if (Math.min(part.width, part.height) < LEAST) on.dropped();
    else on.chosen(part);
  });
  const drop = () => {
    if (!drag) return false;
    drag = null;
    on.dropped();
    return true;
  };
  stage.addEventListener("pointercancel", drop);
  return drop;
}

// The part after a key; null where the key means something else.
export function afterKey(part, { key, shiftKey }, pictureShape) {
  const direction = KEYS[key];
  if (!part || !direction) return null;
  const [dx, dy] = direction;
  if (shiftKey) return sized(part, (dx - dy) * STEP);
  return moved(part, [dx * STEP, dy * STEP * pictureShape]);
}
