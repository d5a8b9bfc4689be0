// What two answers to one picture have in common, and where they differ.

// From here on a difference of two probabilities is marked: five percentage points.
export const MARKED_DIFFERENCE = 0.05;

export function isOtherLabel(first, second) {
  return first.prediction !== second.prediction;
}

// One row for each class that either answer names among its `top` best, in the order of the first:
// { label, index, first, second, difference }. A probability is null where an answer does not tell.
export function rows(first, second, top) {
  const named = [...first.predictions.slice(0, top), ...second.predictions.slice(0, top)];
  const labels = [...new Set(named.map(({ label }) => label))];
  return labels.map((label) => {
    const [a, b] = [first, second].map((answer) => find(answer, label));
    const difference = a && b ? b.probability - a.probability : null;
    return {
      label,
      index: (a ?? b).index,
      first: a ? a.probability : null,
      second: b ? b.probability : null,
      difference,
    };
  });
}

function find(answer, label) {
  return answer.predictions.find((prediction) => prediction.label === label);
}

// Over many pictures: how many got the same label, and the largest difference of a probability.
export function summary(pairs, top) {
  let [same, largest] = [0, 0];
  for (const [first, second] of pairs) {
    if (!isOtherLabel(first, second)) same += 1;
    for (const { difference } of rows(first, second, top)) {
      largest = Math.max(largest, Math.abs(difference ?? 0));
    }
  }
  return { count: pairs.length, same, largest };
}
