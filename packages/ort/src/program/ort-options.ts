/** What can be said of ONNX Runtime wherever it runs; the `/node` and `/web` entries know more options. */
export interface OrtOptions {
  /**
   * `cpu` is native code in Node and WebAssembly in a browser.
   *
   * @default 'cpu'
   */
  readonly provider?: 'cpu' | 'webgpu';
  /**
   * Threads of the `cpu` provider.
   *
   * @default every core in Node; ONNX Runtime's choice in a browser
   */
  readonly threads?: number;
}
