import { registerHooks } from 'node:module';

/**
 * Registers the gradients of tfjs' kernels. They are in no bundle for Node, and their modules import each other without
 * extensions, which Node does not resolve; registries are global, so that they serve the bundle.
 */
export async function registerTfjsGradients(): Promise<void> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const isOwn = context.parentURL?.includes('/tfjs-core/dist/') && specifier.startsWith('.');
      return next(isOwn && !specifier.endsWith('.js') ? `${specifier}.js` : specifier, context);
    },
  });
  try {
    await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
  } finally {
    hooks.deregister();
  }
}
