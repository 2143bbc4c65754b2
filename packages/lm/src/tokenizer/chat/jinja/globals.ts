import { ArgumentError } from '@fm/core';
import type { Budget } from './budget.ts';
import { itemsOf, numberOf } from './filters.ts';
import { printValue } from './print-value.ts';
import { strftime } from './strftime.ts';
import { Callable, derivedText, isDictionary, isList, misfit, Namespace, type Value } from './values.ts';

/** Functions and constants that every template sees. */
export function globals(budget: Budget, date: Date | undefined): readonly (readonly [string, Value])[] {
  const constants = [true, false, null].flatMap((value, i): (readonly [string, Value])[] => {
    const name = ['true', 'false', 'none'][i] as string;
    return [
      [name, value],
      [name.charAt(0).toUpperCase() + name.slice(1), value],
    ];
  });
  return [
    ...constants,
    ['range', range(budget)],
    ['namespace', namespace],
    ['dict', new Callable(({ named }) => new Map(named))],
    ['raise_exception', refuse],
    ['strftime_now', clock(date)],
  ];
}

function range(budget: Budget): Callable {
  return new Callable(({ positional }) => {
    const numbers = positional.map(numberOf);
    const [start = 0, stop = 0, step = 1] = numbers.length === 1 ? [0, ...numbers] : numbers;
    const length = Math.max(0, Math.ceil((stop - start) / step));
    if (step === 0 || !Number.isSafeInteger(length)) throw misfit(`range(${numbers.join(', ')})`);
    budget.step(length);
    return Array.from({ length }, (_, i) => start + i * step);
  });
}

const namespace: Callable = new Callable(({ positional: [first], named }) => {
  const entries: (readonly [string, Value])[] = [];
  if (first !== undefined && isDictionary(first)) entries.push(...first);
  else if (first !== undefined) {
    for (const pair of itemsOf(first)) {
      if (isList(pair)) entries.push([printValue(pair[0] ?? null).text, pair[1] ?? null]);
    }
  }
  return new Namespace([...entries, ...named]);
});

const refuse: Callable = new Callable(({ positional: [message = null] }) => {
  throw new ArgumentError('The chat template refuses these messages', {
    received: printValue(message).text,
    hint: 'Order and shape them as the model’s template wants them.',
  });
});

function clock(date: Date | undefined): Callable {
  return new Callable(({ positional: [format = null] }) => {
    if (date === undefined) {
      throw new ArgumentError('The chat template asks for today’s date', {
        expected: 'the option date',
        hint: 'Pass { date: new Date() }, or a fixed date for output that can be repeated.',
      });
    }
    return derivedText(strftime(date, printValue(format).text));
  });
}
