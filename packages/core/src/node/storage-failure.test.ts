import { expect, it } from 'vitest';

import { ArgumentError } from '../errors/index.ts';
import { storageFailure } from './storage-failure.ts';

const failure = (code: string): Error => Object.assign(new Error(`${code}: it failed`), { code });

it.each([
  ['ENOENT', 'check the path'],
  ['ENOSPC', 'free some space'],
  ['EACCES', 'Permission is denied'],
  ['EUNKNOWN', 'Mend the storage'],
])('names a remedy for %s', (code, remedy) => {
  const cause = failure(code);
  expect(storageFailure('Cannot write a.txt', cause, 'The old one is intact.')).toMatchObject({
    code: 'FM_STORAGE',
    message: expect.stringContaining('Cannot write a.txt'),
    received: `${code}: it failed`,
    hint: expect.stringMatching(new RegExp(`${remedy}.* The old one is intact\\.$`)),
    cause,
  });
});

it('passes on what is no error of the file system', () => {
  for (const error of [new ArgumentError('keep is out of range'), new TypeError('no'), 'text', undefined])
    expect(storageFailure('Cannot write a.txt', error)).toBe(error);
});
