import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { schedulerClasses } from './scheduler-classes.ts';

it('the README names every scheduler class that is read, and no other', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const [table = ''] = readme.match(/\| classes +\|[\s\S]*?\n\n/) ?? [];
  const named = [...table.matchAll(/`(\w+Scheduler)`/g)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(Object.keys(schedulerClasses).toSorted());
});
