/** How ONNX Runtime runs programs in a browser. */
export interface OrtWebOptions {
  /**
   * `wasm` runs on the processor; `webgpu` keeps device tensors in GPU buffers.
   *
   * @default 'wasm'
   */
  readonly provider?: 'wasm' | 'webgpu';
  /**
   * Threads of the wasm provider. More than one needs a cross-origin isolated page. All backends of a page share the
   * value of the first.
   *
   * @default ONNX Runtime's choice: half the cores, at most 4; 1 on a page that is not isolated
   */
  readonly threads?: number;
  /**
   * Where the runtime's `.wasm` and `.mjs` files are served, as a URL prefix.
   *
   * @default beside the bundle
   */
  readonly wasmPaths?: string;
  /**
   * Whether the wasm provider runs in a worker, so that the page stays responsive; tensors are copied there and back.
   *
   * @default false
   */
  readonly proxy?: boolean;
  /**
   * How far the runtime rewrites graphs when it loads them.
   *
   * @default 'all'
   */
  readonly graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'all';
}
