// Smallest modules that use a feature; validating one tells whether the engine has it.

declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

// (module (func (result v128) i32.const 1 i8x16.splat i32.const 1 i8x16.splat i8x16.relaxed_swizzle))
const relaxedSimdModule = new Uint8Array([
  0x00,
  0x61,
  0x73,
  0x6d,
  0x01,
  0x00,
  0x00,
  0x00, // magic, version
  0x01,
  0x05,
  0x01,
  0x60,
  0x00,
  0x01,
  0x7b, // type section: () -> v128
  0x03,
  0x02,
  0x01,
  0x00, // function section
  0x0a,
  0x0f,
  0x01,
  0x0d,
  0x00,
  0x41,
  0x01,
  0xfd,
  0x0f,
  0x41,
  0x01,
  0xfd,
  0x0f,
  0xfd,
  0x80,
  0x02,
  0x0b,
]);

/** Whether this engine has the relaxed SIMD instructions (Chrome 114, Firefox 145, Node 21 and newer). */
export const hasRelaxedSimd = (): boolean => WebAssembly.validate(relaxedSimdModule);
