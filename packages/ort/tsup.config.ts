import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'index.node': 'src/index.node.ts',
  node: 'src/node.ts',
  // Started by path, beside the module that starts it.
  'plain-worker': 'src/node/plain/plain-worker.ts',
  web: 'src/web.ts',
});
