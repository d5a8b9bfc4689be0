// The answers of a batch as files: JSON with the fields of the API, and CSV.

// One entry for each picture and model: as the API's, with the model's name and file hash.
export function entries(items, models, top) {
  return items.flatMap((item) =>
    models.filter((model) => item.answers.has(model)).map((model) => {
      const { error, canRetry, file, ...answer } = item.answers.get(model);
      if (error) return { file: item.name, ...(model && { model }), error };
      return { file: item.name, ...answer, predictions: answer.predictions.slice(0, top) };
    }),
  );
}

export function json(results) {
  return `${JSON.stringify({ results }, null, 2)}\n`;
}

const TIMES = ["decode", "preprocess", "invoke"];

// One line for each entry, with the columns of `edge-app classify --csv`, and a few more.
export function csv(results) {
  const width = Math.max(1, ...results.map(({ predictions }) => predictions?.length ?? 0));
  const places = Array.from({ length: width }, (_, i) => i + 1);
  const head = [
    "file", "model", "model_sha256", "prediction", "confidence", "sure", "threshold",
    ...places.flatMap((i) => [`label_${i}`, `index_${i}`, `probability_${i}`]),
    ...TIMES.map((name) => `${name}_ms`), "error",
  ];
  const lines = results.map((result) => [
    result.file, result.model, result.model_sha256, result.prediction, result.confidence,
    result.sure, result.threshold,
    ...places.flatMap((i) => {
      const { label, index, probability } = result.predictions?.[i - 1] ?? {};
      return [label, index, probability];
    }),
    ...TIMES.map((name) => result.timing_ms?.[name]), result.error?.message,
  ]);
  return `${head.join(",")}\n${lines.map((line) => `${line.map(cell).join(",")}\n`).join("")}`;
}

function cell(value) {
  if (typeof value !== "string") return String(value ?? "");
  // A spreadsheet would run a text that begins so as a formula; an apostrophe keeps it a text.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

export function download(text, name, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
