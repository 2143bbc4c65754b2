import { ArgumentError, initialize, referenceBackend, UnsupportedError } from '@fm/core';
import { Gpt2, languageModel } from '@fm/lm';
import { byteTokenizer, characterTokenizer, TextTokenizer, wordPiece } from '@fm/lm/tokenizer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choice } from '../grammar/choice.ts';
import { matches } from '../grammar/matches.ts';
import { jsonSchema } from '../json-schema/json-schema.ts';
import { logitConstraint } from '../logit-constraint.ts';
import { regex } from '../regex/regex.ts';
import { seededRandom } from '../testing/random-schema.ts';
import { randomText } from '../testing/random-text.ts';
import { grammarConstraint } from './grammar-constraint.ts';

const tokenizer = byteTokenizer({ specialTokens: ['<|endoftext|>'] });
const end = tokenizer.endOfText as number;

describe('a constraint', () => {
  it('allows exactly the texts of a choice', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6, unit: 'binary' }), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.integer(),
        (texts, seed) => {
          const constraint = grammarConstraint(choice(texts), tokenizer);
          const { text } = randomText({ constraint, tokenizer, maxTokens: 40 }, seededRandom(seed));
          expect(texts).toContain(text);
          for (const each of texts) {
            let state = constraint.start();
            for (const id of tokenizer.encode(each).ids) state = state.accept(id);
            expect(state.isComplete && state.allows(end)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('masks exactly the tokens that it does not allow', () => {
    const constraint = grammarConstraint(regex('(ab|c{2,4}é)+[^x]?'), tokenizer);
    const random = seededRandom(5);
    let state = constraint.start({ maxTokens: 12 });
    while (!state.isFinished) {
      const logits = new Float32Array(tokenizer.vocabularySize);
      state.mask(logits);
      const allowed = [...logits.keys()].filter((id) => logits[id] === 0);
      expect([...logits.keys()].filter((id) => state.allows(id))).toEqual(allowed);
      const next = allowed[Math.floor(random() * allowed.length)] as number;
      state = state.accept(next);
    }
    expect(state.isComplete).toBe(true);
  });

  it('is complete within any number of tokens that suffices', () => {
    const grammar = jsonSchema({
      type: 'object',
      properties: {
        words: { type: 'array', items: { type: 'string' } },
        tree: { $ref: '#' },
        n: { type: 'integer' },
      },
      required: ['n'],
    });
    const constraint = grammarConstraint(grammar, tokenizer);
    for (let maxTokens = 7; maxTokens < 60; maxTokens++) {
      const { text, tokens } = randomText({ constraint, tokenizer, maxTokens }, seededRandom(maxTokens));
      expect(tokens.length).toBeLessThanOrEqual(maxTokens);
      expect(matches(grammar, text)).toBe(true);
    }
    expect(() => constraint.start({ maxTokens: 6 })).toThrow(ArgumentError);
  });

  it('goes on from one state in several ways', () => {
    const start = grammarConstraint(choice(['ab', 'ac']), tokenizer).start();
    const a = start.accept(97);
    expect(a.accept(98).isFinished && a.accept(99).isFinished).toBe(true);
    expect(a.allows(97)).toBe(false);
    expect(() => a.accept(97)).toThrow(ArgumentError);
    expect(a.accept(98).accept(end).isFinished).toBe(true);
  });

  it('refuses what the vocabulary cannot write', () => {
    const letters = characterTokenizer('abcé');
    const { text } = randomText(
      { constraint: grammarConstraint(regex('[a-zé]{5}'), letters), tokenizer: letters, maxTokens: 5 },
      seededRandom(1),
    );
    expect(text).toMatch(/^[abcé]{5}$/);
    expect(() => grammarConstraint(choice(['abz']), letters)).toThrow(UnsupportedError);
    expect(grammarConstraint(choice(['é', 'zz']), letters).start({ maxTokens: 1 }).isComplete).toBe(false);
  });

  it('refuses tokenizers whose tokens cannot be joined', () => {
    const pieces = ['[UNK]', 'a', 'b', ',', '.', "'", '##c', 's', '!', '?', '##d', 'e'];
    const cleaning = new TextTokenizer(
      { model: wordPiece(new Map(pieces.map((piece, id) => [piece, id]))) },
      { cleanUpTokenizationSpaces: true },
    );
    expect(() => grammarConstraint(choice(['a']), cleaning)).toThrow(UnsupportedError);
  });

  it('steers generation by a model with random weights', async () => {
    const model = new Gpt2({ vocab_size: 257, n_positions: 64, n_embd: 16, n_layer: 1, n_head: 2 });
    const parameters = initialize(model, 0);
    await using lm = languageModel({ model, tokenizer, parameters, backend: referenceBackend() });
    const constraint = grammarConstraint(regex('"(yes|no)":[1-9]\\d{0,20}'), tokenizer);
    for (const seed of [1, 2]) {
      const steering = logitConstraint(constraint, { maxTokens: 20 });
      const { text } = await lm.generate('Q', { maxTokens: 20, seed, constraint: steering }).result;
      expect(text).toMatch(/^"(yes|no)":[1-9]\d*$/);
    }
  });
});
