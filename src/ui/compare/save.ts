import type { VariantFacts } from "../../engine/facts/variant.ts";
import type { StudioActions } from "../../state/studio.ts";

/** Hands bytes to the browser's download. */
export function save(
  bytes: Uint8Array | Blob | string,
  name: string,
  type = "application/octet-stream",
): void {
  // A view over shared memory cannot go into a Blob: it is copied first.
  const part = bytes instanceof Uint8Array ? new Uint8Array(bytes) : bytes;
  const address = URL.createObjectURL(new Blob([part], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export async function saveVariant(studio: StudioActions, facts: VariantFacts): Promise<void> {
  const file = await studio.file(facts.id);
  if (file !== null) save(file, facts.fileName);
}
