// Shows the frames of the camera, each as soon as the one before it is on the screen: a slow viewer
// asks for fewer, and slows nobody else.

const PATIENCE_MS = 10_000;
const LEAST_WAIT_MS = 200;  // After an answer without a frame, or none.
const LONGEST_WAIT_MS = 5_000;
const COUNTED_MS = 2_000;

export class Frames {
  number = 0;
  ageMs = null;
  #times = [];
  #canvas;
  #onFrame;

  constructor(canvas, onFrame) {
    this.#canvas = canvas;
    this.#onFrame = onFrame;
  }

  // Frames per second on this screen.
  get rate() {
    const since = performance.now() - COUNTED_MS;
    this.#times = this.#times.filter((time) => time > since);
    return (1000 * this.#times.length) / COUNTED_MS;
  }

  // A capture that counts from 1 again has a new picture, whatever was shown before.
  follow(newest) {
    if (newest < this.number) this.number = 0;
  }

  async show() {
    for (let wait = LEAST_WAIT_MS; ; ) {
      await visible();
      try {
        if (await this.#next()) wait = LEAST_WAIT_MS;
        else await pause(LEAST_WAIT_MS);
      } catch {
        await pause(wait);
        wait = Math.min(2 * wait, LONGEST_WAIT_MS);
      }
    }
  }

  async #next() {
    const response = await fetch(`camera/frame.jpg?after=${this.number}`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status === 204) return false;
    if (!response.ok) throw new Error(response.status);
    const picture = await createImageBitmap(await response.blob());
    this.number = Number(response.headers.get("X-Frame-Number"));
    this.#draw(picture);
    await new Promise(requestAnimationFrame);
    return true;
  }

  #draw(picture) {
    const { width, height } = picture;
    const isOther = width !== this.#canvas.width || height !== this.#canvas.height;
    if (isOther) Object.assign(this.#canvas, { width, height });
    this.#canvas.getContext("2d").drawImage(picture, 0, 0);
    picture.close();
    this.#times.push(performance.now());
    this.#onFrame({ width, height });
  }
}

export async function visible() {
  while (document.hidden) {
    await new Promise((resolve) =>
      document.addEventListener("visibilitychange", resolve, { once: true }),
    );
  }
}

export function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
