/** Name and version of this package, as `ai.internal.sdkVersion` has it; a test compares. */
export const sdkVersion = 'outspan:0.1.0'
