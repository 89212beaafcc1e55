// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { InputError } from "../../outcome.ts";
import type { NumberType } from "../numbers.ts";
import type { ArrayHeader } from "./array-header.ts";

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Headers are padded to 64 bytes and hold a dictionary of three entries; structured types are not read. */
const longestHeader = 1 << 16;

export const isNpy = (head: Uint8Array): boolean => magic.every((byte, i) => head[i] === byte);

/** Bytes to read from the start of a file for {@link npyHeader} to succeed. */
export const npyHeadBytes = longestHeader + 12;

const types: Readonly<Record<string, NumberType>> = {
  b1: "bool",
  u1: "uint8",
  i1: "int8",
  u2: "uint16",
  i2: "int16",
  u4: "uint32",
  i4: "int32",
  u8: "uint64",
  i8: "int64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};

/** The header of a `.npy` file, versions 1 to 3. Throws InputError where it is broken or holds no numbers. */
export function npyHeader(head: Uint8Array, name: string): ArrayHeader {
  const broken = (why: string): InputError =>
    new InputError("corrupt-npy", `${name} is no sound .npy file: ${why}.`);
  if (!isNpy(head)) throw broken("it does not start with the NUMPY mark");
  const version = head[6] ?? 0;
  if (version < 1 || version > 3) throw broken(`version ${version} is not known`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const lengthAt = 8;
  const textAt = version === 1 ? 10 : 12;
  if (head.length < textAt) throw broken("it is cut off inside its header");
  const length = version === 1 ? view.getUint16(lengthAt, true) : view.getUint32(lengthAt, true);
  if (length > longestHeader) throw broken(`its header claims ${length} bytes`);
  if (textAt + length > head.length) throw broken("it is cut off inside its header");
  const text = new TextDecoder("latin1").decode(head.slice(textAt, textAt + length));
  return { ...parseDictionary(text, name, broken), dataAt: textAt + length };
}

function parseDictionary(
  text: string,
  name: string,
  broken: (why: string) => InputError,
): Omit<ArrayHeader, "dataAt"> {
  const descr = /'descr'\s*:\s*'([^']{1,20})'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\dL,\s]*)\)/.exec(text)?.[1];
  if (descr === undefined && text.includes("'descr'")) throw broken("it holds records, not plain numbers");
  if (descr === undefined || order === undefined || shape === undefined) {
    throw broken("its header lacks descr, fortran_order or shape");
  }
  const type = types[descr.slice(1)];
  const byteOrder = descr[0]!;
  if (type === undefined || !"<>|=".includes(byteOrder)) {
    throw new InputError(
      "unsupported-npy",
      `${name} holds elements of the type ${descr}, which cannot be read as numbers.`,
    );
  }
  const dims = shape
    .split(",")
    .map((part) => part.trim().replace(/L$/, ""))
    .filter((part) => part !== "");
  return { type, bigEndian: byteOrder === ">", fortranOrder: order === "True", shape: dims.map(Number) };
}
