/** Makes something when it is first asked for, and keeps it. What failed is made anew when it is asked for again. */
export function kept<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    const mine = made;
    mine.catch(() => {
      if (made === mine) made = null;
    });
    return mine;
  };
}
