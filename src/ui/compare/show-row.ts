/** Details that open below the window would not be noticed: their row then goes to the top. */
export function showDetails(headerId: string): void {
  const header = document.getElementById(headerId);
  if (header === null || innerHeight - header.getBoundingClientRect().bottom > innerHeight / 3) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  header.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
}

export const headerIdOf = (id: string): string => `row-${id}`;

/** Leads to a row that was just added, once it is there: what asked for it may be gone. */
export function showRow(id: string): void {
  const place = document.querySelector(".results") ?? document.body;
  const find = (): boolean => {
    const header = document.getElementById(headerIdOf(id));
    if (header === null) return false;
    header.querySelector("button")?.focus({ preventScroll: true });
    showDetails(header.id);
    return true;
  };
  if (find()) return;
  const watch = new MutationObserver(() => {
    if (find()) watch.disconnect();
  });
  watch.observe(place, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), 2000);
}
