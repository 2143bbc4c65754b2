const prefixes = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** A count with a decimal prefix: `124 M`, `1.5 k`, `980`. */
export function formatCount(count: number): string {
  const power = count < 1000 ? 0 : Math.min(prefixes.length - 1, Math.floor(Math.log10(count) / 3));
  const scaled = count / 1000 ** power;
  const digits = power === 0 ? `${Math.round(scaled * 100) / 100}` : scaled.toPrecision(3);
  return power === 0 ? digits : `${Number(digits)} ${prefixes[power]}`;
}

/** A rate without needless digits: `12,345`, `1.5`. */
export function formatRate(rate: number): string {
  return rate >= 100 ? Math.round(rate).toLocaleString('en') : rate.toPrecision(2);
}

/** A loss or metric: four decimals, or a power of ten where these say nothing. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value) || value === 0) return `${value}`;
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5 ? value.toFixed(4) : value.toExponential(2);
}

/** A duration: `42 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${`${whole % 60}`.padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${`${Math.floor((whole % 3600) / 60)}`.padStart(2, '0')} min`;
}
