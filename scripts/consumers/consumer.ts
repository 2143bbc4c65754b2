import type { Workplace } from './workplace.ts';

/** What a consumer has to say besides that it works. */
export interface Finding {
  /** What was seen, in a few words. */
  readonly result: string;
  /** Of what was built or installed, where that is the point. */
  readonly size?: string;
}

/** Somebody who depends on the packages: a runtime, a compiler, a bundler. */
export interface Consumer {
  readonly name: string;
  /** What it is made to do. */
  readonly runs: string;
  /** Rejects when it does not work. */
  run(workplace: Workplace): Promise<Finding>;
}

/** Says that a consumer cannot be had on this machine, which is nobody's failure. */
export class NotObtainable extends Error {}
