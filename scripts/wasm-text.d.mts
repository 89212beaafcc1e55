/** WebAssembly text to its binary, as hexadecimal digits. */
export function assemble(text: string): Promise<string>;
