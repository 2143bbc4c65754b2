/** Address of a native object. */
export type Handle = bigint;

/** A value that goes into a C function: addresses, numbers, strings, memory, string arrays, places for results. */
export type NativeArgument =
  | Handle
  | number
  | string
  | null
  | ArrayBufferView
  | readonly string[]
  | readonly ArrayBufferView[]
  | [unknown];

/** Name of a function that returns an `OrtStatus`. */
export type StatusFunction =
  | 'CreateEnv'
  | 'CreateSessionFromArray'
  | 'CreateSessionOptions'
  | 'SetSessionExecutionMode'
  | 'EnableProfiling'
  | 'DisableMemPattern'
  | 'DisableCpuMemArena'
  | 'SetSessionLogSeverityLevel'
  | 'SetSessionGraphOptimizationLevel'
  | 'SetIntraOpNumThreads'
  | 'SetInterOpNumThreads'
  | 'CreateRunOptions'
  | 'RunOptionsSetTerminate'
  | 'CreateTensorWithDataAsOrtValue'
  | 'CreateCpuMemoryInfo'
  | 'AllocatorFree'
  | 'GetAllocatorWithDefaultOptions'
  | 'SessionEndProfiling'
  | 'GetAvailableProviders'
  | 'ReleaseAvailableProviders'
  | 'AddSessionConfigEntry'
  | 'RunWithBinding'
  | 'CreateIoBinding'
  | 'BindInput'
  | 'BindOutput'
  | 'SessionOptionsAppendExecutionProvider_CUDA_V2'
  | 'CreateCUDAProviderOptions'
  | 'UpdateCUDAProviderOptions'
  | 'SessionOptionsAppendExecutionProvider'
  | 'AddExternalInitializersFromFilesInMemory';

/** Name of a function that frees an object and cannot fail. */
export type ReleaseFunction =
  | 'ReleaseEnv'
  | 'ReleaseMemoryInfo'
  | 'ReleaseSession'
  | 'ReleaseValue'
  | 'ReleaseRunOptions'
  | 'ReleaseSessionOptions'
  | 'ReleaseIoBinding'
  | 'ReleaseCUDAProviderOptions';

/**
 * The functions of the C API that fm calls: their place in `struct OrtApi` and the C types of their parameters.
 *
 * The struct only ever grows at its end, so a place is good for every later version of the runtime. All entries are
 * from version {@link apiVersion} or before.
 *
 * @see https://github.com/microsoft/onnxruntime/blob/main/include/onnxruntime/core/session/onnxruntime_c_api.h
 */
export const statusFunctions: Readonly<
  Record<StatusFunction, readonly [place: number, ...parameters: string[]]>
> = {
  CreateEnv: [3, 'int level', 'const char* id', '_Out_ void** env'],
  CreateSessionFromArray: [
    8,
    'void* env',
    'void* model',
    'size_t bytes',
    'void* options',
    '_Out_ void** session',
  ],
  CreateSessionOptions: [10, '_Out_ void** options'],
  SetSessionExecutionMode: [13, 'void* options', 'int mode'],
  EnableProfiling: [14, 'void* options', 'ORTCHAR* prefix'],
  DisableMemPattern: [17, 'void* options'],
  DisableCpuMemArena: [19, 'void* options'],
  SetSessionLogSeverityLevel: [22, 'void* options', 'int level'],
  SetSessionGraphOptimizationLevel: [23, 'void* options', 'int level'],
  SetIntraOpNumThreads: [24, 'void* options', 'int threads'],
  SetInterOpNumThreads: [25, 'void* options', 'int threads'],
  CreateRunOptions: [39, '_Out_ void** options'],
  RunOptionsSetTerminate: [46, 'void* options'],
  CreateTensorWithDataAsOrtValue: [
    49,
    'void* memory',
    'void* data',
    'size_t bytes',
    'int64_t* shape',
    'size_t rank',
    'int type',
    '_Out_ void** value',
  ],
  CreateCpuMemoryInfo: [69, 'int allocator', 'int type', '_Out_ void** memory'],
  AllocatorFree: [76, 'void* allocator', 'void* memory'],
  GetAllocatorWithDefaultOptions: [78, '_Out_ void** allocator'],
  SessionEndProfiling: [110, 'void* session', 'void* allocator', '_Out_ void** path'],
  GetAvailableProviders: [125, '_Out_ void** names', '_Out_ int* count'],
  ReleaseAvailableProviders: [126, 'void* names', 'int count'],
  AddSessionConfigEntry: [130, 'void* options', 'const char* key', 'const char* value'],
  RunWithBinding: [133, 'void* session', 'void* options', 'void* binding'],
  CreateIoBinding: [134, 'void* session', '_Out_ void** binding'],
  BindInput: [136, 'void* binding', 'const char* name', 'void* value'],
  BindOutput: [137, 'void* binding', 'const char* name', 'void* value'],
  SessionOptionsAppendExecutionProvider_CUDA_V2: [204, 'void* options', 'void* cuda'],
  CreateCUDAProviderOptions: [205, '_Out_ void** cuda'],
  UpdateCUDAProviderOptions: [206, 'void* cuda', 'const char** keys', 'const char** values', 'size_t count'],
  SessionOptionsAppendExecutionProvider: [
    216,
    'void* options',
    'const char* name',
    'const char** keys',
    'const char** values',
    'size_t count',
  ],
  AddExternalInitializersFromFilesInMemory: [
    279,
    'void* options',
    'ORTCHAR** names',
    'void** buffers',
    'size_t* lengths',
    'size_t count',
  ],
};

/** The functions that free an object and cannot fail. */
export const releaseFunctions: Readonly<Record<ReleaseFunction, number>> = {
  ReleaseEnv: 92,
  ReleaseMemoryInfo: 94,
  ReleaseSession: 95,
  ReleaseValue: 96,
  ReleaseRunOptions: 97,
  ReleaseSessionOptions: 100,
  ReleaseIoBinding: 135,
  ReleaseCUDAProviderOptions: 208,
};

/** Places of the functions that read and free an `OrtStatus`. */
export const statusPlaces: { readonly GetErrorMessage: number; readonly ReleaseStatus: number } = {
  GetErrorMessage: 2,
  ReleaseStatus: 93,
};

/** The version of the C API that fm asks for; ONNX Runtime 1.18 and every later one provide it. */
export const apiVersion = 18 as const;
