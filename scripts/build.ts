/** Builds the packages; those that have not changed since are taken as they are. */
import { execute } from './process.ts';

console.log('Building the packages (at the first time about a minute) …');
const { code, output } = await execute(['turbo', 'run', 'build', '--output-logs=errors-only', '--ui=stream']);
if (code !== 0) console.error(output);
process.exitCode = code;
