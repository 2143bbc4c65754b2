/** One sign of life of long work. Every long-running function of fm yields or reports these. */
export interface ProgressEvent {
  /** Tells the kinds of events apart. */
  readonly type: 'progress';
  /** What is being done, for example `train tokenizer`. */
  readonly task: string;
  /** Units done so far. */
  readonly completed: number;
  /** Units in all, where known. */
  readonly total?: number;
  /** What is counted, in the plural: `steps`, `bytes`, `merges`. */
  readonly unit: string;
  /** Numbers worth showing beside the bar, for example `{ loss: 2.31 }`. */
  readonly values?: Readonly<Record<string, number>>;
}
