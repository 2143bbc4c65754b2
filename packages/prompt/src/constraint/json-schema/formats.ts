/** A format as an expression for a subset of it, and the patterns that each of its texts matches too. */
export interface KnownFormat {
  readonly source: string;
  /** Sources of expressions that zod writes beside the format. */
  readonly implied: readonly string[];
}

const year = '(?:19|20)\\d\\d';
const day = `${year}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))`;
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,3})?';
const label = '[a-z](?:[a-z0-9]{0,20}[a-z0-9])?';
const host = `${label}(?:\\.${label}){0,3}\\.[a-z]{2,10}`;

/** Formats that a grammar can write. */
export const knownFormats: Readonly<Record<string, KnownFormat>> = {
  date: {
    source: day,
    implied: [
      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
    ],
  },
  time: { source: `${clock}Z`, implied: [] },
  'date-time': {
    source: `${day}T${clock}Z`,
    implied: [
      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
    ],
  },
  duration: {
    source: 'P(?:[1-9]\\d{0,3}D|T[1-9]\\d{0,3}[HMS])',
    implied: [
      '^P(?:(\\d+W)|(?!.*W)(?=\\d|T\\d)(\\d+Y)?(\\d+M)?(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+([.,]\\d+)?S)?)?)$',
    ],
  },
  uuid: {
    source: '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}',
    implied: [
      '^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$',
      '^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12})$',
    ],
  },
  email: {
    source: `[a-z0-9](?:[a-z0-9]{0,20}[a-z0-9])?(?:\\.[a-z0-9]{1,20}){0,2}@${host}`,
    implied: [
      "^(?:[A-Za-z0-9_'+\\-]+\\.)*[A-Za-z0-9_'+\\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$",
    ],
  },
  ipv4: {
    source: '(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)',
    implied: [
      '^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])$',
    ],
  },
  hostname: { source: host, implied: [] },
  uri: { source: `https?://${host}(?:/[a-z0-9._~-]{0,40}){0,8}`, implied: [] },
};
