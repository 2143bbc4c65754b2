import { ArgumentError, type Tokenizer, UnsupportedError } from '@fm/core';
import type { Constraint, ConstraintStartOptions, ConstraintState } from '../constraint.ts';
import { Automaton, type State } from '../grammar/automaton.ts';
import type { Grammar } from '../grammar/grammar.ts';
import {
  type ConstraintVocabulary,
  constraintVocabulary,
  type TokenSet,
} from '../vocabulary/constraint-vocabulary.ts';
import { type Completion, Completions } from './completion.ts';
import { ShortestTexts } from './shortest.ts';
import { type TokenStep, TokenStepCache, type TokenSteps } from './token-steps.ts';

/** Options of {@link grammarConstraint}. */
export interface GrammarConstraintOptions {
  /** Tokens that end the text where it may end. @default the tokenizer's end-of-text token, where there is one */
  readonly stopTokens?: readonly number[];
}

/**
 * A grammar for the tokens of one tokenizer. Tokens are cut into bytes, so a character may be spread over several of
 * them. No state is a dead end: a token after which the grammar could not be completed with this vocabulary is not
 * allowed.
 *
 * Keep the value: it remembers the tokens that each of its states allows.
 *
 * @throws {UnsupportedError} when the tokenizer has no tokens for any text of the grammar, or its tokens cannot be joined
 * into text
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { grammarConstraint, regex } from '@fm/prompt';
 *
 * const tokenizer = byteTokenizer();
 * const start = grammarConstraint(regex('a[bc]'), tokenizer).start();
 * const logits = new Float32Array(256);
 * start.mask(logits);
 * logits.indexOf(0) === tokenizer.idOf('a'); // => true
 * start.accept(97).accept(99).isFinished; // => true
 * ```
 */
export function grammarConstraint(
  grammar: Grammar,
  tokenizer: Tokenizer,
  { stopTokens }: GrammarConstraintOptions = {},
): Constraint {
  const { endOfText } = tokenizer;
  const stops = stopTokens ?? (endOfText === undefined ? [] : [endOfText]);
  const compiled = new CompiledGrammar(grammar, constraintVocabulary(tokenizer), stops);
  return Object.freeze({
    name: grammar.name,
    start: (options?: ConstraintStartOptions) => compiled.start(options),
  });
}

class CompiledGrammar {
  readonly name: string;
  readonly vocabulary: ConstraintVocabulary;
  readonly stops: readonly number[];
  readonly automaton: Automaton;
  readonly completions: Completions;
  readonly #steps: TokenStepCache;
  readonly #allowed: Float32Array;

  constructor({ name, root }: Grammar, vocabulary: ConstraintVocabulary, stops: readonly number[]) {
    this.name = name;
    this.vocabulary = vocabulary;
    this.stops = stops;
    this.automaton = new Automaton(root);
    const shortest = new ShortestTexts(root, vocabulary.byteCost);
    this.completions = new Completions(shortest, vocabulary.inside.trie);
    this.#steps = new TokenStepCache(this.automaton, this.completions, vocabulary.size);
    this.#allowed = new Float32Array(vocabulary.size);
    const { start } = this.automaton;
    if (!start.isComplete && this.steps(start, vocabulary.first).steps.length === 0) {
      throw new UnsupportedError(`No tokens write any text of ${name}`, {
        hint: 'Either nothing fits the grammar, or the vocabulary lacks characters that it needs.',
      });
    }
  }

  start({ maxTokens = Number.POSITIVE_INFINITY }: ConstraintStartOptions = {}): ConstraintState {
    const { start } = this.automaton;
    const { first, inside } = this.vocabulary;
    const needed = start.isComplete
      ? 0
      : Math.min(
          1 + (this.steps(start, first).steps[0]?.cost ?? Number.POSITIVE_INFINITY),
          this.planned(start),
        );
    if (!(maxTokens >= needed)) {
      throw new ArgumentError(`${this.name} does not fit the number of tokens`, {
        expected: `maxTokens of at least ${needed}`,
        received: `${maxTokens}`,
        hint: 'Raise maxTokens, or ask for less.',
      });
    }
    const completion = first === inside ? this.completions.of(start) : undefined;
    return new GrammarState(this, { state: start, tokens: first, left: maxTokens, completion });
  }

  /** Tokens of the shortest known text, where it may begin like any other text. */
  planned(state: State): number {
    const { first, inside } = this.vocabulary;
    return first === inside ? this.completions.costOf(state) : Number.POSITIVE_INFINITY;
  }

  steps(state: State, tokens: TokenSet): TokenSteps {
    return this.#steps.of(state, tokens.trie);
  }

