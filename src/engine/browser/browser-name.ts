const known: readonly (readonly [string, RegExp])[] = [
  ["Edge", /Edg\/([\d]+)/],
  ["Opera", /OPR\/([\d]+)/],
  ["Samsung Internet", /SamsungBrowser\/([\d]+)/],
  ["Firefox", /Firefox\/([\d]+)/],
  ["Chrome", /(?:Headless)?Chrome\/([\d]+)/],
  ["Safari", /Version\/([\d]+).*Safari/],
];

/** Browser and major version, e.g. `Chrome 156`, as shown beside measurements. */
export function browserName(userAgent: string): string {
  for (const [name, pattern] of known) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return "this browser";
}
