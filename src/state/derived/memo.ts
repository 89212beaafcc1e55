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

/** As {@link memo}; a result that reads the same as the last one is the last one. For small plain data. */
export function stableMemo<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { readonly text: string; readonly result: R } | null = null;
  return memo((...args: A) => {
    const result = compute(...args);
    const text = JSON.stringify(result);
    if (last?.text !== text) last = { text, result };
    return last.result;
  });
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
