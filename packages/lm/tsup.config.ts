import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  tokenizer: 'src/tokenizer/index.ts',
  node: 'src/node.ts',
});
