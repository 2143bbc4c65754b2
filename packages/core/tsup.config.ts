import { library } from '../../tsup.base.ts';

export default library(
  {
    index: 'src/index.ts',
    testing: 'src/testing/index.ts',
    node: 'src/node.ts',
  },
  // `testing` is a public entry here.
  ['src/**/*.ts', '!src/**/*.test.ts'],
);
