/** Two classifiers measured and compared: bootstrap intervals, calibration, pairs, and how much order matters. */
import {
  accuracy,
  brierScore,
  compare,
  evaluate,
  expectedCalibrationError,
  labelAccuracy,
  type LabelPrediction,
  orderSensitivity,
} from '@fm/prompt';

// Reviews, and two programs that judge them. In real life the programs ask models.
const praise = ['lovely', 'fresh', 'warm', 'sweet', 'crisp'];
const blame = ['stale', 'cold', 'bitter', 'burnt', 'dry'];
const dataset = ['bread', 'cake', 'soup', 'tea', 'pie', 'rice'].flatMap((noun) => [
  ...praise.map((word) => ({ input: `The ${noun} was ${word}.`, output: 'good' })),
  ...blame.map((word) => ({ input: `The ${noun} was ${word}.`, output: 'bad' })),
]);

/** Knows some words, and guesses `bad` otherwise. */
function judge(known: readonly string[], confidence: number): (text: string) => LabelPrediction {
  return (text) => {
    const label = known.some((word) => text.includes(word)) ? 'good' : 'bad';
    return {
      label,
      probabilities: { [label]: confidence, [label === 'good' ? 'bad' : 'good']: 1 - confidence },
    };
  };
}

const metrics = [accuracy(), labelAccuracy('good'), brierScore(), expectedCalibrationError()];
const before = await evaluate({
  name: 'three words',
  dataset,
  program: judge(praise.slice(0, 3), 0.99),
  metrics,
}).result;
const after = await evaluate({
  name: 'four words',
  dataset,
  program: judge(praise.slice(0, 4), 0.9),
  metrics,
}).result;
for (const { report } of [before, after]) {
  console.log(report.name);
  for (const { name, value, interval } of report.metrics)
    console.log(
      `  ${name.padEnd(27)} ${value.toFixed(3)}  [${interval.map((end) => end.toFixed(3)).join(', ')}]`,
    );
}

// The intervals overlap; looked at pair by pair, the difference is clear.
const { difference, interval, shareBetter } = compare({ before, after, metric: accuracy() });
console.log(`difference ${difference.toFixed(3)}  [${interval.map((end) => end.toFixed(3)).join(', ')}]`);
console.log(`better in ${(shareBetter * 100).toFixed(1)} % of the resamples\n`);

// A program that trusts its last demonstration too much.
const demonstrations = [
  { input: 'The fish was fresh.', output: 'good' },
  { input: 'The fish was cold.', output: 'bad' },
  { input: 'The fish was warm.', output: 'good' },
];
const { best, worst, mean, standardDeviation, orders } = await orderSensitivity({
  demonstrations,
  program: (shown) => (text) => {
    const known = praise.slice(0, 4).some((word) => text.includes(word));
    return known && shown.at(-1)?.output === 'bad' && text.includes('tea') ? 'bad' : known ? 'good' : 'bad';
  },
  dataset,
  metric: accuracy(),
});
console.log(`${orders.length} orders: worst ${worst.toFixed(3)}, best ${best.toFixed(3)}`);
console.log(`mean ${mean.toFixed(3)} ± ${standardDeviation.toFixed(3)}`);
