import wabt from "wabt";

/** WebAssembly text to its binary, as hexadecimal digits. */
export async function assemble(text) {
  const module = (await wabt()).parseWat("rows.wat", text, { simd: true });
  try {
    return Buffer.from(module.toBinary({}).buffer).toString("hex");
  } finally {
    module.destroy();
  }
}
