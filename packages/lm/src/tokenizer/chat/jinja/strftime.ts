const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `datetime.strftime(format)` of Python in English, of a date in UTC; codes that are not known stay as they are. */
export function strftime(date: Date, format: string): string {
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const day = days[date.getUTCDay()] as string;
  const month = months[date.getUTCMonth()] as string;
  const hour = date.getUTCHours();
  const startOfYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  const codes: Readonly<Record<string, string>> = {
    Y: pad(date.getUTCFullYear(), 4),
    y: pad(date.getUTCFullYear() % 100),
    m: pad(date.getUTCMonth() + 1),
    d: pad(date.getUTCDate()),
    e: String(date.getUTCDate()).padStart(2),
    B: month,
    b: month.slice(0, 3),
    h: month.slice(0, 3),
    A: day,
    a: day.slice(0, 3),
    H: pad(hour),
    I: pad(((hour + 11) % 12) + 1),
    p: hour < 12 ? 'AM' : 'PM',
    M: pad(date.getUTCMinutes()),
    S: pad(date.getUTCSeconds()),
    j: pad(Math.floor((date.getTime() - startOfYear) / 86_400_000) + 1, 3),
    Z: 'UTC',
    z: '+0000',
    '%': '%',
  };
  const long: Readonly<Record<string, string>> = {
    F: '%Y-%m-%d',
    T: '%H:%M:%S',
    R: '%H:%M',
    D: '%m/%d/%y',
  };
  return format
    .replaceAll(/%([FTRD])/g, (_, code: string) => long[code] as string)
    .replaceAll(/%(-?)([A-Za-z%])/g, (whole, bare: string, code: string) => {
      const value = codes[code];
      return value === undefined ? whole : bare === '-' ? value.replace(/^[0 ]+(?=\d)/, '') : value;
    });
}
