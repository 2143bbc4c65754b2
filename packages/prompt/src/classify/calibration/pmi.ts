import type { Calibration } from './calibration.ts';

/**
 * Domain-conditional pointwise mutual information: how much more probable a label is after the prompt than after a text
 * that only names the domain, `log P(y | x) − log P(y | domain)`. Words that are frequent anyway lose their advantage.
 *
 * @param domain - what comes right before an answer, for example the last words of the prompt: `Sentiment:`
 * @see Holtzman et al. 2021, Surface Form Competition, equation 2, https://arxiv.org/abs/2104.08315
 */
export function pmi(domain: string): Calibration<unknown> {
  return {
    name: 'pmi',
    async fit({ scorePrefix }) {
      const prior = await scorePrefix(domain);
      return (scores) => scores.map((score, label) => score - (prior[label] as number));
    },
  };
}
