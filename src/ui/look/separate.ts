import { type ComponentType, type LazyExoticComponent, lazy } from "react";

type Loaded<P> = { readonly default: ComponentType<P> };

/**
 * A component in a file of its own, and how to fetch it ahead. Fetched ahead it appears with all else: React holds one
 * that makes it wait, if only for a moment, back for 300 ms after the last placeholder came.
 */
export function separate<P>(
  load: () => Promise<Loaded<P>>,
): LazyExoticComponent<ComponentType<P>> & { readonly fetch: () => Promise<unknown> } {
  let loaded: Loaded<P> | null = null;
  const fetch = async (): Promise<Loaded<P>> => {
    loaded = await load();
    return loaded;
  };
  // React takes anything with `then`, and one that answers at once is not waited for.
  const known = (module: Loaded<P>) =>
    // biome-ignore lint/suspicious/noThenProperty: it is meant to be one
    ({ then: (take: (value: Loaded<P>) => void) => take(module) }) as unknown as Promise<Loaded<P>>;
  return Object.assign(
    lazy(() => (loaded === null ? fetch() : known(loaded))),
    { fetch },
  );
}
