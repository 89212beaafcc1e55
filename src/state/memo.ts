/** Remembers the last result: the same arguments give the same object, so that nothing is drawn again. */
export function memo<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { readonly args: A; readonly result: R } | null = null;
  return (...args) => {
    if (last?.args.every((value, i) => Object.is(value, args[i])) && last.args.length === args.length)
      return last.result;
    last = { args, result: compute(...args) };
    return last.result;
  };
}

/** As {@link memo}, one result for each key. */
export function memoByKey<A extends readonly unknown[], R>(
  compute: (...args: A) => R,
): (key: string, ...args: A) => R {
  const byKey = new Map<string, (...args: A) => R>();
  return (key, ...args) => {
    let one = byKey.get(key);
    if (one === undefined) {
      one = memo(compute);
      byKey.set(key, one);
    }
    return one(...args);
  };
}