  mask(logits: Float32Array, { state, tokens, left, completion }: Position): void {
    const { size } = this.vocabulary;
    const { steps, worst, whole } = this.steps(state, tokens);
    const stops = state.isComplete ? this.stops.map((id) => [id, logits[id] as number] as const) : [];
    if (worst <= left - 1 && !whole.areAllowed) {
      for (const id of whole.ids) logits[id] = Number.NEGATIVE_INFINITY;
    } else {
      const allowed = this.#allowed.fill(Number.NEGATIVE_INFINITY);
      if (worst <= left - 1) for (const id of whole.ids) allowed[id] = logits[id] as number;
      else copyAffordable(steps, { left, order: tokens.trie.order, from: logits, to: allowed });
      if (completion !== undefined && completion.cost <= left)
        allowed[completion.token] = logits[completion.token] as number;
      logits.set(allowed.subarray(0, logits.length));
    }
    if (logits.length > size) logits.fill(Number.NEGATIVE_INFINITY, size);
    for (const [id, logit] of stops) logits[id] = logit;
  }

  /** The state after a token's bytes; `undefined` where the grammar has none. */
  after({ state, tokens }: Position, token: number): State | undefined {
    const bytes = tokens.bytes[token];
    if (bytes === undefined) return undefined;
    let at: State | null = state;
    for (const byte of bytes) {
      at = this.automaton.step(at, byte);
      if (at === null) return undefined;
    }
    return at;
  }
}

/** Copies the logits of tokens after which a text can still end in time. */
function copyAffordable(
  steps: readonly TokenStep[],
  {
    left,
    order,
    from,
    to,
  }: {
    readonly left: number;
    readonly order: Int32Array;
    readonly from: Float32Array;
    readonly to: Float32Array;
  },
): void {
  for (const { cost, ranges } of steps) {
    if (cost > left - 1) break;
    for (let i = 0; i < ranges.length; i += 2) {
      const end = ranges[i + 1] as number;
      for (let at = ranges[i] as number; at < end; at++) {
        const id = order[at] as number;
        to[id] = from[id] as number;
      }
    }
  }
}

/** Where a text is. */
interface Position {
  readonly state: State;
  /** What tokens write here. */
  readonly tokens: TokenSet;
  /** How many tokens may still come. */
  readonly left: number;
  /** A way to end the text. */
  readonly completion: Completion | undefined;
}

class GrammarState implements ConstraintState {
  readonly #grammar: CompiledGrammar;
  readonly #position: Position;
  readonly #hasEnded: boolean;

  constructor(grammar: CompiledGrammar, position: Position, hasEnded: boolean = false) {
    this.#grammar = grammar;
    this.#position = position;
    this.#hasEnded = hasEnded;
  }

  get isComplete(): boolean {
    return this.#position.state.isComplete;
  }

  get isFinished(): boolean {
    const { state, tokens, left } = this.#position;
    if (this.#hasEnded) return true;
    if (!state.isComplete) return false;
    const [cheapest] = this.#grammar.steps(state, tokens).steps;
    return cheapest === undefined || cheapest.cost > left - 1;
  }

  mask(logits: Float32Array): void {
    if (!this.#hasEnded) return this.#grammar.mask(logits, this.#position);
    const kept = this.#grammar.stops.map((id) => [id, logits[id] as number] as const);
    logits.fill(Number.NEGATIVE_INFINITY);
    for (const [id, logit] of kept) logits[id] = logit;
  }

  allows(token: number): boolean {
    if (this.#grammar.stops.includes(token)) return this.isComplete;
    return !this.#hasEnded && this.#afterAllowed(token) !== undefined;
  }

  accept(token: number): ConstraintState {
    if (this.#grammar.stops.includes(token) && this.isComplete)
      return new GrammarState(this.#grammar, this.#position, true);
    const state = this.#hasEnded ? undefined : this.#afterAllowed(token);
    if (state === undefined) {
      throw new ArgumentError(`${this.#grammar.name} does not allow this token`, {
        received: `${token}`,
        hint: 'Draw tokens from masked logits.',
      });
    }
    const { left, completion } = this.#position;
    const kept = completion?.token === token ? completion.after : undefined;
    const found = this.#grammar.completions.of(state);
    const better = kept !== undefined && kept.cost < (found?.cost ?? Number.POSITIVE_INFINITY) ? kept : found;
    return new GrammarState(this.#grammar, {
      state,
      tokens: this.#grammar.vocabulary.inside,
      left: left - 1,
      completion: state.isComplete ? undefined : better,
    });
  }

  #afterAllowed(token: number): State | undefined {
    const { left, completion } = this.#position;
    const state = this.#grammar.after(this.#position, token);
    if (state === undefined) return undefined;
    const isPlanned = completion !== undefined && completion.token === token && completion.cost <= left;
    return isPlanned || this.#grammar.completions.costOf(state) <= left - 1 ? state : undefined;
  }
}
