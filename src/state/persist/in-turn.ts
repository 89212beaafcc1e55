let last: Promise<unknown> = Promise.resolve();

/** One piece of work on the storage after the other, so that none decides on what another is about to change. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => {});
  return mine;
}
