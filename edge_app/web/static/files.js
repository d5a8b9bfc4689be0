// The pictures that a visitor gives: their names, the folders among them, their small copies.

const PICTURE_NAME = /\.(jpe?g|png|webp|bmp|gif)$/i;
const LONGEST_SIDE_PX = 480;
const TINY_PX = 128;
const byName = new Intl.Collator(undefined, { numeric: true });
let pasted = 0;

// A name that is fit to be shown: without control characters and those that turn the writing.
function shownName(name) {
  return name.replace(/[\p{Cc}\p{Cf}]/gu, "").trim() || "unnamed";
}

export function chosen(files) {
  return [...files].map((file) => ({ file, name: shownName(file.name) }));
}

// Browsers call a copied picture "image.png", every time.
export function fromClipboard(clipboard) {
  return [...clipboard.files].map((file) => {
    const name = /^image\.\w+$/.test(file.name)
      ? file.name.replace("image", `pasted-${(pasted += 1)}`)
      : file.name;
    return { file, name: shownName(name) };
  });
}

// The files that were dropped, and the pictures in the folders that were: at most `limit`.
export async function dropped(transfer, limit) {
  // The list is empty as soon as this function waits for something.
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const given = items.map((item) => [item.webkitGetAsEntry?.(), item.getAsFile()]);
  const found = { pictures: [], others: 0 };
  for (const [entry, file] of given) {
    if (entry?.isDirectory) await collect(entry, found, limit);
    else if (file) found.pictures.push(...chosen([file]));
  }
  return found;
}

async function collect(folder, found, limit) {
  const reader = folder.createReader();
  const entries = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    entries.push(...some);
  }
  entries.sort((a, b) => byName.compare(a.name, b.name));
  for (const entry of entries.filter(({ name }) => !name.startsWith("."))) {
    if (found.pictures.length >= limit) return;
    if (entry.isDirectory) await collect(entry, found, limit);
    else if (!PICTURE_NAME.test(entry.name)) found.others += 1;
    else {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.pictures.push({ file, name: shownName(entry.fullPath.slice(1)) });
    }
  }
}

let lastThumbnail = Promise.resolve();

// A small copy as { url, isTiny }, or null where the browser cannot draw it. One after the other:
// a decoded photo takes 50 MB. The URL holds memory until it is revoked.
export function thumbnail(file, isWanted) {
  const next = lastThumbnail.then(() => (isWanted() ? smallCopy(file) : null)).catch(() => null);
  lastThumbnail = next;
  return next;
}

async function smallCopy(file) {
  const picture = await createImageBitmap(file);
  const longest = Math.max(picture.width, picture.height);
  const scale = Math.min(1, LONGEST_SIDE_PX / longest);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";  // As the model sees it: transparent parts on white.
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const isTiny = longest < TINY_PX;
  const type = isTiny ? "image/png" : "image/jpeg";
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, 0.85));
  return { url: URL.createObjectURL(blob), isTiny };
}
