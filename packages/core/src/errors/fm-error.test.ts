import { expect, it } from 'vitest';
import * as errors from './index.ts';

const { BackendError, FmError, FormatError } = errors;

it('says what, expected, received, a hint and where to read on, in this order', () => {
  const error = new FormatError('notes.txt is damaged', {
    expected: 'JSON',
    received: 'a poem',
    hint: 'Write the file again.',
  });
  expect(error.message).toBe(
    [
      'notes.txt is damaged',
      '  expected: JSON',
      '  received: a poem',
      '  hint: Write the file again.',
      '  see: @fm/core/troubleshooting.md#fm_format',
    ].join('\n'),
  );
  expect(error.stack).toContain(`FormatError: ${error.message}`);
});

it.each(
  Object.entries(errors).flatMap(([name, type]) =>
    name === 'FmError' ? [] : [[name, type as typeof FormatError]],
  ),
)('%s links to the section of its code', (name, type) => {
  const error = new (type as typeof FormatError)('what');
  expect(error.name).toBe(name);
  expect(error.code).toMatch(/^FM_[A-Z]+$/);
  expect(error.help).toBe(`@fm/core/troubleshooting.md#${error.code.toLowerCase()}`);
  expect(error.message).toBe(`what\n  see: ${error.help}`);
  expect(Object.keys(error)).toContain('code');
});

it('links once where it quotes another error', () => {
  const inner = new FormatError('inner', { received: 'rubbish' });
  const outer = new BackendError('outer', { received: inner.message, hint: 'Go on.', cause: inner });
  expect(outer.message).toBe(
    'outer\n  received: inner\n  received: rubbish\n  hint: Go on.\n  see: @fm/core/troubleshooting.md#fm_backend',
  );
  expect(outer.cause).toBe(inner);
});

it('is recognised across copies of the package', () => {
  const marker = Object.getOwnPropertySymbols(new FormatError('one'))[0] as symbol;
  expect(FmError.is({ [marker]: true })).toBe(true);
  expect(FmError.is(new Error('other'))).toBe(false);
  expect(FmError.is(null)).toBe(false);
});
